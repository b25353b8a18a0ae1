import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import type { Readable } from 'node:stream';

const CLI = join(import.meta.dirname, '..', '..', '..', 'src', 'cli', 'memlapse.js');

/** A program that runs, and the lines that it says. */
export interface Running {
  readonly child: ChildProcessByStdio<null, Readable, Readable>;
  readonly said: AsyncIterator<string>;
}

export function run(argv: readonly string[], cwd: string = process.cwd()): Running {
  const child = spawn(process.execPath, argv, { stdio: ['ignore', 'pipe', 'pipe'], cwd });
  child.stderr.resume();
  const lines: Interface = createInterface({ input: child.stdout });
  return { child, said: lines[Symbol.asyncIterator]() };
}

export interface Invitation {
  readonly addresses: { readonly statelyai: string; readonly xstate4: string };
  readonly subjects: readonly string[];
  readonly events: number;
  readonly at: { readonly seq: number };
}

/** `memlapse inspect … --json` in a process of its own, and what it printed. */
export async function inspecting(...argv: readonly string[]): Promise<Running & { readonly invitation: Invitation }> {
  const running = run([CLI, 'inspect', ...argv, '--json']);
  const { value } = await running.said.next();
  return { ...running, invitation: JSON.parse(String(value)) as Invitation };
}
