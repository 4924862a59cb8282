// The time that a page shows, for all of its charts: in the address, set by buttons, a form, or a frame drawn in a chart.

import { byId } from './dom.js';
import { moment } from './format.js';

// What is shown where nobody asks for a time, and there are figures for all of it.
const USUAL = '1h';
const buttons = [...document.querySelectorAll('[data-range]')];
const live = byId('live');

function parameters() {
  return new URLSearchParams(location.search);
}

/** Whether the address is from one moment to another. */
function fixed() {
  const asked = parameters();
  return asked.has('from') && asked.has('to');
}

/** Whether less than the usual time is shown, because there are no figures before. */
let young = false;

/** What is asked for, to be put behind an address. The server's own links are written in the same order. */
export function query() {
  const asked = parameters();
  if (fixed()) return `from=${asked.get('from')}&to=${asked.get('to')}`;
  // Nothing is left to the server: it begins where the figures do.
  return asked.has('range') ? new URLSearchParams({ range: asked.get('range') }).toString() : '';
}

let changed = () => {};

function show() {
  const usual = fixed() || young ? null : USUAL;
  const range = fixed() ? null : parameters().get('range') ?? usual;
  for (const button of buttons) button.setAttribute('aria-pressed', String(button.dataset.range === range));
  live.disabled = fixed();
}

function set(change) {
  const asked = parameters();
  for (const name of ['range', 'from', 'to']) asked.delete(name);
  for (const [name, value] of Object.entries(change)) asked.set(name, value);
  history.pushState(null, '', `?${asked}`);
  show();
  byId('custom').open = false;
  changed();
}

/** Shows a part. */
export function zoomed(from, to) {
  // A chart of less than a minute has nothing to show.
  const middle = (from + to) / 2;
  const half = Math.max((to - from) / 2, 30500);
  set({ from: Math.round(middle - half), to: Math.round(middle + half) });
}

/** Back to where the frame was drawn. */
export function out() {
  if (fixed()) history.back();
}

/** Says what is shown: what was answered, not only what was asked for. */
export function shown(span) {
  const step = span.step >= 60000 ? `${span.step / 60000} min` : `${span.step / 1000} s`;
  young = span.young === true;
  show();
  const since = young ? 'Since the first figures, until there is an hour of them: ' : '';
  byId('shown').textContent = `${since}${moment(span.start, span)} to ${moment(span.end, span)}, a value every ${step}`;
  const local = (ms) => new Date(ms - new Date(ms).getTimezoneOffset() * 60000).toISOString().slice(0, 19);
  if (!byId('custom').open) {
    byId('from').value = local(span.start);
    byId('to').value = local(span.end);
  }
}

/**
 * Calls `load` now, whenever the time changes, and again with each new step while the page is live. `load` returns the
 * span that was answered, or nothing. Returns what makes it be called at once.
 */
export function follow(load) {
  let timer;
  let round = 0;
  const go = async () => {
    clearTimeout(timer);
    const mine = (round += 1);
    const span = await load();
    if (mine !== round) return;
    if (span) shown(span);
    const wait = Math.min(Math.max(span?.step ?? 5000, 5000), 60000);
    timer = setTimeout(again, wait);
  };
  const again = () => {
    if (document.hidden || !live.checked || live.disabled) timer = setTimeout(again, 1000);
    else go();
  };
  changed = go;
  addEventListener('popstate', () => { show(); go(); });
  show();
  go();
  return go;
}

for (const button of buttons) button.addEventListener('click', () => set({ range: button.dataset.range }));
document.querySelector('#custom form').addEventListener('submit', (event) => {
  event.preventDefault();
  const [from, to] = ['from', 'to'].map((id) => new Date(byId(id).value).getTime());
  set({ from, to });
});
