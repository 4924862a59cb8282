// One chart in a figure: asks for what it shows, has plotly.js draw it in the page's colours and on the reader's clock, and
// says the same in its legend.

import { below } from './base.js';
import { make } from './dom.js';
import { moment, value } from './format.js';

const COLOURS = 8;
const DAY_MS = 86400000;
// A tick says what the ones beside it do not: seconds, minutes, or days.
const TICKS = [
  { dtickrange: [null, 59999], value: '%H:%M:%S' },
  { dtickrange: [60000, DAY_MS - 1], value: '%H:%M' },
  { dtickrange: [DAY_MS, null], value: '%-d %b' },
];
const DASHES = ['solid', 'dash', 'dot', 'dashdot'];
const charts = new Set();

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

// plotly.js shows moments as UTC; so they are handed over as if the reader's clock were.
const shifted = (ms) => ms - new Date(ms).getTimezoneOffset() * 60000;
/** The moment, in milliseconds since 1970, of a date as plotly.js writes it. */
export const unshifted = (date) => {
  const ms = typeof date === 'number' ? date : Date.parse(`${date.replace(' ', 'T').slice(0, 23)}Z`);
  return ms + new Date(ms).getTimezoneOffset() * 60000;
};

/** All charts of a page show the same moment, or none. */
function point(ms) {
  for (const chart of charts) chart.point(ms);
}

export class Chart {
  /** `zoomed(from, to)` is told what part somebody drew a frame around, `out()` that they want back. */
  constructor(figure, { zoomed, out }) {
    this.figure = figure;
    this.plot = figure.querySelector('.plot');
    this.legend = figure.querySelector('.legend');
    this.area = make('div', { class: 'area' });
    this.cross = make('div', { class: 'cross', hidden: '' });
    this.clock = make('div', { class: 'clock', hidden: '' });
    this.note = make('div', { class: 'note' });
    this.plot.append(this.area, this.cross, this.clock, this.note);
    this.hidden = new Set();
    this.answer = null;
    this.zoomed = zoomed;
    this.out = out;
    this.plot.addEventListener('pointermove', (event) => point(this.time(event)));
    this.plot.addEventListener('pointerleave', () => point(null));
    charts.add(this);
  }

  get title() {
    return this.figure.querySelector('h2').firstChild?.textContent ?? 'Chart';
  }

  /** Asks and draws. What is drawn already stays where there is no answer. */
  async load(url) {
    const asked = (this.asked = Symbol(url));
    let answer;
    try {
      answer = await ask(url);
    } catch (error) {
      if (this.asked === asked) this.say('problem', error.message);
      return null;
    }
    if (this.asked !== asked) return null;
    this.answer = answer;
    await this.draw();
    return answer;
  }

  /** Shows words in place of the plot, or over what was drawn before. */
  say(kind, ...words) {
    this.note.replaceChildren(make('p', { class: kind }, ...words));
    this.note.classList.toggle('over', kind === 'problem' && this.answer !== null);
  }

  async draw() {
    const { plot, span, unit } = this.answer;
    const lines = plot.data;
    const drawn = lines.some((line) => line.y.some((y) => y !== null));
    this.note.replaceChildren();
    if (lines.length === 0) {
      this.say('nothing', 'No such series in this time. A longer range may have some; ', make('a', { href: below('/targets') }, 'Targets'), ' says what is measured.');
    } else if (!drawn) {
      this.say('nothing', 'Nothing happened in this time, so there is nothing to draw: send some requests, or choose a longer range.');
    }
    if (this.answer.left_out > 0) this.say('nothing', `${lines.length} lines are drawn, ${this.answer.left_out} more are not: narrow the query.`);
    // First, for the plot has the height that the legend leaves.
    this.list();
    await window.Plotly.react(this.area, this.traces(), this.layout(), { ...plot.config, doubleClick: false });
    if (!this.listens) {
      this.listens = true;
      this.area.on('plotly_relayout', (change) => this.relayout(change));
      this.area.on('plotly_doubleclick', () => this.out?.());
    }
    this.area.setAttribute('role', 'img');
    this.area.setAttribute('aria-label', this.spoken());
    this.figure.dataset.end = span.end;
    this.figure.dataset.unit = typeof unit === 'string' ? unit : 'other';
  }

  traces() {
    return this.answer.plot.data.map((line, at) => {
      const stroke = colour(`--series-${(at % COLOURS) + 1}`);
      const dash = DASHES[Math.floor(at / COLOURS) % DASHES.length];
      const shown = { ...line, x: line.x.map(shifted), visible: !this.hidden.has(line.name) };
      if (line.type === 'bar') return { ...shown, marker: { color: stroke } };
      return { ...shown, line: { ...line.line, color: stroke, dash }, marker: { color: stroke, size: 5 } };
    });
  }

  layout() {
    const { layout } = this.answer.plot;
    const axis = { color: colour('--ink-soft'), gridcolor: colour('--grid'), linecolor: colour('--line') };
    const line = (shape) => {
      const level = shape.xref === 'paper';
      return {
        ...shape,
        ...(level ? {} : { x0: shifted(shape.x0), x1: shifted(shape.x1) }),
        line: { ...shape.line, color: colour(level ? '--bad' : '--mark') },
      };
    };
    const name = (text) => {
      const level = text.xref === 'paper';
      return { ...text, x: level ? text.x : shifted(text.x), font: { size: 11, color: colour(level ? '--bad' : '--mark') } };
    };
    return {
      ...layout,
      autosize: true,
      paper_bgcolor: 'rgba(0,0,0,0)',
      plot_bgcolor: 'rgba(0,0,0,0)',
      font: { family: getComputedStyle(document.body).fontFamily, size: 12, color: colour('--ink-soft') },
      xaxis: { ...layout.xaxis, ...axis, range: layout.xaxis.range.map(shifted), autorange: false, tickformatstops: TICKS, nticks: Math.max(3, Math.floor(this.plot.clientWidth / 90)) },
      yaxis: { ...layout.yaxis, ...axis, nticks: 6 },
      ...(layout.yaxis2 ? { yaxis2: { ...layout.yaxis2, ...axis, nticks: 6 }, margin: { ...layout.margin, r: 48 } } : {}),
      shapes: (layout.shapes ?? []).map(line),
      annotations: this.apart(layout.annotations ?? []).map(name),
    };
  }

  /** The names of marks that do not cover the one before; each begins at its mark, or ends there at the right edge. */
  apart(names) {
    const width = Math.max(this.plot.clientWidth - 62, 1);
    const { start, end } = this.answer.span;
    let free = -Infinity;
    return names.map((text) => {
      if (text.xref === 'paper') return text;
      const x = (width * (text.x - start)) / (end - start);
      const long = text.text.length * 6.3 + 8;
      const turned = x + long > width;
      const from = turned ? x - long : x;
      if (from < free) return null;
      free = from + long;
      return { ...text, xanchor: turned ? 'right' : 'left' };
    }).filter((text) => text !== null);
  }

  relayout(change) {
    const [from, to] = [change['xaxis.range[0]'], change['xaxis.range[1]']];
    if (from !== undefined && to !== undefined) this.zoomed?.(Math.round(unshifted(from)), Math.round(unshifted(to)));
  }

  /** The moment below the pointer; none beside the plot. */
  time(event) {
    const size = this.area._fullLayout?._size;
    if (!size || !this.answer) return null;
    const share = (event.clientX - this.area.getBoundingClientRect().left - size.l) / size.w;
    const { start, end } = this.answer.span;
    return share < 0 || share > 1 ? null : start + share * (end - start);
  }

  /** Shows the values at a moment, or the newest where there is none. */
  point(ms) {
    const size = this.area._fullLayout?._size;
    if (!size || !this.answer) return;
    const { start, end } = this.answer.span;
    const within = ms !== null && ms >= start && ms <= end;
    this.cross.hidden = this.clock.hidden = !within;
    if (within) {
      const x = size.l + (size.w * (ms - start)) / (end - start);
      this.cross.style.left = `${x}px`;
      this.cross.style.top = `${size.t}px`;
      this.cross.style.height = `${size.h}px`;
      this.clock.textContent = moment(this.moment(ms), this.answer.span);
      this.clock.style.left = `${Math.min(Math.max(x, 44), this.plot.clientWidth - 44)}px`;
    }
    this.values(within ? ms : null);
  }

  /** The step that is next to a moment. */
  moment(ms) {
    const { start, step } = this.answer.span;
    return start + Math.round((ms - start) / step) * step;
  }

  /** What a line shows at a moment, or last. */
  at(line, ms) {
    if (ms === null) return line.y.findLast((y) => y !== null);
    const { start, step } = this.answer.span;
    return line.y[Math.round((ms - start) / step)];
  }

  /** The unit of a line: the two axes may count in different ones. */
  unit(at) {
    return this.answer.units?.[at] ?? this.answer.unit;
  }

  values(ms) {
    this.answer.plot.data.forEach((line, at) => {
      const place = this.legend.children[at]?.querySelector('.value');
      if (place) place.textContent = value(this.at(line, ms), this.unit(at));
    });
  }

  list() {
    const lines = this.answer.plot.data;
    const names = lines.map((line) => line.name).join('\n');
    if (names !== this.listed) {
      this.listed = names;
      this.legend.replaceChildren(...lines.map((line, at) => this.entry(line, at)));
    }
    this.values(null);
  }

  entry(line, at) {
    const button = make('button', { type: 'button', 'aria-pressed': String(!this.hidden.has(line.name)), title: 'Show or hide this line' },
      make('span', { class: `swatch series-${(at % COLOURS) + 1}` }), make('span', { class: 'name' }, line.name), ' ', make('span', { class: 'value' }));
    button.addEventListener('click', () => {
      if (!this.hidden.delete(line.name)) this.hidden.add(line.name);
      button.setAttribute('aria-pressed', String(!this.hidden.has(line.name)));
      this.draw();
    });
    return make('li', {}, button);
  }

  spoken() {
    const lines = this.answer.plot.data.map((line, at) => `${line.name} ${value(this.at(line, null), this.unit(at))}`);
    return `${this.title}: ${lines.length === 0 ? 'no data' : `newest ${lines.join(', ')}`}. The button Figures has all of it in a table.`;
  }

  /** The chart is taken off the page. */
  end() {
    charts.delete(this);
    window.Plotly.purge(this.area);
    this.area.remove();
  }
}

async function ask(url) {
  let response;
  try {
    response = await fetch(url);
  } catch {
    throw new Error('The monitor does not answer. It is asked again in a moment.');
  }
  const text = await response.text();
  let answer;
  try {
    answer = JSON.parse(text);
  } catch {
    throw new Error(text.trim() || `The monitor answered ${response.status}.`);
  }
  if (!response.ok) throw new Error(answer.error ?? `The monitor answered ${response.status}.`);
  return answer;
}

matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
  for (const chart of charts) if (chart.answer) chart.draw();
});
