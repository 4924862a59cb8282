// The workbook: saved as people type, and nothing that was typed is lost. What is not saved yet is kept in this browser; where
// somebody else was faster, both versions are shown; what others write appears where nothing of one's own stands against it.

import { ask } from './ask.js';
import { own } from './base.js';
import { make } from './dom.js';
import { Rows, Single, fit, lines, oneLine, same } from './fields.js';
import { preview } from './preview.js';

const SAVE_AFTER_MS = 400;
const LOOK_EVERY_MS = 4000;
const TRY_AGAIN_AFTER_MS = 4000;
/** Refusals after which the same may be taken: a file may be mended, a server may come back. */
const MAY_PASS = [408, 409, 429];

/** A field, and how far what stands in it is saved. */
class Field {
  constructor(element, address, slug) {
    this.element = element;
    this.name = element.dataset.field;
    this.address = `${address}/${encodeURIComponent(this.name)}`;
    this.key = own(`workbook ${slug} ${this.name}`);
    this.status = element.querySelector('.saved');
    this.box = element.querySelector('.conflict');
    this.inputs = element.querySelector('template') ? new Rows(element, () => this.changed()) : new Single(element);
    /** What is saved, as far as this page knows. */
    this.was = JSON.parse(element.dataset.saved);
    /** What somebody else saved, while it stands against what was typed here. */
    this.theirs = undefined;
    /** Whether something was typed that is not saved. */
    this.isTyped = false;
    this.isSaving = false;
    /** Counts what was saved from here: an answer from before that is old. */
    this.saves = 0;
    this.begin();
  }

  begin() {
    const draft = this.draft();
    if (!draft || same(draft.value, this.was)) {
      this.inputs.show(this.was);
      this.forget();
      return;
    }
    this.isTyped = true;
    this.inputs.show(draft.value);
    if (same(draft.was, this.was)) this.changed();
    else this.conflict(this.was);
  }

  draft() {
    try {
      return JSON.parse(localStorage.getItem(this.key));
    } catch {
      // Not what this page writes.
      return null;
    }
  }

  forget() {
    localStorage.removeItem(this.key);
  }

  /** Somebody typed. */
  changed() {
    this.isTyped = true;
    const value = this.inputs.read();
    try {
      localStorage.setItem(this.key, JSON.stringify({ value, was: this.was }));
    } catch {
      // The browser keeps no more; it is saved in a moment all the same.
    }
    if (this.theirs !== undefined) {
      this.conflict(this.theirs);
      return;
    }
    this.say('Saving…');
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), SAVE_AFTER_MS);
  }

  async save(options = {}) {
    clearTimeout(this.timer);
    if (this.isSaving || this.theirs !== undefined) return;
    const value = this.inputs.read();
    if (same(value, this.was)) {
      this.saved();
      return;
    }
    this.isSaving = true;
    try {
      await ask('PUT', this.address, { value, was: this.was }, options);
      this.was = value;
    } catch (error) {
      this.isSaving = false;
      this.refused(error);
      return;
    }
    this.isSaving = false;
    this.saves += 1;
    if (same(this.inputs.read(), this.was)) this.saved();
    else this.changed();
  }

  saved() {
    this.isTyped = false;
    this.forget();
    this.say('Saved');
  }

  refused({ status, problem, message }) {
    if (status === 409 && problem?.now !== undefined) {
      this.conflict(problem.now);
      return;
    }
    this.say(`Not saved: ${message} What you typed is kept in this browser.`, true);
    if (!status || status >= 500 || MAY_PASS.includes(status)) {
      this.timer = setTimeout(() => this.save(), TRY_AGAIN_AFTER_MS);
    }
  }

  /** What is saved now, as the server says it. */
  heard(now) {
    if (this.isSaving || (this.theirs !== undefined && same(now, this.theirs))) return;
    if (same(now, this.inputs.read())) {
      this.was = now;
      this.agree();
      if (this.isTyped) this.saved();
    } else if (same(now, this.was) && this.theirs === undefined) {
      this.was = now;
    } else if (this.isTyped) {
      this.conflict(now);
    } else {
      this.was = now;
      this.inputs.show(now);
      this.previews();
      this.say('Changed by somebody else just now');
    }
  }

  /** Shows what was typed here beside what somebody else saved. */
  conflict(now) {
    if (same(now, this.inputs.read())) {
      this.theirs = undefined;
      this.heard(now);
      return;
    }
    const isNew = this.theirs === undefined;
    this.theirs = now;
    clearTimeout(this.timer);
    const version = (title, answer, button, click) => make(
      'div', { class: 'version' },
      make('p', { class: 'version-title' }, title),
      make('p', { class: 'version-text', dir: 'auto' }, lines(this.element, answer)),
      make('button', { type: 'button', class: 'quiet', click }, button),
    );
    this.box.replaceChildren(
      version('Yours, not saved', this.inputs.read(), 'Keep mine', () => this.keepMine()),
      version('Theirs, saved', now, 'Take theirs', () => this.takeTheirs()),
    );
    this.box.hidden = false;
    if (isNew) this.say('Not saved: somebody else changed this meanwhile. Which one is to stay?', true);
  }

  keepMine() {
    this.was = this.theirs;
    this.agree();
    this.save();
  }

  takeTheirs() {
    this.was = this.theirs;
    this.inputs.show(this.was);
    this.previews();
    this.agree();
    this.saved();
  }

  /** There are not two versions any more. */
  agree() {
    const hadFocus = this.box.contains(document.activeElement);
    this.theirs = undefined;
    this.box.hidden = true;
    this.box.replaceChildren();
    if (hadFocus) this.element.querySelector('[data-column]').focus();
  }

  say(text, isTrouble = false) {
    if (this.status.textContent !== text) this.status.textContent = text;
    this.element.classList.toggle('unsaved', isTrouble);
  }

  previews(after) {
    const { preview: address } = this.element.closest('form').dataset;
    for (const input of this.element.querySelectorAll('.query')) preview(input, address, after);
  }
}

function begin(form) {
  const { address, workbook, preview: tries } = form.dataset;
  const fields = [...form.querySelectorAll('.field')].map((element) => new Field(element, address, workbook));
  const of = (input) => fields.find((field) => field.element.contains(input));
  form.addEventListener('submit', (event) => event.preventDefault());
  form.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && !event.isComposing && event.target.matches('.line')) event.preventDefault();
  });
  form.addEventListener('input', ({ target }) => {
    if (target.matches('.line')) oneLine(target);
    fit(target);
    if (target.matches('.query')) preview(target, tries);
    of(target).changed();
  });
  for (const field of fields) field.previews(0);
  for (const input of form.querySelectorAll('textarea')) fit(input);

  async function look() {
    const saves = fields.map((field) => field.saves);
    const begun = fields.map((field) => field.isSaving);
    let now;
    try {
      now = (await ask('GET', address)).fields;
    } catch {
      // It will be asked again; what is typed meanwhile says itself that it is not saved.
      return;
    }
    for (const [at, field] of fields.entries()) {
      if (!begun[at] && field.saves === saves[at]) field.heard(now[field.name] ?? '');
    }
  }

  setInterval(() => document.visibilityState === 'visible' && look(), LOOK_EVERY_MS);
  addEventListener('focus', look);
  addEventListener('pageshow', (event) => event.persisted && look());
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState !== 'hidden') return;
    for (const field of fields) if (field.isTyped) field.save({ keepalive: true });
  });
}

const form = document.getElementById('workbook');
if (form) begin(form);
