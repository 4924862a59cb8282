// The guide.

import './copy.js';
import './parts.js';
import './tabs.js';
import './ticks.js';
import './workbook.js';
