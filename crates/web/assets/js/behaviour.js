// How this page is to behave just now. The server tells it; a change arrives within two seconds.

import { askNow } from './notice.js';

const EVERY_MS = 2000;

let drop = Number(document.body.dataset.drop) || 0;
// Where in the row of calls this page begins: of many pages, equally many drop their first call.
let owed = Math.random();

async function ask() {
  try {
    drop = (await askNow())?.drop ?? drop;
  } catch {
    // No edge: as before until it is back.
  }
}

setInterval(ask, EVERY_MS);

/** Whether the call that is about to leave this page is dropped: with 0.5 exactly every second one. */
export function drops() {
  owed += drop;
  if (owed < 1) return false;
  owed -= 1;
  return true;
}
