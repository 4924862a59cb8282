// Log in.

import { call } from './api.js';
import { below, own } from './base.js';
import { byId } from './dom.js';

const form = byId('login');
const user = byId('user');
const error = byId('login-error');
const button = form.querySelector('button');

user.value = localStorage.getItem(own('name')) ?? '';

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  const name = user.value.trim();
  error.textContent = '';
  user.removeAttribute('aria-invalid');
  if (!name) {
    complain('Please say who you are.');
    return;
  }
  button.disabled = true;
  try {
    await call('login', 'POST', '/login', { user: name }, ({ login }) => login === 'success');
    localStorage.setItem(own('name'), name);
    location.assign(below('/'));
  } catch (failed) {
    complain(failed.status === 422 ? 'That name cannot be used. At most 254 letters, please.' : `That did not work. ${failed.message}`);
  } finally {
    button.disabled = false;
  }
});

function complain(text) {
  error.textContent = text;
  user.setAttribute('aria-invalid', 'true');
  user.focus();
}
