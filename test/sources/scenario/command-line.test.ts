import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { OPERATIONS } from '../../../events/catalogue.ts';
import { profileByName } from '../../../machines/kernel/profile.ts';
import { argsOfCommand } from '../../../src/memory/command-text.ts';
import { commandFields } from '../../../src/sources/scenario/command-fields.ts';
import { readCommandLine } from '../../../src/sources/scenario/command-line.ts';
import { commandsOf, openScenario } from '../../../src/sources/scenario/scenario.ts';
import { plainCommand, wishes } from '../../memory/arena.ts';
import { booted, SECTION } from '../../memory/given.ts';

const answer = profileByName('vmemmap');
if (!answer.ok) throw new Error(answer.reason);
const { profile } = answer;
const read = (text: string) => readCommandLine(text, profile.geometry);
const command = (text: string) => {
  const line = read(text);
  return line.ok ? line.command : expect.unreachable(`column ${line.column}: ${line.reason}`);
};
const complaint = (text: string): string => {
  const line = read(text);
  return line.ok ? expect.unreachable(`${text} was read`) : `${line.column}: ${line.reason}`;
};

describe('a command in one line', () => {
  test('is a block and what it is to become, by place or by name', () => {
    expect(command('offline 32')).toEqual({ type: 'offline', block: 32 });
    expect(command('  offline block:32 ')).toEqual({ type: 'offline', block: 32 });
    expect(command('online 0x21 online_movable')).toEqual({ type: 'online', block: 33, kind: 'online_movable' });
    expect(command('online kind=online_kernel block=33')).toMatchObject({ block: 33, kind: 'online_kernel' });
  });

  test('is a range in the units of a scenario, with its node and what else the operation takes', () => {
    expect(command('add_memory 0x140000000 128MiB 1 memmap_on_memory driver="System RAM (kmem)"')).toEqual({
      type: 'add_memory',
      start: 0x140000000n,
      size: 128n << 20n,
      nid: 1,
      nidIsGroup: false,
      ownMemmap: true,
      mergeResource: false,
      driverName: 'System RAM (kmem)',
      autoOnline: null,
    });
    expect(command('memremap_pages start=10sections size=4subsections')).toMatchObject({
      start: 10n * BigInt(profile.geometry.sectionBytes),
      size: 4n * BigInt(profile.geometry.subsectionBytes),
      altmap: false,
    });
  });

  test('takes what the kernel’s rules do not decide, as a scenario’s environment', () => {
    expect(command('offline 32 unmovable_page').environment).toEqual({ unmovablePage: { errno: 'EBUSY' } });
    expect(command('online 32 veto=EBUSY signal=no').environment).toEqual({ notifierVeto: { errno: 'EBUSY' } });
    expect(command('add_memory 0x100000000 1GiB allocation_fails_at=0x108000000').environment).toEqual({
      allocationFailed: { errno: 'ENOMEM', at: 0x108000 },
    });
  });

  test('is read as the list of events shows it, number and all', () => {
    expect(command('offline(block=32)')).toEqual(command('offline 32'));
    expect(command('#4 offline(block=32)')).toEqual(command('offline 32'));
    expect(command('add_memory(start=0x100000000, size=0x8000000, nid=0, ownMemmap=yes)')).toMatchObject({
      ownMemmap: true,
    });
  });

  test('that can not be read says at which column, and what was expected', () => {
    expect(complaint('')).toMatch(/^1: write an operation with its arguments/);
    expect(complaint('  unplug 3')).toMatch(/^3: write an operation .* there are add_memory,/);
    expect(complaint('offline')).toMatch(/^8: offline needs block=, a number, decimal or 0x…; write offline block=/);
    expect(complaint('offline <b>')).toMatch(/^9: offline needs block=, a number.*; read "<b>"/);
    expect(complaint('offline(block=<b>)')).toMatch(/^9: offline needs block=/);
    expect(complaint('offline -1')).toMatch(/^9: offline needs block=/);
    expect(complaint('offline 3 4')).toMatch(/^11: "4" is no field; write offline block=/);
    expect(complaint('offline 3 block=3')).toMatch(/^11: block is told twice/);
    expect(complaint('online 3 sideways')).toMatch(/^10: kind is one of online, online_kernel, online_movable/);
    expect(complaint('offline 3 veto=EWHAT')).toMatch(/^11: veto is one of EPERM/);
    expect(complaint('offline 3 signal=maybe')).toMatch(/^11: signal is yes or no/);
    expect(complaint('offline 3 hurry=yes')).toMatch(/^11: offline takes no "hurry"/);
    expect(complaint('add_memory 0x100000000')).toMatch(/^23: add_memory needs size=, an address or a size/);
    expect(complaint('add_memory 0x100000000 128MB')).toMatch(/^24: size: "MB" is no unit of memory here/);
    expect(complaint('add_memory 0x100000000 99999999TiB')).toMatch(/^24: size: expected fewer than 2\^64 bytes/);
    expect(complaint('add_memory 0x100000000 1GiB nid=4096')).toMatch(/^29: nid: /);
    expect(complaint('add_memory start="0x1')).toMatch(/^18: a " that nothing closes/);
    expect(complaint('offline __proto__=1')).toMatch(/^9: offline takes no "__proto__"/);
  });

  test('never throws, whatever is typed', () => {
    const piece = fc.oneof(
      fc.constantFrom(...OPERATIONS, ...OPERATIONS.flatMap((name) => commandFields(name).map((field) => field.name))),
      fc.constantFrom(
        '=',
        '(',
        ')',
        '"',
        '#4',
        '0x140000000',
        '128MiB',
        'block:3',
        'constructor',
        '\u001b[2J',
        'EBUSY',
      ),
      fc.string({ maxLength: 6 }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 6 }), fc.constantFrom(' ', '', '='), (pieces, glue) => {
        const text = pieces.join(glue);
        const line = read(text);
        if (!line.ok) {
          expect(line.column).toBeGreaterThanOrEqual(1);
          expect(line.column).toBeLessThanOrEqual(text.length + 1);
        }
      }),
    );
  });
});

describe('a command in one line is the same as in a scenario', () => {
  test('whatever can be asked: its arguments in the log, written as a line, are read as the same command', () => {
    const state = booted(profile, [{ pfn: 0, nrPages: 2 * SECTION }]);
    fc.assert(
      fc.property(wishes, (wish) => {
        const { environment: _, ...asked } = plainCommand(wish, state);
        const args = Object.entries(argsOfCommand(asked)).map(([name, value]) => `${name}="${value}"`);
        expect(command(`${asked.type}(${args.join(' ')})`)).toEqual(asked);
      }),
    );
  });

  test('field by field, the environment among them', () => {
    const steps = [
      ['offline: { block: 7, environment: { unmovable_page: true } }', 'offline 7 unmovable_page'],
      ['online: { block: 7, environment: { veto: EPERM, zone: Movable } }', 'online 7 veto=EPERM zone=Movable'],
      [
        'arch_add_memory: { start: 8 sections, size: 1 section, altmap: true }',
        'arch_add_memory 8sections 1section altmap',
      ],
    ] as const;
    for (const [yaml, line] of steps) {
      const opened = openScenario('one', `steps: [{ ${yaml} }]`);
      if (!opened.ok) throw new Error(JSON.stringify(opened.problem));
      const commands = commandsOf(opened.scenario, profile);
      expect(commands).toEqual({ ok: true, commands: [command(line)] });
    }
  });
});
