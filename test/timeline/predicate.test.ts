import { describe, expect, test } from 'vitest';
import { holds } from '../../src/timeline/predicate/holds.ts';
import { parsePredicate } from '../../src/timeline/predicate/parse.ts';
import { PREDICATE_HELP } from '../../src/timeline/predicate/predicate.ts';
import type { Timeline } from '../../src/timeline/timeline.ts';
import { RECORDED, seqOf } from './lives.ts';

const timelineNamed = (name: string): Timeline => RECORDED.get(name) ?? expect.unreachable(name);
const BUSY = timelineNamed('6.1.192-debian-generic-vmemmap--s2-offline-busy-normal-vs-movable');
const PMEM = timelineNamed('6.1.192-debian-generic-vmemmap--s4-e820-pmem-subsection');
const CLASSIC = timelineNamed('6.1.192-custom-classic--s1-dimm-add-online-offline-remove');

function held(timeline: Timeline, text: string, seq = timeline.end): boolean {
  const answer = parsePredicate(text);
  if (!answer.ok) throw new Error(`${text}: ${JSON.stringify(answer.problem)}`);
  return holds(answer.predicate, timeline, seq);
}

describe('a predicate holds after an event', () => {
  test.each([
    ['section:14 is partiallyPopulated', true],
    ['section:14 is partially-populated', true],
    ['section:14 is partially populated and not section:14 is online', true],
    ['sections partially populated = 1', true],
    ['section:14 is present and section:14 is tainted and not section:14 is early', true],
    ['section:12 is removed', true],
    ['section:9999 is removed', true],
    ['section:14 map has 31', true],
    ['section:14 map has 32', false],
    ['section:14 map = 0xffffffff', true],
    ['section:14 map != 0xffffffff', false],
    ['section:14 populated < 33', true],
    ['section:14 populated >= 33', false],
    ['section:10 node = 0', true],
    ['section:9999 node = 0', false],
    ['section:9999 is online', false],
    ['sections online = 14', true],
    ['sections tainted > 2', true],
    ['sections = 15', true],
    ['lost = 0 and attempts = 0', true],
    ['crashed', false],
  ])('at the end of a recording with persistent memory: %s is %s', (text, expected) => {
    expect(held(PMEM, text)).toBe(expected);
  });

  const during = seqOf(BUSY, 'block.goingOffline', { block: 32 });
  const after = seqOf(BUSY, 'block.offlineCancelled', { block: 32 });
  const failed = seqOf(BUSY, 'operation.failed');
  const onlining = seqOf(BUSY, 'block.goingOnline', { block: 32 });
  const gone = seqOf(BUSY, 'operation.finished', { operation: 5 });
  test.each([
    ['block:32 is online', during, false],
    ['block:32 is going-offline', during, true],
    ['block:32 is goingOffline', during, true],
    ['blocks going offline = 1', during, true],
    ['block:99 is removed', during, true],
    ['attempts = 1', during, true],
    ['block:32 is online', after, true],
    ['block:32 zone = Normal', after, true],
    ['blocks in Movable = 1', after, true],
    ['blocks offline > 0', after, false],
    ['blocks = 10', after, true],
    ['failures = 1', failed, true],
    ['failures = 1', failed - 1, false],
    ['errno = EBUSY', failed, true],
    ['errno = none', failed - 1, true],
    ['block:33 zone = none', gone, true],
    ['block:33 is offline', gone, true],
    ['block:33 zone != Normal', BUSY.baseline, false],
    ['block:32 is going-online', onlining, true],
    ['block:32 is going online', onlining, true],
    ['block:32 is offline', onlining, true],
    ['errno == EINVAL', seqOf(BUSY, 'operation.refused'), true],
    ['refusals > 0 or failures > 3', seqOf(BUSY, 'operation.failed', {}, 4), true],
  ])('where blocks refuse to go offline: %s after event %i is %s', (text, seq, expected) => {
    expect(held(BUSY, text, seq)).toBe(expected);
  });

  test('not binds before and, and before or; brackets bind first', () => {
    expect(held(PMEM, 'crashed and crashed or not crashed')).toBe(true);
    expect(held(PMEM, 'crashed and (crashed or not crashed)')).toBe(false);
    expect(held(PMEM, 'not crashed and crashed')).toBe(false);
    expect(held(PMEM, 'not (crashed and crashed)')).toBe(true);
  });

  test('where the memory model keeps no sub-section map, a map has and equals nothing, and populated counts struct pages', () => {
    expect(held(CLASSIC, 'section:1 map has 0')).toBe(false);
    expect(held(CLASSIC, 'section:1 map = 0x0 or section:1 map != 0x0')).toBe(false);
    expect(held(CLASSIC, 'section:1 populated = 64')).toBe(true);
  });

  test('every example of the help can be read', () => {
    for (const { example } of PREDICATE_HELP) expect(parsePredicate(example), example).toMatchObject({ ok: true });
  });
});

describe('a predicate that can not be read says at which column, and what could stand there', () => {
  test.each([
    ['', 1, 'the end', /section:N, block:N/],
    ['section:10 is onlin', 15, '"onlin"', /offline, partiallyPopulated, online/],
    ['block:32 is tainted', 13, '"tainted"', /goingOffline/],
    ['section:10 is absent', 15, '"absent"', /present, removed, offline, partiallyPopulated, online/],
    ['block:10 is absent', 13, '"absent"', /present, removed, offline, goingOnline, online, goingOffline/],
    ['section:10 is partially', 15, '"partially"', /partiallyPopulated/],
    ['section:10', 11, 'the end', /is, map, populated, node/],
    ['section:ten is online', 1, '"section:ten"', /with a number/],
    ['section is online', 1, '"section"', /section:N or block:N/],
    ['sections online 12', 17, '"12"', /<=/],
    ['sections onlin > 12', 10, '"onlin"', /partiallyPopulated/],
    ['sections online > ', 18, 'the end', /a number/],
    ['(crashed', 9, 'the end', /or \)/],
    ['crashed)', 8, '")"', /the end/],
    ['crashed crashed', 9, '"crashed"', /and, or/],
    ['errno > EBUSY', 7, '">"', /= or !=/],
    ['errno = busy', 9, '"busy"', /EBUSY/],
    ['block:32 is online; rm', 19, '";"', /brackets/],
    ['refusals > 99999999999999999999', 12, '"99999999999999999999"', /2\^53/],
    ['globalThis', 1, '"globalThis"', /section:N/],
    ['process.exit(1)', 8, '"."', /brackets/],
  ])('%s', (text, column, read, expected) => {
    const answer = parsePredicate(text);
    expect(answer).toMatchObject({ ok: false, problem: { column, read, expected: expect.stringMatching(expected) } });
  });

  test('brackets without end and endless text are refused, not followed', () => {
    expect(parsePredicate('('.repeat(1500))).toMatchObject({ ok: false, problem: { column: 51 } });
    expect(parsePredicate('not '.repeat(400))).toMatchObject({ ok: false, problem: { expected: /at most 50/ } });
    expect(parsePredicate('crashed or '.repeat(1000))).toMatchObject({ ok: false, problem: { column: 2001 } });
  });
});
