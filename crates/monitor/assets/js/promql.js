// Where in a query somebody is writing, and what can stand there.

import { below } from './base.js';

const FUNCTIONS = {
  rate: 'per second, of a counter over a time', increase: 'how much a counter rose over a time', irate: 'per second, of the last two samples',
  histogram_quantile: 'a quantile of buckets', sum_over_time: 'of samples over a time', avg_over_time: 'of samples over a time',
  max_over_time: 'of samples over a time', min_over_time: 'of samples over a time', count_over_time: 'of samples over a time',
  quantile_over_time: 'of samples over a time', last_over_time: 'the newest sample over a time', delta: 'of a gauge over a time', deriv: 'per second, of a gauge',
  label_replace: 'a label made from another', label_join: 'a label made from others', clamp: 'between two bounds', clamp_min: 'not below', clamp_max: 'not above',
  absent: '1 where there is no such series', changes: 'how often a value changed', resets: 'how often a counter began anew', time: 'seconds since 1970',
  abs: 'without sign', ceil: 'rounded up', floor: 'rounded down', round: 'rounded', sort: 'by value', sort_desc: 'by value, greatest first', scalar: 'a number of one series', vector: 'a series of a number',
};
const AGGREGATIONS = ['sum', 'avg', 'min', 'max', 'count', 'topk', 'bottomk', 'quantile', 'stddev', 'group'];
const WORDS = ['by', 'without', 'on', 'ignoring', 'group_left', 'group_right', 'offset', 'and', 'or', 'unless', 'bool'];
const TIMES = ['${__interval}', '1m', '5m', '10m', '30m', '1h', '6h', '1d'];

/**
 * What is being written at the cursor: `kind` is `expression`, `label` (of `metric`, where one is named), `value` (of
 * `label`), `time`, or `text` that nothing completes; `word` begins at `from` and ends at `to`.
 */
export function place(text, cursor) {
  const before = text.slice(0, cursor);
  let quote = null;
  let opened = 0;
  const open = [];
  for (let at = 0; at < before.length; at += 1) {
    const sign = before[at];
    if (quote) {
      if (sign === '\\' && quote !== '`') at += 1;
      else if (sign === quote) quote = null;
    } else if ('"\'`'.includes(sign)) {
      [quote, opened] = [sign, at + 1];
    } else if ('({['.includes(sign)) open.push([sign, at]);
    else if (')}]'.includes(sign)) open.pop();
  }
  const [sign, start] = open.at(-1) ?? ['', 0];
  const metric = sign === '{' ? /([a-zA-Z_:][\w:]*)\s*$/.exec(before.slice(0, start))?.[1] : undefined;
  if (quote) {
    const label = /([a-zA-Z_]\w*)\s*(?:=~|!~|!=|=)\s*$/.exec(before.slice(0, opened - 1))?.[1];
    const end = /^[^"'`]*/.exec(text.slice(cursor))[0].length;
    const kind = sign === '{' && label ? 'value' : 'text';
    return { kind, metric, label, word: before.slice(opened), from: opened, to: cursor + end };
  }
  if (sign === '[') return { kind: 'time', ...word(text, cursor, /[\w${}]*$/, /^[\w}]*/) };
  const labels = sign === '{' || (sign === '(' && /\b(?:by|without|on|ignoring|group_left|group_right)\s*$/.test(before.slice(0, start)));
  return { kind: labels ? 'label' : 'expression', metric, ...word(text, cursor, /[\w:]*$/, /^[\w:]*/) };
}

function word(text, cursor, ending, beginning) {
  const before = ending.exec(text.slice(0, cursor))[0];
  return { word: before, from: cursor - before.length, to: cursor + beginning.exec(text.slice(cursor))[0].length };
}

const KEPT_MS = 30000;
const kept = new Map();

// What the API lists, kept for some time: people type faster than series come and go.
async function list(path, parameters = {}) {
  const url = below(`/api/v1/${path}?${new URLSearchParams(parameters)}`);
  const known = kept.get(url);
  if (known && Date.now() - known.since < KEPT_MS) return known.data;
  const answer = await (await fetch(url)).json();
  if (answer.status !== 'success') throw new Error(answer.error);
  kept.set(url, { since: Date.now(), data: answer.data });
  return answer.data;
}

/** What can stand at a place: each with its `text`, its `kind` for people, and what comes `after`. */
export async function offers({ kind, metric, label }) {
  const series = metric ? { 'match[]': metric } : {};
  if (kind === 'time') return TIMES.map((text) => ({ text, kind: 'time', after: ']' }));
  if (kind === 'label') return (await list('labels', series)).filter((name) => name !== '__name__').map((text) => ({ text, kind: 'label' }));
  if (kind === 'value') return (await list(`label/${encodeURIComponent(label)}/values`, series)).map((text) => ({ text: text.replace(/["\\]/g, '\\$&'), kind: `value of ${label}`, after: '"' }));
  if (kind !== 'expression') return [];
  const [names, about] = await Promise.all([list('label/__name__/values'), list('metadata').catch(() => ({}))]);
  const told = (name) => about[name]?.[0] ?? about[name.replace(/_(?:bucket|count|sum|total)$/, '')]?.[0];
  return [
    ...names.map((text) => ({ text, kind: told(text)?.type ?? 'metric', help: told(text)?.help })),
    ...AGGREGATIONS.map((text) => ({ text, kind: 'aggregation' })),
    ...Object.entries(FUNCTIONS).map(([text, help]) => ({ text, kind: 'function', help, after: '()' })),
    ...WORDS.map((text) => ({ text, kind: 'keyword' })),
  ];
}
