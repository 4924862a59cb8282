// Forms that show what would be while one types: what is in them becomes the address of the page, and what is live on the
// page is asked for anew. Passwords stay where they are.

import { refresh } from './live.js';

const WAIT_MS = 250;

for (const form of document.querySelectorAll('[data-what-if]')) {
  let waiting;
  form.addEventListener('input', (event) => {
    if (event.target.type === 'password') return;
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      const fields = new URLSearchParams();
      for (const [name, value] of new FormData(form)) {
        if (form.elements[name].type !== 'password') fields.append(name, value);
      }
      history.replaceState(null, '', `?${fields}`);
      refresh();
    }, WAIT_MS);
  });
}
