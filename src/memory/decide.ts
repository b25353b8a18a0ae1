import type { EventDraft } from '../../events/event.ts';
import type { Command } from './commands.ts';
import { decideAddMemory, decideArchAdd } from './decide-add.ts';
import { decideOffline, decideOnline } from './decide-block.ts';
import { decideMemremap, decideMemunmap } from './decide-device.ts';
import { decideArchRemove, decideOfflineAndRemove, decideRemoveMemory } from './decide-remove.ts';
import { type Outcome, type Run, startRun } from './run.ts';
import type { MemoryState } from './state.ts';

/** What the model says a kernel does with a command: the events, how it ends, and the state after. */
export interface Decision {
  readonly events: readonly EventDraft[];
  readonly outcome: Outcome;
  readonly state: MemoryState;
}

function ask(run: Run, command: Command): Outcome {
  switch (command.type) {
    case 'addMemory':
      return decideAddMemory(run, command);
    case 'archAddMemory':
      return decideArchAdd(run, command);
    case 'archRemoveMemory':
      return decideArchRemove(run, command);
    case 'removeMemory':
      return decideRemoveMemory(run, command);
    case 'offlineAndRemoveMemory':
      return decideOfflineAndRemove(run, command);
    case 'onlineBlock':
      return decideOnline(run, command, null);
    case 'offlineBlock':
      return decideOffline(run, command, null);
    case 'memremapPages':
      return decideMemremap(run, command);
    case 'memunmapPages':
      return decideMemunmap(run, command);
  }
}

/** Decides one command in a state, under the state's own profile. Pure; a refusal is an event too. */
export function decide(state: MemoryState, command: Command): Decision {
  const run = startRun(state);
  const outcome = ask(run, command);
  return { events: run.events, outcome, state: run.state };
}
