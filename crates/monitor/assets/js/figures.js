// What a chart draws, as a table, for those who do not see it or want the numbers.

import { below } from './base.js';
import { byId, make } from './dom.js';
import { moment, value } from './format.js';

const MOST_ROWS = 120;
const dialog = byId('figures');

/** Opens the figures of a chart. */
export function show(chart) {
  const { plot, span, queries } = chart.answer ?? { plot: { data: [] }, queries: [] };
  byId('figures-title').textContent = chart.title;
  dialog.querySelector('.queries').replaceChildren(...queries.map((query) => make('p', {},
    make('code', {}, query), ' ', make('a', { href: below(`/explore?${new URLSearchParams({ query })}`) }, 'Explore'))));
  dialog.querySelector('.scroll').replaceChildren(plot.data.length === 0 ? make('p', {}, 'There is no data in this time.') : table(plot.data, span, (at) => chart.unit(at)));
  dialog.showModal();
}

function table(lines, span, unit) {
  const moments = lines[0].x;
  const first = Math.max(0, moments.length - MOST_ROWS);
  const caption = first === 0 ? 'Newest first' : `Newest first, the last ${MOST_ROWS} of ${moments.length} moments`;
  const rows = moments.slice(first).map((at, row) => make('tr', {}, make('th', { scope: 'row' }, moment(at, span)),
    ...lines.map((line, at) => make('td', { class: 'number' }, value(line.y[first + row], unit(at))))));
  return make('table', {}, make('caption', {}, caption),
    make('thead', {}, make('tr', {}, make('th', { scope: 'col' }, 'Time'), ...lines.map((line) => make('th', { scope: 'col', class: 'number' }, line.name)))),
    make('tbody', {}, ...rows.reverse()));
}
