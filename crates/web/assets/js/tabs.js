// What is for one place each, as tabs. The choice is kept, and holds for all pages.

import { own } from './base.js';
import { make } from './dom.js';

const KEY = own('guide-place');
const KEYS = { ArrowRight: 1, ArrowLeft: -1 };
const groups = [];

function prepare(group, number) {
  const panels = [...group.querySelectorAll(':scope > .tab')];
  if (panels.length < 2) return;
  const tabs = panels.map((panel, at) => {
    const id = `tab-${number}-${at}`;
    panel.id = `${id}-panel`;
    panel.setAttribute('role', 'tabpanel');
    panel.setAttribute('aria-labelledby', id);
    panel.removeAttribute('aria-label');
    if (!panel.querySelector('a, button, [tabindex]')) panel.tabIndex = 0;
    const name = panel.querySelector('.tab-name');
    name.hidden = true;
    const click = () => choose(panel.dataset.tab);
    return make('button', { type: 'button', role: 'tab', id, 'aria-controls': panel.id, click }, name.textContent);
  });
  const list = make('div', { role: 'tablist', class: 'tab-list', 'aria-label': 'Where your lab runs' }, ...tabs);
  list.addEventListener('keydown', (event) => {
    const at = tabs.indexOf(document.activeElement);
    const ends = { Home: 0, End: tabs.length - 1 };
    const to = event.key in KEYS ? (at + KEYS[event.key] + tabs.length) % tabs.length : ends[event.key];
    if (to === undefined) return;
    event.preventDefault();
    tabs[to].focus();
    choose(panels[to].dataset.tab);
  });
  group.prepend(list);
  groups.push({ tabs, panels });
}

/** Shows the parts for a place, wherever there are some. */
function show(place) {
  for (const { tabs, panels } of groups) {
    const found = panels.findIndex((panel) => panel.dataset.tab === place);
    const chosen = Math.max(found, 0);
    for (const [at, panel] of panels.entries()) {
      panel.hidden = at !== chosen;
      tabs[at].setAttribute('aria-selected', String(at === chosen));
      tabs[at].tabIndex = at === chosen ? 0 : -1;
    }
  }
}

function choose(place) {
  localStorage.setItem(KEY, place);
  show(place);
}

/** A link to a heading that is in a part for another place shows that part. */
function reveal() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const hidden = target?.closest('.tab[hidden]');
  if (!hidden) return;
  show(hidden.dataset.tab);
  target.scrollIntoView();
}

[...document.querySelectorAll('.tabs')].forEach(prepare);
show(localStorage.getItem(KEY));
addEventListener('hashchange', reveal);
reveal();
