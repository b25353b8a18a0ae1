import { sectionNr } from '../../../machines/kernel/units.ts';
import { runLine } from '../../../src/actions/debugger/run-line.ts';
import type { Session } from '../../../src/actions/debugger/session.ts';
import type { Company } from '../../../src/actions/verb.ts';
import { sectionEntry } from '../../../src/memory/sections.ts';
import { inspectVerb } from '../../../src/server/inspect/inspect.ts';
import { operationsIn } from '../../../src/timeline/operations.ts';
import type { Timeline } from '../../../src/timeline/timeline.ts';
import { recordingPath } from '../../support/recordings.ts';

/** An inspection that runs in this process. */
export interface Inspection {
  readonly session: Session;
  readonly company: Company;
  readonly addresses: { readonly statelyai: string; readonly xstate4: string };
  readonly subjects: readonly string[];
  /** What was told to whoever says words. */
  readonly told: readonly string[];
  /** Says a word as at the prompt. */
  say(line: string): Promise<void>;
}

type Options = Readonly<Record<string, string | boolean | readonly string[]>>;

export async function inspection(source: string, options: Options = {}): Promise<Inspection> {
  const input = { args: { source }, options, progress: () => {}, signal: new AbortController().signal, again: false };
  const opened = await inspectVerb.run(input);
  if (!('session' in opened) || !opened.company) throw new Error('inspect opens a session with company');
  const { session, company } = opened;
  const told: string[] = [];
  company.tellTo((line) => told.push(line));
  const { json } = company.invitation;
  if (json.kind !== 'value') throw new Error('an invitation is one value');
  const { addresses, subjects } = json.value as Pick<Inspection, 'addresses' | 'subjects'>;
  return {
    session,
    company,
    addresses,
    subjects,
    told,
    async say(line) {
      const said = await runLine(session, line, {
        progress: () => {},
        signal: new AbortController().signal,
        again: false,
      });
      if (!said?.ok) throw new Error(said?.reason);
      for await (const _ of said.result.text({ width: 80, paint: (text) => text }));
    },
  };
}

export const VMEMMAP = recordingPath('6.1.192-debian-generic-vmemmap--s1-dimm-add-online-offline-remove');
export const CLASSIC = recordingPath('6.1.192-custom-classic--s1-dimm-add-online-offline-remove');

/** A section, its block and an operation on it that a record has something to tell of. */
export interface Chosen {
  readonly section: number;
  readonly block: number;
  readonly attempt: number;
}

/** The first block that the record sees go online. */
export function chosenIn(timeline: Timeline): Chosen {
  for (const event of timeline.log.read(timeline.baseline + 1)) {
    if (event.type !== 'block.onlined' || event.data.operation === null) continue;
    const { block, operation } = event.data;
    return { block, section: block * timeline.initial.blocks.sectionsPerBlock, attempt: operation };
  }
  throw new Error('no block goes online in this record');
}

/** What the record says of them after event `seq`, in the machines' words; an attempt that ended has its outcome. */
export function saidOf(timeline: Timeline, { section, block, attempt }: Chosen, seq: number) {
  const state = timeline.stateAt(seq);
  const { lifecycle, origin, device, map } = sectionEntry(state, sectionNr(section)).facts;
  const operation = operationsIn(timeline.log).all.find(({ started }) => started.data.operation === attempt)!;
  const open = state.attempts[attempt]?.progress.phase;
  const ended = operation.ended && operation.ended.seq <= seq ? 'done' : undefined;
  return {
    section: { lifecycle, origin, device },
    map: map === null ? null : `0x${map.toString(16)}`,
    block: state.memoryBlocks[block]?.state ?? 'removed',
    attempt: open ?? ended ?? null,
  };
}
