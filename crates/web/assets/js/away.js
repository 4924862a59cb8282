// The intermission: looks every few seconds whether the backend is back.

import { below } from './base.js';

const EVERY_MS = 3000;

setInterval(async () => {
  try {
    const answer = await fetch(below('/behaviour'), { cache: 'no-store' });
    if (answer.ok && (await answer.json()).backend === 'up') location.reload();
  } catch {
    // The edge is away as well; it will be asked again.
  }
}, EVERY_MS);
