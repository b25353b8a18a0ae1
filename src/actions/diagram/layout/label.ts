import type { Arrow } from '../arrows.ts';
import type { ChartTransition } from '../chart.ts';
import { type Box, SIZES } from './measure.ts';

/** A part of a label's line. `tally` is how often a transition was taken. */
export interface LabelWord {
  readonly kind: 'event' | 'guard' | 'tally';
  readonly text: string;
}

export interface LabelLine {
  /** Letters that the line stands in from the label's left edge. */
  readonly indent: number;
  readonly words: readonly LabelWord[];
  /** The transition that the line tells of; null for an event that several have. */
  readonly transition: ChartTransition | null;
}

/** What stands on an arrow: its transitions, in the machine's order. */
export interface Label {
  readonly box: Box;
  readonly lines: readonly LabelLine[];
}

/** How often a transition was taken, as text; null where that is not told. */
export type TallyText = (transition: ChartTransition) => string | null;

const HANGING = 2;

/** A word in parts of at most `most` letters, parted where a new word begins inside it: `allSections`, `Present`. */
function* partsOf({ kind, text }: LabelWord, most: number): Generator<LabelWord> {
  let rest = text;
  while (rest.length > most) {
    const humps = [...rest.slice(1, most + 1).matchAll(/[A-Z]/g)].map(({ index }) => index + 1);
    const at = humps.at(-1) ?? most;
    yield { kind, text: rest.slice(0, at) };
    rest = rest.slice(at);
  }
  yield { kind, text: rest };
}

const lengthOf = (words: readonly LabelWord[]): number =>
  words.reduce((length, { text }) => length + text.length + 1, -1);

function* linesOf(
  words: readonly LabelWord[],
  transition: ChartTransition | null,
  indent: number,
  most: number,
): Generator<LabelLine> {
  let line: { indent: number; words: LabelWord[] } = { indent, words: [] };
  const fits = (word: LabelWord): boolean => line.indent + lengthOf([...line.words, word]) <= most;
  for (const word of words) {
    if (line.words.length > 0 && !fits(word)) {
      yield { ...line, transition };
      line = { indent: indent + HANGING, words: [] };
    }
    const [first = word, ...others] = fits(word) ? [word] : partsOf(word, most - indent - HANGING);
    line.words.push(first);
    for (const part of others) {
      yield { ...line, transition };
      line = { indent: indent + HANGING, words: [part] };
    }
  }
  yield { ...line, transition };
}

/** A number stays with what it counts: `5`, `(3 EBUSY,`, `1 EPERM)`. */
const SPACES = { event: ' ', guard: ' ', tally: / (?=\()|(?<=,) / } as const;

const wordsOf = (kind: LabelWord['kind'], text: string): readonly LabelWord[] =>
  text === '' ? [] : text.split(SPACES[kind]).map((part) => ({ kind, text: part }));

function* groupLines(
  event: string,
  transitions: readonly ChartTransition[],
  tally: TallyText,
  most: number,
): Generator<LabelLine> {
  const isGroup = transitions.length > 1 && event !== '';
  if (isGroup) yield* linesOf(wordsOf('event', event), null, 0, most);
  for (const transition of transitions) {
    const { guard } = transition;
    // The first transition whose guard says yes is taken: the last one, without a guard, is for all that is left.
    const unguarded = isGroup ? '[else]' : event === '' ? 'always' : '';
    const words = [
      ...wordsOf('event', isGroup ? '' : event),
      ...wordsOf('guard', guard === null ? unguarded : `[${guard}]`),
      ...wordsOf('tally', tally(transition) ?? ''),
    ];
    yield* linesOf(words, transition, isGroup ? HANGING : 0, most);
  }
}

/**
 * The lines of an arrow's label, each transition on its own; an event that several share stands once over them.
 * @param most letters that a line may be long.
 */
export function labelLines({ transitions }: Arrow, tally: TallyText, most: number): readonly LabelLine[] {
  const events = new Set(transitions.map(({ event }) => event));
  return [...events].flatMap((event) => [
    ...groupLines(
      event,
      transitions.filter((one) => one.event === event),
      tally,
      most,
    ),
  ]);
}

/** A text that is no transition's, on one line. */
export const plainLine = (text: string): LabelLine => ({
  indent: 0,
  words: [{ kind: 'event', text }],
  transition: null,
});

export const lettersIn = (lines: readonly LabelLine[]): number =>
  Math.max(0, ...lines.map(({ indent, words }) => indent + lengthOf(words)));

/** A label from its top left corner. */
export const labelAt = (x: number, y: number, lines: readonly LabelLine[]): Label => ({
  box: { x, y, width: lettersIn(lines) * SIZES.letter, height: lines.length * SIZES.line },
  lines,
});
