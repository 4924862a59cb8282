// Buttons that copy code.

import { byId, make } from './dom.js';

const said = byId('said');

async function copy(button, block) {
  let text = 'Copied';
  try {
    await navigator.clipboard.writeText(block.querySelector('code').textContent.trimEnd());
  } catch {
    text = 'Not copied: please select it';
  }
  button.textContent = text;
  said.textContent = text;
  setTimeout(() => { button.textContent = 'Copy'; }, 2000);
}

for (const block of document.querySelectorAll('.code')) {
  const click = (event) => copy(event.currentTarget, block);
  block.prepend(make('button', { type: 'button', class: 'quiet copy', 'aria-label': 'Copy this code', click }, 'Copy'));
}
