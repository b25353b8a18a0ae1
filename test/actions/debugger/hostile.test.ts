import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonical } from '../../../events/canonical.ts';
import type { EventDraft } from '../../../events/event.ts';
import { NOWHERE } from '../../../events/event.ts';
import { toCloudEvent } from '../../../events/formats/cloudevent.ts';
import type { EventLog } from '../../../events/log.ts';
import { memoryLog } from '../../../events/memory-log.ts';
import { blockNr, bytes } from '../../../machines/kernel/units.ts';
import { completionOf } from '../../../src/actions/debugger/complete.ts';
import { WORDS } from '../../../src/actions/debugger/registry.ts';
import { openSession, type Session } from '../../../src/actions/debugger/session.ts';
import { sha256 } from '../../../src/stores/hash.ts';
import { stateAt } from '../../../src/timeline/instant.ts';
import { openShipped } from '../../support/recordings.ts';
import { answer, replyTo, sessionOn, value } from '../../support/session.ts';

/** Clears the screen, sets the title, hides text, turns the writing round, and an 8-bit control sequence. */
const EVIL = 'a\u001b[2J\u001b]0;owned\u0007\u001b[8mb\u202ec\u009b31m\r\nd';
const UNSEEN = /[\p{Cc}\p{Cf}]/u;

/** A record whose every name is out to drive the terminal. */
function hostileSession(): Session {
  const { log: recorded, initial, baseline } = openShipped('6.1.192-debian-generic-vmemmap--s4-e820-pmem-subsection');
  const log = memoryLog();
  const actor = { task: EVIL, pid: 1, cpu: 0 };
  const drafts: EventDraft[] = [...recorded.read()].map((event) => ({ ...event, actor }));
  const evil: EventDraft[] = [
    { type: 'mark.set', data: { step: 99, name: EVIL }, ...NOWHERE },
    { type: 'line.notUnderstood', data: { text: EVIL }, ...NOWHERE },
    {
      type: 'resource.reserved',
      data: { operation: null, start: bytes(2 ** 40), size: bytes(4096), name: EVIL, mergeable: false },
      ...NOWHERE,
    },
    { type: 'block.onlined', data: { operation: null, block: blockNr(15), zone: EVIL }, ...NOWHERE },
    {
      type: 'operation.started',
      data: { operation: 900, parent: null, name: 'add_memory', args: { driver: EVIL, start: '0x0', size: '0x0' } },
      ...NOWHERE,
    },
    { type: 'divergence.found', data: { operation: 900, kernel: EVIL, model: EVIL, reason: EVIL }, ...NOWHERE },
    {
      type: 'operation.refused',
      data: { operation: 900, guard: EVIL, errno: 'EINVAL', reason: EVIL, source: EVIL, message: EVIL },
      ...NOWHERE,
    },
    { type: 'kernel.crashed', data: { operation: null, message: EVIL, source: EVIL }, ...NOWHERE },
  ];
  const appended = log.append([...drafts, ...evil], 0);
  if (!appended.ok) throw new Error(JSON.stringify(appended));
  const final = stateAt(log, initial, log.position);
  return openSession({ name: EVIL, log, initial, baseline, final, notes: [EVIL] });
}

const headOf = (log: EventLog): string => {
  let head = '';
  for (const event of log.read()) head = sha256(`${head}${canonical(toCloudEvent(event, 'record'))}`);
  return head;
};

const ASKED: readonly string[] = [
  'list',
  'state',
  'events',
  'diff',
  'diff end start',
  'info resources',
  'info blocks',
  'info zones',
  'info source',
  'info attempts',
  'print block:15',
  'print section:15',
  'find owned',
  'compare vmemmap,classic',
  'why block:15',
  'history block:15',
  'watch block:15',
  'watch block:15 zone = Movable',
  'rc',
  'info watches',
  'checkpoint a\u001b[2Jb\u202ec',
  'info checkpoints',
  'restart a\u001b[2Jb\u202ec',
  'delete checkpoint a\u001b[2Jb\u202ec',
  'goto step:05',
  'branch add_memory 0x140000000 128MiB driver="\u001b[2J\u202e" auto_online=online',
  'branch online 40 zone="\u001b[2J"',
  'why block:40',
  'compare',
  'info branches',
  'branch follow',
  'profile classic',
  'profile',
  'compare 1',
  'branch record',
  'delete branches all',
  'back',
];

describe('names that are out to drive a terminal', () => {
  test('are shown as text, whatever is asked', async () => {
    const session = hostileSession();
    const first = session.record.end - 8;
    for (let seq = first; seq <= session.record.end; seq++) {
      await replyTo(session, `goto seq:${seq}`);
      for (const line of ['when', 'info attempts', 'list']) {
        for (const shown of (await answer(session, line)).split('\n')) expect(shown, line).not.toMatch(UNSEEN);
      }
    }
    for (const line of ASKED) {
      const text = await answer(session, line);
      for (const shown of text.split('\n')) expect(shown, line).not.toMatch(UNSEEN);
    }
    expect(await answer(session, 'find --back --type mark')).toContain(String.raw`a\x1b[2J\x1b]0;owned\x07`);
  });
});

describe('a log of next to nothing', () => {
  const { initial } = openShipped('6.1.192-debian-generic-vmemmap--s0-boot');
  const one: EventDraft = { type: 'mark.set', data: { step: null, name: 'alone' }, ...NOWHERE };

  test.each([
    ['no event', []],
    ['one event', [one]],
  ] as const)('%s: every word answers, or says what it lacks', async (_name, drafts) => {
    const log = memoryLog();
    log.append(drafts, 0);
    const final = stateAt(log, initial, log.position);
    for (const { id, examples } of WORDS) {
      const session = openSession({ name: 'little', log, initial, baseline: 0, final, notes: [] });
      for (const call of [id, ...examples.map((example) => example.call), `${id} end`, `${id} block:0`]) {
        const text = await answer(session, call);
        expect(text === '' && id !== 'quit', call).toBe(false);
        JSON.stringify(await value(session, call));
      }
      expect(log.position).toBe(drafts.length);
    }
  });
});

const piece = fc.constantFrom(
  ...WORDS.flatMap(({ id, aliases = [], examples }) => [id, ...aliases, ...examples.map(({ call }) => call)]),
  ...[
    'section:10',
    'block:10',
    'section:99999999',
    'block:-1',
    'seq:30',
    'step:03',
    'start',
    'end',
    't:40.5',
    'attempt',
  ],
  ...[
    '--type',
    '--from',
    '--back',
    'pages',
    '5',
    '0',
    '-1',
    '999999999999999999',
    '"',
    "'",
    '#',
    '\u001b[2J',
    '__proto__',
  ],
);
const line = fc.oneof(
  fc.array(piece, { maxLength: 4 }).map((pieces) => pieces.join(' ')),
  fc.string({ maxLength: 20 }),
);

describe('random words', () => {
  test('never crash a session, never change the record, and always can be told as JSON', async () => {
    const session = sessionOn('6.1.192-debian-generic-vmemmap--s4-e820-pmem-subsection');
    const head = headOf(session.record.log);
    await fc.assert(
      fc.asyncProperty(fc.array(line, { maxLength: 6 }), async (lines) => {
        for (const text of lines) {
          completionOf(session, text);
          if ((await replyTo(session, text)) === undefined) continue;
          await answer(session, text);
          JSON.stringify(await value(session, text));
          expect(session.cursor.seq).toBeGreaterThanOrEqual(0);
          expect(session.cursor.seq).toBeLessThanOrEqual(session.cursor.timeline.end);
        }
      }),
      { numRuns: 60 },
    );
    expect(headOf(session.record.log)).toBe(head);
  });
});
