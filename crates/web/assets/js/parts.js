// The parts of a page that change while it is open: clocks, what holds, calls. The server makes them anew, at the address that
// the page names in `data-now`, and what differs is put in place of what is shown. Nothing is drawn here, so that a part looks
// the same however it came.

import { ask } from './ask.js';
import { byId } from './dom.js';

const EVERY_MS = 5000;
const PATIENCE_MS = 20000;

const address = document.querySelector('[data-now]')?.dataset.now;
/** Each part as the server made it last. */
const made = new Map();
let turn = 0;

/** What a part says, but for how much time is left. */
function essence(part) {
  const copy = part.cloneNode(true);
  for (const clock of copy.querySelectorAll('.clock[data-left]')) {
    clock.removeAttribute('data-left');
    clock.textContent = '';
  }
  return copy.outerHTML;
}

function load() {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('GET', address);
    request.responseType = 'document';
    request.timeout = PATIENCE_MS;
    const failed = () => reject(new Error('The lab does not answer.'));
    request.onload = () => (request.status === 200 && request.response ? resolve(request.response) : failed());
    request.onerror = failed;
    request.ontimeout = failed;
    request.send();
  });
}

/** Asks for the parts again and shows what differs. */
export async function refresh() {
  if (!address) return;
  turn += 1;
  const mine = turn;
  let now;
  try {
    now = await load();
  } catch {
    // As before until the lab is back.
    return;
  }
  if (mine !== turn) return;
  for (const fresh of now.querySelectorAll('[data-part]')) {
    const shown = byId(fresh.id);
    const says = essence(fresh);
    if (!shown || made.get(fresh.id) === says) continue;
    made.set(fresh.id, says);
    replace(shown, fresh);
  }
}

/** Puts a part in place of another: what is open stays open, what was typed stays, and so does the focus. */
function replace(shown, fresh) {
  const open = [...shown.querySelectorAll('details[open][id]')].map((details) => details.id);
  const typed = [...shown.querySelectorAll('textarea[id]')].map((field) => [field.id, field.value]);
  const focused = shown.contains(document.activeElement) ? ids(document.activeElement, shown) : [];
  shown.replaceWith(fresh);
  prepare(fresh);
  for (const id of open) byId(id)?.setAttribute('open', '');
  for (const [id, value] of typed) {
    const field = byId(id);
    if (field) field.value = value;
  }
  const to = focused.map(byId).find(Boolean);
  if (!to) return;
  if (!to.matches('a, button, input, select, summary, textarea')) to.tabIndex = -1;
  to.focus({ preventScroll: true });
}

/** The ids from an element up to its part: where the focus can go when it is no more. */
function ids(element, part) {
  const found = [];
  for (let at = element; at && part.contains(at); at = at.parentElement) {
    if (at.id) found.push(at.id);
  }
  return found;
}

function prepare(root) {
  for (const time of root.querySelectorAll('time')) {
    time.textContent = new Date(time.dateTime).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
  }
  for (const clock of root.querySelectorAll('.clock[data-left]')) {
    // Counted from what the server said: this machine's clock may be wrong.
    clock.endsAt = performance.now() + Number(clock.dataset.left) * 1000;
  }
}

function left(seconds) {
  if (seconds <= -60) return `over by ${Math.floor(-seconds / 60)} min; nothing is locked`;
  if (seconds <= 0) return 'time is up; nothing is locked';
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')} left`;
}

function tick() {
  for (const clock of document.querySelectorAll('.clock[data-left]')) {
    clock.textContent = left(Math.ceil((clock.endsAt - performance.now()) / 1000));
  }
}

/** What is said of a call that was done. */
function outcome(done, answer) {
  if (!done.endsWith(':')) return done;
  return `${done} ${answer.text ?? `${answer.passed} of ${answer.of} hold`}`;
}

document.addEventListener('submit', async (event) => {
  const form = event.target.closest('form[data-post]');
  if (!form) return;
  event.preventDefault();
  if (form.dataset.busy !== undefined) return;
  const { post, body, done } = form.dataset;
  const problem = form.querySelector('.form-problem');
  form.dataset.busy = '';
  problem.textContent = '';
  try {
    const answer = await ask('POST', post, { ...JSON.parse(body), ...Object.fromEntries(new FormData(form)) });
    form.reset();
    form.closest('details')?.removeAttribute('open');
    await refresh();
    byId('said').textContent = outcome(done, answer);
  } catch (error) {
    problem.textContent = `That did not work: ${error.message}`;
  } finally {
    delete form.dataset.busy;
  }
});

for (const part of document.querySelectorAll('[data-part]')) made.set(part.id, essence(part));
prepare(document);
if (address) {
  setInterval(tick, 1000);
  setInterval(() => document.visibilityState === 'visible' && refresh(), EVERY_MS);
  addEventListener('focus', refresh);
  addEventListener('pageshow', (event) => event.persisted && refresh());
}
