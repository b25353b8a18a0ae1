import { expect, test } from 'vitest';
import type { ActionInput } from '../../../src/actions/action.ts';
import { runSearch } from '../../../src/actions/debugger/cooperative.ts';

/** A search that would never end. */
function* endless(): Generator<number, number, void> {
  for (let seq = 1; ; seq++) yield seq;
}

const input = (signal: AbortSignal, progress: (text: string) => void): ActionInput => ({
  args: {},
  options: {},
  again: false,
  signal,
  progress,
});

test('a search that would never end is given up when somebody interrupts it, having told how far it came', async () => {
  const stop = new AbortController();
  const told: string[] = [];
  const progress = (text: string): void => {
    told.push(text);
    // As a terminal does: the key is heard while the search takes breath.
    setTimeout(() => stop.abort(), 0);
  };
  expect(await runSearch(endless(), input(stop.signal, progress), 1e6)).toEqual({ interrupted: true });
  expect(told[0]).toMatch(/^event \d+ of 1000000; Ctrl\+C gives up$/);
});

test('a search that ends is not interrupted', async () => {
  const look = (function* (): Generator<number, string, void> {
    yield 1;
    return 'found';
  })();
  const found = await runSearch(
    look,
    input(new AbortController().signal, () => {}),
    1,
  );
  expect(found).toEqual({ interrupted: false, value: 'found' });
});
