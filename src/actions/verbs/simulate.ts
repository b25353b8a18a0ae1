import { toCloudEvent } from '../../../events/formats/cloudevent.ts';
import { errnoOf } from '../../memory/decide.ts';
import { shippedScenarios } from '../../sources/scenario/shipped.ts';
import { type ActionResult, EXIT, textOption, UsageError, valueAnswer } from '../action.ts';
import { scenarioNamed, simulationOf } from '../source.ts';
import { PROFILE_OPTION } from '../source-arguments.ts';
import { sentenceOf } from '../text/sentence.ts';
import type { Verb } from '../verb.ts';

/** The shipped scenarios with their titles. */
function list(): ActionResult {
  const scenarios = shippedScenarios().map(({ id }) => {
    const { scenario } = scenarioNamed(id);
    return { id, title: scenario.title, about: scenario.about, profiles: scenario.profiles };
  });
  return valueAnswer(scenarios, function* (style) {
    for (const { id, title, profiles } of scenarios) {
      yield `${style.paint(id.padEnd(42), 'bold')} ${title}`;
      yield style.paint(`${' '.repeat(43)}${profiles.join(', ')}`, 'dim');
    }
  });
}

export const simulateVerb: Verb = {
  id: 'simulate',
  group: 'model',
  summary: 'the model decides a list of commands: no kernel needed; refusals are events too',
  args: [{ name: 'scenario', kind: 'source', description: 'a scenario in JSON or YAML, or the name of a shipped one' }],
  options: [
    { flags: '--list', description: 'the scenarios that ship with memlapse' },
    { flags: '--strict', description: 'exit with 1 when a command is refused, fails, or crashes the kernel' },
    PROFILE_OPTION,
  ],
  examples: [
    { call: 'memlapse simulate --list', shows: 'the seven patches and the demonstrations' },
    {
      call: 'memlapse simulate demo:early-section-tail --profile v5.8',
      shows: 'the bug that 5.9 fixed, event by event',
    },
    {
      call: 'memlapse simulate resize.yaml --strict --json',
      shows: 'your own commands as CloudEvents; exit code 1 when one is refused',
    },
  ],
  run: (input) => {
    if (input.options['list'] === true) return list();
    const { scenario: name } = input.args;
    if (name === undefined) throw new UsageError('missing scenario: a file, or one of `memlapse simulate --list`');
    const { scenario, simulation } = simulationOf(name, textOption(input, 'profile'));
    const unhappy = simulation.steps.some(({ outcome }) => outcome.kind === 'crashed' || errnoOf(outcome) !== null);
    const events = [...simulation.log.read()];
    return {
      exit: unhappy && input.options['strict'] === true ? EXIT.findings : EXIT.clean,
      json: { kind: 'lines', values: events.map((event) => toCloudEvent(event, name)) },
      *text(style) {
        yield style.paint(`${scenario.title}  ${simulation.profile.name}`, 'bold');
        if (scenario.about) yield style.paint(scenario.about, 'dim');
        for (const event of events) {
          const line = `${String(event.seq).padStart(4)}  ${sentenceOf(event)}`;
          const loud = ['operation.refused', 'operation.failed', 'kernel.crashed'].includes(event.type);
          yield loud ? style.paint(line, 'red') : event.type === 'operation.started' ? style.paint(line, 'bold') : line;
        }
      },
    };
  },
};
