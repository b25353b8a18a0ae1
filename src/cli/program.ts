import { Argument, Command, CommanderError, Option } from 'commander';
import { type Action, type ActionInput, EXIT, type ExitCode, UsageError } from '../actions/action.ts';
import { ACTIONS } from '../actions/registry.ts';
import { SourceError } from '../ingest/problem.ts';
import { inspectAction } from '../inspect/inspect.ts';
import { openAction } from '../server/open.ts';
import { DamagedLog } from '../stores/sqlite.ts';
import { runSession } from './debug/debugger.ts';
import { type Io, progressOn } from './io.ts';
import { inLines, print } from './print.ts';

function helpOf({ examples, more }: Action): string {
  const width = Math.max(...examples.map(({ call }) => call.length));
  const lines = examples.map(({ call, shows }) =>
    width > 44 ? `  ${call}\n      ${shows}` : `  ${call.padEnd(width)}  ${shows}`,
  );
  const told = more ? `\n\n${more.title}:\n${more.lines.map((line) => `  ${line}`).join('\n')}` : '';
  return `\nExamples:\n${lines.join('\n')}${told}\n\nExit codes: 0 done and clean, 1 done with findings, 2 the call is wrong, 3 the source can't be read.`;
}

const failureInWords = (error: unknown): { readonly code: ExitCode; readonly text: string } | undefined => {
  if (error instanceof SourceError) return { code: EXIT.unreadable, text: error.message };
  if (error instanceof DamagedLog) {
    const advice = 'memlapse verify tells how much of the log is good';
    return { code: EXIT.unreadable, text: `the log is damaged: ${error.message}\n  ${advice}` };
  }
  if (error instanceof UsageError) return { code: EXIT.wrongCall, text: error.message };
  return undefined;
};

async function runAction(action: Action, asked: Omit<ActionInput, 'progress'>, io: Io): Promise<ExitCode> {
  const progress = progressOn(io);
  const input: ActionInput = { ...asked, progress };
  try {
    const result = await action.run(input);
    progress('');
    const json = input.options['json'] === true;
    if ('session' in result) return await runSession(result, json, io);
    await print(result, json, io);
    return result.exit;
  } catch (error) {
    const failure = failureInWords(error);
    if (!failure) throw error;
    io.err.write(`memlapse ${action.name}: ${inLines(failure.text)}\n`);
    if (failure.code === EXIT.wrongCall) io.err.write(`Help: memlapse ${action.name} --help\n`);
    return failure.code;
  }
}

function verb(action: Action, io: Io, done: (code: ExitCode) => void): Command {
  const command = new Command(action.name).description(action.summary).addHelpText('after', helpOf(action));
  for (const { name, description, required, many } of action.args) {
    const word = many ? `${name}...` : name;
    command.addArgument(new Argument(required ? `<${word}>` : `[${word}]`, description));
  }
  for (const { flags, description, fallback, many } of action.options) {
    const option = new Option(flags, description);
    if (many) option.argParser<readonly string[]>((value, before = []) => [...before, value]);
    command.addOption(fallback === undefined ? option : option.default(fallback));
  }
  command.option('--json', 'print JSON and nothing else on standard output');
  command.action(async () => {
    const given = action.args.map(({ name }, index) => {
      const value = command.processedArgs[index] as string | readonly string[] | undefined;
      return [name, typeof value === 'object' ? value : value === undefined ? [] : [value]] as const;
    });
    const args = Object.fromEntries(given.map(([name, [first]]) => [name, first]));
    const lists = Object.fromEntries(given);
    done(await runAction(action, { args, lists, options: command.opts() }, io));
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
    .addHelpText(
      'after',
      '\nStart here:\n  memlapse open                         a real kernel in the inspector, in a browser\n  memlapse story                        a real kernel, told in the terminal\n  memlapse compare demo:subsection-hotplug   why only VMEMMAP has sub-section hotplug',
    );
  for (const action of [...ACTIONS, openAction, inspectAction]) {
    program.addCommand(
      verb(action, io, (result) => {
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
