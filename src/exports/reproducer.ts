import type { EventLog } from '../../events/log.ts';
import type { MemoryState } from '../memory/state.ts';
import { type LoggedOperation, operationsOf } from '../timeline/operations.ts';
import { comment } from './shell-comment.ts';
import { sysfsWriteOf } from './sysfs-write.ts';

const MEMORY = '/sys/devices/system/memory';

/** What a script is made from. */
export interface Span {
  /** What the user called the source. */
  readonly name: string;
  readonly log: EventLog;
  /** The kernel and the size of its blocks. */
  readonly memory: MemoryState;
  /** Positions of the first and the last event. */
  readonly from: number;
  readonly to: number;
}

function* head({ name, memory, from, to }: Span): Generator<string> {
  const blockSize = memory.blocks.blockBytes.toString(16);
  yield '#!/bin/sh';
  yield comment(`What was asked of a kernel by writes to sysfs, made by memlapse from ${name}`);
  yield comment(`events ${from} to ${to}, kernel ${memory.profile.name}.`);
  yield '# It changes the memory of the machine that it runs on: run it in a virtual machine in the state that the record had.';
  yield 'set -u';
  yield '';
  yield '[ "$(id -u)" -eq 0 ] || { echo "this script must run as root" >&2; exit 1; }';
  yield `[ -r ${MEMORY}/block_size_bytes ] || { echo "this kernel has no memory blocks in sysfs" >&2; exit 1; }`;
  yield `[ "$(cat ${MEMORY}/block_size_bytes)" = ${blockSize} ] || {`;
  yield `  echo "memory blocks must be 0x${blockSize} bytes: block numbers mean other addresses here" >&2`;
  yield '  exit 1';
  yield '}';
  yield '';
  yield 'asked=0 other=0 left=0';
  yield '# told OPERATION STATUS RECORDED-STATUS RECORDED: a status of 0 is success, 2 is not known';
  yield 'told() {';
  yield '  asked=$((asked + 1))';
  yield '  if [ "$2" -eq 0 ]; then now=done was=0; else now=refused was=1; fi';
  yield '  if [ "$3" -eq 2 ] || [ "$3" -eq "$was" ]; then mark=" "; else mark="!"; other=$((other + 1)); fi';
  yield '  echo "$mark operation $1: $now; in the record: $4"';
  yield '}';
  yield 'summary() {';
  yield '  echo "$asked asked, $other ended otherwise than in the record, $left not repeated"';
  yield '  [ "$other" -eq 0 ]';
  yield '}';
  yield '# left OPERATION WHAT: the script can not ask for it';
  yield 'left() {';
  yield '  left=$((left + 1))';
  yield '  echo "- operation $1: $2 is not repeated: where later ones need it, do it by hand before"';
  yield '}';
}

function seconds(timeNs: bigint | null): string {
  if (timeNs === null) return 'no time';
  return `t=${timeNs / 1_000_000_000n}.${(timeNs % 1_000_000_000n).toString().padStart(9, '0')} s`;
}

const ERRNO = /^(?:E[0-9A-Z]{1,15}|errno \d{1,6})$/;

/** How the operation ended, in words that may stand between single quotes. */
const outcomeWord = ({ outcome, errno }: LoggedOperation): string =>
  errno !== null && ERRNO.test(errno) ? `${outcome} ${errno}` : outcome;

/** What the script compares with: whether the write succeeded, where the record tells. */
function recordedStatus({ outcome }: LoggedOperation): 0 | 1 | 2 {
  if (outcome === 'done') return 0;
  return outcome === 'refused' || outcome === 'failed' ? 1 : 2;
}

function* step(operation: LoggedOperation, memory: MemoryState): Generator<string> {
  const { started, guard, reason } = operation;
  const { data, actor, timeNs, seq } = started;
  const args = Object.entries(data.args).map(([name, value]) => `${name}=${value}`);
  const who = actor ? `, task ${actor.task}, pid ${actor.pid}` : '';
  yield '';
  yield comment(`operation ${data.operation} (event ${seq}, ${seconds(timeNs)}${who})`);
  yield comment(`${data.name} ${args.join(' ')}`);
  const why = [guard, reason].filter((part) => part !== null);
  yield comment(`then: ${outcomeWord(operation)}${why.length > 0 ? `: ${why.join(': ')}` : ''}`);
  const write = sysfsWriteOf(operation, memory);
  if (!write.ok) {
    yield comment(`not repeated: ${write.reason}`);
    if (data.parent === null) yield `left ${data.operation} '${data.name}'`;
    return;
  }
  yield* write.remarks.map(comment);
  yield `echo ${write.value} > ${MEMORY}/${write.file}`;
  yield `told ${data.operation} "$?" ${recordedStatus(operation)} '${outcomeWord(operation)}'`;
}

/**
 * A POSIX shell script that asks a kernel for what a recorded one was asked by writes to sysfs: blocks online and offline,
 * and one block added through the probe file. Every other operation is a comment that says why it can't be repeated; no
 * argument that the log does not tell is made up. Of the log's free text (names of tasks, marks and files, reasons)
 * nothing stands outside a comment, and none of it can end the comment that it stands in. The script marks what ended
 * otherwise than in the record, and exits with 1 when anything did.
 */
export function* reproducerOf(span: Span): Generator<string> {
  const { log, memory, from, to } = span;
  yield* head(span);
  const operations = new Map(operationsOf(log, from, to).map((operation) => [operation.started.seq, operation]));
  for (const event of log.read(from, to)) {
    const operation = operations.get(event.seq);
    if (operation) yield* step(operation, memory);
    if (event.type !== 'mark.set') continue;
    yield '';
    yield comment(`mark${event.data.step === null ? '' : ` step=${event.data.step}`} after ${event.data.name}`);
  }
  yield '';
  yield 'summary';
}
