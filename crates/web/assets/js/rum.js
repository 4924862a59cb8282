// What the person lives through, as this page sees it: gathered, and reported in batches to /rum.

import { onCLS, onINP, onLCP } from '../vendor/web-vitals.js';
import { below } from './base.js';

const EVERY_MS = 4000;
// As many as the server takes at once, with room for the vitals.
const MOST = 400;

let calls = [];
let vitals = [];
const running = new Set();

/** Records how a call of `operation` went, `ms` milliseconds from the action to what was shown. */
function record(operation, result, ms) {
  calls.push({ operation, result, ms: Math.max(0, ms) });
  if (calls.length >= MOST) report();
}

/**
 * Starts the clock for what a person has just asked for. The returned function ends it: `success` once the answer is on
 * the screen, `error` when nothing came of it, `none` where it was the person's own mistake. Only the first end counts.
 */
export function begin(operation) {
  const started = performance.now();
  const call = {
    end(result) {
      if (!running.delete(call)) return;
      if (result !== 'none') record(operation, result, performance.now() - started);
    },
  };
  running.add(call);
  return call.end;
}

/** Sends what there is. */
export function report() {
  if (calls.length === 0 && vitals.length === 0) return;
  const batch = JSON.stringify({ calls, vitals });
  calls = [];
  vitals = [];
  navigator.sendBeacon(below('/rum'), new Blob([batch], { type: 'application/json' }));
}

for (const observe of [onLCP, onINP, onCLS]) {
  observe(({ name, value }) => vitals.push({ name, value }));
}

setInterval(report, EVERY_MS);
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'hidden') report();
});
// Whoever leaves does not see the answer any more; the server counts such a call as failed too.
addEventListener('pagehide', () => {
  for (const call of [...running]) call.end('error');
  report();
});
