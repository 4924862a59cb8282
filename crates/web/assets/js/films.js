// Films as posters, and the dialog that shows one in full.

import { below } from './base.js';
import { byId, make } from './dom.js';

/** A film as an item of a list: its poster, title and year; opens the details. */
export function item(film) {
  return make(
    'li',
    {},
    make(
      'button',
      { type: 'button', class: 'film', 'aria-haspopup': 'dialog', click: () => open(film) },
      poster(film),
      make('span', { class: 'film-name', dir: 'auto' }, film.title),
      make('span', { class: 'film-year' }, `${film.released} · ${stars(film)}`),
    ),
  );
}

function poster(film) {
  return make('img', { src: below(`/api${film.poster}`), alt: '', width: 200, height: 300, decoding: 'async' });
}

const stars = (film) => `${film.rating.toFixed(1)} ★`;

function open(film) {
  const dialog = byId('film');
  byId('film-poster').src = below(`/api${film.poster}`);
  byId('film-eyebrow').textContent = film.genres.join(' · ');
  byId('film-title').textContent = film.title;
  byId('film-plot').textContent = film.plot;
  const facts = [
    ['Year', String(film.released)],
    ['Director', film.director],
    ['Cast', film.actors.join(', ')],
    ['Rating', `${film.rating.toFixed(1)} of 5`],
    ['Runtime', runtime(film.runtime_minutes)],
  ];
  byId('film-list').replaceChildren(
    ...facts.flatMap(([name, value]) => [make('dt', {}, name), make('dd', { dir: 'auto' }, value)]),
  );
  dialog.dataset.title = film.title;
  dialog.showModal();
}

function runtime(minutes) {
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** Makes the dialog work; `ask(title)` starts a conversation about the film. */
export function prepareDialog(ask) {
  const dialog = byId('film');
  byId('film-close').addEventListener('click', () => dialog.close());
  byId('film-ask').addEventListener('click', () => {
    dialog.close();
    ask(dialog.dataset.title);
  });
  dialog.addEventListener('click', (event) => {
    if (event.target === dialog) dialog.close();
  });
}
