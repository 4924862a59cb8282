// Sliders: while one moves, the alerts are played anew by the lab, and its answer takes the place of the one before. One
// question at a time is under way; what was moved meanwhile is asked next.

const WAIT_MS = 250;
const underWay = new WeakMap();

/** The answer as a document: made so it runs nothing, and Trusted Types have nothing against it. */
function ask(url) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('GET', url);
    request.responseType = 'document';
    request.timeout = 60000;
    request.onload = () => (request.response ? resolve(request.response) : reject(new Error('no page')));
    request.onerror = request.ontimeout = () => reject(new Error('no answer'));
    request.send();
  });
}

const chosen = (slider, list) => slider.dataset[list].split('|')[slider.valueAsNumber];

function show(slider) {
  const text = chosen(slider, 'shown');
  slider.setAttribute('aria-valuetext', text);
  slider.closest('.slider').querySelector('output').textContent = text;
}

function question(form) {
  const fields = new URLSearchParams(new FormData(form));
  for (const slider of form.querySelectorAll('input[type="range"]')) fields.set(slider.dataset.name, chosen(slider, 'values'));
  return `${form.action}?${fields}`;
}

function says(form, text) {
  form.querySelector('.problem').textContent = text;
}

async function answered(form) {
  const state = underWay.get(form) ?? {};
  underWay.set(form, state);
  if (state.asking) {
    state.again = true;
    return;
  }
  state.asking = true;
  const place = document.getElementById(form.dataset.answer);
  place.setAttribute('aria-busy', 'true');
  do {
    state.again = false;
    try {
      const page = await ask(question(form));
      const answer = page.getElementById('answer');
      says(form, answer ? '' : (page.getElementById('refused')?.textContent ?? 'The lab has no answer.'));
      if (answer) {
        const open = place.querySelector('.tables')?.open;
        place.replaceChildren(...document.adoptNode(answer).childNodes);
        if (open) place.querySelector('.tables').open = true;
        const announce = document.getElementById('announce');
        if (announce) announce.textContent = place.querySelector('.headline').textContent;
      }
    } catch {
      says(form, 'The lab does not answer. Move a slider to ask again.');
    }
  } while (state.again);
  state.asking = false;
  place.removeAttribute('aria-busy');
}

const timers = new WeakMap();

// The page may be replaced once the grade is there, so nothing listens on the forms themselves.
document.addEventListener('input', (event) => {
  const form = event.target.closest('form.what-if');
  if (!form) return;
  if (event.target.type === 'range') show(event.target);
  clearTimeout(timers.get(form));
  timers.set(form, setTimeout(() => answered(form), WAIT_MS));
});

document.addEventListener('submit', (event) => {
  const form = event.target.closest('form.what-if');
  if (!form) return;
  event.preventDefault();
  answered(form);
});
