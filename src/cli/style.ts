import { styleText } from 'node:util';
import { plain } from '../../events/plain-text.ts';
import type { Style } from '../actions/action.ts';

interface Terminal {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}

/** A style, and whether it paints at all. */
export interface TerminalStyle extends Style {
  readonly colour: boolean;
}

/** What `paint` writes around a text; nothing else that a terminal obeys may pass. */
const PAINT = new RegExp(`(${'\u001b'}\\[[\\d;]*m)`);

/** A line as a terminal may have it: whatever it would obey is shown as text, but for the style's own colours. */
export const shownLine = (line: string, { colour }: TerminalStyle): string =>
  colour
    ? line
        .split(PAINT)
        .map((part, index) => (index % 2 === 1 ? part : plain(part)))
        .join('')
    : plain(line);

/** Colours on a terminal only, and never against NO_COLOR (https://no-color.org); FORCE_COLOR wins over a pipe. */
export function styleFor(stream: Terminal, env: Readonly<Record<string, string | undefined>>): TerminalStyle {
  const forced = env['FORCE_COLOR'] !== undefined && env['FORCE_COLOR'] !== '0';
  const refused = (env['NO_COLOR'] ?? '') !== '' || env['TERM'] === 'dumb';
  const colour = !refused && (forced || stream.isTTY === true);
  return {
    colour,
    width: stream.columns ?? 80,
    paint: (text, ...formats) => (colour ? styleText([...formats], text, { validateStream: false }) : text),
  };
}

const EVERY_PAINT = new RegExp(PAINT, 'g');
const columnsOf = (text: string): number => text.replaceAll(EVERY_PAINT, '').length;

/** Columns by which what did not fit into a line is moved in, behind the line's own indentation. */
const MOVED_IN = 8;

/**
 * A line as the lines of a terminal, broken between words where it is too long. What `paint` wrote takes no column; a word
 * that fits nowhere is left for the terminal to break.
 */
export function wrapLine(line: string, width: number): readonly string[] {
  const length = columnsOf(line);
  if (length <= width) return [line];
  const indent = ' '.repeat(Math.min(MOVED_IN + line.length - line.trimStart().length, Math.floor(width / 2)));
  const lines: string[] = [];
  let current = '';
  let used = 0;
  for (const word of line.split(/(?<=\S)(?= )/)) {
    const columns = columnsOf(word);
    if (used > 0 && used + columns > width) {
      lines.push(current);
      current = indent + word.trimStart();
      used = indent.length + columnsOf(word.trimStart());
    } else {
      current += word;
      used += columns;
    }
  }
  return [...lines, current];
}
