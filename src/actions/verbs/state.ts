import { blockNr, hex } from '../../../machines/kernel/units.ts';
import { presentSections } from '../../memory/sections.ts';
import type { MemoryState } from '../../memory/state.ts';
import { parseWhen, positionOf, stateAt } from '../../timeline/instant.ts';
import { snapshotOf } from '../../timeline/snapshot.ts';
import {
  type Action,
  type ActionInput,
  EXIT,
  type OptionSpec,
  requiredArgument,
  type Style,
  textOption,
  UsageError,
} from '../action.ts';
import { KEEP_GOING_OPTION, type LogSource, logSource, PROFILE_OPTION } from '../source.ts';
import { drawMap } from '../text/cells.ts';
import { seconds, table } from '../text/table.ts';

export const AT_OPTION: OptionSpec = {
  flags: '--at <when>',
  description: 'start, end, seq:N, t:SECONDS, or step:NN of a recording',
  fallback: 'end',
};

/** The position that an instant means in a source. @throws UsageError for one that it has not. */
export function seqOf(source: LogSource, text: string): number {
  const answer = parseWhen(text);
  if (!answer.ok) throw new UsageError(answer.reason);
  const position = positionOf(source.log, source.baseline, answer.when);
  if (!position.ok) throw new UsageError(position.reason);
  return position.seq;
}

export function stateOf(source: LogSource, input: ActionInput): MemoryState {
  return stateAt(source.log, source.initial, seqOf(source, textOption(input, 'at') ?? 'end'));
}

/** Sections in a row that look alike are one line. */
function* sectionLines(state: MemoryState, style: Style): Generator<string> {
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

function* blockLines(state: MemoryState, style: Style): Generator<string> {
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

export const stateAction: Action = {
  name: 'state',
  summary: 'memory at an instant: every section, its sub-section map, every memory block',
  args: [
    {
      name: 'source',
      description: 'recording, trace text, log, scenario, or the name of a shipped scenario',
      required: true,
    },
  ],
  options: [AT_OPTION, PROFILE_OPTION, KEEP_GOING_OPTION],
  examples: [
    { call: 'memlapse state recording/', shows: 'memory at the end of a recording' },
    { call: 'memlapse state recording/ --at step:07 --json', shows: 'the same sections as the dump steps/07-…' },
    {
      call: 'memlapse state trace.txt --at t:31.5 --profile classic@6.1',
      shows: 'a trace without a recording around it',
    },
  ],
  run: async (input) => {
    const source = await logSource(requiredArgument(input, 'source'), input);
    const state = stateOf(source, input);
    return {
      exit: EXIT.clean,
      json: { kind: 'value', value: { ...snapshotOf(state), unknown: source.notes } },
      notes: source.notes,
      *text(style) {
        yield style.paint(
          `${source.name}  ${state.profile.name}  event ${state.at.seq}/${source.log.position}  ${seconds(state.at.timeNs)} s`,
          'bold',
        );
        if (state.crashed) yield style.paint(`the kernel has crashed: ${state.crashed}`, 'red');
        yield '';
        yield* sectionLines(state, style);
        yield '';
        yield* blockLines(state, style);
      },
    };
  },
};
