import { describeProblem } from '../../../events/problem.ts';
import { type CheckReport, check } from '../../check/check.ts';
import { EXIT, type ExitCode, requiredArgument, type Style } from '../action.ts';
import { checkableSource, problemsError } from '../source.ts';
import { PROFILE_OPTION } from '../source-arguments.ts';
import type { Verb } from '../verb.ts';

function exitOf(report: CheckReport): ExitCode {
  if (report.notUnderstood.length > 0) return EXIT.unreadable;
  return report.ok ? EXIT.clean : EXIT.findings;
}

function* stepLines(report: CheckReport, style: Style): Generator<string> {
  for (const { step, name, sections, blocks, mismatches } of report.steps) {
    const ok = mismatches.length === 0;
    const sign = ok ? style.paint('=', 'green') : style.paint('≠', 'red');
    const counts = `${sections.equal}/${sections.compared} sections, ${blocks.equal}/${blocks.compared} blocks`;
    yield `  ${sign} step ${String(step).padStart(2, '0')}  ${counts}  ${style.paint(name, 'dim')}`;
    for (const { kind, nr, field, kernel, model } of mismatches) {
      yield style.paint(`      ${kind} ${nr} ${field}: kernel ${kernel ?? 'none'}, model ${model ?? 'none'}`, 'red');
    }
  }
}

function* operationLines({ operations }: CheckReport, style: Style): Generator<string> {
  const outside = operations.environment.map(({ reason, count }) => `${count} ${reason}`).join(', ');
  yield `  ${operations.total} operations: ${operations.agreed} foretold, ${outside ? `${outside} (decided outside the kernel's rules), ` : ''}${operations.divergences.length} diverged`;
  for (const { seq, operation, kernel, model, reason } of operations.divergences) {
    yield style.paint(`      event ${seq} ${operation ?? ''}: kernel ${kernel}; model ${model}; ${reason}`, 'red');
  }
}

export const checkVerb: Verb = {
  id: 'check',
  group: 'model',
  summary: 'the model held against the kernel: every step, every operation',
  args: [
    {
      name: 'recording',
      kind: 'source',
      description: 'a recording: its folder, or its .tar.gz; or trace text, or a log (operations only)',
      required: true,
    },
  ],
  options: [PROFILE_OPTION],
  examples: [
    { call: 'memlapse check recording/', shows: 'whether the model says what the kernel did, step by step' },
    {
      call: 'memlapse check recording.tar.gz --json',
      shows: 'the same for a script; exit code 0 is agreement, 1 a finding, 3 an unreadable line',
    },
  ],
  run: async (input) => {
    const name = requiredArgument(input, 'recording');
    const source = await checkableSource(name, input);
    const report = check(source);
    const error = problemsError(source.summary.problems, source.summary.moreProblems);
    return {
      exit: exitOf(report),
      json: { kind: 'value', value: report },
      notes: [...report.unknown, ...(error ? [describeProblem(error.problem)] : [])],
      *text(style) {
        yield style.paint(`${name}  ${report.profile}`, 'bold');
        if (report.steps.length === 0) yield '  no dumps of the kernel to compare: operations only';
        yield* stepLines(report, style);
        yield* operationLines(report, style);
        if (report.lost > 0) yield style.paint(`  ${report.lost} events were lost by the source`, 'red');
        if (report.notUnderstood.length > 0)
          yield style.paint(`  ${report.notUnderstood.length} lines were not understood`, 'red');
        yield report.ok
          ? style.paint('  the model agrees with the kernel', 'green', 'bold')
          : style.paint('  not ok', 'red', 'bold');
      },
    };
  },
};
