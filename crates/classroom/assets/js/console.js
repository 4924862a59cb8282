// Brings the page to life: changes come as they happen, buttons do not leave the page.

const own = globalThis.trustedTypes?.createPolicy('movie-guru-console', { createHTML: (html) => html });

/** Elements of what the console itself has made. */
function parsed(html, around = (inside) => inside) {
  const text = around(html);
  return new DOMParser().parseFromString(own ? own.createHTML(text) : text, 'text/html');
}

/** Times of day as they are here. */
function local(root) {
  for (const time of root.querySelectorAll('time[datetime]')) {
    const at = new Date(time.dateTime);
    if (!Number.isNaN(at.valueOf())) time.textContent = at.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
  }
}

/** Makes the old element like the fresh one and leaves alone what is alike: whoever presses a button there hits it, and what
 * has the focus keeps it. */
function become(old, fresh) {
  if (old.isEqualNode(fresh)) return;
  if (old.nodeType !== fresh.nodeType || old.nodeName !== fresh.nodeName || old.id !== fresh.id) {
    old.replaceWith(document.adoptNode(fresh));
    return;
  }
  if (old.nodeType !== Node.ELEMENT_NODE) {
    old.data = fresh.data;
    return;
  }
  for (const { name, value } of fresh.attributes) if (old.getAttribute(name) !== value && !(name === 'open')) old.setAttribute(name, value);
  // What somebody opened stays open, what was closed closed.
  for (const { name } of [...old.attributes]) if (!fresh.hasAttribute(name) && name !== 'open') old.removeAttribute(name);
  inside(old, fresh);
}

function inside(old, fresh) {
  const [before, after] = [[...old.childNodes], [...fresh.childNodes]];
  after.forEach((child, index) => (before[index] ? become(before[index], child) : old.append(document.adoptNode(child))));
  before.slice(after.length).forEach((child) => child.remove());
}

function rows({ rows: changed, order }) {
  const table = document.getElementById('class');
  if (!table || !changed) return;
  const body = table.tBodies[0];
  const row = (team) => body.querySelector(`tr[data-team="${CSS.escape(team)}"]`);
  for (const { team, html } of changed) {
    const fresh = parsed(html, (text) => `<table><tbody>${text}</tbody></table>`).querySelector('tr');
    local(fresh);
    const old = row(team);
    if (!old) continue;
    if (fresh.classList.contains('calls') && !old.classList.contains('calls')) {
      document.getElementById('announce').textContent = `${team} calls you`;
    }
    become(old, fresh);
  }
  if (table.dataset.order !== 'need') return;
  const focused = document.activeElement;
  order.forEach((team, index) => {
    const old = row(team);
    if (old && body.rows[index] !== old) body.insertBefore(old, body.rows[index]);
  });
  // A row that moves loses it.
  if (focused !== document.activeElement && focused?.isConnected) focused.focus({ preventScroll: true });
}

function fill(parts) {
  for (const [id, html] of Object.entries(parts ?? {})) {
    const part = document.getElementById(id);
    if (!part) continue;
    const fresh = parsed(html).body;
    local(fresh);
    inside(part, fresh);
  }
}

function replace(parts) {
  for (const [id, html] of Object.entries(parts ?? {})) {
    const old = document.getElementById(id);
    if (old) become(old, parsed(html).body.firstElementChild);
  }
}

function away(is) {
  const note = document.getElementById('away');
  if (!is) note?.remove();
  else if (!note) {
    const text = document.createElement('p');
    text.id = 'away';
    text.className = 'problem';
    text.setAttribute('role', 'alert');
    text.textContent = 'The console does not answer: what is shown is as it was. Is `coach console` still running?';
    document.querySelector('main').prepend(text);
  }
}

const from = document.body.dataset.live;
if (from) {
  const events = new EventSource(from);
  events.onopen = () => away(false);
  events.onerror = () => away(true);
  events.onmessage = ({ data }) => {
    const news = JSON.parse(data);
    rows(news);
    fill(news.fill);
    replace(news.replace);
    document.body.dataset.seen = String(Number(document.body.dataset.seen ?? 0) + 1);
  };
}
local(document);

let clearing;
function toast(text, isBad) {
  const box = document.getElementById('toast');
  const words = document.createElement('p');
  words.textContent = text;
  words.className = isBad ? 'problem' : 'done';
  box.replaceChildren(words);
  clearTimeout(clearing);
  clearing = setTimeout(() => box.replaceChildren(), isBad ? 30000 : 8000);
}

document.addEventListener('submit', async (submit) => {
  const form = submit.target;
  if (!form.matches('form.act')) return;
  submit.preventDefault();
  const fields = new URLSearchParams(new FormData(form, submit.submitter));
  if (form.dataset.busy) return;
  form.dataset.busy = 'yes';
  try {
    // Its buttons are called `action` too.
    const answer = await fetch(form.getAttribute('action'), { method: 'POST', body: fields, headers: { accept: 'application/json' } });
    const { outcomes, detail } = await answer.json();
    if (detail) return toast(detail, true);
    const failed = outcomes.filter((outcome) => !outcome.is_done);
    if (failed.length > 0) toast(failed.map(({ team, words }) => `${team}: ${words}`).join('\n'), true);
    else toast(outcomes.length === 1 ? `${outcomes[0].team}: ${outcomes[0].words}` : `Done for all ${outcomes.length} teams.`, false);
  } catch {
    toast('The console does not answer. Is `coach console` still running?', true);
  } finally {
    delete form.dataset.busy;
  }
});
