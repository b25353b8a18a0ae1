import { spaced, transitionText } from '../arrows.ts';
import { type Element, element } from '../element.ts';
import type { DrawnArrow, DrawnRegion, DrawnState } from '../layout/drawn.ts';
import { boxOfLabel, SIZES } from '../layout/measure.ts';
import { isAmong, type Lit } from '../lit.ts';

type Attributes = Readonly<Record<string, string | number>>;

/** What is told of a region beside its states and arrows. */
export interface Told {
  /** Number of things in each state; null where nothing is counted. */
  readonly counts: Readonly<Record<string, number>> | null;
  readonly lit: Lit | null;
  /** Attributes that make a state something to press; null for a picture. */
  readonly pressed: ((region: string, state: string) => Attributes) | null;
}

const classes = (...names: readonly (string | false)[]): string => names.filter(Boolean).join(' ');
const round = (value: number): number => Math.round(value * 10) / 10;

/** Text whose middle is at `y`. */
const textAt = (name: string, x: number, y: number, text: string): Element =>
  element('text', { class: name, x: round(x), y: round(y), dy: '0.34em' }, text);

function stateElement(
  region: string,
  { name, box, final, inner }: DrawnState,
  { counts, lit, pressed }: Told,
): Element {
  const { x, y, width, height } = box;
  const count = counts?.[name] ?? 0;
  const isCounted = counts !== null && !final;
  const middle = y + height / 2 - (inner ? SIZES.innerLine / 2 - 1 : 0);
  const stays = inner?.arrow.transitions.some((one) => isAmong(lit?.last ?? [], region, one)) === true;
  // A button is called by what is read on it: spaces keep its words apart.
  const apart = pressed ? ' ' : '';
  const state = classes(
    'state',
    `is-${name}`,
    lit?.active[region] === name && 'active',
    isCounted && count === 0 && 'empty',
  );
  return element(
    'g',
    { class: state, ...pressed?.(region, name) },
    ...(pressed ? [] : [element('title', {}, `${spaced(name)}${isCounted ? `: ${count.toLocaleString('en')}` : ''}`)]),
    element('rect', { class: 'box', x, y, width, height, rx: 6 }),
    ...(final
      ? [element('rect', { class: 'end', x: x + 3, y: y + 3, width: width - 6, height: height - 6, rx: 4 })]
      : []),
    element('rect', { class: 'tint', x: x + 6, y: y + 6, width: 4, height: height - 12, rx: 2 }),
    textAt('name', x + 15, middle, `${spaced(name)}${apart}`),
    ...(isCounted ? [textAt('tally', x + width - 8, middle, `${count.toLocaleString('en')}${apart}`)] : []),
    ...(inner ? [textAt(stays ? 'inner last' : 'inner', x + 15, middle + SIZES.innerLine - 1, `↻ ${inner.text}`)] : []),
  );
}

function arrowElement(region: string, { arrow, label, line, head }: DrawnArrow, { lit }: Told): Element {
  const among = (taken: Lit['last']): boolean => arrow.transitions.some((one) => isAmong(taken, region, one));
  const { x, y, width, height } = boxOfLabel(label);
  const name = classes(
    'arrow',
    lit !== null && among(lit.last) && 'last',
    lit !== null && among(lit.before) && 'before',
    lit?.active[region] === arrow.from && 'way',
  );
  const told = `${spaced(arrow.from)} → ${spaced(arrow.to)}: ${arrow.transitions.map(transitionText).join(', ')}`;
  return element(
    'g',
    { class: name },
    element('title', {}, told),
    element('path', { class: 'line', d: line }),
    element('path', { class: 'head', d: head }),
    element('rect', { class: 'ground', x: round(x), y: round(y), width: round(width), height: round(height), rx: 3 }),
    textAt('label', label.x, label.y, label.text),
  );
}

const isLast = ({ attributes }: Element): boolean => String(attributes['class']).split(' ').includes('last');

/**
 * A region's drawing, from its own top left corner: arrows, then states. What was taken last is drawn over the others. Where
 * states are buttons, arrows are hidden from whoever hears the page: there the same stands in words.
 */
export function regionElements(region: DrawnRegion, told: Told): readonly Element[] {
  const { start } = region;
  const arrows = region.arrows.map((arrow) => arrowElement(region.name, arrow, told));
  const lead = element(
    'g',
    { class: 'start' },
    element('circle', { cx: start.x, cy: start.y, r: 4 }),
    element('path', { class: 'line', d: start.line }),
    element('path', { class: 'head', d: start.head }),
  );
  const drawn = [lead, ...arrows.filter((one) => !isLast(one)), ...arrows.filter(isLast)];
  return [
    element('g', { 'aria-hidden': told.pressed ? 'true' : undefined }, ...drawn),
    ...region.states.map((state) => stateElement(region.name, state, told)),
  ];
}
