import { decided } from '../../../events/event.ts';
import { quoted, type SourceProblem } from '../../../events/problem.ts';
import { type BlockNr, blockNr } from '../../../machines/kernel/units.ts';
import { BLOCK_ACTIONS, type BlockAction, type EvidenceSource, type Observation } from '../join/observation.ts';
import type { NamedLines } from '../kernel-log/read.ts';
import { parseUeventLine, seqnumIn } from './message.ts';

/** A hostile file has no end of bad lines: the first ones are kept, the rest counted. */
const MOST_KEPT = 1000;
const BLOCK = /^\/devices\/system\/memory\/memory(\d{1,8})$/;

interface Message {
  readonly ownNs: bigint;
  readonly line: number;
  readonly action: string;
  readonly block: BlockNr | null;
  seqnum: number | null;
}

const blockAction = (action: string): BlockAction | undefined => BLOCK_ACTIONS.find((known) => known === action);

function observationOf({ ownNs, line, action, block, seqnum }: Message): Observation | undefined {
  const known = action === 'change' ? action : blockAction(action);
  if (block === null || known === undefined) return undefined;
  return {
    ownNs,
    line,
    draft: decided('uevent.sent', { action: known, block, seqnum }),
    counterpart: known === 'change' ? null : { kind: 'block', action: known, block },
  };
}

/** Reads uevents about memory blocks. Those about anything else are counted and left alone. Never throws. */
export function readUevents({ path, file, lines }: NamedLines): EvidenceSource {
  const observations: Observation[] = [];
  const problems: SourceProblem[] = [];
  let moreProblems = 0;
  let leftAlone = 0;
  let resolutionNs = 1n;
  let count = 0;
  let open: Message | null = null;

  function note(problem: Omit<SourceProblem, 'place'> & { readonly column: number }): void {
    const { column, ...rest } = problem;
    if (problems.length >= MOST_KEPT) moreProblems++;
    else problems.push({ ...rest, place: { file: path, line: count, column } });
  }

  function end(): void {
    if (!open) return;
    const observation = observationOf(open);
    if (observation) observations.push(observation);
    else leftAlone++;
    open = null;
  }

  for (const { text, complete } of lines) {
    count++;
    const read = parseUeventLine(text);
    if (!complete && read.kind !== 'blank') {
      note({
        column: text.length + 1,
        read: `${quoted(text.slice(-40))} and the end of the file`,
        expected: 'a newline: the line was cut, so its last word can not be trusted',
      });
      // A heading that was cut tells nothing; a property that was cut leaves its message as it is.
      if (read.kind === 'message') continue;
    }
    switch (read.kind) {
      case 'message': {
        end();
        const { ownNs, action, devpath, seqnum, byUdev } = read;
        if (read.resolutionNs > resolutionNs) resolutionNs = read.resolutionNs;
        const block = byUdev ? undefined : BLOCK.exec(devpath)?.[1];
        open = { ownNs, line: count, action, block: block === undefined ? null : blockNr(Number(block)), seqnum };
        if (!read.goesOn) end();
        break;
      }
      case 'property':
        if (open && complete && read.name === 'SEQNUM') open.seqnum = seqnumIn(read.value);
        break;
      case 'blank':
        end();
        break;
      case 'comment':
        break;
      case 'unreadable':
        if (complete) note({ column: read.column, read: quoted(text.slice(read.column - 1)), expected: read.expected });
    }
  }
  end();
  return {
    file,
    path,
    kind: 'uevents',
    clock: 'boot',
    resolutionNs,
    bootNs: null,
    observations: observations,
    leftAlone,
    withoutTime: 0,
    earlierBoots: 0,
    problems,
    moreProblems,
  };
}
