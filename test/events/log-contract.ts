import { describe, expect, test } from 'vitest';
import type { EventDraft } from '../../events/event.ts';
import { decided } from '../../events/event.ts';
import type { EventLog } from '../../events/log.ts';
import { pfn } from '../../machines/kernel/units.ts';

/** Every store of events keeps this contract. `create` gives a new, empty log. */
export function eventLogContract(name: string, create: () => EventLog): void {
  const mark = (step: number): EventDraft => decided('mark.set', { step, name: `step ${step}` });
  const booted = (): EventDraft =>
    decided('memory.booted', { ram: [{ pfn: pfn(0), nrPages: 0x8000, nid: 0 }], early: 'known' });
  const steps = (log: EventLog, from?: number, to?: number) =>
    [...log.read(from, to)].map((event) => [event.seq, event.type === 'mark.set' ? event.data.step : event.type]);

  describe(`${name} keeps the contract of an event log:`, () => {
    test('it begins empty', () => {
      const log = create();
      expect(log.position).toBe(0);
      expect([...log.read()]).toEqual([]);
      expect(log.at(1)).toBeUndefined();
    });

    test('events get positions from 1, in the order in which they were appended', () => {
      const log = create();
      expect(log.append([mark(1), mark(2)], 0)).toEqual({ ok: true, position: 2 });
      expect(log.append([booted()], 2)).toEqual({ ok: true, position: 3 });
      expect(log.position).toBe(3);
      expect(steps(log)).toEqual([
        [1, 1],
        [2, 2],
        [3, 'memory.booted'],
      ]);
    });

    test('a batch of nothing changes nothing', () => {
      const log = create();
      log.append([mark(1)], 0);
      expect(log.append([], 1)).toEqual({ ok: true, position: 1 });
      expect(steps(log)).toEqual([[1, 1]]);
    });

    test('a batch may be large', () => {
      const log = create();
      const drafts = Array.from({ length: 20_000 }, (_, at) => mark(at));
      expect(log.append(drafts, 0)).toEqual({ ok: true, position: 20_000 });
      expect(log.at(20_000)).toMatchObject({ seq: 20_000, data: { step: 19_999 } });
    });

    test('it reads from a position to a position, both included, as often as asked', () => {
      const log = create();
      log.append([mark(1), mark(2), mark(3), mark(4)], 0);
      expect(steps(log, 2, 3)).toEqual([
        [2, 2],
        [3, 3],
      ]);
      expect(steps(log, 4)).toEqual([[4, 4]]);
      expect(steps(log, 5)).toEqual([]);
      expect(steps(log, 3, 2)).toEqual([]);
      expect(steps(log, -1, 99)).toHaveLength(4);
      expect(steps(log)).toEqual(steps(log));
    });

    test('at a position stands one event, before and after them none', () => {
      const log = create();
      log.append([mark(1), mark(2)], 0);
      expect(log.at(2)).toMatchObject({ seq: 2, data: { step: 2, name: 'step 2' } });
      for (const nowhere of [0, -1, 3, 1.5, Number.NaN]) expect(log.at(nowhere)).toBeUndefined();
    });

    test('an append that expects another position is a conflict, and leaves nothing', () => {
      const log = create();
      log.append([mark(1)], 0);
      for (const expected of [0, 2]) {
        expect(log.append([mark(9)], expected)).toEqual({ ok: false, problem: 'conflict', expected, actual: 1 });
      }
      expect(log.append([], 7)).toEqual({ ok: false, problem: 'conflict', expected: 7, actual: 1 });
      expect(steps(log)).toEqual([[1, 1]]);
    });

    test('of two writers that saw the same log the second one is told', () => {
      const log = create();
      const seen = log.position;
      expect(log.append([mark(1)], seen).ok).toBe(true);
      expect(log.append([mark(2)], seen)).toMatchObject({ ok: false, problem: 'conflict' });
      expect(log.append([mark(2)], log.position).ok).toBe(true);
      expect(steps(log)).toEqual([
        [1, 1],
        [2, 2],
      ]);
    });

    const broken: readonly (readonly [string, unknown, RegExp])[] = [
      ['a type that no event has', { ...mark(1), type: 'memory.vanished' }, /no event is called memory\.vanished/],
      ['a field of another kind', { ...mark(1), data: { step: 'one', name: 'x' } }, /^step: /],
      ['a field too few', { ...mark(1), data: { step: 1 } }, /^name: /],
      ['a field too many', { ...mark(1), data: { step: 1, name: 'x', more: 1 } }, /more/],
      [
        'a wrong field deep inside',
        { ...booted(), data: { ram: [{ pfn: -1, nrPages: 1, nid: 0 }], early: 'known' } },
        /^ram\.0\.pfn: /,
      ],
      [
        'a number that is not exact',
        { ...booted(), data: { ram: [{ pfn: 2 ** 53, nrPages: 1, nid: 0 }], early: 'known' } },
        /^ram\.0\.pfn: /,
      ],
      ['no data', { ...mark(1), data: null }, /^data: /],
    ];
    test.each(broken)(
      'a batch with %s is refused as a whole, with the index and the reason',
      (_what, draft, reason) => {
        const log = create();
        log.append([mark(1)], 0);
        const answer = log.append([mark(2), draft as EventDraft, mark(3)], 1);
        expect(answer).toMatchObject({ ok: false, problem: 'invalid', index: 1 });
        expect(answer.ok || answer.problem !== 'invalid' || answer.reason).toMatch(reason);
        expect(steps(log)).toEqual([[1, 1]]);
        expect(log.append([mark(2)], 1)).toEqual({ ok: true, position: 2 });
      },
    );

    test('an event keeps who, when and where', () => {
      const log = create();
      const circumstances = {
        timeNs: 9_007_199_254_740_993_123n as EventDraft['timeNs'],
        actor: { task: 'kt', pid: 330, cpu: null },
        place: { file: 'trace.txt', line: 7 },
      };
      log.append([{ ...mark(1), ...circumstances }, mark(2)], 0);
      expect(log.at(1)).toEqual({ type: 'mark.set', data: { step: 1, name: 'step 1' }, ...circumstances, seq: 1 });
      expect(log.at(2)).toMatchObject({ timeNs: null, actor: null, place: null });
    });

    test('what was recorded can not be changed, to the bottom', () => {
      const log = create();
      log.append([{ ...booted(), actor: { task: 'kt', pid: 1, cpu: 0 }, place: { file: 'a', line: 1 } }], 0);
      const before = structuredClone(log.at(1));
      const event = log.at(1) as unknown as Record<string, never> & { data: { ram: { pfn: number }[] } };
      const tampering: readonly (() => void)[] = [
        () => Object.assign(event, { seq: 9 }),
        () => Object.assign(event.data, { early: 'assumed' }),
        () => event.data.ram.push({ pfn: 1 }),
        () => Object.assign(event.data.ram[0]!, { pfn: 1 }),
        () => Object.assign(event['actor']!, { pid: 2 }),
        () => Object.assign(event['place']!, { line: 2 }),
      ];
      for (const tamper of tampering) {
        try {
          tamper();
        } catch (error) {
          expect(error).toBeInstanceOf(TypeError);
        }
      }
      expect(structuredClone(log.at(1))).toEqual(before);
    });

    test.each([
      ['its own', (draft: object) => draft],
      ['what it had frozen on top', (draft: object) => Object.freeze(draft)],
    ])('what its writer does to %s objects afterwards changes no event', (_what, given) => {
      const log = create();
      const ram = [{ pfn: pfn(0), nrPages: 8, nid: 0 }];
      const actor = { task: 'kt', pid: 1, cpu: 0 };
      const draft = given({
        ...decided('memory.booted', given({ ram, early: 'known' }) as never),
        actor,
      }) as EventDraft;
      log.append([draft], 0);
      ram[0]!.nrPages = 99;
      ram.push({ pfn: pfn(1), nrPages: 1, nid: 0 });
      actor.pid = 99;
      expect(log.at(1)).toMatchObject({ data: { ram: [{ pfn: 0, nrPages: 8 }] }, actor: { pid: 1 } });
      expect([...log.read()]).toHaveLength(1);
    });
  });
}
