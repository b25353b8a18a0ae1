import { plain } from '../../../events/plain-text.ts';
import { sectionNr } from '../../../machines/kernel/units.ts';
import { sectionEntry } from '../../memory/sections.ts';
import type { MemoryState } from '../../memory/state.ts';
import type { Subject } from '../../timeline/about.ts';
import type { Style } from '../action.ts';
import { drawMap } from './cells.ts';
import { became } from './change.ts';
import { subjectInWords } from './why-lines.ts';

/** A section's map as cells; nothing for a block, and for a section that has none. */
function cellsOf(state: MemoryState, { kind, number }: Subject, style: Style): string {
  if (kind === 'block') return '';
  const { map, deviceMap } = sectionEntry(state, sectionNr(number)).facts;
  if (map === null || (map === 0n && deviceMap === 0n)) return '';
  return drawMap({ map, deviceMap, subsections: state.profile.geometry.subsectionsPerSection }, style);
}

/** What became of one section or block between two states: in words, and its map before and after where that changed. */
export function* subjectChangeLines(
  from: MemoryState,
  to: MemoryState,
  subject: Subject,
  style: Style,
): Generator<string> {
  yield plain(became(subjectInWords(from, subject), subjectInWords(to, subject)));
  const [was, is] = [cellsOf(from, subject, style), cellsOf(to, subject, style)];
  if (was === is) return;
  if (was !== '') yield `  was ${was}`;
  if (is !== '') yield `  is  ${is}`;
}
