import { styleText } from 'node:util';
import type { Style } from '../actions/action.ts';

interface Terminal {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}

/** Colours on a terminal only, and never against NO_COLOR (https://no-color.org); FORCE_COLOR wins over a pipe. */
export function styleFor(stream: Terminal, env: Readonly<Record<string, string | undefined>>): Style {
  const forced = env['FORCE_COLOR'] !== undefined && env['FORCE_COLOR'] !== '0';
  const refused = (env['NO_COLOR'] ?? '') !== '' || env['TERM'] === 'dumb';
  const colour = !refused && (forced || stream.isTTY === true);
  return {
    width: stream.columns ?? 80,
    paint: (text, ...formats) => (colour ? styleText([...formats], text, { validateStream: false }) : text),
  };
}
