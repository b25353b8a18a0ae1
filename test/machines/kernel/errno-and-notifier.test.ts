import { describe, expect, test } from 'vitest';
import { ERRNO, errnoInPointer, errnoName, vetoOf } from '../../../machines/kernel/errno.ts';
import { NOTIFIER_ACTIONS, notifierAction, notifierNumber } from '../../../machines/kernel/notifier.ts';

const NOTIFY_DONE = 0;
const NOTIFY_OK = 1;
const NOTIFY_BAD = 0x8002;
const NOTIFY_STOP = 0x8001;

describe('errors', () => {
  test('have the kernel’s numbers', () => {
    for (const [name, number] of Object.entries(ERRNO)) expect(errnoName(number)).toBe(name);
    expect([errnoName(22), errnoName(17), errnoName(133)]).toEqual(['EINVAL', 'EEXIST', 'EHWPOISON']);
  });

  test('without a name keep their number', () => {
    expect(errnoName(4000)).toBe('errno 4000');
  });

  test('hide in pointers from -4095 on', () => {
    expect(errnoInPointer(0xffff_ffff_ffff_fff4n)).toBe('ENOMEM');
    expect(errnoInPointer(-17n)).toBe('EEXIST');
    expect(errnoInPointer(-4095n)).toBe('errno 4095');
    expect(errnoInPointer(-4096n)).toBeUndefined();
    expect(errnoInPointer(0xffff_8881_0000_0000n)).toBeUndefined();
    expect(errnoInPointer(0n)).toBeUndefined();
  });
});

describe('what a notifier chain answers', () => {
  test('is no veto where nobody minds', () => {
    expect([NOTIFY_DONE, NOTIFY_OK, NOTIFY_STOP].map(vetoOf)).toEqual([undefined, undefined, undefined]);
  });

  test('is EPERM for NOTIFY_BAD, and the errno that it carries otherwise', () => {
    expect(vetoOf(NOTIFY_BAD)).toBe('EPERM');
    expect(vetoOf(32781)).toBe('ENOMEM');
    expect(vetoOf(32785)).toBe('EBUSY');
  });

  test.each(Object.entries(ERRNO))('carries %s as notifier_from_errno() packs it', (name, number) => {
    expect(vetoOf(0x8000 | (NOTIFY_OK + number))).toBe(name);
  });
});

describe('the numbers of MEM_ actions', () => {
  test('are bits up to v6.18', () => {
    expect(NOTIFIER_ACTIONS.map((action) => notifierNumber('bits', action))).toEqual([1, 2, 4, 8, 16, 32, 64, 128]);
    expect(notifierAction('bits', 8)).toBe('MEM_GOING_ONLINE');
    expect([0, 3, 256, -1].map((value) => notifierAction('bits', value))).toEqual(Array(4).fill(undefined));
  });

  test('count from 0 since v6.19, and in 6.12.117', () => {
    expect(NOTIFIER_ACTIONS.map((action) => notifierNumber('enum', action))).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(notifierAction('enum', 4)).toBe('MEM_CANCEL_ONLINE');
    expect([8, -1, 0.5].map((value) => notifierAction('enum', value))).toEqual(Array(3).fill(undefined));
  });

  test.each(['bits', 'enum'] as const)('%s: number and action are each other’s reverse', (numbering) => {
    for (const action of NOTIFIER_ACTIONS) {
      expect(notifierAction(numbering, notifierNumber(numbering, action))).toBe(action);
    }
  });
});
