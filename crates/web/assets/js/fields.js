// The fields of the workbook: what stands in them, as JSON.

import { make } from './dom.js';

const GROWS = CSS.supports('field-sizing', 'content');

/** Whether two answers say the same: empty cells and rows say nothing. */
export const same = (one, other) => essence(one) === essence(other);

function essence(answer) {
  if (typeof answer === 'string') return answer.trim() ? JSON.stringify(plain(answer)) : '';
  const cells = (row) => Object.entries(row).filter(([, text]) => text.trim()).map(([name, text]) => [name, plain(text)]);
  const rows = answer.map((row) => cells(row).sort());
  const full = rows.filter((row) => row.length > 0);
  return full.length ? JSON.stringify(full) : '';
}

/** As a text area has it, without what somebody who goes on typing is about to fill: a space, a line break at the end. */
const plain = (text) => text.replace(/\r\n?/g, '\n').trimEnd();

/** An answer as lines to read, by the labels of the field. */
export function lines(field, answer) {
  if (typeof answer === 'string') return answer.trim() || 'Nothing.';
  const columns = [...field.querySelector('template').content.querySelectorAll('[data-column]')];
  const label = (input) => input.closest('.cell').querySelector('.cell-name').textContent;
  const row = (values, at) => {
    const cells = columns.filter((input) => values[input.dataset.column]?.trim());
    return `${at + 1}. ${cells.map((input) => `${label(input)}: ${values[input.dataset.column]}`).join('\n')}`;
  };
  return answer.map(row).join('\n\n') || 'Nothing.';
}

/** Makes a text area as high as its text, where the browser does not. */
export function fit(input) {
  if (GROWS || input.tagName !== 'TEXTAREA') return;
  input.style.height = 'auto';
  input.style.height = `${input.scrollHeight + 2}px`;
}

/** Makes one line of lines that were pasted. */
export function oneLine(input) {
  if (!input.value.includes('\n')) return;
  const at = input.selectionStart;
  input.value = input.value.replace(/\n/g, ' ');
  input.setSelectionRange(at, at);
}

function put(input, text) {
  if (input.value === text) return;
  input.value = text;
  fit(input);
}

/** A field with a single value. */
export class Single {
  constructor(field) {
    this.input = field.querySelector('[data-column]');
  }

  read() {
    return plain(this.input.value);
  }

  show(answer) {
    put(this.input, typeof answer === 'string' ? answer : '');
  }
}

/** A list that grows. `changed` is called when a row was added or removed. */
export class Rows {
  constructor(field, changed) {
    this.list = field.querySelector('.rows');
    this.template = field.querySelector('template');
    this.adding = field.querySelector('.add');
    this.changed = changed;
    this.back = make('button', { type: 'button', class: 'quiet back', hidden: '', click: () => this.putBack() }, 'Put the row back');
    this.adding.after(this.back);
    this.adding.addEventListener('click', () => this.focus(this.add()));
    this.list.addEventListener('click', (event) => {
      const button = event.target.closest('.remove');
      if (button) this.remove(button.closest('.row'));
    });
    this.number();
  }

  rows() {
    return [...this.list.children];
  }

  read() {
    const cells = (row) => [...row.querySelectorAll('[data-column]')].filter((input) => input.value.trim());
    const rows = this.rows().map((row) => Object.fromEntries(cells(row).map((input) => [input.dataset.column, plain(input.value)])));
    return rows.filter((row) => Object.keys(row).length > 0);
  }

  show(answer) {
    const values = typeof answer === 'string' ? [] : answer;
    const focused = this.rows().findIndex((row) => row.contains(document.activeElement));
    const wanted = Math.max(values.length, focused + 1, 1);
    while (this.list.children.length < wanted) this.add();
    while (this.list.children.length > wanted) this.list.lastElementChild.remove();
    for (const [at, row] of this.rows().entries()) {
      for (const input of row.querySelectorAll('[data-column]')) put(input, values[at]?.[input.dataset.column] ?? '');
    }
    this.number();
  }

  add() {
    const row = this.template.content.firstElementChild.cloneNode(true);
    this.list.append(row);
    this.number();
    return row;
  }

  remove(row) {
    this.removed = { row, at: this.rows().indexOf(row) };
    const next = row.nextElementSibling ?? row.previousElementSibling;
    row.remove();
    if (this.list.children.length === 0) this.add();
    this.back.hidden = false;
    this.number();
    (next?.querySelector('.remove') ?? this.adding).focus();
    this.changed();
  }

  putBack() {
    const { row, at } = this.removed;
    this.back.hidden = true;
    this.list.insertBefore(row, this.list.children[at] ?? null);
    this.number();
    this.focus(row);
    this.changed();
  }

  focus(row) {
    row.querySelector('[data-column]').focus();
  }

  number() {
    for (const [at, row] of this.rows().entries()) row.querySelector('.row-number').textContent = at + 1;
    this.adding.disabled = this.list.children.length >= Number(this.list.dataset.most);
  }
}
