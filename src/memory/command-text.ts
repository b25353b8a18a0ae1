import type { OperationName } from '../../events/catalogue.ts';
import { hex } from '../../machines/kernel/units.ts';
import { type Command, ONLINE_KINDS, type OnlineKind } from './commands.ts';

/** The operation that a command asks for. */
export const OPERATION_OF: Readonly<Record<Command['type'], OperationName>> = {
  addMemory: 'add_memory',
  archAddMemory: 'arch_add_memory',
  archRemoveMemory: 'arch_remove_memory',
  removeMemory: 'remove_memory',
  offlineAndRemoveMemory: 'offline_and_remove_memory',
  onlineBlock: 'online',
  offlineBlock: 'offline',
  memremapPages: 'memremap_pages',
  memunmapPages: 'memunmap_pages',
};

/** A command's arguments as the log keeps them: hexadecimal addresses and sizes, decimal node and block, words. */
export function argsOfCommand(command: Command): Record<string, string> {
  switch (command.type) {
    case 'addMemory': {
      const { start, size, nid, ownMemmap, mergeResource, nidIsGroup, driverName, autoOnline } = command;
      return {
        start: hex(start),
        size: hex(size),
        [nidIsGroup ? 'group' : 'nid']: String(nid),
        ...(ownMemmap ? { ownMemmap: 'yes' } : {}),
        ...(mergeResource ? { mergeResource: 'yes' } : {}),
        ...(driverName === null ? {} : { driver: driverName }),
        ...(autoOnline === null ? {} : { autoOnline }),
      };
    }
    case 'archAddMemory':
    case 'memremapPages':
      return {
        start: hex(command.start),
        size: hex(command.size),
        nid: String(command.nid),
        ...(command.altmap ? { altmap: 'yes' } : {}),
      };
    case 'onlineBlock':
      return { block: String(command.block), kind: command.kind };
    case 'offlineBlock':
      return { block: String(command.block) };
    default:
      return { start: hex(command.start), size: hex(command.size) };
  }
}

const isOnlineKind = (text: string | undefined): text is OnlineKind => ONLINE_KINDS.some((kind) => kind === text);

/** The command that an operation's arguments stand for: the reverse of `argsOfCommand`. */
export function commandOfArgs(name: OperationName, args: Readonly<Record<string, string>>): Command {
  const span = { start: BigInt(args['start'] ?? 0), size: BigInt(args['size'] ?? 0) };
  const block = Number(args['block'] ?? 0);
  switch (name) {
    case 'add_memory':
      return {
        type: 'addMemory',
        ...span,
        nid: Number(args['group'] ?? args['nid'] ?? 0),
        nidIsGroup: args['group'] !== undefined,
        ownMemmap: args['ownMemmap'] === 'yes',
        mergeResource: args['mergeResource'] === 'yes',
        driverName: args['driver'] ?? null,
        autoOnline: isOnlineKind(args['autoOnline']) ? args['autoOnline'] : null,
      };
    case 'arch_add_memory':
      return { type: 'archAddMemory', ...span, nid: Number(args['nid'] ?? 0), altmap: args['altmap'] === 'yes' };
    case 'arch_remove_memory':
      return { type: 'archRemoveMemory', ...span };
    case 'remove_memory':
      return { type: 'removeMemory', ...span };
    case 'offline_and_remove_memory':
      return { type: 'offlineAndRemoveMemory', ...span };
    case 'online':
      return { type: 'onlineBlock', block, kind: isOnlineKind(args['kind']) ? args['kind'] : 'online' };
    case 'offline':
      return { type: 'offlineBlock', block };
    case 'memremap_pages':
      return { type: 'memremapPages', ...span, nid: Number(args['nid'] ?? 0), altmap: args['altmap'] === 'yes' };
    case 'memunmap_pages':
      return { type: 'memunmapPages', ...span };
  }
}
