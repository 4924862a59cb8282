// The guide.

import './checks.js';
import './copy.js';
import { watch } from './notice.js';
import './parts.js';
import './tabs.js';
import './ticks.js';
import './workbook.js';

watch();
