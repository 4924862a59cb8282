// The guide: buttons that copy code, and what is done, kept in this browser.

import { own } from './base.js';

const KEY = own('guide-done');
const done = new Set(stored());
const said = document.getElementById('copied');

function stored() {
  try {
    return JSON.parse(localStorage.getItem(KEY)) ?? [];
  } catch {
    // Not what this page writes: nothing is done.
    return [];
  }
}

for (const block of document.querySelectorAll('.code')) {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'quiet copy';
  button.textContent = 'Copy';
  button.setAttribute('aria-label', 'Copy this code');
  button.addEventListener('click', async () => {
    let text = 'Copied';
    try {
      await navigator.clipboard.writeText(block.querySelector('code').textContent.trimEnd());
    } catch {
      text = 'Not copied: please select it';
    }
    button.textContent = text;
    said.textContent = text;
    setTimeout(() => { button.textContent = 'Copy'; }, 2000);
  });
  block.prepend(button);
}

const tick = document.getElementById('done');
if (tick) {
  tick.checked = done.has(tick.dataset.slug);
  tick.addEventListener('change', () => {
    if (tick.checked) done.add(tick.dataset.slug);
    else done.delete(tick.dataset.slug);
    localStorage.setItem(KEY, JSON.stringify([...done]));
  });
}

const chapters = [...document.querySelectorAll('.chapters li')];
for (const chapter of chapters) {
  chapter.querySelector('.done').hidden = !done.has(chapter.dataset.slug);
}
const progress = document.getElementById('progress');
if (progress) {
  const count = chapters.filter((chapter) => done.has(chapter.dataset.slug)).length;
  progress.textContent = `${count} of ${chapters.length} done`;
}
