// Elements from text, never from HTML.

/** The element of this id. */
export const byId = (id) => document.getElementById(id);

/** Makes an element with attributes, properties (functions are listeners) and children; strings become text. */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name, value);
    else if (value !== undefined && value !== null) element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

/** Says it to a screen reader. */
export function announce(text) {
  byId('announce').textContent = text;
}

let toastTimer;
/** Shows that something did not work, with a way to try again. */
export function toast(text, again) {
  const box = byId('toast');
  const button = again && make('button', { type: 'button', class: 'quiet', click: () => { box.replaceChildren(); again(); } }, 'Try again');
  box.replaceChildren(make('p', {}, text), ...(button ? [button] : []));
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => box.replaceChildren(), 12000);
}
