// Calls to the workshop. They are the guide's own, so they are no part of what the app's people live through.

const PATIENCE_MS = 40000;

/** A call that came to nothing, with words for the person; `problem` is what the server said, where it answered. */
export class Refused extends Error {
  constructor(message, status, problem = {}) {
    super(message);
    this.status = status;
    this.problem = problem;
  }
}

/** Sends a call with a body in JSON and returns the answer. Throws [`Refused`]. */
export async function ask(method, address, body, options = {}) {
  let response;
  let text;
  try {
    response = await fetch(address, {
      method,
      credentials: 'same-origin',
      cache: 'no-store',
      headers: body === undefined ? {} : { 'content-type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: AbortSignal.timeout(PATIENCE_MS),
      ...options,
    });
    text = await response.text();
  } catch {
    throw new Refused('the lab does not answer. Is it still up?');
  }
  const answer = read(text);
  if (!response.ok) throw new Refused(answer?.detail ?? 'something went wrong. Please try again.', response.status, answer);
  return answer;
}

function read(text) {
  try {
    return JSON.parse(text);
  } catch {
    // A proxy's own page, or nothing at all.
    return undefined;
  }
}
