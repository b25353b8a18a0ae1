import { plain } from '../../../events/plain-text.ts';
import { hex, sectionNr } from '../../../machines/kernel/units.ts';
import type { SectionFacts } from '../../../machines/section-facts.ts';
import { sectionEntry } from '../../memory/sections.ts';
import type { MemoryState } from '../../memory/state.ts';
import { timeForJson } from '../../timeline/snapshot.ts';
import type { Timeline } from '../../timeline/timeline.ts';
import { type VisibleDiff, visibleDiff } from '../../timeline/visible-diff.ts';
import { type ActionResult, type Style, valueAnswer } from '../action.ts';
import { drawMap } from '../text/cells.ts';
import { became } from '../text/change.ts';
import { runName, runsOf } from '../text/runs.ts';
import { blockInWords, sectionInWords } from '../text/section.ts';
import { seconds } from '../text/table.ts';

/** Sections in a row with the same change are one line, with their map before and after where it changed. */
function* sectionLines(from: MemoryState, to: MemoryState, { sections }: VisibleDiff, style: Style): Generator<string> {
  const draw = (state: MemoryState, { map, deviceMap }: SectionFacts): string =>
    drawMap({ map, deviceMap, subsections: state.profile.geometry.subsectionsPerSection }, style);
  const rows = sections.map(({ nr }) => {
    const was = sectionEntry(from, sectionNr(nr)).facts;
    const is = sectionEntry(to, sectionNr(nr)).facts;
    const lines = [`: ${became(sectionInWords(from.profile, was), sectionInWords(to.profile, is))}`];
    if (was.map !== is.map || was.deviceMap !== is.deviceMap) {
      if (was.lifecycle !== 'removed') lines.push(`    was ${draw(from, was)}`);
      if (is.lifecycle !== 'removed') lines.push(`    is  ${draw(to, is)}`);
    }
    return [nr, lines.join('\n')] as const;
  });
  for (const run of runsOf(rows)) {
    const [head, ...maps] = run.text.split('\n');
    yield `section ${runName(run)}${head}`;
    yield* maps;
  }
}

const bytesOf = ({ start, end }: { readonly start: number; readonly end: number }): string =>
  `${hex(start)}-${hex(end)}`;

function* systemLines({ zones, resources, claims, attempts }: VisibleDiff): Generator<string> {
  for (const { zone, from, to } of zones) yield `zone ${plain(zone)}: ${from} → ${to} blocks`;
  for (const line of resources.removed) yield `- ${bytesOf(line)} : ${plain(line.name)}`;
  for (const line of resources.added) yield `+ ${bytesOf(line)} : ${plain(line.name)}`;
  for (const { pfn, nrPages } of claims.removed) yield `- dev_pagemap of pfn ${hex(pfn)}, ${hex(nrPages)} pages`;
  for (const { pfn, nrPages } of claims.added) yield `+ dev_pagemap of pfn ${hex(pfn)}, ${hex(nrPages)} pages`;
  for (const { operation, from, to } of attempts) {
    const name = (to ?? from)?.name;
    yield `operation #${operation} ${name}: ${became(from?.phase ?? 'not under way', to?.phase ?? 'not under way')}`;
  }
}

function* diffLines(from: MemoryState, to: MemoryState, diff: VisibleDiff, style: Style): Generator<string> {
  const lines = [
    ...sectionLines(from, to, diff, style),
    ...runsOf(
      diff.blocks.map(
        (block) => [block.block, `: ${became(blockInWords(block.from), blockInWords(block.to))}`] as const,
      ),
    ).map((run) => `block ${runName(run)}${run.text}`),
    ...systemLines(diff),
  ];
  if (to.crashed !== from.crashed)
    lines.push(style.paint(plain(`the kernel crashed: ${to.crashed ?? 'no more'}`), 'red'));
  const instant = ({ at }: MemoryState): string => `event ${at.seq} (${seconds(at.timeNs)} s)`;
  yield style.paint(`from ${instant(from)} to ${instant(to)}`, 'bold');
  if (lines.length === 0) yield 'nothing changed';
  yield* lines;
}

/** What changed between two positions of a timeline, as `diff --json` prints it, with what surrounds sections and blocks. */
export function diffAnswer(timeline: Timeline, fromSeq: number, toSeq: number, notes: readonly string[]): ActionResult {
  const from = timeline.stateAt(fromSeq);
  const to = timeline.stateAt(toSeq);
  const diff = visibleDiff(from, to);
  const instant = (seq: number, { at }: MemoryState) => ({ seq, timeNs: timeForJson(at.timeNs) });
  const value = { from: instant(fromSeq, from), to: instant(toSeq, to), ...diff };
  return valueAnswer(value, (style) => diffLines(from, to, diff, style), notes);
}
