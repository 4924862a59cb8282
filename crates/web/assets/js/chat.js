// The conversation.

import { call } from './api.js';
import { announce, byId, make, toast } from './dom.js';
import { item } from './films.js';
import { render } from './markdown.js';
import * as profile from './profile.js';

const WHO = { user: 'You', agent: 'Movie Guru', system: 'Note' };

function bubble(role, content) {
  const said = make('div', { class: `bubble ${role}`, dir: 'auto' });
  const name = make('span', { class: 'visually-hidden' }, `${WHO[role] ?? role}: `);
  if (role === 'agent') said.append(name, render(content));
  else said.append(name, make('p', {}, content));
  return said;
}

function append(...nodes) {
  const log = byId('log');
  log.querySelector('.hello')?.remove();
  log.append(...nodes);
  log.scrollTop = log.scrollHeight;
}

function greet() {
  byId('log').replaceChildren(
    make(
      'div',
      { class: 'hello' },
      make('p', {}, 'What are you in the mood for? Name a genre, a person, a film that you loved, or just a feeling.'),
      make(
        'div',
        { class: 'openers' },
        ...['Something funny for tonight', 'A slow, beautiful drama', 'I love movies with funny animals'].map((opener) =>
          make('button', { type: 'button', class: 'opener', click: () => ask(opener) }, opener),
        ),
      ),
    ),
  );
}

/** Loads what was said before. */
export async function load() {
  try {
    await call('history', 'GET', '/history', undefined, (messages) => {
      if (messages.length === 0) greet();
      else byId('log').replaceChildren(...messages.map(({ role, content }) => bubble(role, content)));
      byId('log').scrollTop = byId('log').scrollHeight;
      return true;
    });
  } catch (error) {
    byId('log').replaceChildren(failure(`What was said before could not be loaded. ${error.message}`, load));
  }
}

/** A bubble that says what did not work, with a way to try again. */
function failure(text, again) {
  const box = make('div', { class: 'bubble error' }, make('p', {}, text));
  box.append(
    make('button', { type: 'button', class: 'quiet', click: () => { box.remove(); byId('message').focus(); again(); } }, 'Try again'),
  );
  return box;
}

function thinking(on) {
  byId('thinking').replaceChildren(
    ...(on
      ? [make('span', { class: 'visually-hidden' }, 'Movie Guru is thinking'), ...[1, 2, 3].map(() => make('i', { 'aria-hidden': 'true' }))]
      : []),
  );
  byId('send').disabled = on;
}

let busy = false;

/** Says it, and shows the answer. */
export async function ask(content) {
  if (busy) return;
  append(bubble('user', content));
  await answerTo(content);
}

async function answerTo(content) {
  busy = true;
  thinking(true);
  try {
    await call('chat', 'POST', '/chat', { content }, (answer) => {
      if (!answer.answer?.trim()) return false;
      thinking(false);
      append(bubble('agent', answer.answer));
      showRelevant(answer.context);
      profile.show(answer.preferences);
      return true;
    });
  } catch (error) {
    append(failure(`That did not work. ${error.message}`, () => answerTo(content)));
  } finally {
    busy = false;
    thinking(false);
  }
}

function showRelevant(films) {
  byId('relevant').hidden = films.length === 0;
  byId('relevant-films').replaceChildren(...films.map(item));
}

async function clear() {
  try {
    await call('history', 'DELETE', '/history', undefined, () => {
      greet();
      showRelevant([]);
      return true;
    });
    announce('The conversation is cleared.');
    byId('message').focus();
  } catch (error) {
    toast(`The conversation could not be cleared. ${error.message}`, clear);
  }
}

/** Makes the form work. */
export function prepare() {
  const message = byId('message');
  const fit = () => {
    message.rows = Math.min(5, Math.max(1, message.value.split('\n').length));
  };
  const submit = () => {
    const content = message.value.trim();
    if (!content || busy) return;
    message.value = '';
    fit();
    ask(content);
  };
  byId('ask').addEventListener('submit', (event) => {
    event.preventDefault();
    submit();
  });
  message.addEventListener('input', fit);
  message.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      submit();
    }
  });
  byId('clear').addEventListener('click', clear);
}
