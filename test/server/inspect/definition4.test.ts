import { createRequire } from 'node:module';
import { describe, expect, test } from 'vitest';
import type { AnyStateMachine } from 'xstate';
import { memoryBlockMachine } from '../../../machines/memory-block.ts';
import { OPERATION_MACHINES } from '../../../machines/operations/index.ts';
import { sectionMachine } from '../../../machines/section.ts';
import { guardName } from '../../../machines/transitions-taken.ts';
import { definition4 } from '../../../src/server/inspect/protocol/definition4.ts';

interface Transition4 {
  readonly eventType: string;
  readonly target?: readonly { readonly id: string }[];
  readonly cond?: { readonly name: string };
  readonly actions: readonly { readonly type: string }[];
  readonly internal: boolean;
}
interface Node4 {
  readonly id: string;
  readonly type: string;
  readonly initial?: string;
  readonly states: Readonly<Record<string, Node4>>;
  readonly transitions: readonly Transition4[];
}

const { createMachine } = createRequire(new URL('../../inspect-v4/package.json', import.meta.url))('xstate') as {
  createMachine(definition: unknown): Node4;
};

const named = (reference: unknown): string =>
  typeof reference === 'string' ? reference : String((reference as { readonly type: unknown }).type);

/** A statechart by its states, as XState 4 has it after reading the definition from JSON. */
function chart4(node: Node4): readonly string[] {
  const own = node.transitions.map(({ eventType, target, cond, actions, internal }) =>
    [
      node.id,
      eventType,
      cond?.name ?? '-',
      target?.map(({ id }) => id),
      actions.map(({ type }) => type),
      internal,
    ].join(' '),
  );
  return [
    `${node.id} ${node.type} ${node.initial ?? ''}`.trim(),
    ...own,
    ...Object.values(node.states).flatMap(chart4),
  ];
}

/** The same of the project's machine, read from XState 5. */
function chart5(node: AnyStateMachine['root']): readonly string[] {
  const own = [...node.transitions.values()]
    .flat()
    .map(({ eventType, guard, target, actions, reenter }) =>
      [
        node.id,
        eventType,
        guardName(guard) ?? '-',
        target?.map(({ id }: { readonly id: string }) => id),
        actions.map(named),
        !reenter,
      ].join(' '),
    );
  const first = node.type === 'compound' ? (node.initial?.target?.[0]?.key ?? '') : '';
  return [`${node.id} ${node.type} ${first}`.trim(), ...own, ...Object.values(node.states).flatMap(chart5)];
}

describe.each([
  ['a section', sectionMachine, 13],
  ['a memory block', memoryBlockMachine, 6],
  ...Object.values(OPERATION_MACHINES).map((machine) => [machine.id, machine, 3] as const),
] as const)('the statechart of %s', (_name, machine: AnyStateMachine, states) => {
  test('is the same in XState 4: every state, transition, guard, action and target', () => {
    const sent = JSON.parse(JSON.stringify({ ...definition4(machine), predictableActionArguments: true }));
    const received = chart4(createMachine(sent));
    expect(received).toEqual(chart5(machine.root));
    expect(received.length).toBeGreaterThan(states);
  });
});
