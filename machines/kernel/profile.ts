import { classicArchitectures, classicEndedBy } from './classic-hotplug.ts';
import { type Architecture, type Geometry, geometryOf } from './geometry.ts';
import { parseRelease, type Release } from './release.ts';
import { type MemoryModel, SPECIAL_ROWS, TRAIT_ROWS, type TraitRow, type Traits } from './traits.ts';

/** One kernel as the model sees it: geometry, memory model and the traits of its release. Plain data. */
export interface Profile {
  /** `vmemmap@v5.7`, or with `+` what a recording showed on top: `classic@v6.1+usageFreedByRcu`. */
  readonly name: string;
  readonly memoryModel: MemoryModel;
  readonly release: Release;
  readonly geometry: Geometry;
  readonly traits: Traits;
  /** CONFIG_DEBUG_VM with page poisoning: turns the two classic bugs of 5.3 … 5.6 into crashes. */
  readonly debugVm: boolean;
}

/** A profile, or in words why the name is not one and which names are. */
export type ProfileAnswer =
  | { readonly ok: true; readonly profile: Profile }
  | { readonly ok: false; readonly reason: string };

export interface ProfileChoice {
  readonly memoryModel?: MemoryModel | undefined;
  readonly arch?: Architecture | undefined;
  readonly pageBytes?: number | undefined;
  readonly maxPhysmemBits?: number | undefined;
  readonly memSectionBytes?: number | undefined;
  readonly debugVm?: boolean | undefined;
  /** Traits that a recording showed, laid over the release's. */
  readonly shown?: Partial<Traits> | undefined;
}

/** Names that a profile can be chosen by, oldest first. */
export const PROFILE_NAMES: readonly string[] = [...TRAIT_ROWS.map((row) => row.name), ...Object.keys(SPECIAL_ROWS)];

/** The release that a bare `vmemmap` or `classic` means: the newest in which a user could still choose between them. */
export const DEFAULT_PROFILE = 'v6.12';

interface Kernel {
  readonly row: string;
  readonly release: Release;
  readonly traits: Traits;
}

const newestNotAfter = (release: Pick<Release, 'major' | 'minor'>): TraitRow | undefined =>
  TRAIT_ROWS.findLast(
    ({ since: [major, minor], name }) =>
      // v5.6-pre was a state of the 5.6 release candidates and of some stables: reached by its name only.
      name !== 'v5.6-pre' && (release.major > major || (release.major === major && release.minor >= minor)),
  );

function kernelByName(name: string): Kernel | undefined {
  const wanted = /^\d/.test(name) ? `v${name}` : name;
  const special = SPECIAL_ROWS[wanted];
  const row = TRAIT_ROWS.find((candidate) => candidate.name === (special?.base ?? wanted));
  const release = parseRelease(wanted);
  if (row && release) {
    const { base: _base, ...changes } = special ?? { base: '' };
    return { row: wanted, release, traits: { ...row.traits, ...changes } };
  }
  const nearest = release && newestNotAfter(release);
  return release && nearest
    ? { row: `v${release.major}.${release.minor}`, release, traits: nearest.traits }
    : undefined;
}

function build(kernel: Kernel, choice: ProfileChoice): Profile {
  const memoryModel = choice.memoryModel ?? 'vmemmap';
  const shown = Object.entries(choice.shown ?? {}).filter(
    ([trait, value]) => kernel.traits[trait as keyof Traits] !== value,
  );
  return {
    name: [`${memoryModel}@${kernel.row}`, ...shown.map(([trait]) => trait)].join('+'),
    memoryModel,
    release: kernel.release,
    geometry: geometryOf({ ...choice, memoryModel, arch: choice.arch ?? 'x86_64', release: kernel.release }),
    traits: { ...kernel.traits, ...choice.shown },
    debugVm: choice.debugVm ?? false,
  };
}

/** The profile that a name means, whether such a kernel can be built or not. */
function anyProfileByName(name: string, choice: ProfileChoice): ProfileAnswer {
  const found = /^(vmemmap|classic)?(?:(?<=.)@)?(.*)$/.exec(name.trim());
  const memoryModel = (found?.[1] as MemoryModel | undefined) ?? choice.memoryModel;
  const kernel = kernelByName(found?.[2] || DEFAULT_PROFILE);
  if (!kernel) {
    return {
      ok: false,
      reason: `no kernel profile is called ${JSON.stringify(name)}; write vmemmap, classic, or one of them with a release (vmemmap@5.3, classic@v5.6-pre); releases known by name: ${PROFILE_NAMES.join(', ')}`,
    };
  }
  return { ok: true, profile: build(kernel, { ...choice, memoryModel }) };
}

/** Why no kernel can be built that a profile describes, with the Kconfig line; null where one can. */
export function whyNotBuildable({ memoryModel, release, geometry: { arch } }: Profile): string | null {
  const line = memoryModel === 'classic' ? classicEndedBy(arch, release) : null;
  if (!line) return null;
  const when = line.since ? `since ${line.since.join('.')} ` : '';
  return `no ${arch} kernel of ${release.major}.${release.minor} is classic SPARSEMEM and hotplugs memory: ${when}${line.text}`;
}

/** What can be asked instead of a classic kernel that can't be built. */
function insteadOf({ name, release, geometry: { arch } }: Profile): string {
  const vmemmap = name.replace('classic', 'vmemmap').replace(/\+.*$/, '');
  const since = classicEndedBy(arch, release)?.since;
  const last = since && newestNotAfter({ major: since[0], minor: since[1] - 1 });
  if (since && last) return `${vmemmap}, or classic up to ${since[0]}.${since[1] - 1} (classic@${last.name})`;
  const others = classicArchitectures(release);
  return others.length === 0 ? vmemmap : `${vmemmap}, or classic on another architecture: ${others.join(', ')}`;
}

/**
 * The profile that a name means: `v5.7`, `5.3`, `vmemmap`, `classic`, `vmemmap@5.3`, `classic@v5.6-pre`, or any `uname -r`.
 * A memory model in the name wins over the choice's. Refused where no such kernel can be built.
 */
export function profileByName(name: string, choice: ProfileChoice = {}): ProfileAnswer {
  const answer = anyProfileByName(name, choice);
  return answer.ok ? buildable(answer.profile) : answer;
}

/** A profile, or in words why no such kernel can be built and what can be asked instead. */
export function buildable(profile: Profile): ProfileAnswer {
  const reason = whyNotBuildable(profile);
  return reason === null ? { ok: true, profile } : { ok: false, reason: `${reason}; ask for ${insteadOf(profile)}` };
}

/** The profile's geometry under a memory model: where the address width was its model's usual one, it is the other's. */
function geometryUnder({ geometry, release, memoryModel }: Profile, other: MemoryModel): Geometry {
  const { arch, pageBytes, maxPhysmemBits } = geometry;
  const bitsOf = (model: MemoryModel, asked?: number): number =>
    geometryOf({ arch, release, pageBytes, memoryModel: model, maxPhysmemBits: asked }).maxPhysmemBits;
  const isUsual = maxPhysmemBits === bitsOf(memoryModel);
  return { ...geometry, maxPhysmemBits: bitsOf(other, isUsual ? undefined : maxPhysmemBits) };
}

/**
 * Another memory model's profile of the same release, architecture and page size: what guards are asked beside the first.
 * There need be no such kernel: `whyNotBuildable` says.
 */
export function withMemoryModel(profile: Profile, memoryModel: MemoryModel): Profile {
  if (profile.memoryModel === memoryModel) return profile;
  const name = profile.name.replace(/^(vmemmap|classic)/, memoryModel);
  return { ...profile, memoryModel, name, geometry: geometryUnder(profile, memoryModel) };
}

/** Whether sections of this kernel have a sub-section map (docs/kernel.md §1.3). */
export const keepsSubsectionMap = (profile: Profile): boolean =>
  profile.traits.hasSubsectionMap && (profile.memoryModel === 'vmemmap' || profile.traits.classicKeepsSubsectionMap);

/** A profile as a log keeps it: enough to build it again, by a later memlapse too. Plain JSON. */
export interface ProfileDescription {
  /** A name that `profileByName` takes: the row of the release, with the memory model. */
  readonly row: string;
  readonly release: string;
  readonly arch: Architecture;
  readonly pageBytes: number;
  readonly maxPhysmemBits: number;
  readonly memSectionBytes: number;
  readonly debugVm: boolean;
  /** Traits that are not the row's own. */
  readonly shown: Readonly<Record<string, string | boolean>>;
}

const rowOf = (profile: Profile): string => profile.name.split('+')[0] ?? profile.name;

/** Describes a profile for a log. */
export function describeProfile(profile: Profile): ProfileDescription {
  const { arch, pageBytes, maxPhysmemBits, sectionsPerRoot } = profile.geometry;
  const own = kernelByName(rowOf(profile).replace(/^\w+@/, ''))?.traits;
  const shown = Object.entries(profile.traits).filter(([trait, value]) => own?.[trait as keyof Traits] !== value);
  return {
    row: rowOf(profile),
    release: profile.release.text,
    arch,
    pageBytes,
    maxPhysmemBits,
    memSectionBytes: pageBytes / sectionsPerRoot,
    debugVm: profile.debugVm,
    shown: Object.fromEntries(shown),
  };
}

/** The profile that a description stands for. Traits that this program does not know are left out. */
export function profileFromDescription(description: ProfileDescription): ProfileAnswer {
  const { row, release, arch, pageBytes, maxPhysmemBits, memSectionBytes, debugVm, shown } = description;
  // A log is read whatever it says: what it describes may be a kernel that no Kconfig allows.
  const plain = anyProfileByName(row, { arch, pageBytes, maxPhysmemBits, memSectionBytes, debugVm });
  if (!plain.ok) return plain;
  const known = Object.entries(shown).filter(([trait]) => Object.hasOwn(plain.profile.traits, trait));
  const exact = parseRelease(release) ?? plain.profile.release;
  return {
    ok: true,
    profile: {
      ...plain.profile,
      name: [row, ...known.map(([trait]) => trait)].join('+'),
      release: exact,
      traits: { ...plain.profile.traits, ...Object.fromEntries(known) },
    },
  };
}
