import { describe, expect, test } from 'vitest';
import { flagsOf } from '../../machines/section-facts.ts';
import { decide } from '../../src/memory/decide.ts';
import { evolve } from '../../src/memory/evolve.ts';
import { presentSections } from '../../src/memory/sections.ts';
import type { MemoryState } from '../../src/memory/state.ts';
import { recordedCommands } from '../../src/timeline/recorded-commands.ts';
import { openShipped, recordingNames } from '../support/recordings.ts';

const complete = recordingNames.filter((name) => !name.includes('s10-lost-events'));

/** What the model and the kernel must agree on after an operation: not the zone, which a policy may choose. */
function memory(state: MemoryState) {
  return {
    sections: [...presentSections(state)].map(([nr, { facts }]) => [
      nr,
      flagsOf(state.profile, facts),
      facts.map,
      facts.memmap,
      facts.origin,
    ]),
    blocks: Object.entries(state.memoryBlocks).map(([nr, { state: word }]) => [nr, word]),
    resources: state.resources,
    claims: state.deviceClaims.length,
  };
}

describe('an operation that the model decides leaves the same memory as the kernel’s own', () => {
  test.each(complete)('%s', (name) => {
    const source = openShipped(name);
    const commands = new Map(
      recordedCommands(source.log, source.initial.profile.geometry.pageBytes).map(({ seq, command }) => [seq, command]),
    );
    const foretold = new Map<number, MemoryState>();
    let state = source.initial;
    let compared = 0;
    for (const event of source.log.read()) {
      const before = state;
      state = evolve(state, event);
      const command = commands.get(event.seq);
      if (command && event.type === 'operation.started')
        foretold.set(event.data.operation, decide(before, command).state);
      const ended =
        event.type === 'operation.finished' || event.type === 'operation.refused' || event.type === 'operation.failed';
      const expected = ended ? foretold.get(event.data.operation) : undefined;
      if (!expected || Object.keys(state.attempts).length > 0) continue;
      expect(memory(state), `after event ${event.seq}`).toEqual(memory(expected));
      compared++;
    }
    expect(compared).toBe(commands.size);
  });
});
