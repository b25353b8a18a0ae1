import type { Errno } from '../../../machines/kernel/errno.ts';
import { bytes, pfn } from '../../../machines/kernel/units.ts';
import { argsOfCommand } from '../../memory/command-text.ts';
import type { Circumstances } from '../recorder.ts';
import { ENTERED, RETURNED } from './call-effects.ts';
import { environmentOf } from './evidence.ts';
import { endingOf, judge, outcomeInWords } from './foretell.ts';
import { type OpenOperation, type Scene, tell } from './open-operation.ts';
import { blockOfCall, commandOf, operationBegunBy } from './operations.ts';
import { argumentsOf } from './read-args.ts';

const argsOf = ({ recorder, call }: Scene) => argumentsOf(recorder.state.profile, call);

/** Begins the operation that this call is the outermost function of, if it is one. */
export function beginOperation(scene: Scene): OpenOperation | null {
  const { call, recorder, operation: parent, circumstances } = scene;
  const name = operationBegunBy(call);
  if (!name) return null;
  const args = argsOf(scene);
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
    reserved: false,
    claimed: null,
    veto: null,
    isolationFailed: false,
    failedPiece: null,
    altmap: false,
    leftPages: false,
    zone: null,
  };
}

/** Ends an operation whose call returned: what its outcome implies, how it compares with the model, and its last event. */
export function endOperation(operation: OpenOperation, scene: Scene, lost: boolean): void {
  const { call, command } = operation;
  const { recorder, circumstances } = scene;
  const kernel: Errno | null = call.errno;
  const states = [operation.asked, operation.began ?? recorder.state, recorder.state];
  const environment = kernel === null ? undefined : environmentOf(call, kernel, operation);
  const judgement = judge({ command, kernel, states, environment });
  if (kernel === null) succeed(operation, scene);
  else undo(operation, scene);
  if (judgement.kind === 'diverged') {
    tell(scene, 'divergence.found', {
      kernel: kernel ?? 'success',
      model: outcomeInWords(judgement.outcome),
      reason: lost
        ? 'events were lost before: the state that the kernel judged from is not known'
        : 'the model foretold another outcome from the state before',
    });
  }
  const leftPages = operation.leftPages && !call.effects.has('removed');
  const ending = endingOf(operation.number, kernel, judgement, leftPages);
  recorder.record(ending.type, ending.data, circumstances);
}

/** A failed operation gives its System RAM line and its pagemap back. */
function undo(operation: OpenOperation, scene: Scene): void {
  if (operation.reserved && operation.command.type === 'addMemory') {
    const { start, size } = operation.command;
    tell(scene, 'resource.released', { start: bytes(Number(start)), size: bytes(Number(size)) });
  }
  if (operation.claimed) tell(scene, 'device.released', operation.claimed);
}

/** What a success implies and no inner call of the record told: a record with fewer probes has fewer inner calls. */
function succeed({ command, call }: OpenOperation, scene: Scene): void {
  if (command.type === 'addMemory') {
    ENTERED['add_memory_resource']?.(scene, argsOf(scene));
    RETURNED['add_memory_resource']?.(scene, argsOf(scene));
  }
  if (command.type === 'memremapPages' && !call.effects.has('claimed')) {
    const { pageBytes } = scene.recorder.state.profile.geometry;
    const range = {
      pfn: pfn(Math.floor(Number(command.start) / pageBytes)),
      nrPages: Number(command.size) / pageBytes,
    };
    tell(scene, 'device.claimed', range);
    RETURNED['arch_add_memory']?.(scene, argsOf(scene));
    if (!call.effects.has('zone')) tell(scene, 'zone.joined', { ...range, zone: 'Device' });
  }
  const isRemove = command.type === 'removeMemory' || command.type === 'offlineAndRemoveMemory';
  if (isRemove && call.function !== 'try_remove_memory' && !scene.wasProbed('try_remove_memory')) {
    RETURNED['try_remove_memory']?.(scene, argsOf(scene));
  }
}

/** An operation that the record never shows the end of. */
export function abandonOperation(operation: OpenOperation, scene: Scene, at: Circumstances): void {
  scene.recorder.record('operation.unreturned', { operation: operation.number }, at);
}
