import { sectionNr } from '../../../machines/kernel/units.ts';
import type { SectionFacts } from '../../../machines/section-facts.ts';
import { sectionEntry } from '../../memory/sections.ts';
import type { MemoryState } from '../../memory/state.ts';
import type { Subject } from '../../timeline/about.ts';
import { visibleDiff } from '../../timeline/visible-diff.ts';
import type { Style } from '../action.ts';
import { drawMap } from './cells.ts';
import { runName, runsOf } from './runs.ts';
import { blockInWords, sectionInWords } from './section.ts';

/** Things that one event changed, before the rest is only counted. */
const MOST = 3;

/** `offline → online`, or the one word where both are the same. */
export const became = (from: string, to: string): string => (from === to ? to : `${from} → ${to}`);

/** Cells that leave room for a section's words, and its map before and after, in one line. */
const cellsFor = (width: number): number => (width >= 120 ? 32 : 16);

function sectionWords(was: SectionFacts, is: SectionFacts, from: MemoryState, to: MemoryState, style: Style): string {
  const words = became(sectionInWords(from.profile, was), sectionInWords(to.profile, is));
  if (was.map === is.map && was.deviceMap === is.deviceMap) return words;
  const subsections = to.profile.geometry.subsectionsPerSection;
  const draw = ({ map, deviceMap }: SectionFacts): string =>
    drawMap({ map, deviceMap, subsections }, style, cellsFor(style.width));
  const drawn = [was, is].filter(({ lifecycle }) => lifecycle !== 'removed').map(draw);
  return `${words}  ${drawn.join(' → ')}`;
}

/** Sections in words; one that changed just as the one before it did, as most of a big machine do, costs nothing. */
function* sectionRows(
  numbers: readonly number[],
  from: MemoryState,
  to: MemoryState,
  style: Style,
): Generator<readonly [number, string]> {
  let last: { readonly was: SectionFacts; readonly is: SectionFacts; readonly text: string } | undefined;
  for (const nr of numbers) {
    const was = sectionEntry(from, sectionNr(nr)).facts;
    const is = sectionEntry(to, sectionNr(nr)).facts;
    if (last?.was !== was || last.is !== is) last = { was, is, text: sectionWords(was, is, from, to, style) };
    yield [nr, last.text];
  }
}

/**
 * What of sections and blocks differs between two states, one line for those in a row that changed alike; few of them.
 * @param already subjects whose change stands elsewhere.
 */
export function changeLines(
  from: MemoryState,
  to: MemoryState,
  style: Style,
  already: readonly Subject[] = [],
): readonly string[] {
  const changed = visibleDiff(from, to);
  const isNew = (kind: Subject['kind'], number: number): boolean =>
    !already.some((subject) => subject.kind === kind && subject.number === number);
  const sections = changed.sections.filter(({ nr }) => isNew('section', nr));
  const blocks = changed.blocks.filter(({ block }) => isNew('block', block));
  const runs = [
    ...runsOf(
      sectionRows(
        sections.map(({ nr }) => nr),
        from,
        to,
        style,
      ),
    ).map((run) => `section ${runName(run)}: ${run.text}`),
    ...runsOf(blocks.map((block) => [block.block, became(blockInWords(block.from), blockInWords(block.to))])).map(
      (run) => `block ${runName(run)}: ${run.text}`,
    ),
  ];
  const more = runs.length - MOST;
  return more > 1 ? [...runs.slice(0, MOST), `… and ${more} more changes`] : runs;
}
