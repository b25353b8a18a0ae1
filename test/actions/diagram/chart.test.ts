import { expect, test } from 'vitest';
import { and, not, or, setup } from 'xstate';
import { regionsOf } from '../../../src/actions/diagram/chart.ts';

const machine = setup({
  types: { events: {} as { type: 'proceed' | 'signal' } },
  guards: { allRam: () => true, oneZone: () => true, isDue: () => true },
}).createMachine({
  id: 'offline',
  initial: 'checks',
  states: {
    checks: {
      description: 'mm/memory_hotplug.c offline_pages(), v5.2 … v7.1',
      on: {
        proceed: [
          { guard: not('allRam'), target: 'refused', description: 'memory holes: EINVAL' },
          { guard: and([and(['allRam', 'isDue']), or(['oneZone', not('isDue')])]), target: 'isolated' },
          { guard: not(and(['allRam', 'oneZone'])), target: 'refused' },
        ],
        signal: { target: 'checks', guard: and([not('allRam'), not('isDue')]) },
      },
      always: { guard: 'isDue', target: 'isolated' },
    },
    isolated: {},
    refused: { type: 'final' },
  },
});

test('a guard over guards is called by what it asks, and what a machine says of its states and arcs stands in its chart', () => {
  const [region] = regionsOf(machine.root);
  expect(region!.states).toEqual([
    { name: 'checks', final: false, description: 'mm/memory_hotplug.c offline_pages(), v5.2 … v7.1', calls: null },
    { name: 'isolated', final: false, description: null, calls: null },
    { name: 'refused', final: true, description: null, calls: null },
  ]);
  expect(region!.transitions.map(({ event, guard, to }) => [event, guard, to])).toEqual([
    ['proceed', 'not allRam', 'refused'],
    ['proceed', 'allRam and isDue and (oneZone or not isDue)', 'isolated'],
    ['proceed', 'not (allRam and oneZone)', 'refused'],
    ['signal', 'not allRam and not isDue', 'checks'],
    ['', 'isDue', 'isolated'],
  ]);
  expect(region!.transitions[0]!.description).toBe('memory holes: EINVAL');
});
