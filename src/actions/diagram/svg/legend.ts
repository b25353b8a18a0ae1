import { type Arrow, spaced, transitionText } from '../arrows.ts';
import { type Element, element } from '../element.ts';
import { SIZES } from '../layout/measure.ts';
import { isAmong, type Lit } from '../lit.ts';

const LINE = 15;

interface Row {
  readonly text: string;
  readonly kind: 'from' | 'way' | 'way last';
}

/** Each transition of a region in words, under the state that it leaves. */
function rowsOf(region: string, arrows: readonly Arrow[], lit: Lit | null): readonly Row[] {
  const froms = [...new Set(arrows.map(({ from }) => from))];
  return froms.flatMap((from): readonly Row[] => [
    { text: spaced(from), kind: 'from' },
    ...arrows
      .filter((arrow) => arrow.from === from)
      .flatMap(({ to, transitions }) =>
        transitions.map((one): Row => {
          const stays = to === from;
          const text = `${transitionText(one)}${stays ? ', and stays' : ` → ${spaced(to)}`}`;
          return { text, kind: isAmong(lit?.last ?? [], region, one) ? 'way last' : 'way' };
        }),
      ),
  ]);
}

export interface Legend {
  readonly elements: readonly Element[];
  readonly right: number;
  readonly bottom: number;
}

/** A region's transitions as lines of text, with the guard that each asks; from the top left corner `x`, `y`. */
export function legendOf(
  { region, arrows, lit }: { readonly region: string; readonly arrows: readonly Arrow[]; readonly lit: Lit | null },
  { x, y }: { readonly x: number; readonly y: number },
): Legend {
  const rows = rowsOf(region, arrows, lit);
  return {
    elements: rows.map(({ text, kind }, index) =>
      element(
        'text',
        {
          class: kind === 'from' ? 'legend-from' : `mono legend-${kind}`,
          x: x + (kind === 'from' ? 0 : 10),
          y: y + index * LINE + 11,
        },
        text,
      ),
    ),
    right: x + 10 + Math.max(0, ...rows.map(({ text }) => text.length)) * SIZES.eventLetter,
    bottom: y + rows.length * LINE,
  };
}
