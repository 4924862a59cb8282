// Calls to the backend, each measured from the person's action to what it showed them.

import { below } from './base.js';
import { drops } from './behaviour.js';
import { begin } from './rum.js';

const PATIENCE_MS = 40000;

/** A call that came to nothing, with words for the person. */
export class Failed extends Error {
  constructor(message, status) {
    super(message);
    this.status = status;
  }
}

// The person's own mistake, or a session that is over: no failure of the app.
const OWN_MISTAKES = [400, 401, 413, 422];

/**
 * Sends a call and shows its answer.
 *
 * `show(answer)` puts the answer on the page and returns whether there was anything to show: a blank answer is a
 * failure. The call counts as a success once it has been painted. Throws [`Failed`].
 */
export async function call(operation, method, path, body, show = () => true) {
  const end = begin(operation);
  try {
    const answer = await send(method, path, body);
    if (!show(answer)) throw new Failed('The answer came back blank.');
    await painted();
    end('success');
    return answer;
  } catch (error) {
    end(OWN_MISTAKES.includes(error.status) ? 'none' : 'error');
    if (error.status === 401) location.assign(below('/login'));
    throw error instanceof Failed ? error : new Failed('Something went wrong on this page.');
  }
}

async function send(method, path, body) {
  if (drops()) throw new Failed('The connection was lost before an answer came.');
  let response;
  let text;
  try {
    response = await fetch(below(`/api${path}`), {
      method,
      credentials: 'same-origin',
      headers: body === undefined ? {} : { 'content-type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    text = await response.text();
  } catch {
    throw new Failed('The connection was lost before an answer came.');
  }
  if (!response.ok) throw new Failed(detail(text), response.status);
  if (response.status === 204) return {};
  try {
    return JSON.parse(text);
  } catch {
    throw new Failed('The answer could not be read.');
  }
}

function detail(text) {
  try {
    return JSON.parse(text).detail || 'Something went wrong. Please try again.';
  } catch {
    return 'Something went wrong. Please try again.';
  }
}

// A page in the background is not painted, and is not waited for.
function painted() {
  const paint = new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
  const hidden = new Promise((resolve) => setTimeout(resolve, document.hidden ? 0 : 250));
  return Promise.race([paint, hidden]);
}
