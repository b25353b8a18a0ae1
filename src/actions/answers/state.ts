import { plain } from '../../../events/plain-text.ts';
import { blockNr, hex } from '../../../machines/kernel/units.ts';
import { presentSections } from '../../memory/sections.ts';
import type { MemoryState } from '../../memory/state.ts';
import { snapshotOf } from '../../timeline/snapshot.ts';
import { type ActionResult, type Style, valueAnswer } from '../action.ts';
import { drawMap } from '../text/cells.ts';
import { seconds, table } from '../text/table.ts';

/** Sections in a row that look alike are one line. */
export function* sectionLines(state: MemoryState, style: Style): Generator<string> {
  const { sections } = snapshotOf(state);
  const facts = new Map([...presentSections(state)].map(([nr, entry]) => [nr as number, entry.facts]));
  const rows: { cells: string[]; map: string; last: number }[] = [];
  for (const section of sections) {
    const { nr, start, lifecycle, flags, nid } = section;
    const fact = facts.get(nr);
    const map = drawMap(
      {
        map: fact?.map ?? null,
        deviceMap: fact?.deviceMap ?? 0n,
        subsections: state.profile.geometry.subsectionsPerSection,
      },
      style,
    );
    const node = nid === null ? '?' : String(nid);
    const before = rows.at(-1);
    const same =
      before && before.map === map && before.cells.slice(2).join() === [lifecycle, node, flags.join(' ')].join();
    if (same && before.last === nr - 1) {
      before.last = nr;
      before.cells[0] = `${before.cells[0]?.split('-')[0]}-${nr}`;
    } else rows.push({ cells: [String(nr), start, lifecycle, node, flags.join(' ')], map, last: nr });
  }
  const lines = [
    ...table(
      ['SECTION', 'START', 'LIFECYCLE', 'NODE', 'FLAGS'],
      rows.map(({ cells }) => cells),
    ),
  ];
  yield style.paint(lines[0] ?? '', 'bold');
  for (const [index, { map }] of rows.entries()) {
    yield lines[index + 1] ?? '';
    yield `    ${map}`;
  }
}

/** Blocks in a row that look alike are one line. */
export function* blockLines(state: MemoryState, style: Style): Generator<string> {
  const { blocks } = snapshotOf(state);
  const rows: { first: number; last: number; word: string; zone: string }[] = [];
  for (const { block, state: word, zone } of blocks) {
    const before = rows.at(-1);
    if (before && before.last === block - 1 && before.word === word && before.zone === (zone ?? ''))
      before.last = block;
    else rows.push({ first: block, last: block, word, zone: zone ?? '' });
  }
  const { blockBytes } = state.blocks;
  const cells = rows.map(({ first, last, word, zone }) => [
    first === last ? `memory${first}` : `memory${first}-${last}`,
    `${hex(blockNr(first) * blockBytes)}-${hex((last + 1) * blockBytes - 1)}`,
    word,
    zone,
  ]);
  for (const [index, line] of [...table(['BLOCK', 'RANGE', 'STATE', 'ZONE'], cells)].entries()) {
    yield index === 0 ? style.paint(line, 'bold') : line;
  }
}

/** What is asked of whoever asks for a state: whose it is, and how long its log. */
export interface StateQuestion {
  readonly name: string;
  /** Position of the log's last event. */
  readonly last: number;
  readonly notes: readonly string[];
}

/** Memory at an instant, as `state --json` prints it and as two tables. */
export function stateAnswer(state: MemoryState, { name, last, notes }: StateQuestion): ActionResult {
  return valueAnswer(
    { ...snapshotOf(state), unknown: notes },
    function* (style) {
      yield style.paint(
        `${plain(name)}  ${state.profile.name}  event ${state.at.seq}/${last}  ${seconds(state.at.timeNs)} s`,
        'bold',
      );
      if (state.crashed) yield style.paint(`the kernel has crashed: ${plain(state.crashed)}`, 'red');
      yield '';
      yield* sectionLines(state, style);
      yield '';
      yield* blockLines(state, style);
    },
    notes,
  );
}
