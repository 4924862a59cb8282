// What is scraped, from Prometheus' API, every few seconds.

import { below } from './base.js';
import { byId, make } from './dom.js';

const EVERY_MS = 5000;

function ago(time) {
  const seconds = (Date.now() - Date.parse(time)) / 1000;
  // Prometheus writes the year 1 for never.
  if (!(seconds < 1e9)) return 'never';
  if (seconds < 120) return `${Math.max(0, seconds).toFixed(0)} s ago`;
  return `${Math.floor(seconds / 60)} min ago`;
}

const MOODS = { up: 'good', down: 'bad' };

function row(target) {
  const { labels = {}, scrapeUrl, health, lastScrape, lastScrapeDuration = 0, lastError } = target;
  return make('tr', {},
    make('th', { scope: 'row' }, labels.job ?? ''),
    make('td', {}, make('code', {}, scrapeUrl)),
    make('td', {}, make('span', { class: `badge ${MOODS[health] ?? ''}` }, health)),
    make('td', { class: 'number' }, ago(lastScrape)),
    make('td', { class: 'number' }, `${(lastScrapeDuration * 1000).toFixed(1)} ms`),
    make('td', {}, lastError || '–'));
}

function table(targets) {
  const heads = [['Job'], ['Address'], ['State'], ['Last scrape', 'number'], ['Took', 'number'], ['Error']];
  return make('table', {},
    make('thead', {}, make('tr', {}, ...heads.map(([name, kind]) => make('th', { scope: 'col', class: kind }, name)))),
    make('tbody', {}, ...targets.map(row)));
}

const nothing = () => make('div', { class: 'empty' },
  make('p', {}, make('strong', {}, 'Nothing is scraped.')),
  make('p', {}, 'The file of scrape configurations names no target, or metrics come from another server that says nothing of its targets.'));

async function show() {
  try {
    const response = await fetch(below('/api/v1/targets?state=active'));
    const answer = await response.json();
    if (answer.status !== 'success') throw new Error(answer.error);
    const targets = answer.data.activeTargets;
    targets.sort((a, b) => `${a.labels?.job} ${a.scrapeUrl}`.localeCompare(`${b.labels?.job} ${b.scrapeUrl}`));
    byId('targets').replaceChildren(targets.length === 0 ? nothing() : table(targets));
    byId('targets-error').textContent = '';
  } catch (error) {
    byId('targets-error').textContent = `The targets are not known just now (${error.message}). They are asked for again every five seconds.`;
  }
}

show();
setInterval(() => { if (!document.hidden) show(); }, EVERY_MS);
