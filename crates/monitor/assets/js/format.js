// Numbers and moments as people read them.

const plain = new Intl.NumberFormat('en', { maximumSignificantDigits: 4 });
const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

function scaled(value, base, units) {
  let at = 0;
  while (Math.abs(value) >= base && at < units.length - 1) {
    value /= base;
    at += 1;
  }
  return `${plain.format(value)} ${units[at]}`;
}

function lasting(seconds) {
  if (Math.abs(seconds) < 120) return `${plain.format(seconds)} s`;
  if (Math.abs(seconds) < 7200) return `${plain.format(seconds / 60)} min`;
  return Math.abs(seconds) < 172800 ? `${plain.format(seconds / 3600)} h` : `${plain.format(seconds / 86400)} d`;
}

/** A value in its unit, as `charts/unit.rs` names it. */
export function value(number, unit) {
  if (number === null || number === undefined) return '–';
  switch (unit) {
    case 'ratio': return `${(number * 100).toFixed(Math.abs(number) < 0.1 ? 2 : 1)} %`;
    case 'per-cent': return `${plain.format(number)} %`;
    case 'milliseconds': return `${Math.abs(number) >= 100 ? whole.format(number) : plain.format(number)} ms`;
    case 'seconds': return lasting(number);
    case 'bytes': return scaled(number, 1000, ['B', 'kB', 'MB', 'GB', 'TB']);
    case 'per-second': return `${plain.format(number)}/s`;
    case 'count': return plain.format(number);
    default: return `${plain.format(number)} ${unit.other ?? ''}`.trim();
  }
}

/** A moment on the reader's clock, with the day where a span is longer than one. */
export function moment(ms, span) {
  const options = { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' };
  if (span && (span.end - span.start > 86400000 || new Date(span.start).toDateString() !== new Date().toDateString())) {
    Object.assign(options, { day: 'numeric', month: 'short' });
  }
  return new Date(ms).toLocaleString('en-GB', options);
}
