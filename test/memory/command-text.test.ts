import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { argsOfCommand, commandOfArgs } from '../../src/memory/command-text.ts';
import { plainCommand, wishes } from './arena.ts';
import { nothing, profileOf } from './given.ts';

describe('a command in a log', () => {
  test('is read back as the command that was written, without what the world outside did to it', () => {
    const state = nothing(profileOf('vmemmap'));
    fc.assert(
      fc.property(wishes, (wish) => {
        const { environment: _environment, ...command } = plainCommand(wish, state);
        expect(commandOfArgs(command.type, argsOfCommand(command))).toEqual(command);
      }),
    );
  });

  test('keeps any 64-bit address exactly', () => {
    const command = { type: 'arch_remove_memory', start: 2n ** 64n - 1n, size: 2n ** 63n } as const;
    expect(argsOfCommand(command)).toEqual({ start: '0xffffffffffffffff', size: '0x8000000000000000' });
    expect(commandOfArgs('arch_remove_memory', argsOfCommand(command))).toEqual(command);
  });
});
