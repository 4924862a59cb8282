// What a query answers just now, below it, while it is typed.

import { ask } from './ask.js';

const AFTER_MS = 600;

const waiting = new WeakMap();

/** Tries what stands in this field once nothing more is typed. */
export function preview(input, address, after = AFTER_MS) {
  const place = input.closest('.cell, .field').querySelector('.preview');
  clearTimeout(waiting.get(input));
  const query = input.value;
  if (!query.trim()) {
    say(place, '', '');
    return;
  }
  waiting.set(input, setTimeout(async () => {
    try {
      const { verdict, observed, next } = await ask('POST', address, { query });
      if (input.value === query) say(place, [observed, next].filter(Boolean).join(' '), verdict);
    } catch (error) {
      if (input.value === query) say(place, `It cannot be tried now: ${error.message}`, 'not-yet');
    }
  }, after));
}

function say(place, text, verdict) {
  place.setAttribute('role', 'status');
  place.dataset.verdict = verdict;
  place.textContent = text;
}
