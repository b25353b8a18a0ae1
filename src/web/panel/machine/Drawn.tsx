import { h, type VNode } from 'preact';
import type { Element } from '../../../actions/diagram/element.ts';
import { RULES } from '../../../actions/diagram/svg/style.ts';

// The page and the files that it saves look the same by one set of rules. They are no inline style: the page may have none.
const rules = new CSSStyleSheet();
rules.replaceSync(RULES);
document.adoptedStyleSheets.push(rules);

/** An element of a drawing in the page. */
export const drawn = ({ tag, attributes, children }: Element): VNode =>
  h(tag, attributes, ...children.map((child) => (typeof child === 'string' ? child : drawn(child))));
