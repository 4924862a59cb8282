// A dashboard: all of its charts and readings over the same time.

import { below } from './base.js';
import { Chart } from './chart.js';
import { byId, make } from './dom.js';
import { show } from './figures.js';
import { moment } from './format.js';
import { Reading } from './reading.js';
import { follow, out, query, zoomed } from './time.js';

const mosaic = byId('mosaic');
const own = `/dashboards/${mosaic.dataset.dashboard}`;
const charts = [...mosaic.querySelectorAll('[data-chart]')].map((figure) => {
  const chart = new Chart(figure, { zoomed, out });
  figure.querySelector('.show-figures').addEventListener('click', () => show(chart));
  return chart;
});
const readings = [...mosaic.querySelectorAll('[data-reading]')].map((figure) => new Reading(figure));

// What is folded up is neither asked for nor drawn: it has no size.
const open = (tile) => !tile.figure.closest('details:not([open])');
const load = (tile) => (tile instanceof Chart
  ? tile.load(below(`/api${own}/charts/${tile.figure.dataset.chart}?${query()}`))
  : tile.load(below(`${own}/readings/${tile.figure.dataset.reading}?${query()}`)));

function changes(marks, span) {
  const box = byId('marks');
  box.hidden = marks.length === 0;
  box.querySelector('ul').replaceChildren(...marks.map(({ at, text }) => make('li', {}, `${moment(at, span)} ${text}`)));
}

if (charts.length + readings.length > 0) {
  const go = follow(async () => {
    const [chart, ...others] = charts.filter(open);
    // The first is what people look at; the others would only take its time.
    const first = chart && await load(chart);
    if (first) {
      performance.mark('first-chart');
      changes(first.marks, first.span);
    }
    const spans = await Promise.all([...others, ...readings.filter(open)].map(load));
    return first ? { ...first.span, young: first.young } : spans.find((span) => span?.end) ?? null;
  });
  for (const group of mosaic.querySelectorAll('details.group')) {
    let was = group.open;
    group.addEventListener('toggle', () => {
      if (group.open && !was) go();
      was = group.open;
    });
  }
}
