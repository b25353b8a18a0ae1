import { effect } from '@preact/signals';
import { UsageError } from '../../actions/action.ts';
import type { Command } from '../../memory/commands.ts';
import { branchAt, followRecord } from '../../timeline/branch/branch.ts';
import { here } from '../log/instant.ts';
import { arrived, logProblem, openLog } from '../log/open-log.ts';
import { announce } from '../shell/announce.ts';
import { branchGrew, comparison } from './comparison.ts';
import { otherKernel } from './other-kernel.ts';
import { readSecondRecord, type SecondRecord } from './second-record.ts';

/** Puts another kernel beside the record. @returns why it can't, or null. */
export function compareWith(name: string): string | null {
  const timeline = openLog.value?.timeline;
  if (!timeline) return 'The log is not there yet.';
  try {
    comparison.value = { kind: 'kernel', name, stateAt: otherKernel(timeline, name) };
    announce(`Beside the record: the same commands under ${name}.`);
    return null;
  } catch (error) {
    if (error instanceof UsageError || error instanceof RangeError) return error.message;
    throw error;
  }
}

let second: Promise<SecondRecord> | undefined;

/** Puts the second record, which the server was given, beside the first. */
export async function compareWithRecord(): Promise<void> {
  const log = openLog.value;
  if (!log) return;
  if (log.beside === null) {
    announce('There is no second record: memlapse open A --beside B opens two.');
    return;
  }
  try {
    second ??= readSecondRecord(log.timeline);
    const record = await second;
    comparison.value = { kind: 'record', record };
    announce(`Beside the record: ${record.name}, aligned by what was asked.`);
  } catch (error) {
    second = undefined;
    logProblem.value = `${log.beside} can't stand beside the record: ${error instanceof Error ? error.message : String(error)}.`;
  }
}

/** Where the server was given two records, the second stands beside the first as soon as the first has come. */
export function followSecondRecord(): void {
  let asked = false;
  effect(() => {
    const log = openLog.value;
    if (asked || !log || log.beside === null || arrived.value < log.events) return;
    asked = true;
    void compareWithRecord();
  });
}

/** Gives a branch from this instant a command; a branch that is open already goes on. */
export function tryCommand(command: Command): void {
  const timeline = openLog.value?.timeline;
  if (!timeline) return;
  if (comparison.value?.kind !== 'branch')
    comparison.value = { kind: 'branch', branch: branchAt(timeline, here.value) };
  const { branch } = comparison.value;
  if (!branch.inject(command)) announce('The kernel of this branch has crashed: it takes no more commands.');
  branchGrew.value++;
}

/** Lets the branch go on with what the record's users asked after it. */
export function goOnAsRecorded(): void {
  if (comparison.value?.kind !== 'branch') return;
  followRecord(comparison.value.branch);
  branchGrew.value++;
}

export function closeComparison(): void {
  comparison.value = null;
}
