// What the coach tells everybody: at the top of each page until its time is over, or until whoever reads it puts it away.

import { below, own } from './base.js';
import { byId, make } from './dom.js';

const EVERY_MS = 3000;
const KEY = own('notice put away');

let shown;
let over;

/** Asks how things are just now, and shows what the coach tells; throws where nobody answers. */
export async function askNow() {
  const answer = await fetch(below('/behaviour'), { cache: 'no-store' });
  if (!answer.ok) return undefined;
  const now = await answer.json();
  show(now.notice, Date.parse(answer.headers.get('date')));
  return now;
}

/** Shows a notice, or none; `now` is the server's time, as this machine's clock may be wrong. */
function show(notice, now) {
  clearTimeout(over);
  const mine = notice && localStorage.getItem(KEY) !== notice.at ? notice : undefined;
  if (mine) {
    const left = Date.parse(mine.until) - now;
    if (left >= 0) over = setTimeout(() => put(undefined), left);
  }
  put(mine);
}

function put(notice) {
  if (notice?.at === shown?.at) return;
  shown = notice;
  const box = byId('broadcast');
  if (!notice) {
    if (box.contains(document.activeElement)) focusMain();
    box.replaceChildren();
    return;
  }
  const away = () => {
    localStorage.setItem(KEY, notice.at);
    put(undefined);
  };
  box.replaceChildren(
    // A long one scrolls on a small screen, by keyboard too.
    make('p', { class: 'broadcast-text', dir: 'auto', tabindex: '0' }, make('strong', {}, 'Your coach: '), notice.text),
    make('button', { type: 'button', class: 'quiet', 'aria-label': 'Got it: put this notice away', click: away }, 'Got it'),
  );
}

/** The focus goes on where the page begins. */
function focusMain() {
  const main = byId('main');
  main.tabIndex = -1;
  main.focus({ preventScroll: true });
}

/** Goes on asking, on a page that does not ask by itself. */
export function watch() {
  const look = () => askNow().catch(() => {
    // As before until the lab is back.
  });
  look();
  setInterval(() => document.visibilityState === 'visible' && look(), EVERY_MS);
  document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && look());
}
