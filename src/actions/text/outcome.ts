import { plain } from '../../../events/plain-text.ts';
import type { Outcome } from '../../../machines/operations/context.ts';
import { argsOfCommand } from '../../memory/command-text.ts';
import type { Command } from '../../memory/commands.ts';

/** `offline(block=32)`, as the list of events shows what was asked. */
export const commandInWords = (command: Command): string =>
  plain(
    `${command.type}(${Object.entries(argsOfCommand(command))
      .map(([name, value]) => `${name}=${value}`)
      .join(' ')})`,
  );

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
