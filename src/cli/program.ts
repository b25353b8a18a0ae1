import { Argument, Command, CommanderError, Option } from 'commander';
import { SourceError } from '../../events/problem.ts';
import {
  type ActionInput,
  EXIT,
  type ExitCode,
  GROUPS,
  optionShape,
  type Style,
  UsageError,
} from '../actions/action.ts';
import { untilInterrupted } from '../actions/interrupt.ts';
import { VERBS } from '../actions/registry.ts';
import { columns, wrapped } from '../actions/text/columns.ts';
import type { Verb } from '../actions/verb.ts';
import { inspectVerb } from '../server/inspect/inspect.ts';
import { openVerb } from '../server/open.ts';
import { DamagedLog } from '../stores/sqlite.ts';
import { runSession } from './debug/debugger.ts';
import { type Io, progressOn } from './io.ts';
import { inLines, print } from './print.ts';

const START = [
  ['memlapse open', 'a real kernel in the inspector, in a browser'],
  ['memlapse story', 'a real kernel, told in the terminal'],
  ['memlapse compare demo:subsection-hotplug', 'why only VMEMMAP has sub-section hotplug'],
  ['memlapse why --help', 'what a verb takes, with examples; debug and open take the same words'],
] as const;

const plainStyle = ({ out }: Io): Style => ({ width: out.columns ?? 80, paint: (text) => text });

/** What stands under a verb's help: examples, more tables, exit codes. */
function helpOf({ examples, more }: Verb, style: Style): string {
  const lines = [
    'Examples:',
    ...examples.flatMap(({ call, shows }) => [`  ${call}`, ...wrapped(shows, '      ', style.width)]),
    ...(more ? ['', `${more.title}:`, ...columns(more.rows, style)] : []),
    '',
    "Exit codes: 0 done and clean, 1 done with findings, 2 the call is wrong, 3 the source can't be read.",
  ];
  return `\n${lines.join('\n')}`;
}

/** A wrong call in words; where a part of an argument is wrong, with a caret under it. */
function usageInWords({ message, argument, offset }: UsageError, { args }: ActionInput): string {
  const text = argument === undefined ? undefined : args[argument];
  if (text === undefined || offset === undefined) return message;
  return `the ${argument} is wrong at column ${offset + 1}: ${message}\n  ${text}\n  ${' '.repeat(offset)}^`;
}

function failureInWords(error: unknown, input: ActionInput): { readonly code: ExitCode; readonly text: string } {
  if (error instanceof SourceError) return { code: EXIT.unreadable, text: error.message };
  if (error instanceof DamagedLog) {
    const advice = 'memlapse verify tells how much of the log is good';
    return { code: EXIT.unreadable, text: `the log is damaged: ${error.message}\n  ${advice}` };
  }
  if (error instanceof UsageError) return { code: EXIT.wrongCall, text: usageInWords(error, input) };
  throw error;
}

async function runVerb(verb: Verb, input: ActionInput, io: Io): Promise<ExitCode> {
  try {
    const missing = verb.args?.find(({ name, required }) => required && input.args[name] === undefined);
    if (missing) throw new UsageError(`missing ${missing.flags ?? missing.name}: ${missing.description}`);
    const result = await verb.run(input);
    input.progress('');
    const json = input.options['json'] === true;
    if ('session' in result) return await runSession(result, json, io);
    await print(result, json, io);
    return result.exit;
  } catch (error) {
    const { code, text } = failureInWords(error, input);
    io.err.write(`memlapse ${verb.id}: ${inLines(text)}\n`);
    if (code === EXIT.wrongCall) io.err.write(`Help: memlapse ${verb.id} --help\n`);
    return code;
  }
}

/** Arguments of a call by name: by their place, or by the option that gives them. */
function* givenTo(verb: Verb, command: Command): Generator<readonly [name: string, texts: readonly string[]]> {
  const placed: readonly (string | readonly string[] | undefined)[] = command.processedArgs;
  let place = 0;
  for (const { name, flags } of verb.args ?? []) {
    const value = flags === undefined ? placed[place++] : command.opts()[optionShape(flags).key];
    yield [name, value === undefined ? [] : typeof value === 'string' ? [value] : value];
  }
}

function commandOf(verb: Verb, io: Io, done: (code: ExitCode) => void): Command {
  const { args = [], options = [] } = verb;
  const command = new Command(verb.id)
    .description(verb.summary)
    .helpGroup(`${GROUPS[verb.group]}:`)
    .addHelpText('after', () => helpOf(verb, plainStyle(io)));
  for (const { name, description, required, many, flags } of args) {
    const word = many ? `${name}...` : name;
    if (flags !== undefined) command.addOption(new Option(flags, description));
    else command.addArgument(new Argument(required ? `<${word}>` : `[${word}]`, description));
  }
  for (const { flags, description, fallback, many } of options) {
    const option = new Option(flags, description);
    if (many) option.argParser<readonly string[]>((value, before = []) => [...before, value]);
    command.addOption(fallback === undefined ? option : option.default(fallback));
  }
  command.option('--json', 'print JSON and nothing else on standard output');
  command.action(async () => {
    const given = [...givenTo(verb, command)];
    const input: ActionInput = {
      args: Object.fromEntries(given.map(([name, [first]]) => [name, first])),
      lists: Object.fromEntries(given),
      options: command.opts(),
      progress: progressOn(io),
      again: false,
      get signal() {
        return untilInterrupted();
      },
    };
    done(await runVerb(verb, input, io));
  });
  return command;
}

/** Runs the CLI on arguments (without node and script). Never ends the process; returns the exit code. */
export async function runCli(argv: readonly string[], version: string, io: Io): Promise<ExitCode> {
  let code: ExitCode = EXIT.clean;
  const output = {
    writeOut: (text: string) => void io.out.write(text),
    writeErr: (text: string) => void io.err.write(text),
  };
  const program = new Command('memlapse')
    .description(
      'the time machine for Linux memory hotplug: what a kernel did to every section, sub-section and memory block, and why',
    )
    .version(version, '-V, --version')
    .exitOverride()
    .configureOutput(output)
    .addHelpText('after', () => ['\nStart here:', ...columns(START, plainStyle(io))].join('\n'));
  for (const verb of [...VERBS, openVerb, inspectVerb]) {
    program.addCommand(
      commandOf(verb, io, (result) => {
        code = result;
      })
        .exitOverride()
        .configureOutput(output),
    );
  }
  try {
    await program.parseAsync([...argv], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? EXIT.clean : EXIT.wrongCall;
  }
  return code;
}
