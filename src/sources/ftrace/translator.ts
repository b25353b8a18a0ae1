import type { Place } from '../../../events/event.ts';
import type { SourceProblem } from '../../../events/problem.ts';
import { quoted } from '../../../events/problem.ts';
import type { Recorder } from '../recorder.ts';
import { openCalls } from './calls.ts';
import { FUNCTIONS } from './functions.ts';
import { parseTraceLine, type TraceEvent } from './line.ts';
import { markOf } from './mark.ts';
import { parseProbe } from './probe.ts';
import { cutLine, type Locate, problemList } from './problems.ts';

export interface TranslatorOptions {
  readonly recorder: Recorder;
  /** Where each line stands; files are named in events without their folders, so that the same trace gives the same log. */
  readonly locate: Locate;
  /** No boot listing stands behind this trace: what the kernel touches was there before. */
  readonly baselineUnknown: boolean;
  /** Functions whose probes the recorder set, where the source says so. */
  readonly probed: ReadonlySet<string> | null;
}

/** What reading a trace came to, besides the events. */
export interface TraceSummary {
  readonly problems: readonly SourceProblem[];
  /** Problems beyond those kept. */
  readonly moreProblems: number;
  /** Trace events that are no probes: other people's, counted and left alone. */
  readonly foreign: number;
  readonly lines: number;
  readonly lost: number;
}

/** Turns the lines of a trace into events, one line at a time, in order. */
export function translator({ recorder, locate, baselineUnknown, probed }: TranslatorOptions) {
  const problems = problemList(recorder, locate);
  let lossy = false;
  let foreign = 0;
  let lines = 0;
  let lost = 0;
  const calls = openCalls({ recorder, problems, baselineUnknown, probed, lossy: () => lossy });

  const placeOf = (line: number): Place => {
    const { file, line: own } = locate(line);
    return { file, line: own };
  };

  function lose(count: number | null, cpu: number | null): void {
    lossy = true;
    // `[LOST EVENTS]` does not say how many: one at least.
    lost += count ?? 1;
    recorder.record('events.lost', { count, cpu }, { timeNs: null, actor: null, place: placeOf(lines) });
  }

  function event(event: TraceEvent, line: number): void {
    const actor = { task: event.task, pid: event.pid, cpu: event.cpu };
    const at = { timeNs: event.timeNs, actor, place: placeOf(line) };
    const mark = markOf(event);
    if (mark) {
      recorder.record('mark.set', { ...mark }, at);
      return;
    }
    const answer = parseProbe(event.event, event.body);
    if (answer.kind === 'foreign') {
      foreign++;
      return;
    }
    if (answer.kind === 'unreadable') {
      const { offset, expected } = answer;
      problems.note({ line, column: event.bodyColumn + offset, read: quoted(event.body.slice(offset)), expected }, at);
      return;
    }
    const { probe } = answer;
    const called = FUNCTIONS.get(probe.function);
    if (!called) {
      const read = `a probe of ${quoted(probe.function)}`;
      const expected = `one of the ${FUNCTIONS.size} functions of memory hotplug that are understood`;
      problems.note(
        { line, column: event.bodyColumn, read, expected, advice: 'to read on without it: --keep-going' },
        at,
      );
      return;
    }
    calls[probe.side === 'entry' ? 'enter' : 'leave']({ event, probe, called, line, at });
  }

  return {
    /** Reads one line; `complete` is false for a last line that does not end with a newline. */
    line(text: string, complete: boolean): void {
      lines++;
      const parsed = parseTraceLine(text);
      switch (parsed.kind) {
        case 'blank':
        case 'comment':
          break;
        case 'traceBegins':
          calls.flush(locate);
          break;
        case 'buffer':
          if (parsed.written > parsed.entries) lose(parsed.written - parsed.entries, null);
          break;
        case 'lost':
          lose(parsed.count, parsed.cpu);
          break;
        case 'unreadable': {
          const { column, expected } = parsed;
          const advice = complete ? undefined : 'the file ends inside this line: it was cut';
          problems.note({ line: lines, column, read: quoted(text.slice(column - 1)), expected, advice });
          break;
        }
        case 'event':
          if (complete) event(parsed, lines);
          else problems.note(cutLine(lines, text));
      }
    },
    finish(): TraceSummary {
      calls.flush(locate);
      return { problems: problems.kept, moreProblems: problems.more, foreign, lines, lost };
    },
  };
}
