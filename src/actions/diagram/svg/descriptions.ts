import { arrowsOf, spaced, transitionText } from '../arrows.ts';
import type { Chart, ChartRegion } from '../chart.ts';
import { type Element, element } from '../element.ts';
import { SIZES } from '../layout/measure.ts';

const LINE = 15;
const INDENT = 10;

interface DescriptionRow {
  readonly text: string;
  readonly kind: 'of-state' | 'of-arrow' | 'description';
}

/** A text in lines of at most `letters`, parted between words; a word that is longer is broken. */
export function* wrapped(text: string, letters: number): Generator<string> {
  let line = '';
  for (const word of text.split(' ')) {
    const joined = line === '' ? word : `${line} ${word}`;
    if (line !== '' && joined.length > letters) {
      yield line;
      line = word;
    } else line = joined;
    for (; line.length > letters; line = line.slice(letters)) yield line.slice(0, letters);
  }
  yield line;
}

/** What the machine says of its states and of the transitions out of each; nothing of those that it says nothing of. */
function* rowsOf(region: ChartRegion, letters: number): Generator<DescriptionRow> {
  const arrows = arrowsOf(region);
  for (const { name, description } of region.states) {
    const leaving = arrows
      .filter(({ from }) => from === name)
      .flatMap(({ to, transitions }) => transitions.map((transition) => ({ ...transition, to })))
      .filter((transition) => transition.description !== null);
    if (description === null && leaving.length === 0) continue;
    yield { text: spaced(name), kind: 'of-state' };
    for (const text of wrapped(description ?? '', letters)) if (text !== '') yield { text, kind: 'description' };
    for (const transition of leaving) {
      const title = `${transitionText(transition)}${transition.to === name ? ', and stays' : ` → ${spaced(transition.to)}`}`;
      for (const text of wrapped(title, letters)) yield { text, kind: 'of-arrow' };
      for (const text of wrapped(transition.description ?? '', letters)) yield { text, kind: 'description' };
    }
  }
}

/** A part of a drawing, with where it ends. */
export interface Part {
  readonly elements: readonly Element[];
  readonly right: number;
  readonly bottom: number;
}

/** What the machine says of its states and transitions, as lines of text; from the top left corner `x`, `y`. */
export function descriptionsOf(
  { regions }: Chart,
  { x, y, width }: { readonly x: number; readonly y: number; readonly width: number },
): Part {
  const letters = Math.max(20, Math.floor((width - INDENT) / SIZES.letter));
  const rows = regions.flatMap((region) => [...rowsOf(region, letters)]);
  return {
    elements: rows.map(({ text, kind }, index) =>
      element(
        'text',
        {
          class: kind === 'of-state' ? 'of-state' : `mono ${kind}`,
          x: x + (kind === 'of-state' ? 0 : INDENT),
          y: y + index * LINE + 11,
        },
        text,
      ),
    ),
    right: rows.length === 0 ? 0 : x + INDENT + Math.max(...rows.map(({ text }) => text.length)) * SIZES.letter,
    bottom: y + rows.length * LINE,
  };
}
