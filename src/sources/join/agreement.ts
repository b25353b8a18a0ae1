/** Offsets that one observation allows, if it is of one counterpart of the trace. */
export interface OffsetWindow {
  /** Number of the observation. */
  readonly observation: number;
  readonly from: bigint;
  readonly to: bigint;
}

interface OffsetInterval {
  readonly from: bigint;
  readonly to: bigint;
}

/** Offsets on which the most observations agree. */
export interface Agreement {
  readonly from: bigint;
  readonly to: bigint;
  /** The windows that meet there, one or more for each observation that agrees. */
  readonly windows: readonly OffsetWindow[];
  readonly agreed: number;
  /** From the first to the last of all stretches nearby that have as many. */
  readonly nearby: OffsetInterval;
  /** Another stretch of offsets, far from this one, has as many: nobody can say which it is. */
  readonly tied: boolean;
}

/** Stretches that lie no farther apart are the same answer. */
const APART = 2_000_000_000n;

const least = (a: bigint, b: bigint): bigint => (a < b ? a : b);
const magnitude = (value: bigint): bigint => (value < 0n ? -value : value);

/** How far a stretch lies from no offset at all. */
function fromZero({ from, to }: OffsetInterval): bigint {
  if (from <= 0n && to >= 0n) return 0n;
  return from > 0n ? from : magnitude(to);
}

const farApart = (a: OffsetInterval, b: OffsetInterval): boolean => a.from - b.to > APART || b.from - a.to > APART;

/** Stretches of offsets that lie in windows of the most observations. */
function fullest(windows: readonly OffsetWindow[]): readonly OffsetInterval[] {
  const edges = windows
    .flatMap(({ observation, from, to }) => [
      { at: from, opens: true, observation: observation },
      { at: to, opens: false, observation: observation },
    ])
    .sort((a, b) => (a.at === b.at ? Number(b.opens) - Number(a.opens) : a.at < b.at ? -1 : 1));
  const inside = new Map<number, number>();
  let most = 0;
  let found: OffsetInterval[] = [];
  let since: bigint | null = null;
  for (const { at, opens, observation } of edges) {
    const held = inside.get(observation) ?? 0;
    if (opens) {
      inside.set(observation, held + 1);
      if (held === 0) since = at;
      continue;
    }
    if (held > 1) {
      inside.set(observation, held - 1);
      continue;
    }
    // A stretch ends where the first of its observations does.
    if (since !== null && inside.size >= most) {
      found = inside.size > most ? [] : found;
      most = inside.size;
      found.push({ from: since, to: at });
    }
    since = null;
    inside.delete(observation);
  }
  return found;
}

/**
 * The offsets that lie in the windows of the most observations (K. Marzullo's intersection, as NTP has it). An observation has a
 * window for each counterpart that it may be of: the wrong ones scatter, the right ones meet. Among equals the one nearest to
 * no offset at all is taken. Undefined where there is no window.
 */
export function agreementOf(windows: readonly OffsetWindow[]): Agreement | undefined {
  const stretches = fullest(windows.filter(({ from, to }) => from <= to));
  const [first, ...others] = stretches;
  if (!first) return undefined;
  const best = others.reduce((near, one) => (fromZero(one) < fromZero(near) ? one : near), first);
  const meets = ({ from, to }: OffsetInterval): boolean =>
    (from < best.to && best.from < to) || (from <= best.from && best.to <= to);
  const meeting = windows.filter(meets);
  return {
    ...best,
    windows: meeting,
    agreed: new Set(meeting.map(({ observation }) => observation)).size,
    nearby: stretches
      .filter((one) => !farApart(one, best))
      .reduce(({ from, to }, one) => ({ from: least(from, one.from), to: -least(-to, -one.to) }), best),
    tied: stretches.some((one) => farApart(one, best)),
  };
}
