import type { Format, Style } from '../../actions/action.ts';

// Signs that no keyboard makes stand around what is painted; text that brings its own loses them.
const [OPEN, MIDDLE, CLOSE] = ['\u{e000}', '\u{e001}', '\u{e002}'];
const SIGNS = /[\u{e000}-\u{e002}]/gu;

/** What the answers of actions are painted with for a page: formats become marks in the text. */
export const MARKING: Style = {
  width: 72,
  paint: (text, ...formats) => `${OPEN}${formats.join(' ')}${MIDDLE}${text}${CLOSE}`,
};

/** A run of text that looks alike, and where it leads. */
export interface Run {
  readonly text: string;
  readonly formats: readonly Format[];
  readonly to: { readonly kind: 'event' | 'section' | 'block'; readonly number: number } | null;
}

const PLACES = /\b(event|section|block)[ :](\d{1,15})\b/g;

function* linked(text: string, formats: readonly Format[]): Generator<Run> {
  let done = 0;
  for (const found of text.matchAll(PLACES)) {
    if (found.index > done) yield { text: text.slice(done, found.index), formats, to: null };
    const kind = found[1] === 'event' ? 'event' : found[1] === 'block' ? 'block' : 'section';
    yield { text: found[0], formats, to: { kind, number: Number(found[2]) } };
    done = found.index + found[0].length;
  }
  if (done < text.length) yield { text: text.slice(done), formats, to: null };
}

/** A line that was painted with `MARKING`, as runs of text. Whatever the line holds, a run is text. */
export function runsOf(line: string): readonly Run[] {
  const runs: Run[] = [];
  const formats: Format[][] = [];
  for (const part of line.split(/(\u{e000}[^\u{e001}]*\u{e001}|\u{e002})/u)) {
    if (part.startsWith(OPEN ?? '')) formats.push(part.slice(1, -1).split(' ') as Format[]);
    else if (part === CLOSE) formats.pop();
    else if (part !== '') runs.push(...linked(part.replaceAll(SIGNS, ''), formats.flat()));
  }
  return runs;
}
