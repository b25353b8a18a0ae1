import { CATALOGUE } from './catalogue.ts';

/** Makes one version of an event's data into the next. Numbered: the upcaster `from` 1 makes version 2. */
export interface Upcaster {
  readonly type: string;
  readonly from: number;
  readonly up: (data: unknown) => unknown;
}

/** Every step from an old version to the next, in any order. None yet: all events are in their first version. */
export const UPCASTERS: readonly Upcaster[] = [];

type Versions = ReadonlyMap<string, number>;

export const CURRENT_VERSIONS: Versions = new Map(
  CATALOGUE.map(({ type, version }) => [type as string, version as number]),
);

/** What is wrong with a set of upcasters: a gap, a step twice, or one for a type or version that does not exist. */
export function upcasterProblems(upcasters: readonly Upcaster[], current: Versions): readonly string[] {
  const problems: string[] = [];
  const seen = new Set<string>();
  for (const { type, from } of upcasters) {
    const version = current.get(type);
    const name = `${type} from version ${from}`;
    if (version === undefined) problems.push(`${name}: no event has this type`);
    else if (from < 1 || from >= version) problems.push(`${name}: the catalogue is at version ${version}`);
    if (seen.has(name)) problems.push(`${name}: there are two`);
    seen.add(name);
  }
  for (const [type, version] of current) {
    for (let from = 1; from < version; from++) {
      if (!seen.has(`${type} from version ${from}`)) problems.push(`${type} from version ${from}: missing`);
    }
  }
  return problems;
}

export type Upcast = { readonly ok: true; readonly data: unknown } | { readonly ok: false; readonly reason: string };

/** Brings an event's data to the version that this program knows. A newer version is refused, never guessed at. */
export function upcast(
  type: string,
  version: number,
  data: unknown,
  upcasters: readonly Upcaster[] = UPCASTERS,
  current: Versions = CURRENT_VERSIONS,
): Upcast {
  const known = current.get(type);
  if (known === undefined) {
    return {
      ok: false,
      reason: `no event is called ${JSON.stringify(type)}: the log was written by a newer memlapse, or by something else`,
    };
  }
  if (version > known) {
    return {
      ok: false,
      reason: `${type} has version ${version}, and this memlapse knows up to ${known}: the log was written by a newer one`,
    };
  }
  let value = data;
  for (let at = version; at < known; at++) {
    const step = upcasters.find((upcaster) => upcaster.type === type && upcaster.from === at);
    if (!step) return { ok: false, reason: `${type} version ${at} can not be brought to version ${at + 1}` };
    value = step.up(value);
  }
  return { ok: true, data: value };
}
