import { assign, not, setup } from 'xstate';
import type { ByteSpan } from '../guards/checks.ts';
import { fitsAddressSpace } from '../guards/checks.ts';
import type { Crash, Side } from '../guards/guards.ts';
import { guardsOf } from '../guards/index.ts';
import type { Refusal } from '../guards/verdict.ts';
import type { Errno } from '../kernel/errno.ts';
import type { NotifierAction } from '../kernel/notifier.ts';
import { bytes, pfn } from '../kernel/units.ts';
import { blockTakes } from '../memory-block.ts';
import type { Context, OperationEvent, OperationName, Outcome, Output, Outputs, Request } from './context.ts';
import type { Memory } from './memory.ts';
import { endOf, pagesOf, partAt, widened } from './pages.ts';
import { blocksIn, blocksThere, RULES, type RuleName } from './rules.ts';

/** What an operation begins with: its arguments, and memory as it is then. */
export interface Input {
  readonly request: Request;
  readonly memory: Memory;
}

interface Asked {
  readonly context: Context;
  readonly event: OperationEvent;
}

export interface Call {
  readonly callee: OperationName;
  readonly request: Request;
}

const refusalBy = (rule: RuleName, { context, event }: Asked): Refusal => {
  const verdict = RULES[rule](context, event.memory);
  if (verdict.allowed) throw new Error(`a machine refuses by ${rule}, which allows this`);
  return verdict;
};

/** Each rule as a guard: true where the rule allows the step. */
const ruleGuards = Object.fromEntries(
  Object.entries(RULES).map(([name, rule]) => [
    name,
    ({ context, event }: Asked) => rule(context, event.memory).allowed,
  ]),
) as { readonly [rule in RuleName]: (asked: Asked) => boolean };

const crashOnFill = ({ profile, at }: Context) => guardsOf(profile.memoryModel).crashOnFill(profile, at);

function crashOnClear(context: Context, memory: Memory) {
  const { section, subsections } = partAt(context);
  return guardsOf(context.profile.memoryModel).crashOnClear(context.profile, memory.section(section), subsections);
}

const crashed = (crash: Crash | null) => (crash ? { stopped: { kind: 'crashed' as const, ...crash } } : {});

/** The next block of the range that may be offlined. */
const nextOnline = ({ part }: Context, memory: Memory) =>
  blocksThere(memory, part).find((block) => blockTakes(memory.block(block).state, 'goOffline'));

/** What every operation's machine is made of: its guards, what its steps write, whom they call. */
export const operation = setup({
  types: {
    context: {} as Context,
    events: {} as OperationEvent,
    input: {} as Input,
    output: {} as Outcome,
  },
  guards: {
    ...ruleGuards,
    /** The called operation succeeded. */
    succeeded: ({ event }) => event.type === 'returned' && event.outcome.kind === 'done',
    /** The kernel stopped in the called operation. */
    crashedInside: ({ event }) => event.type === 'returned' && event.outcome.kind === 'crashed',
    wasRefused: ({ context }) => context.stopped?.kind === 'refused',
    leavesOrphans: ({ context }) => context.stopped?.kind === 'failed' && context.stopped.orphans,
    fitsAddressSpace: ({ context }) => fitsAddressSpace(context.profile, context.span),
    /** v5.2: sections come and go as a whole, and __add_pages() swallows an EEXIST. */
    knowsNoSubsections: ({ context }) => !context.profile.traits.hasSubsectionMap,
    nothingLeft: ({ context }) => context.at >= endOf(context),
    filledNothing: ({ context }) => !context.filledSome,
    /** The piece of the next page is the one at which the environment lets an allocation fail; past the last there is none. */
    failsHere: ({ context, event }) => 'at' in event && event.at === context.at && context.at < endOf(context),
    /** A hole of an early section takes the boot memmap as it is: nothing is allocated, so nothing can run out. */
    allocatesMemmap: ({ context, event }) => {
      const { section, subsections } = partAt(context);
      const facts = event.memory.section(section);
      const fill = { subsections, altmap: context.altmap };
      return (
        guardsOf(context.profile.memoryModel).memmapAfterFill(context.profile, facts, fill).memmap !== facts.memmap
      );
    },
    /** Classic up to v5.6 asks for contiguous pages, and falls back to vmalloc (mm/sparse.c populate_section_memmap(), v5.3). */
    fallsBackToVmalloc: ({ context: { profile } }) =>
      profile.memoryModel === 'classic' && !profile.traits.classicMemmapIsKvmalloc,
    announcesPrepareAndFinish: ({ context }) => context.profile.traits.announcesPrepareAndFinish,
    ignoresUngrantedMemmap: ({ context }) => context.profile.traits.memmapOnMemory === 'perBlock',
    isLastPart: ({ context }) => endOfSpan(context.part) >= endOfSpan(context.span),
    onlinesNone: ({ context }) => context.toOnline.length === 0,
    onlineBlockLeft: ({ context, event }) => nextOnline(context, event.memory) !== undefined,
    crashOnFill: ({ context }) => crashOnFill(context) !== null,
    crashOnClear: ({ context, event }) => crashOnClear(context, event.memory) !== null,
  },
  actions: {
    /** An event of the log; null writes none. Carried out by whoever runs the machine. */
    write: (_, _output: Output | null) => {},
    /** Another operation, run to its end before `returned` comes. */
    call: (_, _call: Call) => {},
    refuse: assign(({ context, event }, rule: RuleName) => ({
      stopped: { kind: 'refused' as const, refusal: refusalBy(rule, { context, event }) },
    })),
    /** A rule stops the operation part-way: by a section of its range, or as a whole. */
    failByRule: assign(
      ({ context, event }, { rule, bySection }: { readonly rule: RuleName; readonly bySection: boolean }) => {
        const refusal = refusalBy(rule, { context, event });
        const reason = bySection ? `section ${partAt(context).section}: ${refusal.reason}` : refusal.reason;
        const errno = refusal.errno ?? 'EINVAL';
        return { stopped: { kind: 'failed' as const, errno, environment: null, reason, orphans: false } };
      },
    ),
    fail: assign(({ event }, reason: string) => {
      if (!('errno' in event)) throw new Error(`${event.type} is no decision of the environment`);
      const { type, errno } = event;
      return { stopped: { kind: 'failed' as const, errno, environment: type, reason, orphans: false } };
    }),
    /** The kernel stops (BUG) where it can't go on, instead of returning. */
    stop: assign(({ context, event }, rule: RuleName) => ({
      stopped: { kind: 'refused' as const, refusal: { ...refusalBy(rule, { context, event }), fatal: true as const } },
    })),
    crashOnFill: assign(({ context }) => crashed(crashOnFill(context))),
    crashOnClear: assign(({ context, event }) => crashed(crashOnClear(context, event.memory))),
    /** What stopped the called operation stops this one. */
    keepOutcome: assign(({ event }) =>
      event.type === 'returned' && event.outcome.kind !== 'done' ? { stopped: event.outcome } : {},
    ),
    takePart: assign(({ context }) => {
      const piece = partAt(context);
      const row = { pfn: context.row?.pfn ?? piece.pfn, nrPages: (context.row?.nrPages ?? 0) + piece.nrPages };
      return { row, at: pfn(piece.pfn + piece.nrPages), filledSome: true };
    }),
    onlinedOne: assign(({ context }) => ({ toOnline: context.toOnline.slice(1) })),
    takeOnlineBlock: assign(({ context, event: { memory } }) => {
      const block = nextOnline(context, memory);
      if (block === undefined) return {};
      const start = BigInt(block + 1) * BigInt(context.blocks.blockBytes);
      const part = { start, size: endOfSpan(context.span) - start };
      return { block, zone: memory.block(block).zone ?? '', part };
    }),
    noteOfflined: assign(({ context: { block, zone, toOnline } }) => ({
      toOnline: [
        ...toOnline,
        { block, kind: zone === 'Movable' ? ('online_movable' as const) : ('online_kernel' as const) },
      ],
    })),
    /** The zone that the kernel chose, by its own policy or by one that the model does not know. */
    chooseZone: assign(({ context: { block, onlineKind }, event }) => ({
      zone: event.type === 'zoneChosen' ? event.zone : event.memory.zoneFor(block, onlineKind ?? 'online'),
    })),
    /** v5.2 fills whole sections. */
    widenPages: assign(({ context: { profile, pages } }) => {
      const whole = widened(profile, pages);
      return { pages: whole, at: whole.pfn };
    }),
    /** Whether the range holds its own memmap, and with one altmap a block since v6.8. */
    grantOwnMemmap: assign(({ context, event: { memory } }) => {
      const altmap = context.ownMemmap && RULES.mayHoldOwnMemmap(context, memory).allowed;
      const perBlock = altmap && context.profile.traits.memmapOnMemory === 'perBlock';
      const size = perBlock ? BigInt(context.blocks.blockBytes) : context.span.size;
      return { altmap, part: { start: context.span.start, size } };
    }),
    nextPart: assign(({ context: { part } }) => ({ part: { start: part.start + part.size, size: part.size } })),
    planOnlining: assign(({ context: { blocks, span, onlineKind: kind } }) => ({
      toOnline: kind ? blocksIn(blocks, span).map((block) => ({ block, kind })) : [],
    })),
    /** What was filled is in the log now. */
    endRow: assign({ row: null }),
    passOverPart: assign(({ context }) => ({ row: null, at: pfn(context.at + partAt(context).nrPages) })),
  },
});

const NO_PAGES = Object.freeze({ pfn: pfn(0), nrPages: 0 });

/** The request as the kernel maps it: in v5.2 whole sections, since v5.3 the range itself (kernel/memremap.c, v5.2). */
export function wholeSections({ request, memory }: Input): Input {
  const { profile } = memory;
  if (!fitsAddressSpace(profile, request.span)) return { request, memory };
  const shift = BigInt(profile.geometry.pageShift);
  const range = widened(profile, pagesOf(profile, request.span));
  const span = profile.traits.hasSubsectionMap
    ? request.span
    : { start: BigInt(range.pfn) << shift, size: BigInt(range.nrPages) << shift };
  return { request: { ...request, span }, memory };
}

/** An operation before its first step. */
export function begin({ request, memory: { profile, blocks } }: Input, side: Side = 'add'): Context {
  const pages = fitsAddressSpace(profile, request.span) ? pagesOf(profile, request.span) : NO_PAGES;
  const progress = { part: request.span, pages, at: pages.pfn, row: null, filledSome: false, zone: '', toOnline: [] };
  return { ...request, profile, blocks, side, ...progress, stopped: null };
}

/** Pages of the range; null, so that nothing is written, where it leaves the address space. */
export const pagesWritten = ({ profile, span, pages }: Context) => (fitsAddressSpace(profile, span) ? pages : null);

export const endOfSpan = ({ start, size }: ByteSpan): bigint => start + size;

/** The range in bytes as numbers; null, so that nothing is written, where it leaves the address space. */
export const rangeOf = (profile: Context['profile'], span: ByteSpan): Outputs['resource.released'] | null =>
  fitsAddressSpace(profile, span) ? { start: bytes(Number(span.start)), size: bytes(Number(span.size)) } : null;

type DataOf<T extends keyof Outputs> = (context: Context, event: OperationEvent) => Outputs[T] | null;

/** What a step writes: an event of the log, and the word that tells two such steps of one operation apart. */
export interface Written {
  readonly writes: keyof Outputs;
  readonly word: string;
}

/** A step's event for the log. */
export const write = <T extends keyof Outputs>(type: T, dataOf: DataOf<T>, word = '') => ({
  type: 'write' as const,
  params: Object.assign(
    ({ context, event }: Asked): Output | null => {
      const data = dataOf(context, event);
      return data && ({ type, data } as Output);
    },
    { writes: type, word } satisfies Written,
  ),
});

export const notify = (action: NotifierAction) => write('notifier.called', () => ({ action }), action);

export const ofBlock = ({ block }: Context): { readonly block: Context['block'] } => ({ block });

/** The environment decided: the operation fails with the errno that it brings. */
export const fails = (reason: string) => ({ type: 'fail' as const, params: reason });

export const errnoIn = (event: OperationEvent): Errno | null => ('errno' in event ? event.errno : null);

/** Calls another operation: the same request with some of it changed. */
export const call = (callee: OperationName, change: (context: Context) => Partial<Request>) => ({
  type: 'call' as const,
  params: Object.assign(
    ({ context }: Asked): Call => {
      const { span, block, nid, nidIsGroup, altmap, ownMemmap, mergeResource, driverName, onlineKind } = context;
      const request = { span, block, nid, nidIsGroup, altmap, ownMemmap, mergeResource, driverName, onlineKind };
      return { callee, request: { ...request, ...change(context) } };
    },
    { callee },
  ),
});

/** The arc of a rule that says no before anything was changed. */
export const refusedUnless = (rule: RuleName) => ({
  guard: not(rule),
  target: 'refused' as const,
  actions: { type: 'refuse' as const, params: rule },
});

/** Where an operation ends that could not be carried through. */
export const byOutcome = [
  { guard: 'wasRefused' as const, target: 'refused' as const },
  { guard: 'leavesOrphans' as const, target: 'leftOrphans' as const },
  { target: 'failed' as const },
];

/** How the operation ended, as the state says that it ended in. */
export const outcome = ({ event }: { readonly event: { readonly output: unknown } }): Outcome =>
  event.output as Outcome;

/** Any operation's machine, as whoever runs one needs it. */
export type OperationMachine = ReturnType<typeof operation.createMachine>;
