import type { FileSet } from '../../src/sources/file-set.ts';
import { linesOfText } from '../../src/sources/lines.ts';

/** Header of a `trace` file as Linux 6.1 writes it. */
export const HEADER = `# tracer: nop
#
# entries-in-buffer/entries-written: 0/0   #P:2
#
#           TASK-PID     CPU#  |||||  TIMESTAMP  FUNCTION
#              | |         |   |||||     |         |
`;

type Inside = () => void;

/** One task of a trace that is being written: its calls nest as those of a kernel do. */
export interface Task {
  enter(name: string, args: string): void;
  leave(name: string, ret?: string): void;
  /** A call that returns: its entry, what `inside` writes, its return. */
  call(name: string, args: string, ret: string, inside?: Inside): void;
}

/** A trace in the making, in the style of the recordings: a microsecond passes with every line. */
export interface TraceText {
  task(name?: string, pid?: number, cpu?: number): Task;
  /** `kt step=NN after NAME`. */
  mark(step: number, name: string): void;
  raw(line: string): void;
  /** The next line has the time of the line before it. */
  sameTime(): void;
  text(): string;
}

const eventName = (name: string): string => name.replace(/^__/, 'x_').replace(/\..*$/, '');

export function traceText(header = HEADER): TraceText {
  const lines: string[] = [];
  let micros = 20_000_000;
  const write = (task: string, cpu: number, event: string, body: string): void => {
    micros++;
    const seconds = `${Math.floor(micros / 1e6)}.${String(micros % 1e6).padStart(6, '0')}`;
    lines.push(`${task.padStart(22)}     [${String(cpu).padStart(3, '0')}] ..... ${seconds}: ${event}: ${body}`);
  };
  return {
    task(name = 'kt', pid = 400, cpu = 0) {
      const who = `${name}-${pid}`;
      const task: Task = {
        enter: (fn, args) => write(who, cpu, eventName(fn), `(${fn}+0x0/0x40) ${args}`.trimEnd()),
        leave: (fn, ret = '') =>
          write(who, cpu, `${eventName(fn)}_ret`, `(caller+0x29/0x90 <- ${fn}) ${ret}`.trimEnd()),
        call(fn, args, ret, inside = () => {}) {
          task.enter(fn, args);
          inside();
          task.leave(fn, ret);
        },
      };
      return task;
    },
    mark: (step, name) =>
      write('init-1', 0, 'tracing_mark_write', `kt step=${String(step).padStart(2, '0')} after ${name}`),
    raw: (line) => lines.push(line),
    sameTime: () => {
      micros--;
    },
    text: () => `${header}${lines.join('\n')}\n`,
  };
}

/** A recording held in memory: file names and their text. */
export function filesOf(files: Readonly<Record<string, string>>, name = 'recording'): FileSet {
  return {
    name,
    has: (file) => file in files,
    text: (file) => files[file] ?? null,
    lines: (file) => linesOfText(files[file] ?? ''),
    folders: (folder) => [
      ...new Set(
        Object.keys(files)
          .filter((file) => file.startsWith(`${folder}/`))
          .map((file) => file.split('/')[folder.split('/').length] ?? ''),
      ),
    ],
  };
}
