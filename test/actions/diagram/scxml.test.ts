import { describe, expect, test } from 'vitest';
import { CHART_NAMES, type Chart, chartOf } from '../../../src/actions/diagram/chart.ts';
import { CHART_ALONE } from '../../../src/actions/diagram/content.ts';
import type { Counts } from '../../../src/actions/diagram/counts.ts';
import { scxml } from '../../../src/actions/diagram/scxml.ts';
import { procedureChart } from '../../support/procedure.ts';
import { hasReaders, readers } from '../../support/readers.ts';

const CHARTS: readonly (readonly [string, Chart])[] = [
  ...CHART_NAMES.map((name) => [name, chartOf(name)] as const),
  ['procedure', procedureChart()],
];
const COUNTS: Counts = { memoryBlock: { online: 3 }, lifecycle: { online: 12 } };
const textOf = (chart: Chart): string => [...scxml(chart, { ...CHART_ALONE, counts: COUNTS })].join('\n');
const idsOf = ({ regions }: Chart): readonly string[] =>
  regions.flatMap(({ name, states }) =>
    states.map((state) => (regions.length > 1 ? `${name}_${state.name}` : state.name)),
  );
const initialOf = ({ regions }: Chart): readonly string[] =>
  regions.map(({ name, initial }) => (regions.length > 1 ? `${name}_${initial}` : initial));

interface XStateMachine {
  readonly stateIds: readonly string[];
  readonly initialState: XStateState;
  transition(state: XStateState, event: string): XStateState;
}
interface XStateState {
  readonly configuration: readonly { readonly type: string; readonly key: string }[];
}
interface Scion {
  readonly core: { readonly Statechart: new (prepared: object) => Interpreter };
  documentStringToModel(url: string, text: string, done: (error: unknown, model: Model) => void): void;
}
interface Model {
  prepare(done: (error: unknown, prepared: object) => void): void;
}
interface Interpreter {
  start(): readonly string[];
  gen(event: { readonly name: string }): readonly string[];
}

const inXState = (text: string): XStateMachine =>
  (readers('xstate/lib/scxml') as { toMachine(text: string, options: object): XStateMachine }).toMachine(text, {});
const activeIn = ({ configuration }: XStateState): readonly string[] =>
  configuration.filter(({ type }) => type === 'atomic' || type === 'final').map(({ key }) => key);

async function inScion(text: string): Promise<Interpreter> {
  const scion = readers('@scion-scxml/scxml') as Scion;
  const model = await new Promise<Model>((resolve, reject) =>
    scion.documentStringToModel('file:///chart.scxml', text, (error, read) => (error ? reject(error) : resolve(read))),
  );
  const prepared = await new Promise<object>((resolve, reject) =>
    model.prepare((error, made) => (error ? reject(error) : resolve(made))),
  );
  return new scion.core.Statechart(prepared);
}

describe.skipIf(!hasReaders('reading SCXML with XState and SCION'))('SCXML read by others', () => {
  test.each(CHARTS)('XState reads every state of the %s chart, and begins where the machine does', (_, chart) => {
    const machine = inXState(textOf(chart));
    expect(machine.stateIds).toEqual(expect.arrayContaining([...idsOf(chart)]));
    expect(activeIn(machine.initialState)).toEqual(initialOf(chart));
  });

  test.each(CHARTS)('SCION reads the %s chart, and begins where the machine does', async (_, chart) => {
    expect((await inScion(textOf(chart))).start()).toEqual(initialOf(chart));
  });

  test('both go the same way: the guards, also those over guards, are asked in order, and say yes', async () => {
    const text = textOf(procedureChart());
    const machine = inXState(text);
    const scion = await inScion(text);
    let state = machine.initialState;
    scion.start();
    const went = (event: string) => {
      state = machine.transition(state, event);
      return [activeIn(state)[0], scion.gen({ name: event })[0]];
    };
    // Every guard says yes, so `not allRam` does not, and `losesLastMemoryOfItsNode and not announces…` neither.
    expect(went('proceed')).toEqual(['isolating', 'isolating']);
    expect(went('proceed')).toEqual(['goingOffline', 'goingOffline']);
    expect(went('notifierVeto')).toEqual(['cancelling', 'cancelling']);
    expect(went('proceed')).toEqual(['failed', 'failed']);
  });

  test('an event moves each region of a section on its own', async () => {
    const text = textOf(chartOf('section'));
    const machine = inXState(text);
    const scion = await inScion(text);
    scion.start();
    const moved = ['lifecycle_online', 'origin_boot', 'device_tainted'];
    expect(activeIn(machine.transition(machine.initialState, 'boot'))).toEqual(moved);
    expect(scion.gen({ name: 'boot' })).toEqual(moved);
  });
});
