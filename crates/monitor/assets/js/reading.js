// A scorecard or a table: the server draws it, this puts it in its place.

import { make } from './dom.js';
import { page } from './live.js';

export class Reading {
  constructor(figure) {
    this.figure = figure;
  }

  /** Asks and shows. What is shown already stays where the monitor does not answer. Returns the span that is shown. */
  async load(url) {
    const asked = (this.asked = Symbol(url));
    let fresh;
    try {
      fresh = (await page(url)).querySelector('.shown');
    } catch {
      fresh = null;
    }
    if (this.asked !== asked) return null;
    fresh ??= make('div', { class: 'shown' }, make('p', { class: 'problem' }, 'The monitor does not answer. It is asked again in a moment.'));
    const old = this.figure.querySelector('.shown');
    const top = old.querySelector('.scroll')?.scrollTop ?? 0;
    // Whoever is in it by keyboard stays there.
    if (!old.contains(document.activeElement) && !old.isEqualNode(fresh)) {
      old.replaceWith(document.adoptNode(fresh));
      fresh.querySelector('.scroll')?.scrollTo(0, top);
    }
    const { start, end, step, young } = fresh.dataset;
    return end ? { start: Number(start), end: Number(end), step: Number(step), young: young === 'true' } : null;
  }
}
