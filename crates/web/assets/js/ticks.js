// Where there is no workshop: what a person says is done, kept in this browser.

import { own } from './base.js';

const KEY = own('guide-done');
const done = new Set(stored());

function stored() {
  try {
    return JSON.parse(localStorage.getItem(KEY)) ?? [];
  } catch {
    // Not what this page writes: nothing is done.
    return [];
  }
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

const progress = document.getElementById('progress');
if (progress) {
  const chapters = [...document.querySelectorAll('.chapters li')];
  for (const chapter of chapters) {
    chapter.querySelector('.done').hidden = !done.has(chapter.dataset.slug);
  }
  const count = chapters.filter((chapter) => done.has(chapter.dataset.slug)).length;
  progress.textContent = `${count} of ${chapters.length} done`;
}
