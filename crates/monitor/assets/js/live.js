// Keeps `data-live` parts of a page up to date: every few seconds the page is asked for again, and such parts take the
// place of those they were before.

import { make } from './dom.js';
import { moment } from './format.js';

const EVERY_MS = 5000;

// Of all ways to make a document of an answer this is the one that runs nothing and makes no HTML of text, so Trusted
// Types have nothing against it.
export function page(url = location.href) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('GET', url);
    request.responseType = 'document';
    request.timeout = 20000;
    // A page of its own that does not answer is away; a part of one says itself what is wrong.
    request.onload = () => (request.response && (request.status === 200 || url !== location.href) ? resolve(request.response) : reject(new Error('no page')));
    request.onerror = request.ontimeout = () => reject(new Error('no answer'));
    request.send();
  });
}

/** Moments on the reader's clock: the server does not know which that is. */
function clocks(part) {
  for (const time of part.querySelectorAll('time[data-clock]')) {
    const at = Date.parse(time.dateTime);
    time.textContent = moment(at, { start: at, end: at });
  }
}

function away(is) {
  const note = document.getElementById('away');
  if (!is) note?.remove();
  else if (!note) document.querySelector('main').prepend(make('p', { id: 'away', class: 'problem', role: 'alert' }, 'The monitor does not answer. What is shown is as it was; it is asked again every five seconds.'));
}

/** Brings the parts up to date now. What has the focus in it is left as it is. */
export async function refresh() {
  const shown = [...document.querySelectorAll('[data-live]')];
  if (shown.length === 0) return;
  let answer;
  try {
    answer = await page();
  } catch {
    away(true);
    return;
  }
  away(false);
  for (const old of shown) {
    const fresh = answer.getElementById(old.id);
    if (fresh) clocks(fresh);
    if (!fresh || fresh.isEqualNode(old) || old.contains(document.activeElement)) continue;
    old.replaceWith(document.adoptNode(fresh));
  }
}

clocks(document);
setInterval(() => { if (!document.hidden) refresh(); }, EVERY_MS);
