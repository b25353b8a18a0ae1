import { expect, test } from 'vitest';
import { complaint } from '../../../src/cli/debug/show.ts';

const style = { width: 40, paint: (text: string): string => text };
const failed = (column: number) =>
  ({
    ok: false,
    word: 'branch',
    args: [],
    column,
    reason: 'write an operation with its \u001b[2Jarguments, please',
  }) as const;

test('a complaint points at where a line went wrong, and is broken between words', () => {
  expect(complaint(failed(3), 10, style).split('\n')).toEqual([
    '            ^',
    'write an operation with its',
    String.raw`        \x1b[2Jarguments, please`,
    '',
  ]);
});

test('a complaint points nowhere where the terminal is too narrow for it', () => {
  expect(complaint(failed(30), 10, style)).not.toContain('^');
});
