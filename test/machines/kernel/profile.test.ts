import { describe, expect, test } from 'vitest';
import { ARCHITECTURES, type Architecture } from '../../../machines/kernel/geometry.ts';
import {
  DEFAULT_PROFILE,
  describeProfile,
  keepsSubsectionMap,
  PROFILE_NAMES,
  type Profile,
  type ProfileChoice,
  profileByName,
  profileFromDescription,
  whyNotBuildable,
  withMemoryModel,
} from '../../../machines/kernel/profile.ts';
import { atLeast, parseRelease } from '../../../machines/kernel/release.ts';

function profile(name: string, choice: ProfileChoice = {}): Profile {
  const answer = profileByName(name, choice);
  return answer.ok ? answer.profile : expect.fail(answer.reason);
}

const refusal = (name: string, choice: ProfileChoice = {}): string => {
  const answer = profileByName(name, choice);
  return answer.ok ? expect.fail(`${name} became ${answer.profile.name}`) : answer.reason;
};

describe('a release', () => {
  test.each([
    ['6.1.0-56-amd64', 6, 1, 0],
    ['v5.7', 5, 7, 0],
    ['5.6.0-rc7', 5, 6, 0],
    ['6.12.117+deb12-cloud-amd64', 6, 12, 117],
    ['  7.1\n', 7, 1, 0],
  ])('%j is read as uname -r gives it', (text, major, minor, patch) => {
    expect(parseRelease(text)).toEqual({ major, minor, patch, text: text.trim() });
  });

  test.each(['', 'linux', '6', 'v6.', '.6.1', 'amd64-6.1'])('%j is none', (text) => {
    expect(parseRelease(text)).toBeUndefined();
  });

  test('is later by its major number first', () => {
    const at = (text: string) => parseRelease(text) ?? expect.fail(text);
    expect(atLeast(at('6.0'), 5, 19)).toBe(true);
    expect(atLeast(at('5.19'), 6, 0)).toBe(false);
    expect(atLeast(at('5.7'), 5, 7)).toBe(true);
    expect(atLeast(at('5.6'), 5, 7)).toBe(false);
  });
});

describe('a profile’s name', () => {
  test.each(PROFILE_NAMES)('%s is one, under VMEMMAP at least', (name) => {
    expect(profile(name).name).toBe(`vmemmap@${name}`);
    expect(profile(`vmemmap@${name}`)).toEqual(profile(name));
  });

  test.each([
    ['v5.7', 'vmemmap@v5.7'],
    ['5.3', 'vmemmap@v5.3'],
    ['vmemmap', `vmemmap@${DEFAULT_PROFILE}`],
    ['classic', `classic@${DEFAULT_PROFILE}`],
    ['vmemmap@5.3', 'vmemmap@v5.3'],
    ['classic@v5.6-pre', 'classic@v5.6-pre'],
    [' classic@5.7 ', 'classic@v5.7'],
    ['6.1.0-56-amd64', 'vmemmap@v6.1'],
    ['6.12.117+deb12-cloud-amd64', 'vmemmap@v6.12'],
    ['classic@6.1.0-56-amd64', 'classic@v6.1'],
    ['5.4.302-generic', 'vmemmap@v5.4'],
    ['v9.0', 'vmemmap@v9.0'],
  ])('%j means %s', (text, name) => {
    expect(profile(text).name).toBe(name);
  });

  test('of a release between two rows takes the earlier row’s traits', () => {
    expect(profile('5.4.302').traits).toEqual(profile('v5.3').traits);
    expect(profile('5.11.0').traits).toEqual(profile('v5.10').traits);
    expect(profile('6.5.0').traits).toEqual(profile('v6.1').traits);
    expect(profile('9.0').traits).toEqual(profile('v7.1').traits);
  });

  test('never reaches v5.6-pre by a release: it was a state of the candidates', () => {
    expect(profile('5.6.0').traits).toEqual(profile('v5.6').traits);
    expect(profile('v5.6-pre').traits.classicRemoveFreesBogusPointer).toBe(true);
  });

  test('v5.6-unpaired-fix is v5.6 with one fix and without the other', () => {
    const { validWhileUsageGone, ...rest } = profile('v5.6-unpaired-fix').traits;
    const { validWhileUsageGone: mended, ...released } = profile('v5.6').traits;
    expect([validWhileUsageGone, mended]).toEqual([true, false]);
    expect(rest).toEqual(released);
  });

  test.each(['', 'classic@', 'vmemmap@'])('%j leaves the release to the default', (text) => {
    expect(profile(text).release.text).toBe(DEFAULT_PROFILE);
  });

  test.each(['latest', 'v5', '4.19.0', 'sparse@5.7', 'vmemmap@new', '@5.7', '5,7'])(
    '%j is none, and the reason names those that are',
    (text) => {
      const reason = refusal(text);
      expect(reason).toContain(JSON.stringify(text));
      for (const name of PROFILE_NAMES) expect(reason).toContain(name);
    },
  );
});

describe('classic with memory hotplug', () => {
  /** Last release that could, and the Kconfig line that ended it; none of one that never could. */
  const UNTIL = [
    ['x86_64', '6.15', '6.16', /since 6\.16 arch\/x86\/Kconfig.*selects SPARSEMEM_VMEMMAP if X86_64.*classic@v6\.12/],
    ['arm64', '5.12', '5.13', /since 5\.13 arch\/arm64\/Kconfig.*selects SPARSEMEM_VMEMMAP.*classic@v5\.12/],
    ['ppc64', '6.17', '6.18', /since 6\.18 mm\/Kconfig.*classic up to 6\.17 \(classic@v6\.12\)/],
    ['loongarch', '6.17', '6.18', /since 6\.18 mm\/Kconfig/],
    ['sparc64', '6.17', '6.18', /since 6\.18 mm\/Kconfig/],
    [
      's390',
      null,
      '5.2',
      /no s390 kernel of 5\.2 .*arch\/s390\/Kconfig.*selects SPARSEMEM_VMEMMAP.*x86_64, arm64, ppc64/,
    ],
    ['riscv64', null, '6.12', /arch\/riscv\/Kconfig.*ARCH_ENABLE_MEMORY_HOTPLUG.*another architecture: x86_64, ppc64/],
  ] as const;

  test.each(UNTIL)(
    '%s: the last release is %s, and %s is refused with the Kconfig line',
    (arch, last, ended, reason) => {
      if (last !== null) expect(profile(`classic@${last}`, { arch }).memoryModel).toBe('classic');
      expect(refusal(`classic@${ended}`, { arch })).toMatch(reason);
      expect(refusal(ended, { arch, memoryModel: 'classic' })).toMatch(reason);
      expect(profile(ended, { arch }).memoryModel).toBe('vmemmap');
    },
  );

  test.each(PROFILE_NAMES)(
    '%s: each architecture that can’t have it says what to ask instead, and that can be had',
    (name) => {
      for (const arch of ARCHITECTURES) {
        const answer = profileByName(`classic@${name}`, { arch });
        if (answer.ok) continue;
        const [, instead = '', classic, others] =
          /; ask for (\S+?)(?:, or classic up to [\d.]+ \((\S+)\)|, or classic on another architecture: (.*))?$/.exec(
            answer.reason,
          ) ?? expect.fail(answer.reason);
        expect(profile(instead, { arch }).name).toBe(`vmemmap@${name}`);
        if (classic) expect(profile(classic, { arch }).memoryModel).toBe('classic');
        for (const other of others?.split(', ') ?? []) {
          expect(profile(`classic@${name}`, { arch: other as Architecture }).geometry.arch).toBe(other);
        }
      }
    },
  );

  test('on x86_64 has no 5-level paging: X86_5LEVEL selects SPARSEMEM_VMEMMAP', () => {
    const wide = profile('vmemmap@v6.1', { maxPhysmemBits: 52 });
    expect(wide.geometry.maxPhysmemBits).toBe(52);
    expect(withMemoryModel(wide, 'classic').geometry.maxPhysmemBits).toBe(46);
    expect(profile('classic@v6.1', { maxPhysmemBits: 52 }).geometry.maxPhysmemBits).toBe(46);
  });

  test('that nobody could build is a what-if beside a kernel, and a log that has it is read', () => {
    const arm64 = profile('vmemmap@v6.1', { arch: 'arm64' });
    const hypothetical = withMemoryModel(arm64, 'classic');
    expect(whyNotBuildable(arm64)).toBeNull();
    expect(whyNotBuildable(hypothetical)).toMatch(/^no arm64 kernel of 6\.1 is classic SPARSEMEM .*782276b4d0ad/);
    expect(profileFromDescription(describeProfile(hypothetical))).toEqual({ ok: true, profile: hypothetical });
  });
});

describe('a profile', () => {
  test('is of the memory model in its name before any other', () => {
    expect(profile('classic@v5.7', { memoryModel: 'vmemmap' }).memoryModel).toBe('classic');
    expect(profile('v5.7', { memoryModel: 'classic' }).name).toBe('classic@v5.7');
  });

  test('names what a recording showed beyond its release, and nothing that the release says itself', () => {
    const shown = { usageFreedByRcu: true, notifierNumbering: 'bits' } as const;
    expect(profile('classic@6.1.192', { shown })).toMatchObject({
      name: 'classic@v6.1+usageFreedByRcu',
      traits: { usageFreedByRcu: true },
    });
  });

  test('keeps a sub-section map with VMEMMAP since v5.3, and in classic from v5.3 to v5.6', () => {
    const keeping = (model: 'vmemmap' | 'classic') =>
      PROFILE_NAMES.filter((name) => {
        const answer = profileByName(name, { memoryModel: model });
        return answer.ok && keepsSubsectionMap(answer.profile);
      });
    expect(keeping('vmemmap')).toEqual(PROFILE_NAMES.filter((name) => name !== 'v5.2'));
    expect(keeping('classic')).toEqual(['v5.3', 'v5.5', 'v5.6-pre', 'v5.6', 'v5.6-unpaired-fix']);
  });

  test('has a sibling of the other memory model, with that model’s reach', () => {
    const own = profile('vmemmap@v5.7');
    const sibling = withMemoryModel(own, 'classic');
    expect(sibling).toEqual(profile('classic@v5.7'));
    expect(withMemoryModel(sibling, 'classic')).toBe(sibling);
    const ppc64 = profile('vmemmap@v6.12', { arch: 'ppc64' });
    expect(ppc64.geometry.maxPhysmemBits).toBe(51);
    expect(withMemoryModel(ppc64, 'classic')).toEqual(profile('classic@v6.12', { arch: 'ppc64' }));
    const narrow = profile('vmemmap@v6.12', { arch: 'ppc64', maxPhysmemBits: 44 });
    expect(withMemoryModel(narrow, 'classic').geometry.maxPhysmemBits).toBe(44);
  });
});

describe('the kernels of docs/kernel.md §0', () => {
  /** Profiles of the table, with: map, classic has map, partial remove frees early memmap, early flag, online lookup, taint, RCU. */
  const TABLE = [
    ['v5.2', false, false, false, false, false, false, false],
    ['v5.3', true, true, true, true, false, false, false],
    ['v5.6-pre', true, true, true, true, false, false, false],
    ['v5.6', true, true, true, true, false, false, false],
    ['v5.7', true, false, true, true, false, false, false],
    ['v5.9', true, false, false, true, false, false, false],
    ['v5.12', true, false, false, true, true, true, false],
    ['v5.15', true, false, false, true, true, true, false],
    ['v6.8', true, false, false, true, true, true, true],
    ['v6.18', true, false, false, true, true, true, true],
    ['v7.1', true, false, false, true, true, true, true],
  ] as const;

  test.each(TABLE)('%s has its flags', (name, ...flags) => {
    const { traits } = profile(name);
    expect([
      traits.hasSubsectionMap,
      traits.classicKeepsSubsectionMap,
      traits.partialRemoveFreesEarlyMemmap,
      traits.marksEarlySections,
      traits.onlineLookupChecksSubsection,
      traits.taintsZoneDevice,
      traits.usageFreedByRcu,
    ]).toEqual(flags);
  });

  test('classic removal leaks in v5.3 … v5.5, crashes in v5.6-pre, and works everywhere else', () => {
    const removal = (name: string) => {
      const { traits } = profile(name);
      if (traits.classicRemoveLeaksMemmap) return 'leaks';
      return traits.classicRemoveFreesBogusPointer ? 'crashes' : 'works';
    };
    const odd = Object.fromEntries(
      PROFILE_NAMES.map((name) => [name, removal(name)]).filter(([, answer]) => answer !== 'works'),
    );
    expect(odd).toEqual({ 'v5.3': 'leaks', 'v5.5': 'leaks', 'v5.6-pre': 'crashes' });
  });

  test('MEM_PREPARE_ONLINE is announced from v6.8 to v6.18', () => {
    expect(PROFILE_NAMES.filter((name) => profile(name).traits.announcesPrepareAndFinish)).toEqual([
      'v6.8',
      'v6.12',
      'v6.18',
    ]);
  });
});
