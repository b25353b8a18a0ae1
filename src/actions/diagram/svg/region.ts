import { type ArcCounts, countOf } from '../arc-counts.ts';
import { arrowTitle, spaced } from '../arrows.ts';
import type { ChartTransition } from '../chart.ts';
import { type Element, element } from '../element.ts';
import type { DrawnArrow, DrawnRegion, DrawnState } from '../layout/drawn.ts';
import { type Label, type LabelLine, lettersIn } from '../layout/label.ts';
import { SIZES } from '../layout/measure.ts';
import { isAmong, type Lit } from '../lit.ts';

type Attributes = Readonly<Record<string, string | number>>;

/** What is shown in a region's drawing beside its states and arrows. */
export interface RegionContent {
  /** Count or time beside the states' names, as text. */
  readonly beside: ReadonlyMap<string, string>;
  readonly lit: Lit | null;
  readonly arcs: ArcCounts | null;
  /** Attributes that make a state something to press; null for a picture. */
  readonly pressed: ((region: string, state: string) => Attributes) | null;
}

/** Whether no operation went along a transition, where that is told. */
const isUnused = (arcs: ArcCounts | null, transition: ChartTransition): boolean =>
  arcs !== null && countOf(arcs, transition).operations === 0;

const classes = (...names: readonly (string | false)[]): string => names.filter(Boolean).join(' ');
const round = (value: number): number => Math.round(value * 10) / 10;

/** A button is called by what is read on it: spaces keep its words apart. */
const apart = (pressed: RegionContent['pressed']): readonly string[] => (pressed ? [' '] : []);

/** Text whose middle is at `y`. */
const textAt = (name: string, x: number, y: number, ...text: readonly (Element | string)[]): Element =>
  element('text', { class: name, x: round(x), y: round(y), dy: '0.34em' }, ...text);

/** Whether a transition was taken by the last event, or by an earlier one. */
function takenBy(lit: Lit | null, region: string, transition: ChartTransition | null): 'last' | 'before' | false {
  if (!lit || !transition) return false;
  if (isAmong(lit.last, region, transition)) return 'last';
  return isAmong(lit.before, region, transition) && 'before';
}

function lineText({ words }: LabelLine): readonly (Element | string)[] {
  const name = words.filter(({ kind }) => kind !== 'tally').map(({ text }) => text);
  const tally = words.filter(({ kind }) => kind === 'tally').map(({ text }) => text);
  return [
    ...(name.length > 0 ? [name.join(' ')] : []),
    ...(name.length > 0 && tally.length > 0 ? [' '] : []),
    ...(tally.length > 0 ? [element('tspan', { class: 'went' }, tally.join(' '))] : []),
  ];
}

/** A label's lines, each on its own ground, so that no line of an arrow runs through its letters. */
const labelElements = (
  region: string,
  { box, lines }: Label,
  { lit, arcs, pressed }: RegionContent,
): readonly Element[] =>
  lines.flatMap((line, index) => {
    const x = box.x + line.indent * SIZES.letter;
    const y = box.y + index * SIZES.line;
    const taken = takenBy(lit, region, line.transition);
    const unused = line.transition !== null && isUnused(arcs, line.transition) && 'unused';
    const width = (lettersIn([line]) - line.indent) * SIZES.letter;
    const ground = { x: round(x - 2), y: round(y), width: round(width + 4), height: SIZES.line };
    return [
      element('rect', { class: classes('ground', taken), ...ground, rx: 2 }),
      textAt(classes('label', taken, unused), x, y + SIZES.line / 2, ...lineText(line), ...apart(pressed)),
    ];
  });

function stateElement(
  region: string,
  { name, box, beside, calls, final, inner }: DrawnState,
  content: RegionContent,
): Element {
  const { lit, pressed } = content;
  const { x, y, width, height } = box;
  const tally = content.beside.get(name) ?? null;
  const middle = y + SIZES.boxHeight / 2;
  const state = classes('state', `is-${name}`, lit?.active[region] === name && 'active', tally === '0' && 'empty');
  return element(
    'g',
    { class: state, ...pressed?.(region, name) },
    ...(pressed ? [] : [element('title', {}, `${spaced(name)}${tally === null ? '' : `: ${tally}`}`)]),
    element('rect', { class: 'box', x, y, width, height, rx: 6 }),
    ...(final
      ? [element('rect', { class: 'end', x: x + 3, y: y + 3, width: width - 6, height: height - 6, rx: 4 })]
      : []),
    element('rect', { class: 'tint', x: x + 6, y: y + 6, width: 4, height: height - 12, rx: 2 }),
    textAt('name', x + SIZES.name, middle, spaced(name), ...apart(pressed)),
    ...(tally === null ? [] : [textAt('tally', x + width - 8, beside, tally, ...apart(pressed))]),
    ...(calls ? labelElements(region, calls, content) : []),
    ...(inner
      ? [
          textAt('label', inner.label.box.x - 11, inner.label.box.y + SIZES.line / 2, '↻', ...apart(pressed)),
          ...labelElements(region, inner.label, content),
        ]
      : []),
  );
}

function arrowElement(region: string, { arrow, label, line, head }: DrawnArrow, content: RegionContent): Element {
  const { lit, arcs } = content;
  const taken = arrow.transitions.map((one) => takenBy(lit, region, one));
  const name = classes(
    'arrow',
    taken.includes('last') ? 'last' : taken.includes('before') && 'before',
    lit?.active[region] === arrow.from && 'way',
    arrow.transitions.every((one) => isUnused(arcs, one)) && 'unused',
  );
  return element(
    'g',
    { class: name },
    element('title', {}, arrowTitle(arrow)),
    element('path', { class: 'line', d: line }),
    element('path', { class: 'head', d: head }),
    ...labelElements(region, label, content),
  );
}

const isLast = ({ attributes }: Element): boolean => String(attributes['class']).split(' ').includes('last');

/**
 * A region's drawing, from its own top left corner: arrows, then states. What was taken last is drawn over the others. Where
 * states are buttons, arrows are hidden from whoever hears the page: there the same stands in words.
 */
export function regionElements(region: DrawnRegion, content: RegionContent): readonly Element[] {
  const { start } = region;
  const arrows = region.arrows.map((arrow) => arrowElement(region.name, arrow, content));
  const lead = element(
    'g',
    { class: 'start' },
    element('circle', { cx: start.x, cy: start.y, r: 4 }),
    element('path', { class: 'line', d: start.line }),
    element('path', { class: 'head', d: start.head }),
  );
  const drawn = [lead, ...arrows.filter((one) => !isLast(one)), ...arrows.filter(isLast)];
  return [
    element('g', { 'aria-hidden': content.pressed ? 'true' : undefined }, ...drawn),
    ...region.states.map((state) => stateElement(region.name, state, content)),
  ];
}
