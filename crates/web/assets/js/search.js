// The search box.

import { call } from './api.js';
import { byId } from './dom.js';
import { item } from './films.js';

const MOST = 20;

async function search(query) {
  const results = byId('results');
  const note = byId('results-note');
  results.hidden = false;
  byId('results-title').textContent = `Search results for “${query}”`;
  byId('results-films').replaceChildren();
  note.textContent = 'Searching…';
  const parameters = new URLSearchParams({ q: query, limit: MOST });
  try {
    await call('search', 'GET', `/search?${parameters}`, undefined, ({ movies }) => {
      note.textContent = movies.length === 0 ? 'No film has that.' : `${movies.length} ${movies.length === 1 ? 'film' : 'films'}`;
      byId('results-films').replaceChildren(...movies.map(item));
      return true;
    });
    byId('results-title').focus();
  } catch (error) {
    note.textContent = `The search did not work. ${error.message}`;
  }
}

/** Makes the search box work. */
export function prepare() {
  const query = byId('query');
  byId('search').addEventListener('submit', (event) => {
    event.preventDefault();
    if (query.value.trim()) search(query.value.trim());
    else query.focus();
  });
  byId('close-results').addEventListener('click', () => {
    byId('results').hidden = true;
    query.value = '';
    query.focus();
  });
}
