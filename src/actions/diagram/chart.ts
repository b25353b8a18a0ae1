import { memoryBlockMachine } from '../../../machines/memory-block.ts';
import { operationGraph } from '../../../machines/operations/arcs.ts';
import { OPERATIONS, type OperationName } from '../../../machines/operations/context.ts';
import { OPERATION_MACHINES } from '../../../machines/operations/index.ts';
import { sectionMachine } from '../../../machines/section.ts';
import { guardName } from '../../../machines/transitions-taken.ts';

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
  /** The operation that the state calls; null for none. */
  readonly calls: OperationName | null;
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

/** Charts of operations, each by the name of its machine's file. */
export const OPERATION_CHARTS = {
  online: 'online',
  offline: 'offline',
  'add-memory': 'add_memory',
  'remove-memory': 'remove_memory',
  'offline-and-remove': 'offline_and_remove_memory',
  'arch-add-memory': 'arch_add_memory',
  'arch-remove-memory': 'arch_remove_memory',
  'map-device': 'memremap_pages',
  'unmap-device': 'memunmap_pages',
} as const satisfies Readonly<Record<string, OperationName>>;
export type OperationChart = keyof typeof OPERATION_CHARTS;

export const isOperationChart = (name: string): name is OperationChart => name in OPERATION_CHARTS;

/** Every chart: of a section, of a memory block, of the ways in which operations end, and of each operation. */
export const CHART_NAMES: readonly ChartName[] = [
  'section',
  'memory-block',
  'attempt',
  ...(Object.keys(OPERATION_CHARTS) as OperationChart[]),
];
export type ChartName = 'section' | 'memory-block' | 'attempt' | OperationChart;

/** The chart of an operation's machine. */
export const chartOfOperation = (name: OperationName): OperationChart =>
  (Object.keys(OPERATION_CHARTS) as OperationChart[]).find((chart) => OPERATION_CHARTS[chart] === name) ?? 'online';

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
  readonly entry: readonly unknown[];
  readonly states: Readonly<Record<string, ChartNode>>;
  readonly initial: { readonly target: readonly { readonly key: string }[] };
  readonly transitions: ReadonlyMap<string, readonly NodeTransition[]>;
  readonly always?: readonly NodeTransition[] | undefined;
}

/** The operation that an entry action calls, as `call()` of the operations' machines writes it. */
function calleeOf({ entry }: ChartNode): OperationName | null {
  const called = entry.flatMap((action) => {
    if (typeof action !== 'object' || action === null || !('type' in action) || action.type !== 'call') return [];
    const params = 'params' in action ? action.params : null;
    return typeof params === 'function' && 'callee' in params ? [params.callee] : [];
  });
  return OPERATIONS.find((name) => called.includes(name)) ?? null;
}

function regionOf(node: ChartNode): ChartRegion {
  const states = Object.values(node.states);
  return {
    name: node.key,
    initial: node.initial.target[0]?.key ?? '',
    states: states.map((state) => ({
      name: state.key,
      final: state.type === 'final',
      description: state.description ?? null,
      calls: calleeOf(state),
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

/** How operations end, and which can: read from the final states of their machines. */
function endsOfOperations(): ChartRegion {
  const transitions = OPERATIONS.flatMap((name) =>
    [...operationGraph(name).finals].map((to) => ({
      from: 'underWay',
      to,
      event: name,
      guard: null,
      description: OPERATION_MACHINES[name].root.states[to]?.description ?? null,
    })),
  );
  const ends = [...new Set(transitions.map(({ to }) => to))];
  const state = (name: string, final: boolean) => ({ name, final, description: null, calls: null });
  return {
    name: 'attempt',
    initial: 'underWay',
    states: [state('underWay', false), ...ends.map((name) => state(name, true))],
    transitions,
  };
}

/** The statechart of a machine. */
export function chartOf(machine: ChartName): Chart {
  if (machine === 'attempt') return { machine, regions: [endsOfOperations()] };
  if (isOperationChart(machine)) {
    return { machine, regions: regionsOf(OPERATION_MACHINES[OPERATION_CHARTS[machine]].root) };
  }
  return { machine, regions: regionsOf(machine === 'section' ? sectionMachine.root : memoryBlockMachine.root) };
}
