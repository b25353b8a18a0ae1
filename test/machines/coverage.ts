import type { AnyStateMachine, AnyTransitionDefinition, EventFromLogic, InputFrom, SnapshotFrom } from 'xstate';
import { getShortestPaths, getStateNodes, type StatePath } from 'xstate/graph';

/** A snapshot or an event as text: bigint has no JSON. */
export const textOf = (value: unknown): string =>
  JSON.stringify(value, (_key, part) => (typeof part === 'bigint' ? `0x${part.toString(16)}` : part));

/** The guards that a guard made of others (and, or, not) asks; itself where it asks none. */
const partsOf = (guard: AnyTransitionDefinition['guard']): readonly AnyTransitionDefinition['guard'][] =>
  typeof guard === 'function' && 'guards' in guard && Array.isArray(guard.guards)
    ? guard.guards.flatMap(partsOf)
    : [guard];

/** A guard as the machine's configuration names it, with its parameters. */
function nameOf(guard: AnyTransitionDefinition['guard']): string {
  if (typeof guard === 'string') return guard;
  if (typeof guard === 'object' && guard !== null && 'type' in guard)
    return outcomeKey(String(guard.type), guard.params);
  throw new Error('a guard without a name: write it into setup() so that diagrams and tests can name it');
}

const guardNames = (guard: AnyTransitionDefinition['guard']): readonly string[] =>
  guard === undefined || guard === null ? [] : partsOf(guard).map(nameOf);

const outcomeKey = (name: string, params: unknown): string =>
  params === undefined ? name : `${name}(${textOf(params)})`;

const transitionText = ({ source, eventType, guard, target }: AnyTransitionDefinition): string => {
  const asked = guardNames(guard);
  const targets = (target ?? []).map(({ id }) => id).join(', ') || 'itself';
  return `${source.id} on ${eventType}${asked.length === 0 ? '' : ` if ${asked.join(', ')}`} to ${targets}`;
};

const transitionsOf = (machine: AnyStateMachine): readonly AnyTransitionDefinition[] =>
  [machine.root, ...getStateNodes(machine)].flatMap((node) => [...node.transitions.values()].flat());

/** The machine with every guard telling how it answered. Parameters are constants of the configuration. */
function listening<T extends AnyStateMachine>(machine: T, heard: Map<unknown, Set<string>>): T {
  const answersWith = (params: unknown): Set<string> => {
    const known = heard.get(params) ?? new Set();
    heard.set(params, known);
    return known;
  };
  const guards = Object.fromEntries(
    Object.entries(machine.implementations.guards).map(([name, guard]) => [
      name,
      (args: unknown, params: unknown): boolean => {
        if (typeof guard !== 'function') throw new Error(`guard ${name} is no function`);
        const answer: boolean = guard(args as never, params);
        answersWith(params).add(`${name} ${answer}`);
        return answer;
      },
    ]),
  );
  return machine.provide({ guards } as never) as T;
}

export interface Walk<T extends AnyStateMachine> {
  readonly machine: T;
  /** Each is the machine's input for one walk; the walks together must reach everything. */
  readonly inputs: Iterable<InputFrom<T>>;
  readonly events: readonly EventFromLogic<T>[];
  /** What tells one snapshot from another; leaves out what only ever grows, so that the walk ends. */
  readonly stateKey: (snapshot: SnapshotFrom<T>) => string;
  /** Sees every generated path: the events, and the snapshot that they lead to. */
  readonly onPath?: (input: InputFrom<T>, path: readonly EventFromLogic<T>[], end: SnapshotFrom<T>) => void;
}

export interface Reached {
  /** Transitions of the configuration that no path took. */
  readonly missedTransitions: readonly string[];
  /** Answers of guards that no path met. */
  readonly missedAnswers: readonly string[];
  readonly paths: number;
}

/** Generates the shortest path to every snapshot, goes one event on from each, and says what of the machine that missed. */
export function walk<T extends AnyStateMachine>({ machine, inputs, events, stateKey, onPath }: Walk<T>): Reached {
  const taken = new Set<string>();
  const answered = new Map<unknown, Set<string>>();
  const all = transitionsOf(machine).map((transition) => ({ transition, text: transitionText(transition) }));
  let paths = 0;
  const different = new Set(all.map(({ text }) => text)).size;
  const chart = listening(machine, answered);
  for (const input of inputs) {
    const options = { input, events, serializeState: stateKey, serializeEvent: textOf };
    const found = getShortestPaths(chart, options as never) as unknown as readonly StatePath<
      SnapshotFrom<T>,
      EventFromLogic<T>
    >[];
    for (const { state, steps } of found) {
      const way = steps.map(({ event }) => event);
      onPath?.(input, way, state);
      paths += events.length;
      for (const event of taken.size < different ? events : []) {
        for (const transition of chart.getTransitionData(state as never, event)) taken.add(transitionText(transition));
      }
    }
  }
  const asked = new Set(all.flatMap(({ transition }) => guardNames(transition.guard)));
  const heard = new Set(
    [...answered].flatMap(([params, answers]) =>
      Array.from(answers, (text) => {
        const [name, answer] = text.split(' ');
        return `${outcomeKey(name ?? '', params)} is ${answer}`;
      }),
    ),
  );
  const unused = Object.keys(machine.implementations.guards).filter(
    (name) => ![...asked].some((text) => text === name || text.startsWith(`${name}(`)),
  );
  const answers = [...asked, ...unused].flatMap((guard) => [`${guard} is true`, `${guard} is false`]);
  return {
    missedTransitions: all.map(({ text }) => text).filter((text) => !taken.has(text)),
    missedAnswers: answers.filter((answer) => !heard.has(answer)),
    paths,
  };
}
