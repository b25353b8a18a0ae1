import { plain } from '../../../events/plain-text.ts';
import type { Element } from './element.ts';

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Text as XML holds it: what is markup to XML is escaped, and characters that XML can not hold are shown instead. */
export const xmlText = (text: string): string =>
  text
    .split('\n')
    .map(plain)
    .join('\n')
    .replace(/[&<>"]/g, (character) => ESCAPES[character] ?? character)
    .replace(/[\ufffe\uffff]/g, '\ufffd');

/** An element as lines of XML. No space is added to one that holds text. */
export function* xmlLines({ tag, attributes, children }: Element, indent = ''): Generator<string> {
  const told = Object.entries(attributes).map(([name, value]) => ` ${name}="${xmlText(String(value))}"`);
  const open = `<${tag}${told.join('')}`;
  if (children.length === 0) yield `${indent}${open}/>`;
  else if (children.some((child) => typeof child === 'string')) {
    const inside = children.map((child) =>
      typeof child === 'string' ? xmlText(child) : [...xmlLines(child)].join(''),
    );
    yield* `${indent}${open}>${inside.join('')}</${tag}>`.split('\n');
  } else {
    yield `${indent}${open}>`;
    for (const child of children) if (typeof child !== 'string') yield* xmlLines(child, `${indent}  `);
    yield `${indent}</${tag}>`;
  }
}
