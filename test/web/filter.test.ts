import fc from 'fast-check';
import { expect, test } from 'vitest';
import { packedOf } from '../../events/packed/packed-log.ts';
import { nearestOfTypes } from '../../src/timeline/nearest-type.ts';
import { choicesIn, EVERYTHING, passes, sieve } from '../../src/web/events/filter.ts';
import { openShipped } from '../support/recordings.ts';

const log = packedOf(openShipped('6.1.192-debian-generic-vmemmap--s2-offline-busy-normal-vs-movable').log);
const events = [...log.read()];
const choices = choicesIn(log);

test('what there is to choose is what the events have', () => {
  expect(choices.tasks).toEqual([...new Set(events.flatMap(({ actor }) => actor?.task ?? []))].sort());
  expect(choices.types).toEqual([...new Set(events.flatMap(({ type }) => [type, type.split('.')[0]!]))].sort());
  expect(choices.errnos).toContain('EINVAL');
});

test('of all events those are found that pass, whatever is asked', () => {
  const one = (values: readonly string[]) => fc.constantFrom('', ...values);
  const asked = fc.record({
    type: one(choices.types),
    section: fc.constant(''),
    errno: one([...choices.errnos, 'any']),
    task: one(choices.tasks),
    text: one(['block', 'refused', 'Movable', 'nothing like it']),
  });
  fc.assert(
    fc.property(asked, (filter) => {
      const finds = sieve(log, filter);
      expect(events.filter(({ seq }) => finds(seq))).toEqual(events.filter((event) => passes(event, filter)));
    }),
  );
  expect(events.every(({ seq }) => sieve(log, EVERYTHING)(seq))).toBe(true);
});

test('the nearest refusal on and back is the one that a look at every event finds', () => {
  const types = new Set(['operation.refused', 'operation.failed'] as const);
  const own = events.filter(({ type }) => (types as ReadonlySet<string>).has(type)).map(({ seq }) => seq);
  for (let seq = 0; seq <= log.position; seq++) {
    expect(nearestOfTypes(log, types, seq, 'on')).toBe(own.find((one) => one > seq) ?? null);
    expect(nearestOfTypes(log, types, seq, 'back')).toBe(own.findLast((one) => one < seq) ?? null);
  }
});
