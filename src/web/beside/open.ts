import { UsageError } from '../../actions/action.ts';
import type { Command } from '../../memory/commands.ts';
import { branchAt, followRecord } from '../../timeline/branch/branch.ts';
import { here } from '../log/instant.ts';
import { opened } from '../log/opened.ts';
import { announce } from '../shell/announce.ts';
import { beside, branchGrew } from './beside.ts';
import { otherKernel } from './other-kernel.ts';

/** Puts another kernel beside the record. @returns why it can't, or null. */
export function compareWith(name: string): string | null {
  const timeline = opened.value?.timeline;
  if (!timeline) return 'The log is not there yet.';
  try {
    beside.value = { kind: 'kernel', name, stateAt: otherKernel(timeline, name) };
    announce(`Beside the record: the same commands under ${name}.`);
    return null;
  } catch (error) {
    if (error instanceof UsageError || error instanceof RangeError) return error.message;
    throw error;
  }
}

/** Gives a branch from this instant a command; a branch that is open already goes on. */
export function tryCommand(command: Command): void {
  const timeline = opened.value?.timeline;
  if (!timeline) return;
  if (beside.value?.kind !== 'branch') beside.value = { kind: 'branch', branch: branchAt(timeline, here.value) };
  const { branch } = beside.value;
  if (!branch.inject(command)) announce('The kernel of this branch has crashed: it takes no more commands.');
  branchGrew.value++;
}

/** Lets the branch go on with what the record's users asked after it. */
export function goOnAsRecorded(): void {
  if (beside.value?.kind !== 'branch') return;
  followRecord(beside.value.branch);
  branchGrew.value++;
}

export function closeBeside(): void {
  beside.value = null;
}
