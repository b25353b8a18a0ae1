import type { Circumstances, Recorder } from '../recorder.ts';
import type { Call } from './call.ts';
import { ENTERED, notifierAnswered, notifierCalled, RETURNED } from './call-effects.ts';
import type { TraceEvent } from './line.ts';
import type { OpenOperation, Scene } from './open-operation.ts';
import { abandonOperation, beginOperation, endOperation } from './operation-life.ts';
import type { Probe } from './probe.ts';
import { neverEntered, neverReturned, type ProblemList } from './problems.ts';
import { argumentsOf, returnedBy } from './read-args.ts';

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
  readonly line: number;
  readonly at: Circumstances & { readonly actor: Call['actor'] };
}

// What these return is no errno: a notifier's answer, and whatever a clone of a void function left in a register.
const NO_ERRNO = new Set(['memory_notify', 'section_deactivate']);

/** The calls under way, a stack for each task: pairs entries with returns and lets each tell what it knows. */
export function openCalls({ recorder, problems, baselineUnknown, probed, lossy }: CallsOptions) {
  const stacks = new Map<number, Call[]>();
  const operations = new Map<Call, OpenOperation>();
  const seen = new Set<string>();
  const wasProbed = (name: string): boolean => probed?.has(name) ?? seen.has(name);

  const sceneOf = (call: Call, circumstances: Circumstances): Scene => {
    let operation: OpenOperation | null = null;
    for (let at: Call | null = call; at && !operation; at = at.parent) operation = operations.get(at) ?? null;
    return { recorder, call, operation, circumstances, baselineUnknown: baselineUnknown || lossy(), wasProbed };
  };
  const argsOf = (call: Call) => argumentsOf(recorder.state.profile, call);
  const numbering = () => recorder.state.profile.traits.notifierNumbering;

  function abandon(call: Call, at: Circumstances): void {
    const operation = operations.get(call);
    if (operation) abandonOperation(operation, sceneOf(call, at), at);
    operations.delete(call);
    if (!lossy()) problems.note(neverReturned(call));
  }

  return {
    enter({ event, probe, line, at }: ProbeLine): void {
      const stack = stacks.get(event.pid) ?? [];
      stacks.set(event.pid, stack);
      const parent = stack.at(-1) ?? null;
      const call: Call = {
        function: probe.function,
        args: probe.args,
        line,
        bodyColumn: event.bodyColumn,
        timeNs: event.timeNs,
        actor: at.actor,
        parent,
        children: [],
        effects: new Set(),
        errno: null,
      };
      seen.add(probe.function);
      parent?.children.push(call);
      stack.push(call);
      const operation = beginOperation(sceneOf(call, at));
      if (operation) operations.set(call, operation);
      const scene = sceneOf(call, at);
      if (probe.function === 'memory_notify') notifierCalled(scene, argsOf(call), numbering());
      ENTERED[probe.function]?.(scene, argsOf(call));
    },

    leave({ event, probe, line, at }: ProbeLine): void {
      const stack = stacks.get(event.pid) ?? [];
      const depth = stack.findLastIndex((call) => call.function === probe.function);
      const call = stack[depth];
      if (!call) {
        const entry = { function: probe.function, line, bodyColumn: event.bodyColumn, actor: at.actor };
        if (!lossy()) problems.note(neverEntered(entry), at);
        return;
      }
      for (const inner of stack.splice(depth + 1).reverse()) abandon(inner, at);
      stack.pop();
      const value = returnedBy(probe.function, probe.args.get('ret') ?? probe.args.get('retval'));
      if (value.kind === 'errno' && !NO_ERRNO.has(probe.function)) call.errno = value.errno;
      const scene = sceneOf(call, at);
      if (probe.function === 'memory_notify' && value.kind === 'value') {
        notifierAnswered(scene, argsOf(call), numbering(), value.value);
      }
      RETURNED[probe.function]?.(scene, argsOf(call));
      const operation = operations.get(call);
      if (operation) endOperation(operation, scene, lossy());
      operations.delete(call);
    },

    /** Calls that are still open when a trace ends, or another begins in the same file. */
    flush(file: string): void {
      for (const stack of stacks.values()) {
        for (const call of stack.reverse()) {
          abandon(call, { timeNs: call.timeNs, actor: call.actor, place: { file, line: call.line } });
        }
      }
      stacks.clear();
    },
  };
}
