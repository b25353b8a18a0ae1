/** An element of a drawing, as plain data: written out as a file, or put into a page. */
export interface Element {
  readonly tag: string;
  readonly attributes: Readonly<Record<string, string | number>>;
  readonly children: readonly (Element | string)[];
}

/** An attribute that is undefined is left out. */
export function element(
  tag: string,
  attributes: Readonly<Record<string, string | number | undefined>>,
  ...children: readonly (Element | string)[]
): Element {
  const told = Object.entries(attributes).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
  return { tag, attributes: Object.fromEntries(told), children };
}
