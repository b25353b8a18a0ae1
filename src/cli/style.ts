import { styleText } from 'node:util';
import type { Style } from '../actions/action.ts';
import { plain } from '../actions/text/plain.ts';

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
