import { attemptMachine } from '../../../machines/attempt.ts';
import { memoryBlockMachine } from '../../../machines/memory-block.ts';
import { sectionMachine } from '../../../machines/section.ts';
import { guardName } from '../../../machines/taken.ts';

/** One transition as the machine has it. */
export interface ChartTransition {
  readonly from: string;
  readonly to: string;
  readonly event: string;
  /** Name of the guard, or null for one that is always taken. */
  readonly guard: string | null;
}

/** One region of a statechart: a machine without parallel states has one. */
export interface ChartRegion {
  readonly name: string;
  readonly initial: string;
  readonly states: readonly { readonly name: string; readonly final: boolean }[];
  readonly transitions: readonly ChartTransition[];
}

export interface Chart {
  readonly machine: ChartName;
  readonly regions: readonly ChartRegion[];
}

export const CHART_NAMES = ['section', 'memory-block', 'attempt'] as const;
export type ChartName = (typeof CHART_NAMES)[number];

/** What is asked of a machine's node: the part of XState's StateNode that a drawing needs. */
interface ChartNode {
  readonly key: string;
  readonly type: string;
  readonly states: Readonly<Record<string, ChartNode>>;
  readonly initial: { readonly target: readonly { readonly key: string }[] };
  readonly transitions: ReadonlyMap<
    string,
    readonly {
      readonly eventType: string;
      readonly guard?: unknown;
      readonly target?: readonly { readonly key: string }[] | undefined;
    }[]
  >;
}

function regionOf(node: ChartNode): ChartRegion {
  const states = Object.values(node.states);
  return {
    name: node.key,
    initial: node.initial.target[0]?.key ?? '',
    states: states.map(({ key, type }) => ({ name: key, final: type === 'final' })),
    transitions: states.flatMap((state) =>
      [...state.transitions.values()].flat().map(({ eventType, guard, target }) => ({
        from: state.key,
        to: target?.[0]?.key ?? state.key,
        event: eventType,
        guard: guardName(guard),
      })),
    ),
  };
}

const ROOTS: Readonly<Record<ChartName, () => ChartNode>> = {
  section: () => sectionMachine.root,
  'memory-block': () => memoryBlockMachine.root,
  attempt: () => attemptMachine.root,
};

/** The statechart of a machine, read from the machine itself: there is no drawing kept beside it. */
export function chartOf(machine: ChartName): Chart {
  const root = ROOTS[machine]();
  return { machine, regions: root.type === 'parallel' ? Object.values(root.states).map(regionOf) : [regionOf(root)] };
}
