// Completion in a box for PromQL: a listbox below it, used by keyboard or pointer. A text area must not be called a
// combobox, so that there is a list is said aloud instead.

import { announce, make } from './dom.js';
import { offers, place } from './promql.js';

const MOST = 60;

/** Brings a text area and its list to life; `ask` is called when Enter asks. */
export function complete(field, list, ask) {
  let found = [];
  let at = -1;
  let round = 0;

  const close = () => {
    list.hidden = true;
    at = -1;
    field.removeAttribute('aria-activedescendant');
  };

  const select = (index) => {
    at = index;
    [...list.children].forEach((item, number) => item.setAttribute('aria-selected', String(number === at)));
    const item = list.children[at];
    item.scrollIntoView({ block: 'nearest' });
    field.setAttribute('aria-activedescendant', item.id);
  };

  const take = (index) => {
    const { from, to } = place(field.value, field.selectionStart);
    const { text, after = '' } = found[index];
    // Two of the same closing sign would be a mistake in the making.
    const rest = field.value.slice(to);
    field.setRangeText(rest.startsWith(after) ? text : text + after, from, to, 'end');
    if (after && !rest.startsWith(after) && after.endsWith(')')) field.selectionEnd -= 1;
    close();
    field.focus();
  };

  const open = async (wanted) => {
    const mine = (round += 1);
    const here = place(field.value, field.selectionStart);
    if (!wanted && here.word === '' && (here.kind === 'expression' || here.kind === 'text')) return close();
    const all = await offers(here).catch(() => []);
    if (mine !== round) return undefined;
    const word = here.word.toLowerCase();
    const rank = ({ text }) => (text.toLowerCase().startsWith(word) ? 0 : 1);
    found = all.filter(({ text }) => text.toLowerCase().includes(word)).sort((a, b) => rank(a) - rank(b)).slice(0, MOST);
    if (found.length === 0 || (found.length === 1 && found[0].text === here.word)) return close();
    list.replaceChildren(...found.map(({ text, kind, help }, number) => make('li', {
      id: `completion-${number}`, role: 'option', 'aria-selected': 'false',
      // Before the text area loses the focus.
      pointerdown: (event) => { event.preventDefault(); take(number); },
    }, make('code', {}, text), make('span', { class: 'kind' }, kind), ...(help ? [make('span', { class: 'help' }, help)] : []))));
    at = -1;
    list.hidden = false;
    list.scrollTop = 0;
    return announce(`${found.length} completions, the first is ${found[0].text}`);
  };

  field.addEventListener('input', () => open(false));
  field.addEventListener('blur', close);
  field.addEventListener('keydown', (event) => {
    const shown = !list.hidden;
    const steps = { ArrowDown: 1, ArrowUp: -1 };
    if (event.key === ' ' && event.ctrlKey) open(true);
    else if (shown && event.key in steps) select(at < 0 && event.key === 'ArrowUp' ? found.length - 1 : (at + steps[event.key] + found.length) % found.length);
    else if (shown && event.key === 'Tab' && !event.shiftKey) take(Math.max(at, 0));
    else if (shown && event.key === 'Enter' && !event.shiftKey && at >= 0) take(at);
    else if (shown && event.key === 'Escape') close();
    else if (event.key === 'Enter' && !event.shiftKey) ask();
    else return;
    event.preventDefault();
  });
}
