import type { EventOf } from '../../events/event.ts';
import type { EventLog } from '../../events/log.ts';
import type { Errno } from '../../machines/kernel/errno.ts';
import { commandOfArgs } from '../memory/command-text.ts';
import type { Command, Environment } from '../memory/commands.ts';

/** What was asked of a kernel, in order, with what the environment is known to have decided. */
export interface RecordedCommand {
  /** Position of the operation's first event. */
  readonly seq: number;
  readonly command: Command;
}

type FailedOperation = EventOf<'operation.failed'>['data'];

/** The environment's part in a failure, as an input for the model. */
const environmentOf = ({ environment, errno }: FailedOperation, at: number): Environment | undefined =>
  environment === null ? undefined : { [environment]: { errno, at } };

/** What nested onlining shows of the kernel's auto_online_blocks, its policy and its notifiers. */
interface AutoOnline {
  readonly zone?: string;
  readonly notifierVeto?: { readonly errno: Errno };
}

/** Facts of an operation that only its nested calls show. */
interface NestedFacts {
  readonly onlined: boolean;
  readonly altmap: boolean;
  /** Node that its pages came to. */
  readonly nid: number | undefined;
}

/**
 * A command with what only the calls inside it showed: whether its range brought its own memmap, whether it went online,
 * and which node a memory group (MHP_NID_IS_MGID) stands for.
 */
function withNestedFacts(command: Command, { onlined, altmap, nid }: NestedFacts): Command {
  if (command.type === 'add_memory') {
    const autoOnline = onlined ? 'online' : command.autoOnline;
    const node = command.nidIsGroup && nid !== undefined ? { nid, nidIsGroup: false } : {};
    return { ...command, ...node, autoOnline };
  }
  if (command.type === 'memremap_pages' || command.type === 'arch_add_memory') return { ...command, altmap };
  return command;
}

/** The outermost operations of a log as commands, so that another kernel can be asked the same. */
export function recordedCommands(log: EventLog, pageBytes: number): readonly RecordedCommand[] {
  const commands: (RecordedCommand & { readonly operation: number })[] = [];
  const filled = new Map<number, number>();
  const failures = new Map<number, FailedOperation>();
  const parents = new Map<number, number>();
  const withAltmap = new Set<number>();
  const nodes = new Map<number, number>();
  const onlined = new Map<number, AutoOnline>();
  const zones = new Map<number, string>();
  for (const event of log.read()) {
    switch (event.type) {
      case 'operation.started': {
        const { operation, parent, name, args } = event.data;
        if (parent === null) commands.push({ operation, seq: event.seq, command: commandOfArgs(name, args) });
        else {
          parents.set(operation, parent);
          if (name === 'online') onlined.set(parent, onlined.get(parent) ?? {});
        }
        break;
      }
      case 'pages.added':
        if (event.data.operation === null) break;
        filled.set(event.data.operation, event.data.pfn + event.data.nrPages);
        if (event.data.altmap) withAltmap.add(event.data.operation);
        if (event.data.nid !== null) nodes.set(event.data.operation, event.data.nid);
        break;
      case 'zone.joined':
        // The first one: where an online is undone, it goes back to none.
        if (event.data.operation !== null && !zones.has(event.data.operation)) {
          zones.set(event.data.operation, event.data.zone);
        }
        break;
      case 'block.onlined': {
        const parent = parents.get(event.data.operation ?? -1);
        if (parent !== undefined && event.data.zone !== null) {
          onlined.set(parent, { ...onlined.get(parent), zone: event.data.zone });
        }
        break;
      }
      case 'operation.failed': {
        const { operation, environment, errno } = event.data;
        failures.set(operation, event.data);
        const parent = parents.get(operation);
        if (parent !== undefined && environment === 'notifierVeto' && onlined.has(parent)) {
          onlined.set(parent, { ...onlined.get(parent), notifierVeto: { errno: errno } });
        }
        break;
      }
      default:
    }
  }
  return commands.map(({ operation, seq, command }) => {
    const failed = failures.get(operation);
    const start = 'start' in command ? Number(command.start) / pageBytes : 0;
    const own = failed && environmentOf(failed, filled.get(operation) ?? start);
    const auto = command.type === 'add_memory' ? onlined.get(operation) : undefined;
    const zone = command.type === 'online' ? zones.get(operation) : undefined;
    const chosen = zone === undefined ? {} : { zone };
    const environment = own || auto || zone !== undefined ? { ...own, ...auto, ...chosen } : undefined;
    const shown = { onlined: auto !== undefined, altmap: withAltmap.has(operation), nid: nodes.get(operation) };
    const asked = withNestedFacts(command, shown);
    return { seq, command: environment ? { ...asked, environment } : asked };
  });
}
