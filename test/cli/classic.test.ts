import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { profileByName } from '../../machines/kernel/profile.ts';
import { profilesBeside } from '../../src/actions/answers/compare.ts';
import { scenarioNamed } from '../../src/actions/source.ts';
import { profileOfRecording } from '../../src/sources/profile-of.ts';
import { cli, json } from '../support/cli.ts';
import { tempFiles } from '../support/temp.ts';

const steps = 'steps:\n  - add_memory: { start: 4GiB, size: 1GiB }\n';
const machine = (arch: string): string => `machine: { arch: ${arch}, ram: [{ start: 0, size: 1GiB }] }\n`;
const FOLDER = tempFiles({
  'arm64.yaml': `profiles: [vmemmap@5.15, classic@5.12]\n${machine('arm64')}${steps}`,
  'classic.yaml': `profiles: [classic@5.15]\n${machine('arm64')}${steps}`,
  's390.yaml': `${machine('s390')}${steps}`,
});
const file = (name: string): string => join(FOLDER, name);
const ARM64 =
  /no arm64 kernel of 5\.15 is classic SPARSEMEM and hotplugs memory: since 5\.13 arch\/arm64\/Kconfig ARCH_SPARSEMEM_ENABLE selects SPARSEMEM_VMEMMAP \(782276b4d0ad\); ask for vmemmap@v5\.15, or classic up to 5\.12 \(classic@v5\.12\)/;
const S390 =
  /no s390 kernel of 6\.12 is classic.*arch\/s390\/Kconfig.*ask for vmemmap@v6\.12, or classic on another architecture: x86_64, ppc64/;

test('of the kernels beside a record only those are offered that can be built', () => {
  const own = profileByName('vmemmap@v5.15', { arch: 'arm64' });
  if (!own.ok) throw new Error(own.reason);
  const offered = profilesBeside(own.profile);
  expect(offered).toEqual(expect.arrayContaining(['vmemmap', 'vmemmap@v5.15', 'vmemmap@v6.18', 'classic@v5.12']));
  expect(offered.filter((name) => /^classic$|^classic@v(5\.1[45]|6)/.test(name))).toEqual([]);
});

describe('a kernel that is classic where no Kconfig allows it', () => {
  beforeAll(async () => {
    expect((await cli('import', file('arm64.yaml'), '--log', file('arm64.ndjson'))).code).toBe(0);
  });

  test.each([
    [['simulate', file('classic.yaml')], ARM64],
    [['state', file('classic.yaml')], ARM64],
    [['simulate', file('arm64.yaml'), '--profile', 'classic@5.15'], ARM64],
    [['simulate', file('s390.yaml'), '--profile', 'classic'], S390],
    [['compare', file('arm64.yaml'), '--profiles', 'vmemmap,classic@5.15'], ARM64],
    [['compare', file('s390.yaml')], S390],
    [['compare', file('arm64.ndjson')], ARM64],
    [['compare', file('arm64.ndjson'), '--profiles', 'vmemmap,classic'], ARM64],
  ])('is refused with the Kconfig line, and what to ask instead: memlapse %j', async (argv, expected) => {
    const ran = await cli(...argv);
    expect(ran.code).toBe(2);
    expect(ran.err).toMatch(expected);
    expect(ran.out).toBe('');
  });

  test('is refused as the kernel of a recording', () => {
    const meta = {
      kernelRelease: '5.15.0-1-arm64',
      cmdline: '',
      config: { CONFIG_SPARSEMEM_VMEMMAP: 'n' },
    };
    expect(() => profileOfRecording(meta as never, {} as never, null)).toThrow(/arch\/arm64\/Kconfig/);
  });

  test('is compared where it could be built: as many classic kernels as there were', async () => {
    const compared = json(await cli('compare', file('arm64.yaml'), '--json'));
    expect(compared).toMatchObject({ profiles: ['vmemmap@5.15', 'classic@5.12'] });
    expect(scenarioNamed(file('arm64.yaml')).scenario.profiles).toEqual(['vmemmap@5.15', 'classic@5.12']);
  });

  test('is a what-if in a diagram, which says so', async () => {
    const about = ['diagram', 'section', file('arm64.ndjson'), '--about', 'section:2'];
    expect(json(await cli(...about, '--json'))).toMatchObject({
      about: { hypothetical: expect.stringMatching(/^no arm64 kernel of 5\.15.*782276b4d0ad/) },
    });
    expect((await cli(...about, '--format', 'svg')).out).toContain('answers are a what-if');
    const shipped = ['diagram', 'section', 'demo:orphan-sections', '--about', 'section:40'];
    expect(json(await cli(...shipped, '--json'))).toMatchObject({ about: { hypothetical: null } });
    expect((await cli(...shipped, '--format', 'svg')).out).not.toContain('what-if');
  });

  test('is refused in the debugger, at the column of its name', async () => {
    const commands = tempFiles({ 'commands.txt': 'profile classic\n' });
    const ran = await cli('debug', file('arm64.ndjson'), '--commands', join(commands, 'commands.txt'));
    expect(ran.code).toBe(2);
    expect(ran.err).toMatch(new RegExp(`:1:9: ${ARM64.source}`));
  });
});
