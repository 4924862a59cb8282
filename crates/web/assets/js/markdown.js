// Markdown in answers. Whatever an answer says, DOMPurify leaves only text, emphasis, lists, code and links.

import { marked } from '../vendor/marked.js';
import '../vendor/purify.js';

const TAGS = [
  'a', 'b', 'blockquote', 'br', 'code', 'del', 'em', 'h3', 'h4', 'h5', 'h6', 'hr', 'i', 'li', 'ol', 'p', 'pre', 'strong',
  'table', 'tbody', 'td', 'th', 'thead', 'tr', 'ul',
];

const escaped = (text) => text.replace(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`);

// HTML in an answer is shown as it was written, and a picture as its description: neither is even tried.
marked.use({ renderer: { html: ({ text }) => escaped(text), image: ({ text }) => escaped(text) } });

/** The answer as nodes for the page. */
export function render(markdown) {
  const html = marked.parse(markdown, { async: false, breaks: true, gfm: true });
  const nodes = globalThis.DOMPurify.sanitize(html, {
    ALLOWED_TAGS: TAGS,
    ALLOWED_ATTR: ['href'],
    ALLOWED_URI_REGEXP: /^https?:/i,
    RETURN_DOM_FRAGMENT: true,
  });
  for (const link of nodes.querySelectorAll('a')) {
    link.rel = 'noopener noreferrer';
    link.target = '_blank';
  }
  return nodes;
}
