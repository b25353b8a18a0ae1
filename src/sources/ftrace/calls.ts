import type { Circumstances, Recorder } from '../recorder.ts';
import type { Call } from './call.ts';
import type { TraceEvent } from './line.ts';
import type { CallContext, OpenOperation } from './open-operation.ts';
import { abandonOperation, beginOperation, endOperation, type JudgementLimits } from './operation-life.ts';
import { showsAdds } from './operations.ts';
import type { Probe } from './probe.ts';
import { type Locate, neverEntered, neverReturned, type ProblemList } from './problems.ts';
import { ArgumentMissing, ArgumentProblem, argumentsOf, returnedBy } from './read-args.ts';
import type { TracedFunction } from './traced-function.ts';

export interface CallsOptions {
  readonly recorder: Recorder;
  readonly problems: ProblemList;
  readonly baselineUnknown: boolean;
  readonly probed: ReadonlySet<string> | null;
  /** Whether the source said by now that it lost events: then calls may lack their entry or their return. */
  readonly lossy: () => boolean;
}

/** One entry or return with the line that it was read from. */
export interface ProbeLine {
  readonly event: TraceEvent;
  readonly probe: Probe;
  /** The function that the probe is of. */
  readonly called: TracedFunction;
  readonly line: number;
  readonly at: Circumstances & { readonly actor: Call['actor'] };
}

/** Calls of one task that may be open at once; a kernel's stack holds about fifteen of these. */
const DEEPEST = 64;

/** The calls under way, a stack for each task: pairs entries with returns and lets each tell what it knows. */
export function openCalls({ recorder, problems, baselineUnknown, probed, lossy }: CallsOptions) {
  const stacks = new Map<number, Call[]>();
  const operations = new Map<Call, OpenOperation>();
  /** What a call lacked; noted when it returns, unless something else told it by then. */
  const missing = new Map<Call, ArgumentMissing>();
  const seen = new Set<string>();
  const wasProbed = (name: string): boolean => probed?.has(name) ?? seen.has(name);

  const contextOf = (call: Call, circumstances: Circumstances): CallContext => {
    let operation: OpenOperation | null = null;
    for (let at: Call | null = call; at && !operation; at = at.parent) operation = operations.get(at) ?? null;
    const before = baselineUnknown || lossy();
    return { recorder, call, operation, circumstances, baselineUnknown: before || !showsAdds(wasProbed), wasProbed };
  };
  const limits = (): JudgementLimits | null => (lossy() ? 'eventsLost' : baselineUnknown ? 'nothingBefore' : null);
  const argsOf = (call: Call) => argumentsOf(recorder.state.profile, call);

  /** Runs one reader of a call: what is wrong with an argument is noted, and reading goes on. */
  function attempt(call: Call, at: Circumstances, read: () => void): void {
    try {
      read();
    } catch (error) {
      if (error instanceof ArgumentMissing) missing.set(call, error);
      else if (error instanceof ArgumentProblem) problems.note(error, at);
      else throw error;
    }
  }

  function abandon(call: Call, at: Circumstances): void {
    const operation = operations.get(call);
    if (operation) abandonOperation(operation, contextOf(call, at), at);
    operations.delete(call);
    missing.delete(call);
    if (!lossy()) problems.note(neverReturned(call));
  }

  /** No function of memory hotplug calls itself: one that seems to has lost its first return. */
  function dropStale(stack: Call[], called: TracedFunction, at: Circumstances): void {
    const again = stack.findIndex((call) => call.function === called);
    const from = again >= 0 ? again : stack.length >= DEEPEST ? 0 : stack.length;
    for (const call of stack.splice(from).reverse()) abandon(call, at);
  }

  function reportMissing(call: Call, context: CallContext, at: Circumstances): void {
    const problem = missing.get(call);
    missing.delete(call);
    if (problem && !context.operation && !call.operationInside && call.effects.size === 0) problems.note(problem, at);
  }

  return {
    enter({ event, probe, called, line, at }: ProbeLine): void {
      const stack = stacks.get(event.pid) ?? [];
      stacks.set(event.pid, stack);
      dropStale(stack, called, at);
      const parent = stack.at(-1) ?? null;
      const call: Call = {
        function: called,
        // Only the first argument of a clone is where the function's own would be.
        args: probe.clone ? new Map([...probe.args].slice(0, 1)) : probe.args,
        line,
        bodyColumn: event.bodyColumn,
        timeNs: event.timeNs,
        actor: at.actor,
        parent,
        children: [],
        effects: new Set(),
        errno: null,
        operationInside: false,
      };
      seen.add(called.name);
      parent?.children.push(call);
      stack.push(call);
      attempt(call, at, () => {
        const operation = beginOperation(contextOf(call, at));
        if (!operation) return;
        operations.set(call, operation);
        for (const outer of stack) outer.operationInside = true;
      });
      attempt(call, at, () => called.entered?.(contextOf(call, at), argsOf(call)));
    },

    leave({ event, probe, called, line, at }: ProbeLine): void {
      const stack = stacks.get(event.pid) ?? [];
      const depth = stack.findLastIndex((call) => call.function === called);
      const call = stack[depth];
      if (!call) {
        const entry = { function: called, line, bodyColumn: event.bodyColumn, actor: at.actor };
        if (!lossy()) problems.note(neverEntered(entry), at);
        return;
      }
      for (const inner of stack.splice(depth + 1).reverse()) abandon(inner, at);
      stack.pop();
      if (stack.length === 0) stacks.delete(event.pid);
      const value = returnedBy(called, probe.args.get('ret') ?? probe.args.get('retval') ?? probe.args.get('arg1'));
      if (value.kind === 'errno') call.errno = value.errno;
      const context = contextOf(call, at);
      attempt(call, at, () => called.returned?.(context, argsOf(call), value));
      const operation = operations.get(call);
      if (operation) attempt(call, at, () => endOperation(operation, context, limits()));
      operations.delete(call);
      reportMissing(call, context, at);
    },

    /** Calls that are still open when a trace ends, or another begins in the same file. */
    flush(locate: Locate): void {
      for (const stack of stacks.values()) {
        for (const call of stack.reverse()) {
          const { file, line } = locate(call.line);
          abandon(call, { timeNs: call.timeNs, actor: call.actor, place: { file, line } });
        }
      }
      stacks.clear();
    },
  };
}
