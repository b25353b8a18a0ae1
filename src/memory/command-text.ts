import type { OperationName } from '../../events/catalogue.ts';
import { hex } from '../../machines/kernel/units.ts';
import { ONLINE_KINDS, type OnlineKind } from '../../machines/operations/memory.ts';
import type { Command } from './commands.ts';

/** A command's arguments as the log keeps them: hexadecimal addresses and sizes, decimal node and block, words. */
export function argsOfCommand(command: Command): Record<string, string> {
  switch (command.type) {
    case 'add_memory': {
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
    case 'arch_add_memory':
    case 'memremap_pages':
      return {
        start: hex(command.start),
        size: hex(command.size),
        nid: String(command.nid),
        ...(command.altmap ? { altmap: 'yes' } : {}),
      };
    case 'online':
      return { block: String(command.block), kind: command.kind };
    case 'offline':
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
        type: 'add_memory',
        ...span,
        nid: Number(args['group'] ?? args['nid'] ?? 0),
        nidIsGroup: args['group'] !== undefined,
        ownMemmap: args['ownMemmap'] === 'yes',
        mergeResource: args['mergeResource'] === 'yes',
        driverName: args['driver'] ?? null,
        autoOnline: isOnlineKind(args['autoOnline']) ? args['autoOnline'] : null,
      };
    case 'arch_add_memory':
      return { type: 'arch_add_memory', ...span, nid: Number(args['nid'] ?? 0), altmap: args['altmap'] === 'yes' };
    case 'arch_remove_memory':
      return { type: 'arch_remove_memory', ...span };
    case 'remove_memory':
      return { type: 'remove_memory', ...span };
    case 'offline_and_remove_memory':
      return { type: 'offline_and_remove_memory', ...span };
    case 'online':
      return { type: 'online', block, kind: isOnlineKind(args['kind']) ? args['kind'] : 'online' };
    case 'offline':
      return { type: 'offline', block };
    case 'memremap_pages':
      return { type: 'memremap_pages', ...span, nid: Number(args['nid'] ?? 0), altmap: args['altmap'] === 'yes' };
    case 'memunmap_pages':
      return { type: 'memunmap_pages', ...span };
  }
}
