import type { Style } from '../action.ts';

/** Text in lines no longer than a width: the first behind `lead`, the later ones under where it began. */
export function* wrapped(text: string, lead: string, width: number): Generator<string> {
  const indent = ' '.repeat(lead.length);
  let line = lead;
  let empty = true;
  for (const word of text.split(' ')) {
    if (!empty && line.length + 1 + word.length > width) {
      yield line;
      line = indent;
      empty = true;
    }
    line += empty ? word : ` ${word}`;
    empty = false;
  }
  yield line;
}

/** A name longer than this has what it means under it, so that one such name does not push all others aside. */
const WIDEST_NAME = 30;

/** Names with what they mean, in two columns. */
export function* columns(
  rows: readonly (readonly [name: string, text: string])[],
  { width, paint }: Style,
): Generator<string> {
  const longest = Math.max(0, ...rows.map(([name]) => name.length).filter((length) => length <= WIDEST_NAME));
  for (const [name, text] of rows) {
    if (name.length > longest) {
      yield `  ${paint(name, 'cyan')}`;
      yield* wrapped(text, ' '.repeat(longest + 4), width);
      continue;
    }
    const [first = '', ...rest] = wrapped(text, `  ${name.padEnd(longest)}  `, width);
    yield `  ${paint(name, 'cyan')}${first.slice(name.length + 2)}`;
    yield* rest;
  }
}
