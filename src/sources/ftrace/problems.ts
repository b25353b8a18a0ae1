import { quoted, type SourceProblem } from '../../../events/problem.ts';
import type { Circumstances, Recorder } from '../recorder.ts';
import type { Call } from './call.ts';

/** A hostile file has no end of bad lines: the first ones are kept, the rest counted. */
const MOST_KEPT = 1000;

/** What could not be understood of a trace, in order. Each is an event too, so that nothing is skipped in silence. */
export interface ProblemList {
  readonly kept: readonly SourceProblem[];
  readonly more: number;
  note(
    problem: Omit<SourceProblem, 'place'> & { readonly line: number; readonly column: number },
    at?: Circumstances,
  ): void;
}

/** Where a line of a trace stands: as the user named the file, and as events name it. Lines count from 1. */
export interface Located {
  readonly path: string;
  readonly file: string;
  readonly line: number;
}

/** Where the n-th line that was read stands. */
export type Locate = (line: number) => Located;

export function problemList(recorder: Recorder, locate: Locate): ProblemList {
  const kept: SourceProblem[] = [];
  let more = 0;
  return {
    kept,
    get more() {
      return more;
    },
    note({ line, column, read, expected, advice }, at) {
      if (kept.length >= MOST_KEPT) {
        more++;
        return;
      }
      const { path, file, line: own } = locate(line);
      kept.push({ place: { file: path, line: own, column }, read, expected, advice });
      const place = { file, line: own };
      recorder.record('line.notUnderstood', { text: read }, at ?? { timeNs: null, actor: null, place });
    },
  };
}

const taskOf = ({ actor }: Pick<Call, 'actor'>): string => `task ${actor.task}-${actor.pid}`;

export const neverReturned = (call: Call) => ({
  line: call.line,
  column: call.bodyColumn,
  read: `an entry of ${call.function.name}`,
  expected: `its return after it, in ${taskOf(call)}`,
  advice: 'the trace ends, or was cut, inside this call',
});

export const neverEntered = (call: Pick<Call, 'function' | 'line' | 'bodyColumn' | 'actor'>) => ({
  line: call.line,
  column: call.bodyColumn,
  read: `a return of ${call.function.name}`,
  expected: `its entry before it, in ${taskOf(call)}`,
  advice: 'the trace begins in the middle: was it read from trace_pipe before?',
});

export const cutLine = (line: number, text: string) => ({
  line,
  column: text.length + 1,
  read: `${quoted(text.slice(-40))} and the end of the file`,
  expected: 'a newline: the line was cut, so its last number can not be trusted',
});
