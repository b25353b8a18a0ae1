import { attemptMachine } from '../../../machines/attempt.ts';
import { memoryBlockMachine } from '../../../machines/memory-block.ts';
import { sectionMachine } from '../../../machines/section.ts';
import { guardName } from '../../../machines/taken.ts';

/** One transition as the machine has it. */
export interface ChartTransition {
  readonly from: string;
  readonly to: string;
  /** Name of the event; empty for a transition that is taken without one. */
  readonly event: string;
  /** Name of the guard, composed ones in words; null for a transition that is always taken. */
  readonly guard: string | null;
  /** The machine's own words about it, with kernel function and releases; null where it has none. */
  readonly description: string | null;
}

export interface ChartState {
  readonly name: string;
  readonly final: boolean;
  readonly description: string | null;
}

/** One region of a statechart: a machine without parallel states has one. */
export interface ChartRegion {
  readonly name: string;
  readonly initial: string;
  readonly states: readonly ChartState[];
  readonly transitions: readonly ChartTransition[];
}

export interface Chart {
  readonly machine: ChartName;
  readonly regions: readonly ChartRegion[];
}

export const CHART_NAMES = ['section', 'memory-block', 'attempt'] as const;
export type ChartName = (typeof CHART_NAMES)[number];

interface NodeTransition {
  readonly eventType: string;
  readonly guard?: unknown;
  readonly description?: string | undefined;
  readonly target?: readonly { readonly key: string }[] | undefined;
}

/** The part of XState's StateNode that a drawing needs. */
export interface ChartNode {
  readonly key: string;
  readonly type: string;
  readonly description?: string | undefined;
  readonly states: Readonly<Record<string, ChartNode>>;
  readonly initial: { readonly target: readonly { readonly key: string }[] };
  readonly transitions: ReadonlyMap<string, readonly NodeTransition[]>;
  readonly always?: readonly NodeTransition[] | undefined;
}

function regionOf(node: ChartNode): ChartRegion {
  const states = Object.values(node.states);
  return {
    name: node.key,
    initial: node.initial.target[0]?.key ?? '',
    states: states.map(({ key, type, description }) => ({
      name: key,
      final: type === 'final',
      description: description ?? null,
    })),
    transitions: states.flatMap((state) =>
      [...[...state.transitions.values()].flat(), ...(state.always ?? [])].map(
        ({ eventType, guard, description, target }) => ({
          from: state.key,
          to: target?.[0]?.key ?? state.key,
          event: eventType,
          guard: guardName(guard),
          description: description ?? null,
        }),
      ),
    ),
  };
}

/** The regions of a machine, from its root: there is no drawing kept beside it. */
export const regionsOf = (root: ChartNode): readonly ChartRegion[] =>
  root.type === 'parallel' ? Object.values(root.states).map(regionOf) : [regionOf(root)];

const ROOTS: Readonly<Record<ChartName, () => ChartNode>> = {
  section: () => sectionMachine.root,
  'memory-block': () => memoryBlockMachine.root,
  attempt: () => attemptMachine.root,
};

/** The statechart of a machine. */
export const chartOf = (machine: ChartName): Chart => ({ machine, regions: regionsOf(ROOTS[machine]()) });
