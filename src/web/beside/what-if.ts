import type { OperationName } from '../../../events/catalogue.ts';
import { OPERATIONS } from '../../../events/catalogue.ts';
import { commandOfArgs } from '../../memory/command-text.ts';
import type { Command } from '../../memory/commands.ts';
import type { Outcome } from '../../memory/run.ts';

export type CommandAnswer =
  | { readonly ok: true; readonly command: Command }
  | { readonly ok: false; readonly reason: string };

/** What each operation must be told. */
export const NEEDED: Readonly<Record<OperationName, readonly string[]>> = {
  add_memory: ['start', 'size', 'nid'],
  arch_add_memory: ['start', 'size', 'nid'],
  remove_memory: ['start', 'size'],
  arch_remove_memory: ['start', 'size'],
  offline_and_remove_memory: ['start', 'size'],
  online: ['block', 'kind'],
  offline: ['block'],
  memremap_pages: ['start', 'size', 'nid'],
  memunmap_pages: ['start', 'size'],
};

const NUMBER = /^(0x[0-9a-f]{1,16}|\d{1,19})$/i;

/** A command as it is shown in the list of events: `offline(block=10)`, `add_memory(start=0x100000000 size=0x8000000 nid=0)`. */
export function parseCommand(text: string): CommandAnswer {
  const found = /^(\w+)\s*\(([^()]*)\)$/.exec(text.trim());
  const name = OPERATIONS.find((one) => one === found?.[1]);
  if (!found || !name) {
    return {
      ok: false,
      reason: `write an operation with its arguments, as in offline(block=10); there are ${OPERATIONS.join(', ')}`,
    };
  }
  const args: Record<string, string> = {};
  for (const pair of (found[2] ?? '').split(/[\s,]+/).filter(Boolean)) {
    const [key = '', value = ''] = pair.split('=');
    args[key] = value;
  }
  for (const needed of NEEDED[name]) {
    const value = args[needed];
    if (needed === 'kind') {
      if (value !== undefined && !/^online(_kernel|_movable)?$/.test(value))
        return { ok: false, reason: 'kind is online, online_kernel or online_movable' };
    } else if (value === undefined || !NUMBER.test(value)) {
      return { ok: false, reason: `${name} needs ${needed}=, a number, decimal or 0x…` };
    }
  }
  return { ok: true, command: commandOfArgs(name, args) };
}

/** How a decided command ended, in one line. */
export function outcomeInWords(outcome: Outcome): string {
  switch (outcome.kind) {
    case 'done':
      return 'done';
    case 'refused':
      return `refused: ${outcome.refusal.errno ?? 'a warning'}, ${outcome.refusal.guard}: ${outcome.refusal.reason} [${outcome.refusal.source}]`;
    case 'failed':
      return `failed: ${outcome.errno}: ${outcome.reason}`;
    case 'crashed':
      return `the kernel stops: ${outcome.message}`;
  }
}
