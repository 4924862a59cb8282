// The form of a synthetic check: steps come and go without a page of their own. Without this script the server does it.

import { Rows, fit } from './fields.js';

const form = document.getElementById('check-form');
if (form) {
  const steps = form.querySelector('#step-list');
  for (const root of [steps, steps.querySelector('template').content]) {
    for (const button of root.querySelectorAll('.add, .remove')) button.type = 'button';
  }
  // What stands in the fields is sent as it is: nothing is to be done when it changes.
  new Rows(steps, () => {});
  for (const input of form.querySelectorAll('textarea')) fit(input);
  form.addEventListener('input', ({ target }) => fit(target));
}
