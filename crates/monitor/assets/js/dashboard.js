// A dashboard: all of its charts over the same time.

import { below } from './base.js';
import { Chart } from './chart.js';
import { byId, make } from './dom.js';
import { show } from './figures.js';
import { moment } from './format.js';
import { follow, out, query, zoomed } from './time.js';

const mosaic = byId('mosaic');
const charts = [...mosaic.querySelectorAll('[data-chart]')].map((figure) => {
  const chart = new Chart(figure, { zoomed, out });
  figure.querySelector('.show-figures').addEventListener('click', () => show(chart));
  return chart;
});

const load = (chart) => chart.load(below(`/api/dashboards/${mosaic.dataset.dashboard}/charts/${chart.figure.dataset.chart}?${query()}`));

function changes(marks, span) {
  const box = byId('marks');
  box.hidden = marks.length === 0;
  box.querySelector('ul').replaceChildren(...marks.map(({ at, text }) => make('li', {}, `${moment(at, span)} ${text}`)));
}

if (charts.length > 0) {
  follow(async () => {
    // The first is what people look at; the others would only take its time.
    const first = await load(charts[0]);
    if (first) {
      performance.mark('first-chart');
      changes(first.marks, first.span);
    }
    await Promise.all(charts.slice(1).map(load));
    return first?.span;
  });
}
