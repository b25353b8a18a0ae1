import type { BlockGeometry } from '../../machines/kernel/ranges.ts';
import { blockNr } from '../../machines/kernel/units.ts';
import type { Request } from '../../machines/operations/context.ts';
import type { Command } from './commands.ts';

const NEUTRAL = {
  nid: 0,
  nidIsGroup: false,
  altmap: false,
  ownMemmap: false,
  mergeResource: false,
  driverName: null,
  onlineKind: null,
} as const;

/** A command as the arguments of the kernel function that it calls. */
export function requestOf(command: Command, { blockBytes }: BlockGeometry): Request {
  switch (command.type) {
    case 'online':
    case 'offline': {
      const span = { start: BigInt(command.block) * BigInt(blockBytes), size: BigInt(blockBytes) };
      const onlineKind = command.type === 'online' ? command.kind : null;
      return { ...NEUTRAL, span, block: blockNr(command.block), onlineKind };
    }
    case 'add_memory': {
      const { start, size, nid, nidIsGroup, ownMemmap, mergeResource, driverName, autoOnline: onlineKind } = command;
      const wishes = { nid, nidIsGroup, ownMemmap, mergeResource, driverName, onlineKind };
      return { ...NEUTRAL, ...wishes, span: { start, size }, block: blockNr(0) };
    }
    default: {
      const { start, size } = command;
      const pages = 'altmap' in command ? { nid: command.nid, altmap: command.altmap } : {};
      return { ...NEUTRAL, ...pages, span: { start, size }, block: blockNr(0) };
    }
  }
}

/** The command that onlines or offlines one block, from a call inside another operation. */
export const commandOfBlock = (type: 'online' | 'offline', { block, onlineKind }: Request): Command =>
  type === 'online' ? { type, block, kind: onlineKind ?? 'online' } : { type, block };
