import type { EventOf, MemoryEvent } from '../../../events/event.ts';
import { plain } from '../../../events/plain-text.ts';
import { sectionNr } from '../../../machines/kernel/units.ts';
import { isPresent, type SectionFacts } from '../../../machines/section-facts.ts';
import { check } from '../../check/check.ts';
import { evolve } from '../../memory/evolve.ts';
import { sectionEntry } from '../../memory/sections.ts';
import type { MemoryState } from '../../memory/state.ts';
import { subjectsOf } from '../../timeline/about.ts';
import { EXIT, type Style } from '../action.ts';
import { shippedRecording } from '../shipped-recording.ts';
import { checkableSource, problemsError } from '../source.ts';
import { PROFILE_OPTION } from '../source-arguments.ts';
import { drawMap } from '../text/cells.ts';
import { sectionInWords } from '../text/section.ts';
import { taskOf } from '../text/sentence.ts';
import { seconds } from '../text/table.ts';
import type { Verb } from '../verb.ts';

/** An outermost operation with memory before and after it, and the sections that it touched. */
interface StoryOperation {
  readonly started: EventOf<'operation.started'>;
  readonly ending: MemoryEvent;
  readonly before: MemoryState;
  readonly after: MemoryState;
  readonly sections: ReadonlySet<number>;
  readonly task: string;
}

/** Outermost operations in order, each with memory before and after, and the sections that it touched. */
function* operationsOf(source: {
  readonly log: { read(): Iterable<MemoryEvent> };
  readonly initial: MemoryState;
}): Generator<StoryOperation | EventOf<'mark.set'>> {
  const open = new Map<
    number,
    { started: EventOf<'operation.started'>; before: MemoryState; sections: Set<number>; root: number }
  >();
  let state = source.initial;
  for (const event of source.log.read()) {
    const before = state;
    state = evolve(state, event);
    if (event.type === 'mark.set') yield event;
    const number = 'operation' in event.data ? event.data.operation : null;
    if (event.type === 'operation.started') {
      const root = open.get(event.data.parent ?? -1)?.root ?? event.data.operation;
      open.set(event.data.operation, { started: event, before, sections: new Set(), root });
      continue;
    }
    const mine = number === null ? undefined : open.get(open.get(number)?.root ?? -1);
    if (mine && changesMemory(event))
      for (const section of subjectsOf(state, event).sections) mine.sections.add(section);
    const isEnd =
      event.type === 'operation.finished' || event.type === 'operation.refused' || event.type === 'operation.failed';
    if (isEnd && mine?.started.data.operation === number) {
      const task = taskOf(event);
      yield { started: mine.started, ending: event, before: mine.before, after: state, sections: mine.sections, task };
    }
  }
}

const changesMemory = (event: MemoryEvent): boolean =>
  /^(pages\.(added|removed|notRemoved)|sections\.|section\.|zone\.)/.test(event.type);

function outcomeOf({ ending }: StoryOperation, style: Style): string {
  if (ending.type === 'operation.refused') {
    return style.paint(plain(`refused: ${ending.data.errno} — ${ending.data.guard}: ${ending.data.reason}`), 'red');
  }
  if (ending.type === 'operation.failed') {
    return style.paint(
      plain(
        `failed: ${ending.data.errno}${ending.data.environment ? `, ${ending.data.environment}` : ''} — ${ending.data.reason}`,
      ),
      'yellow',
    );
  }
  return style.paint('done', 'green');
}

/** What an operation made of one section: in words, and as cells before and after. */
function* sectionStory(operation: StoryOperation, nr: number, style: Style): Generator<string> {
  const { profile } = operation.after;
  const subsections = profile.geometry.subsectionsPerSection;
  const was = sectionEntry(operation.before, sectionNr(nr)).facts;
  const is = sectionEntry(operation.after, sectionNr(nr)).facts;
  const words = [sectionInWords(profile, was), sectionInWords(profile, is)];
  const draw = ({ map, deviceMap }: SectionFacts): string => drawMap({ map, deviceMap, subsections }, style);
  const changed = words[0] !== words[1] || draw(was) !== draw(is);
  yield `    section ${nr}: ${words[0] === words[1] ? words[1] : `${words[0]} → ${words[1]}`}${changed ? '' : style.paint(' (unchanged)', 'dim')}`;
  if (isPresent(was) && changed) yield `      was ${draw(was)}`;
  if (isPresent(is)) yield `      ${changed ? 'is ' : '   '} ${draw(is)}`;
}

const MOST_SECTIONS = 8;

function* operationStory(operation: StoryOperation, style: Style): Generator<string> {
  const { started, sections, task } = operation;
  const args = Object.entries(started.data.args)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ');
  yield `  ${seconds(started.timeNs)}  ${style.paint(started.data.name, 'bold')}(${plain(args)})  ${style.paint(task, 'dim')}`;
  yield `    ${outcomeOf(operation, style)}`;
  const touched = [...sections].sort((a, b) => a - b);
  for (const nr of touched.slice(0, MOST_SECTIONS)) yield* sectionStory(operation, nr, style);
  if (touched.length > MOST_SECTIONS)
    yield style.paint(`    … and ${touched.length - MOST_SECTIONS} more sections`, 'dim');
}

export const storyVerb: Verb = {
  id: 'story',
  group: 'look',
  summary:
    'a recording told in the terminal: each operation, the sections it touched, and the verdict against the kernel',
  args: [
    {
      name: 'recording',
      kind: 'source',
      description: 'a recording, trace text, or a log; the shipped recording when left out',
    },
  ],
  options: [PROFILE_OPTION],
  examples: [
    { call: 'memlapse story', shows: 'RAM and persistent memory sharing a section, on a real 6.1 kernel' },
    { call: 'memlapse story recording/', shows: 'the story of your own recording' },
  ],
  run: async (input) => {
    const name = input.args['recording'] ?? shippedRecording();
    const source = await checkableSource(name, input);
    const error = problemsError(source.summary.problems, source.summary.moreProblems);
    if (error) throw error;
    const report = check(source);
    const compared = report.steps.reduce((sum, { sections, blocks }) => sum + sections.compared + blocks.compared, 0);
    const equal = report.steps.reduce((sum, { sections, blocks }) => sum + sections.equal + blocks.equal, 0);
    return {
      exit: report.ok ? EXIT.clean : EXIT.findings,
      json: { kind: 'value', value: report },
      notes: source.unknown,
      *text(style) {
        yield style.paint(`${source.scenario ?? name}  ${report.profile}`, 'bold');
        yield style.paint('  █ populated   ▒ ZONE_DEVICE   · nothing   one cell is a sub-section of 2 MiB', 'dim');
        for (const part of operationsOf(source)) {
          if ('ending' in part) yield* operationStory(part, style);
          else if (part.data.step !== null)
            yield style.paint(`step ${String(part.data.step - 1).padStart(2, '0')}  ${plain(part.data.name)}`, 'cyan');
        }
        yield '';
        yield report.steps.length === 0
          ? '  no dumps of the kernel to compare: operations only'
          : `  against the kernel's own section table and block listing: ${equal} of ${compared} facts equal over ${report.steps.length} steps`;
        yield `  ${report.operations.total} operations, ${report.operations.agreed} foretold, ${report.operations.divergences.length} diverged`;
        yield report.ok
          ? style.paint('  the model agrees with the kernel', 'green', 'bold')
          : style.paint('  the model does not agree: memlapse check tells where', 'red', 'bold');
      },
    };
  },
};
