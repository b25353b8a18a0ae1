import type { Errno } from '../../../machines/kernel/errno.ts';
import { bytes } from '../../../machines/kernel/units.ts';
import { argsOfCommand } from '../../memory/command-text.ts';
import type { MemoryState } from '../../memory/state.ts';
import type { Circumstances } from '../recorder.ts';
import { environmentOf } from './evidence.ts';
import { endingOf, judge, outcomeInWords } from './foretell.ts';
import { FUNCTIONS } from './functions.ts';
import { type CallContext, type OpenOperation, withParents, write } from './open-operation.ts';
import { blockOfCall, commandOf, operationBegunBy } from './operations.ts';
import { argumentsOf, NOTHING } from './read-args.ts';
import { restsOnUnseen } from './unknowable.ts';

const argsOf = ({ recorder, call }: CallContext) => argumentsOf(recorder.state.profile, call);

/** Begins the operation that this call is the outermost function of, if it is one. */
export function beginOperation(context: CallContext): OpenOperation | null {
  const { call, recorder, operation: parent, circumstances } = context;
  const around = [...withParents(parent)].map((operation) => operation.name);
  const name = operationBegunBy(call.function, around);
  if (!name) return null;
  if (parent?.name === 'add_memory' && name === 'online') writeAdd(parent, context);
  const args = argsOf(context);
  const command = commandOf(recorder.state, name, args);
  const block = name === 'online' || name === 'offline' ? blockOfCall(recorder.state, args) : null;
  const asked = recorder.state;
  const number = asked.nextOperation;
  const started = { operation: number, parent: parent?.number ?? null, name, args: argsOfCommand(command) };
  recorder.record('operation.started', started, circumstances);
  return {
    number,
    name,
    call,
    command,
    parent,
    asked,
    block,
    began: null,
    adding: null,
    reserved: false,
    claimed: null,
    veto: null,
    isolationFailed: false,
    failedPiece: null,
    altmap: false,
    node: null,
    leftPages: false,
    zone: null,
  };
}

/** What add_memory() has done by now: its line, its pages and its blocks, where no inner call of the record told of them. */
function writeAdd(operation: OpenOperation, within: CallContext): void {
  const context = { ...within, operation, call: operation.call };
  const inner = FUNCTIONS.get('add_memory_resource');
  inner?.entered?.(context, argsOf(context));
  inner?.returned?.(context, argsOf(context), NOTHING);
}

/** Why the state that a kernel judged from may not be the one that the record gives. */
export type JudgementLimits = 'eventsLost' | 'nothingBefore';

/**
 * Ends an operation whose call returned: what its outcome implies, how it compares with the model, and its last event,
 * which is written also where an argument stops the first part.
 */
export function endOperation(operation: OpenOperation, context: CallContext, limits: JudgementLimits | null): void {
  const { call, command } = operation;
  const { recorder, circumstances } = context;
  const kernel: Errno | null = call.errno;
  const states = statesOf(operation, recorder.state);
  const environment = kernel === null ? undefined : environmentOf(context, kernel, operation);
  // Whether a pagemap brings its memmap along shows only when its pages are added.
  const asked = command.type === 'memremap_pages' ? { ...command, altmap: operation.altmap } : command;
  const stateUncertain = limits === 'nothingBefore' || restsOnUnseen(operation, kernel);
  const judgement = judge({ command: asked, kernel, states, environment, stateUncertain });
  try {
    if (kernel === null) writeSuccess(operation, context);
    else giveBack(operation, context);
  } finally {
    if (judgement.kind === 'diverged') {
      write(context, 'divergence.found', {
        kernel: kernel ?? 'success',
        model: outcomeInWords(judgement.decision.outcome),
        reason:
          limits === 'eventsLost'
            ? 'events were lost before: the state that the kernel judged from is not known'
            : 'the model foretold another outcome from the state before',
      });
    }
    const leftPages = operation.leftPages && !call.effects.has('removed');
    const ending = endingOf(operation.number, kernel, judgement, leftPages);
    recorder.record(ending.type, ending.data, circumstances);
  }
}

/**
 * States that the kernel may have judged from, none with what the operation itself did: when it was asked, when it first
 * changed something, when it came to its pages; other tasks may have come between. One that changed nothing may have been
 * judged as late as now.
 */
const statesOf = ({ asked, began, adding }: OpenOperation, now: MemoryState): [MemoryState, ...MemoryState[]] => [
  asked,
  ...new Set([began ?? now, adding ?? began ?? now]),
];

/** A failed operation gives its System RAM line and its pagemap back. */
function giveBack(operation: OpenOperation, context: CallContext): void {
  if (operation.reserved && operation.command.type === 'add_memory') {
    const { start, size } = operation.command;
    write(context, 'resource.released', { start: bytes(Number(start)), size: bytes(Number(size)) });
  }
  if (operation.claimed) write(context, 'device.released', operation.claimed);
}

/** What a success implies and no inner call of the record told: a record with fewer probes has fewer inner calls. */
function writeSuccess(operation: OpenOperation, context: CallContext): void {
  const { command, call } = operation;
  if (command.type === 'add_memory') writeAdd(operation, context);
  const isRemove = command.type === 'remove_memory' || command.type === 'offline_and_remove_memory';
  if (isRemove && call.function.name !== 'try_remove_memory' && !context.wasProbed('try_remove_memory')) {
    FUNCTIONS.get('try_remove_memory')?.returned?.(context, argsOf(context), NOTHING);
  }
}

/** An operation that the record never shows the end of. */
export function abandonOperation(operation: OpenOperation, context: CallContext, at: Circumstances): void {
  context.recorder.record('operation.unreturned', { operation: operation.number }, at);
}
