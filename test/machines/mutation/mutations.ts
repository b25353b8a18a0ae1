import { type AnyStateMachine, type AnyTransitionDefinition, and, not, or } from 'xstate';
import { getStateNodes } from 'xstate/graph';
import { memoryBlockMachine } from '../../../machines/memory-block.ts';
import { OPERATION_MACHINES } from '../../../machines/operations/index.ts';
import { followedSectionMachine, sectionMachine } from '../../../machines/section.ts';
import { guardName } from '../../../machines/transitions-taken.ts';

type Guard = AnyTransitionDefinition['guard'];

/** One transition of a statechart, with its definition in every copy of the machine: the section's has two. */
export interface Arc {
  /** `offline.checks on proceed if not allRam to refused`. */
  readonly text: string;
  /** `offline.checks on proceed`. */
  readonly place: string;
  readonly definitions: readonly AnyTransitionDefinition[];
}

/** One thing taken out of a machine: a transition, or one answer to one question of its guard. */
export interface Mutation {
  readonly arc: Arc;
  readonly text: string;
  /** The guard in the changed machine, for each definition of the arc. */
  readonly guards: readonly Guard[];
}

const MACHINES: readonly (readonly AnyStateMachine[])[] = [
  [sectionMachine, followedSectionMachine],
  [memoryBlockMachine],
  ...Object.values(OPERATION_MACHINES).map((machine) => [machine]),
];

const definitionsOf = (machine: AnyStateMachine): readonly AnyTransitionDefinition[] =>
  [machine.root, ...getStateNodes(machine)].flatMap((node) => [...node.transitions.values()].flat());

function arcsOf(machines: readonly AnyStateMachine[]): readonly Arc[] {
  const copies = machines.map(definitionsOf);
  return (copies[0] ?? []).map(({ source, eventType, guard, target }, index) => {
    const name = guardName(guard);
    const place = `${source.id} on ${eventType}`;
    return {
      place,
      text: `${place}${name === null ? '' : ` if ${name}`} to ${target?.[0]?.key ?? source.key}`,
      definitions: copies.map((definitions) => definitions[index]!),
    };
  });
}

/** Every transition of every machine. */
export const ARCS: readonly Arc[] = MACHINES.flatMap(arcsOf);

const YES = (): boolean => true;
const NO = (): boolean => false;

/** XState's guards over guards: how one is made, and what answers that are settled already settle. */
interface Operator {
  readonly compose: (parts: readonly Guard[]) => Guard;
  readonly settle: (parts: readonly (boolean | null)[]) => boolean | null;
}

/** An answer that settles the whole where one part gives it; the other one, where all do. */
const settledBy =
  (answer: boolean): Operator['settle'] =>
  (parts) =>
    parts.includes(answer) ? answer : parts.includes(null) ? null : !answer;

const OPERATORS = new Map<unknown, Operator>([
  [checkOf(and([YES])), { compose: (parts) => and(parts as never) as Guard, settle: settledBy(false) }],
  [checkOf(or([YES])), { compose: (parts) => or(parts as never) as Guard, settle: settledBy(true) }],
  [
    checkOf(not(YES)),
    {
      compose: ([part]) => not(part as never) as Guard,
      settle: ([part]) => (typeof part === 'boolean' ? !part : null),
    },
  ],
]);

function checkOf(guard: unknown): unknown {
  return typeof guard === 'function' && 'check' in guard ? guard.check : null;
}

/** A guard over guards with its parts; null for any other. */
function composed(guard: Guard): { readonly operator: Operator; readonly parts: readonly Guard[] } | null {
  const operator = OPERATORS.get(checkOf(guard));
  return operator && typeof guard === 'function' && 'guards' in guard
    ? { operator, parts: guard.guards as readonly Guard[] }
    : null;
}

/** What a guard answers whatever its questions do; null where they decide. */
function settled(guard: Guard): boolean | null {
  const over = composed(guard);
  if (over) return over.operator.settle(over.parts.map(settled));
  return guard === YES ? true : guard === NO ? false : null;
}

interface Change {
  /** `allRam never says no`. */
  readonly text: string;
  readonly guard: Guard;
}

/** A guard without one answer of one of its questions: one change for each answer of each question. */
function changesOf(guard: Guard): readonly Change[] {
  if (guard === undefined) return [];
  const over = composed(guard);
  if (!over) {
    const name = guardName(guard);
    return [
      { text: `${name} never says no`, guard: YES },
      { text: `${name} never says yes`, guard: NO },
    ];
  }
  return over.parts.flatMap((part, index) =>
    changesOf(part).map((change) => ({
      ...change,
      guard: over.operator.compose(over.parts.with(index, change.guard)),
    })),
  );
}

/** A guard that can't say yes any more takes its transition away, which is a change of its own already. */
const isOther = ({ guard }: Change): boolean => settled(guard) !== false;

function mutationsOf(arc: Arc): readonly Mutation[] {
  const copies = arc.definitions.map(({ guard }) => changesOf(guard).filter(isOther));
  return [
    { arc, text: `without ${arc.text}`, guards: arc.definitions.map(() => NO) },
    ...(copies[0] ?? []).map(({ text }, index) => ({
      arc,
      text: `${text} in ${arc.text}`,
      guards: copies.map((changes) => changes[index]!.guard),
    })),
  ];
}

/** Every transition taken away, and every answer of every guard. */
export const MUTATIONS: readonly Mutation[] = ARCS.flatMap(mutationsOf);

/** Runs something while an arc's definitions have other guards. */
export function withGuards<T>({ definitions }: Arc, guards: readonly Guard[], run: () => T): T {
  const were = definitions.map(({ guard }) => guard);
  const set = (to: readonly Guard[]): void => {
    for (const [index, definition] of definitions.entries()) Object.assign(definition, { guard: to[index] });
  };
  set(guards);
  try {
    return run();
  } finally {
    set(were);
  }
}

/** Which arcs were asked and which were taken. */
export interface Heard {
  readonly asked: Set<Arc>;
  readonly taken: Set<Arc>;
}

/** Runs something while every arc tells that it was asked, and in its last copy that it was taken. */
export function listening<T>(run: () => T, { asked, taken }: Heard): T {
  return ARCS.reduceRight<() => T>(
    (inner, arc) => () => {
      const guards = arc.definitions.map(({ guard }, index) => {
        const ask = () => {
          asked.add(arc);
          return true;
        };
        const take = () => {
          if (index === arc.definitions.length - 1) taken.add(arc);
          return true;
        };
        return and([ask, ...(guard === undefined ? [] : [guard]), take] as never) as Guard;
      });
      return withGuards(arc, guards, inner);
    },
    run,
  )();
}
