import type { EventOf } from '../../events/event.ts';
import type { EventLog } from '../../events/log.ts';
import { commandOfArgs } from '../memory/command-text.ts';
import type { Command, Environment } from '../memory/commands.ts';

/** What was asked of a kernel, in order, with what the environment is known to have decided. */
export interface RecordedCommand {
  /** Position of the operation's first event. */
  readonly seq: number;
  readonly command: Command;
}

type Failed = EventOf<'operation.failed'>['data'];

/** The environment's part in a failure, as an input for the model. */
function environmentOf(failed: Failed, piece: number): Environment | undefined {
  switch (failed.environment) {
    case null:
      return undefined;
    case 'allocationFailed':
      return { allocationFailsAt: piece };
    case 'altmapTooSmall':
      return { altmapTooSmallAt: piece };
    case 'pageTableFailed':
      return { pageTableFails: failed.errno };
    case 'resourceNotReserved':
      return { resourceNotReserved: true };
    case 'blockDeviceFailed':
      return { blockDeviceFails: failed.errno };
    case 'notifierVeto':
      return { veto: failed.errno };
    case 'unmovablePage':
      return { unmovablePage: true };
    case 'signal':
      return { signal: true };
    case 'offlineFailedLate':
      return { offlineFailsLate: failed.errno };
    case 'deviceSetupFailed':
      return { deviceSetupFails: failed.errno };
  }
}

/** The outermost operations of a log as commands, so that another kernel can be asked the same. */
export function recordedCommands(log: EventLog, pageBytes: number): readonly RecordedCommand[] {
  const commands: (RecordedCommand & { readonly operation: number })[] = [];
  const filled = new Map<number, number>();
  const failures = new Map<number, Failed>();
  for (const event of log.read()) {
    if (event.type === 'operation.started' && event.data.parent === null) {
      const { operation, name, args } = event.data;
      commands.push({ operation, seq: event.seq, command: commandOfArgs(name, args) });
    }
    if (event.type === 'pages.added' && event.data.operation !== null) {
      filled.set(event.data.operation, event.data.pfn + event.data.nrPages);
    }
    if (event.type === 'operation.failed') failures.set(event.data.operation, event.data);
  }
  return commands.map(({ operation, seq, command }) => {
    const failed = failures.get(operation);
    const start = 'start' in command ? Number(command.start) / pageBytes : 0;
    const environment = failed && environmentOf(failed, filled.get(operation) ?? start);
    return { seq, command: environment ? { ...command, environment } : command };
  });
}
