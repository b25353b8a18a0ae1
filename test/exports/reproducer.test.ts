import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { decided, type EventDraft } from '../../events/event.ts';
import { memoryLog } from '../../events/memory-log.ts';
import { nanoseconds } from '../../machines/kernel/units.ts';
import { reproducerOf } from '../../src/exports/reproducer.ts';
import { cli } from '../support/cli.ts';
import { openShipped, recordingNames, recordingPath } from '../support/recordings.ts';
import { tempFiles } from '../support/temp.ts';

const parses = (script: string): string => {
  const ran = spawnSync('sh', ['-n'], { input: script, encoding: 'utf8' });
  return `${ran.status} ${ran.stderr}`;
};

const writes = (script: string): readonly string[] => script.split('\n').filter((line) => line.startsWith('echo '));

const named = (part: string): string => recordingNames.find((name) => name.includes(part))!;

const HOSTILE = [
  'x\necho pwned',
  'x\r\nreboot',
  "'; reboot; '",
  '$(reboot)',
  '`reboot`',
  'x\u2028reboot',
  '\\',
  '\u0000\u001b[2J',
];

/** A log in which every free text is hostile. */
function hostileScript(text: string): string {
  const { final } = openShipped(named('--s0-boot'));
  const circumstances = {
    timeNs: nanoseconds(5n),
    actor: { task: text, pid: 7, cpu: 0 },
    place: { file: text, line: 1 },
  };
  const drafts: EventDraft[] = [
    decided('mark.set', { step: 1, name: text }),
    decided('operation.started', { operation: 1, parent: null, name: 'online', args: { block: text, kind: text } }),
    decided('operation.refused', {
      operation: 1,
      guard: text,
      errno: 'EBUSY',
      reason: text,
      source: text,
      message: text,
    }),
    decided('operation.started', {
      operation: 2,
      parent: null,
      name: 'add_memory',
      args: { start: text, size: text, [text]: text },
    }),
    decided('operation.failed', { operation: 2, errno: 'errno 5', environment: null, reason: text, orphans: false }),
    decided('operation.started', { operation: 3, parent: null, name: 'online', args: { block: '3', kind: 'online' } }),
    decided('zone.joined', { operation: 3, pfn: 0 as never, nrPages: 1, zone: text }),
    decided('operation.finished', { operation: 3 }),
  ];
  const log = memoryLog();
  expect(
    log.append(
      drafts.map((draft) => ({ ...draft, ...circumstances }) as EventDraft),
      0,
    ),
  ).toMatchObject({ ok: true });
  return [...reproducerOf({ name: text, log, memory: final, from: 1, to: log.position })].join('\n');
}

describe('an export as a reproducer', () => {
  test.each(recordingNames)(
    '%s: is a script that sh can read, and writes to block files and probe only',
    async (name) => {
      const { code, out } = await cli('export', recordingPath(name), '--format', 'reproducer');
      expect(code).toBe(0);
      expect(parses(out)).toBe('0 ');
      expect(out).toMatch(/^set -u$/m);
      expect(out).toMatch(/id -u/);
      for (const line of writes(out)) {
        expect(line).toMatch(
          /^echo (?:(?:offline|online|online_kernel|online_movable) > \/sys\/devices\/system\/memory\/memory\d+\/state|0x[0-9a-f]+ > \/sys\/devices\/system\/memory\/probe)$/,
        );
      }
    },
  );

  test('repeats the onlines of a DIMM so that each block enters the zone of the record', async () => {
    const { out } = await cli('export', recordingPath(named('--s2-')), '--format', 'reproducer', '--to', 'step:04');
    expect(writes(out).map((line) => line.replace('/sys/devices/system/memory/', ''))).toEqual([
      'echo online_kernel > memory32/state',
      'echo online_movable > memory33/state',
      'echo offline > memory32/state',
    ]);
    expect(out).toMatch(/# not repeated: a kernel thread did this/);
    expect(out).toMatch(/# then: failed EBUSY/);
    expect(out).toMatch(/t=\d+\.\d{9} s/);
  });

  test('marks what ends otherwise than in the record, says what it can not ask for, and exits with 1', async () => {
    const { out } = await cli('export', recordingPath(named('--s2-')), '--format', 'reproducer', '--to', 'step:04');
    // Files stand for blocks here: each write to one succeeds, also the offline that the kernel refused.
    const sysfs = tempFiles({ block_size_bytes: '8000000\n', 'memory32/state': '', 'memory33/state': '' });
    const script = out.replaceAll('/sys/devices/system/memory', sysfs).replace('"$(id -u)"', '0');
    const ran = spawnSync('sh', { input: script, encoding: 'utf8' });
    expect(ran.stdout.split('\n')).toEqual([
      expect.stringMatching(/^- operation 1: add_memory is not repeated/),
      '  operation 2: done; in the record: done',
      '  operation 3: done; in the record: done',
      '! operation 4: done; in the record: failed EBUSY',
      '3 asked, 1 ended otherwise than in the record, 1 not repeated',
      '',
    ]);
    expect(ran.status).toBe(1);
    const agreed = spawnSync('sh', { input: script.replace('told 4 "$?" 1', 'told 4 "$?" 0'), encoding: 'utf8' });
    expect(agreed.status).toBe(0);
  });

  test('leaves out what lies outside --from and --to', async () => {
    const whole = (await cli('export', recordingPath(named('--s2-')), '--format', 'reproducer')).out;
    const part = (
      await cli(
        'export',
        recordingPath(named('--s2-')),
        '--format',
        'reproducer',
        '--from',
        'step:04',
        '--to',
        'step:06',
      )
    ).out;
    expect(writes(part).length).toBeGreaterThan(0);
    expect(writes(part).length).toBeLessThan(writes(whole).length);
  });

  test('adds one block through the probe file, and says why what user space can not ask is not repeated', async () => {
    const { out } = await cli('export', recordingPath(named('classic--s5-')), '--format', 'reproducer');
    expect(writes(out)).toContain('echo 0x118000000 > /sys/devices/system/memory/probe');
    expect(out).toMatch(/nid=9\n# then: refused EINVAL.*\n# not repeated: the probe file can not name a node/);
    expect(out).toMatch(/size=0x10000000 nid=0\n# then: .*\n# not repeated: the probe file adds one block/);
    expect(out).toMatch(/# arch_add_memory .*\n# then: .*\n# not repeated: a driver or a module called this/);
  });

  test.each(HOSTILE)('keeps the text %j in comments, wherever the log holds it', (text) => {
    const script = hostileScript(text);
    expect(parses(script)).toBe('0 ');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: none may be there
    expect(script).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029]/);
    const inert = hostileScript('harmless');
    const commands = (of: string): readonly string[] =>
      of.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    expect(commands(script)).toEqual(commands(inert));
    expect(writes(script)).toEqual(['echo online_kernel > /sys/devices/system/memory/memory3/state']);
  });
});
