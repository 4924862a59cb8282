// The profile: likes and dislikes, as the app knows them; each can be taken away.

import { call } from './api.js';
import { announce, byId, make, toast } from './dom.js';

const SIDES = { likes: 'likes', dislikes: 'dislikes' };
const KINDS = ['genres', 'actors', 'directors', 'others'];

let shown = null;
// Changes wait for each other, so that each begins from what the one before left.
let saving = Promise.resolve();

const lists = (profile) =>
  Object.keys(SIDES).flatMap((side) => KINDS.map((kind) => ({ side, kind, names: profile[side][kind] })));

/** Shows this profile; what is new since the last one stands out and is said. */
export function show(profile) {
  const before = shown;
  shown = profile;
  const news = [];
  for (const { side, kind, names } of lists(profile)) {
    const box = document.querySelector(`[data-side="${side}"] [data-kind="${kind}"]`);
    const known = before && before[side][kind];
    box.hidden = names.length === 0;
    box.querySelector('ul').replaceChildren(
      ...names.map((name) => {
        const fresh = known && !known.includes(name);
        if (fresh) news.push(`${name} (${side})`);
        return chip(side, kind, name, fresh);
      }),
    );
  }
  for (const side of Object.keys(SIDES)) {
    document.querySelector(`[data-side="${side}"]`).hidden = KINDS.every((kind) => profile[side][kind].length === 0);
  }
  byId('profile-empty').hidden = lists(profile).some(({ names }) => names.length > 0);
  byId('profile').setAttribute('aria-busy', 'false');
  if (news.length > 0) announce(`Remembered: ${news.join(', ')}`);
  return true;
}

function chip(side, kind, name, fresh) {
  return make(
    'li',
    { class: fresh ? 'chip fresh' : 'chip' },
    make('span', { dir: 'auto' }, name),
    make(
      'button',
      { type: 'button', 'aria-label': `Remove ${name} from ${SIDES[side]}`, click: () => remove(side, kind, name) },
      '×',
    ),
  );
}

function remove(side, kind, name) {
  saving = saving.then(async () => {
    const wanted = structuredClone(shown);
    wanted[side][kind] = wanted[side][kind].filter((known) => known !== name);
    try {
      await call('prefUpdate', 'POST', '/preferences', { content: wanted }, () => {
        show(wanted);
        // The button that had the focus is gone.
        byId('profile-title').focus();
        return true;
      });
      announce(`${name} is removed.`);
    } catch (error) {
      toast(`“${name}” could not be removed. ${error.message}`, () => remove(side, kind, name));
    }
  });
}
