// Where the service is: below a path where a proxy publishes it there. These files are below it too, so they know.

const root = new URL('../../..', import.meta.url).pathname.replace(/\/$/, '');

/** The address of what the service knows as `path`, which begins with a slash. */
export const below = (path) => `${root}${path}`;

/** The key of what this browser keeps for the service: others below the same address keep theirs. */
export const own = (key) => (root ? `${key} ${root}` : key);
