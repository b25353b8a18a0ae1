import { describe, expect, test } from 'vitest';
import { evolve } from '../../src/memory/evolve.ts';
import { ruleOf, type Violation, violationsOf, violationsOver } from '../../src/memory/invariants.ts';
import { openShipped, recordingNames } from '../support/recordings.ts';

// A record that lost events shows states that no kernel ever was in.
const complete = recordingNames.filter((name) => !name.includes('s10-lost-events'));

describe('a real kernel and the invariants', () => {
  test.each(complete)('%s: every invariant holds after every event', (name) => {
    const { log, initial, final } = openShipped(name);
    const found: (Violation & { readonly seq: number; readonly event: string })[] = [];
    let state = initial;
    for (const event of log.read()) {
      const next = evolve(state, event);
      for (const violation of [...violationsOver(state, event, next), ...violationsOf(next)]) {
        if (ruleOf(violation)?.knownBugIn(next.profile)) continue;
        found.push({ ...violation, seq: event.seq, event: event.type });
      }
      state = next;
    }
    expect(found).toEqual([]);
    expect(state).toEqual(final);
  });
});
