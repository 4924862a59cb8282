// The main page.

import { call } from './api.js';
import { below, own } from './base.js';
import * as chat from './chat.js';
import { byId, make, toast } from './dom.js';
import { item, prepareDialog } from './films.js';
import * as profile from './profile.js';
import * as search from './search.js';

async function featured() {
  const list = byId('featured');
  byId('featured-error').replaceChildren();
  try {
    await call('startup', 'GET', '/startup', undefined, (answer) => {
      if (answer.context.length === 0) return false;
      list.replaceChildren(...answer.context.map(item));
      list.setAttribute('aria-busy', 'false');
      profile.show(answer.preferences);
      return true;
    });
  } catch (error) {
    byId('featured-error').replaceChildren(
      make('p', {}, `Today's films could not be loaded. ${error.message}`),
      make('button', { type: 'button', class: 'quiet', click: featured }, 'Try again'),
    );
  }
}

async function logOut() {
  try {
    await call('logout', 'POST', '/logout');
    localStorage.removeItem(own('name'));
    location.assign(below('/login'));
  } catch (error) {
    toast(`You are still logged in. ${error.message}`, logOut);
  }
}

byId('who').textContent = localStorage.getItem(own('name')) ?? '';
byId('logout').addEventListener('click', logOut);
prepareDialog((title) => {
  chat.ask(`Tell me more about ${title}`);
  byId('message').focus();
});
chat.prepare();
search.prepare();
featured();
chat.load();
