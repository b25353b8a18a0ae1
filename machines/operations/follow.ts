import { type OperationArc, type OperationGraph, operationGraph } from './arcs.ts';
import type { OperationName } from './context.ts';

/** What a record shows of one operation: a step that it wrote, or how it ended. */
export type Sign =
  | { readonly kind: 'wrote'; readonly what: string }
  | { readonly kind: 'finished' }
  | { readonly kind: 'refused'; readonly guard: string }
  | { readonly kind: 'failed'; readonly environment: string | null; readonly orphans: boolean }
  | { readonly kind: 'crashed' };

/** Where an operation is in its machine, as far as a record shows it. */
export interface OperationProgress {
  /** State of the operation's machine. */
  readonly phase: string;
  /** Number of the arc that led there, or of the last one, which wrote but is over only with the operation; null before the first. */
  readonly arc: number | null;
}

/** An operation after one more sign, and the arcs that this showed to have been taken. */
export interface Followed {
  readonly progress: OperationProgress;
  readonly arcs: readonly OperationArc[];
}

export const atStart = (name: OperationName): OperationProgress => ({ phase: operationGraph(name).initial, arc: null });

/** Unlikelihood of an arc that the record does not show: writing arcs leave a trace, silent ones do not. */
const cost = ({ writes }: OperationArc): number => 1 + 10 * writes.size;

/** Arcs of the likeliest path from a state, up to and with the fitting arc; null where none fits. */
function arcsTo(
  { arcs, finals }: OperationGraph,
  from: string,
  fits: (arc: OperationArc) => boolean,
  passes: (arc: OperationArc) => boolean,
): readonly OperationArc[] | null {
  const reached = new Map<string, { readonly spent: number; readonly way: readonly OperationArc[] }>([
    [from, { spent: 0, way: [] }],
  ]);
  let best: { readonly spent: number; readonly way: readonly OperationArc[] } | null = null;
  const open = [from];
  for (let state = open.shift(); state !== undefined; state = open.shift()) {
    const here = reached.get(state);
    if (!here || finals.has(state)) continue;
    for (const arc of arcs) {
      if (arc.from !== state) continue;
      const next = { spent: here.spent + cost(arc), way: [...here.way, arc] };
      // The fitting arc was seen: its writes cost nothing, but between two fitting arcs fewer writes are likelier.
      const found = { ...next, spent: here.spent + 1 + arc.writes.size / 100 };
      if (fits(arc) && (!best || found.spent < best.spent)) best = found;
      if (!passes(arc) || next.spent >= (reached.get(arc.to)?.spent ?? Number.POSITIVE_INFINITY)) continue;
      reached.set(arc.to, next);
      open.push(arc.to);
    }
  }
  return best?.way ?? null;
}

const ENDS = {
  finished: ['done'],
  refused: ['refused'],
  failed: ['failed', 'leftOrphans'],
  crashed: ['crashed'],
} as const;

/** Rules and decisions by which an operation ends on an arc. */
const reasonsOf = ({ refusals, decisions }: OperationArc): readonly string[] => [...refusals, ...decisions];

/** The arcs by which an operation ended, from a phase. */
function endingFrom(
  graph: OperationGraph,
  { phase, arc }: OperationProgress,
  sign: Exclude<Sign, { kind: 'wrote' }>,
  passes: (arc: OperationArc) => boolean,
): readonly OperationArc[] {
  const ends: readonly string[] = sign.kind === 'failed' && !sign.orphans ? ['failed'] : ENDS[sign.kind];
  const isEnd = ({ to }: OperationArc): boolean => ends.includes(to);
  const begun = graph.arcs[arc ?? -1];
  if (begun && begun.from === phase && isEnd(begun) && passes(begun)) return [begun];
  const reason = sign.kind === 'refused' ? sign.guard : sign.kind === 'failed' ? (sign.environment ?? 'rule') : null;
  const decides = (one: OperationArc): boolean => reason !== null && reasonsOf(one).includes(reason);
  const way = arcsTo(graph, phase, decides, passes);
  const last = way?.at(-1);
  if (way && last && isEnd(last)) return way;
  const rest = last && arcsTo(graph, last.to, isEnd, passes);
  if (way && rest) return [...way, ...rest];
  return arcsTo(graph, phase, isEnd, passes) ?? arcsTo(graph, phase, isEnd, () => true) ?? [];
}

/** `follow`, worked out anew. */
function followed(name: OperationName, progress: OperationProgress, sign: Sign, reason: string | null): Followed {
  const graph = operationGraph(name);
  const passes = (arc: OperationArc): boolean => {
    const reasons = reasonsOf(arc);
    return reasons.length === 0 || (reason !== null && reasons.includes(reason));
  };
  const along = (arcs: readonly OperationArc[]): Followed => {
    const last = arcs.at(-1);
    return { arcs, progress: last ? { phase: last.to, arc: graph.arcs.indexOf(last) } : progress };
  };
  if (sign.kind !== 'wrote') return along(endingFrom(graph, progress, sign, passes));
  const { what } = sign;
  // An arc that writes twice was taken once.
  if (graph.arcs[progress.arc ?? -1]?.writes.has(what) || graph.calls.get(progress.phase)?.has(what)) return along([]);
  const shows = (arc: OperationArc): boolean => arc.writes.has(what) || graph.calls.get(arc.to)?.has(what) === true;
  const fits = (arc: OperationArc): boolean => shows(arc) && (reason === null || passes(arc));
  const way = arcsTo(graph, progress.phase, fits, passes) ?? arcsTo(graph, progress.phase, shows, () => true) ?? [];
  const last = way.at(-1);
  if (!last || !graph.finals.has(last.to)) return along(way);
  return { arcs: way.slice(0, -1), progress: { phase: last.from, arc: graph.arcs.indexOf(last) } };
}

/** Most different steps that are remembered: a record of a million events takes some hundred, a hostile one any number. */
const REMEMBERED = 4096;
const KNOWN = new Map<string, Followed>();

/**
 * An operation after one more sign. The likeliest arcs are taken; a sign that none fits moves nothing.
 * @param reason by which the operation ends: a rule, a decision of the environment, `rule` for a rule that stopped it part-way;
 * `none` for one that ends well; null where that is not known.
 */
export function follow(
  name: OperationName,
  progress: OperationProgress,
  sign: Sign,
  reason: string | null = null,
): Followed {
  const key = JSON.stringify([name, progress.phase, progress.arc, sign, reason]);
  const known = KNOWN.get(key) ?? followed(name, progress, sign, reason);
  if (KNOWN.size >= REMEMBERED) KNOWN.clear();
  KNOWN.set(key, known);
  const { phase, arc } = known.progress;
  // Where nothing moved, the very same progress: an equal one would be a change of state.
  return phase === progress.phase && arc === progress.arc ? { ...known, progress } : known;
}
