// Any query: asked, drawn, and in a table. The address holds it, so that going back is going back to the query before.

import { below } from './base.js';
import { Chart } from './chart.js';
import { complete } from './completion.js';
import { byId, make } from './dom.js';
import { show as figures } from './figures.js';
import { moment } from './format.js';
import { follow, out, query as time, zoomed } from './time.js';

const field = byId('query');
const error = byId('query-error');
const figure = byId('graph');
const chart = new Chart(figure, { zoomed, out });
figure.querySelector('.show-figures').addEventListener('click', () => figures(chart));

const asked = () => new URLSearchParams(location.search).get('query') ?? '';

function say(message) {
  error.textContent = message;
  if (message) field.setAttribute('aria-invalid', 'true');
  else field.removeAttribute('aria-invalid');
}

function ask(query) {
  const parameters = new URLSearchParams(location.search);
  parameters.set('query', query);
  if (query !== asked()) history.pushState(null, '', `?${parameters}`);
  show();
  again();
}

async function values(parameters) {
  const response = await fetch(below(`/api/explore/values?${parameters}`));
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error);
  return answer;
}

function table({ at, count, rows }) {
  const caption = count > rows.length ? `${rows.length} of ${count} series, at ${moment(at)}` : `At ${moment(at)}`;
  if (count === 0) return make('p', {}, `No series has a value at ${moment(at)}.`);
  return make('table', {}, make('caption', {}, caption),
    make('thead', {}, make('tr', {}, make('th', { scope: 'col' }, 'Series'), make('th', { scope: 'col', class: 'number' }, 'Value'))),
    make('tbody', {}, ...rows.map(([series, value]) => make('tr', {}, make('td', {}, series), make('td', { class: 'number' }, value)))));
}

// A query that is wrong is said at the query; the table keeps what it showed.
async function load() {
  const query = asked();
  if (!query) return null;
  const parameters = `${new URLSearchParams({ query })}&${time()}`;
  const [drawn, now] = await Promise.all([
    chart.load(below(`/api/explore/chart?${parameters}`)),
    values(parameters).catch((failure) => failure),
  ]);
  if (query !== asked()) return null;
  if (now instanceof Error) {
    say(now.message);
    // It is said once.
    chart.note.replaceChildren();
    return null;
  }
  say('');
  byId('now').replaceChildren(table(now));
  return drawn && { ...drawn.span, young: drawn.young };
}

function show() {
  byId('answer').hidden = asked() === '';
  byId('examples').hidden = asked() !== '';
  say('');
}

addEventListener('popstate', () => {
  field.value = asked();
  show();
});

byId('ask').addEventListener('submit', (event) => {
  event.preventDefault();
  if (field.value.trim()) ask(field.value.trim());
  else say('There is no query: write one, or choose an example.');
});
for (const button of document.querySelectorAll('[data-query]')) {
  button.addEventListener('click', () => {
    field.value = button.dataset.query;
    ask(field.value);
  });
}
complete(field, byId('completions'), () => byId('ask').requestSubmit());
field.value = asked() || field.value;
show();
const again = follow(load);
if (!asked()) field.focus();
