import { commentText } from '../shell-comment.ts';

/**
 * What Markdown, HTML in it, or a forge that shows it would take for more than text: `@name` calls people, `#1` links. An
 * underscore inside a word is text already, and reads better as it is.
 */
const SIGNS = /[\\`*{}[\]<>#!|~&@$]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu;

/** Text from a log as it may stand in Markdown, in a table too: one line, bounded, and shown as it is. */
export const inMarkdown = (text: string): string =>
  commentText(text)
    .replace(SIGNS, (sign) => `&#${sign.charCodeAt(0)};`)
    // A scheme, or a www, makes a link of what follows it.
    .replaceAll('://', '&#58;//')
    .replace(/www\./gi, 'www&#46;');

/** Text of our own in the face of a terminal: numbers, addresses, hashes. */
export const code = (text: string): string => `\`${text}\``;

/** A table; cells are Markdown already. */
export function* tableOf(headings: readonly string[], rows: readonly (readonly string[])[]): Generator<string> {
  yield `| ${headings.join(' | ')} |`;
  yield `|${headings.map(() => ' --- ').join('|')}|`;
  for (const row of rows) yield `| ${row.join(' | ')} |`;
}

/** Rows that a table of a report has at most; how many more there are is said. */
export const MOST_ROWS = 200;

/** A table of at most `MOST_ROWS` rows, or a line that says that there are none. */
export function* boundedTable(
  headings: readonly string[],
  rows: readonly (readonly string[])[],
  none: string,
): Generator<string> {
  if (rows.length === 0) {
    yield none;
    return;
  }
  yield* tableOf(headings, rows.slice(0, MOST_ROWS));
  if (rows.length > MOST_ROWS) yield* ['', `… and ${rows.length - MOST_ROWS} more.`];
}
