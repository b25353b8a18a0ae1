import { guardName } from '../transitions-taken.ts';
import { ENVIRONMENT_REASONS, type OperationName } from './context.ts';
import { OPERATION_MACHINES } from './index.ts';
import type { Written } from './operation.ts';
import type { RuleName } from './rules.ts';

/** One transition of an operation's machine, and what shows in a record that it was taken. */
export interface OperationArc {
  readonly from: string;
  readonly to: string;
  readonly event: string;
  /** The guard in words; null for a transition that is always taken. */
  readonly guard: string | null;
  /** What it writes into the log: an event's type, and where two arcs write the same, the word that tells them apart. */
  readonly writes: ReadonlySet<string>;
  /** Rules by which the operation ends here, its own or the called operation's. */
  readonly refusals: ReadonlySet<string>;
  /** Decisions of the environment by which it ends here; `rule` where a rule stops it part-way. */
  readonly decisions: ReadonlySet<string>;
}

/** An operation's machine as a graph, read from the machine. */
export interface OperationGraph {
  readonly initial: string;
  readonly finals: ReadonlySet<string>;
  readonly arcs: readonly OperationArc[];
  /** What a state's called operation writes while the state lasts. */
  readonly calls: ReadonlyMap<string, ReadonlySet<string>>;
}

/** An action of the configuration: its name, and parameters that say what it writes or whom it calls. */
type Action = string | { readonly type: string; readonly params?: unknown };

interface Node {
  readonly key: string;
  readonly type: string;
  readonly entry: readonly unknown[];
  readonly states: Readonly<Record<string, Node>>;
  readonly initial: { readonly target: readonly { readonly key: string }[] };
  readonly transitions: ReadonlyMap<
    string,
    readonly {
      readonly eventType: string;
      readonly guard?: unknown;
      readonly target?: readonly { readonly key: string }[] | undefined;
      readonly actions: readonly unknown[];
    }[]
  >;
}

const nameOf = (action: Action): string => (typeof action === 'string' ? action : action.type);
const paramsOf = (action: Action): unknown => (typeof action === 'string' ? undefined : action.params);

/** `notifier.called MEM_GOING_ONLINE`: an event's type, and the word that tells it from another of its type. */
export const written = (type: string, word: string): string => (word === '' ? type : `${type} ${word}`);

const writesOf = (actions: readonly Action[]): readonly string[] =>
  actions
    .filter((action) => nameOf(action) === 'write')
    .map((action) => {
      const { writes, word } = paramsOf(action) as Written;
      return written(writes, word);
    });

function calleeOf({ entry }: Node): OperationName | undefined {
  const call = (entry as readonly Action[]).find((action) => nameOf(action) === 'call');
  return call === undefined ? undefined : (paramsOf(call) as { readonly callee: OperationName }).callee;
}

/** Rules that an arc's own actions refuse by. */
const rulesOf = (actions: readonly Action[]): readonly RuleName[] =>
  actions.flatMap((action) => {
    const params = paramsOf(action);
    return ['refuse', 'stop'].includes(nameOf(action)) ? [params as RuleName] : [];
  });

function graphOf(name: OperationName): OperationGraph {
  const root: Node = OPERATION_MACHINES[name].root;
  const states = Object.values(root.states);
  const callees = new Map(
    states.flatMap((state) => {
      const callee = calleeOf(state);
      return callee ? [[state.key, operationGraph(callee)] as const] : [];
    }),
  );
  const arcs = states.flatMap((state) =>
    [...state.transitions.values()].flat().map(({ eventType, guard, target, actions }): OperationArc => {
      const to = target?.[0]?.key ?? state.key;
      const own = actions as readonly Action[];
      const inside = own.some((action) => nameOf(action) === 'keepOutcome') ? callees.get(state.key)?.arcs : undefined;
      const decides: string[] = ENVIRONMENT_REASONS.filter((reason) => reason === eventType);
      if (own.some((action) => nameOf(action) === 'failByRule')) decides.push('rule');
      return {
        from: state.key,
        to,
        event: eventType,
        guard: guardName(guard),
        writes: new Set(writesOf([...own, ...((root.states[to]?.entry ?? []) as readonly Action[])])),
        refusals: new Set([...rulesOf(own), ...(inside?.flatMap(({ refusals }) => [...refusals]) ?? [])]),
        decisions: new Set([...decides, ...(inside?.flatMap(({ decisions }) => [...decisions]) ?? [])]),
      };
    }),
  );
  return {
    initial: root.initial.target[0]?.key ?? '',
    finals: new Set(states.filter(({ type }) => type === 'final').map(({ key }) => key)),
    arcs,
    calls: new Map(
      [...callees].map(([state, callee]) => [
        state,
        new Set([
          ...callee.arcs.flatMap(({ writes }) => [...writes]),
          ...[...callee.calls.values()].flatMap((all) => [...all]),
        ]),
      ]),
    ),
  };
}

const KNOWN = new Map<OperationName, OperationGraph>();

/** The graph of an operation's machine. */
export function operationGraph(name: OperationName): OperationGraph {
  const known = KNOWN.get(name) ?? graphOf(name);
  KNOWN.set(name, known);
  return known;
}
