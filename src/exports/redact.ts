import type { Sha256 } from '../../events/chain.ts';
import type { EventDraft } from '../../events/event.ts';
import type { NewEvent } from '../../events/log.ts';
import { blockNr, bytes, pfn } from '../../machines/kernel/units.ts';
import { distanceOf, type MovedAddresses, movedAddresses, rangesOf, UNMOVED, type Units } from './redact-addresses.ts';
import { type HiddenNames, hiddenNames } from './redact-names.ts';

export interface RedactChoice {
  /** Keep it to yourself: whoever has it can try names. The same salt hides the same names alike in every log. */
  readonly salt: string;
  readonly addresses: boolean;
}

/** What hides one log's names, or why it can't. */
export type Redactor =
  | { readonly ok: true; readonly redact: (event: NewEvent) => NewEvent }
  | { readonly ok: false; readonly reason: string };

type Data = EventDraft['data'];

/** Places of an event's data that hold an address, a pfn or a block number. */
function movedData(draft: EventDraft, moved: MovedAddresses): Data {
  const { type, data } = draft;
  if (type === 'memory.booted')
    return { ...data, ram: data.ram.map((run) => ({ ...run, pfn: pfn(moved.pfn(run.pfn)) })) };
  if (type === 'resources.found')
    return { ...data, lines: data.lines.map((line) => ({ ...line, start: bytes(moved.byte(line.start)) })) };
  if (type === 'operation.started') return { ...data, args: moved.args(data.args) };
  if (type === 'kernel.said')
    return { ...data, about: data.about && { ...data.about, start: bytes(moved.byte(data.about.start)) } };
  if ('pfn' in data) return { ...data, pfn: pfn(moved.pfn(data.pfn)) };
  if ('start' in data) return { ...data, start: bytes(moved.byte(data.start)) };
  return 'block' in data ? { ...data, block: blockNr(moved.block(data.block)) } : data;
}

/** Places of an event's data that hold free text. `source` of a refusal is a place in the kernel, and stays. */
function hiddenData(draft: EventDraft, names: HiddenNames, moved: MovedAddresses): Data {
  const text = (words: string): string => names.text(words, moved.text);
  const { type, data } = draft;
  switch (type) {
    case 'mark.set':
      return { ...data, name: text(data.name) };
    case 'line.notUnderstood':
      return { ...data, text: names.quotation(data.text) };
    case 'kernel.crashed':
      return { ...data, message: text(data.message) };
    case 'divergence.found':
      return { ...data, kernel: text(data.kernel), model: text(data.model), reason: text(data.reason) };
    case 'operation.refused':
    case 'pages.notRemoved':
      return { ...data, reason: text(data.reason), message: data.message === null ? null : text(data.message) };
    case 'operation.failed':
      return { ...data, reason: text(data.reason) };
    case 'kernel.said':
      return { ...data, text: text(data.text) };
    case 'page.dumped':
      return { ...data, reason: data.reason === null ? null : text(data.reason) };
    case 'clock.joined':
      return { ...data, file: names.file(data.file) };
    default:
      return data;
  }
}

interface Survey {
  readonly tasks: ReadonlySet<string>;
  readonly ranges: readonly (readonly [number, number])[];
  readonly units: Units | undefined;
}

/** What must be known of a whole log before its first event can be hidden. */
async function surveyOf(events: AsyncIterable<NewEvent>, addresses: boolean): Promise<Survey> {
  const tasks = new Set<string>();
  const ranges = new Map<string, readonly [number, number]>();
  let units: Units | undefined;
  for await (const { draft } of events) {
    if (draft.actor) tasks.add(draft.actor.task);
    if (!addresses) continue;
    if (draft.type === 'kernel.described') units ??= { ...draft.data.machine, blockBytes: draft.data.blockBytes };
    if (units) for (const range of rangesOf(draft, units)) ranges.set(range.join(), range);
  }
  return { tasks, ranges: [...ranges.values()], units };
}

/**
 * Makes what hides the names of a log and leaves its story.
 *
 * Hidden: task names (`task-` and 8 digits of SHA-256(salt + name)), pids (numbered as they appear), names of files,
 * sources and ids; in free text (marks, messages, reasons) the same task names and pids; quoted lines that could not be
 * read, wholly. With `addresses`, whatever lies at or above 4 GiB is moved by one salted multiple of 1 TiB, and numbers in
 * free text become `#`.
 *
 * Kept: the order, types, times, CPUs and lines of events, errnos, guards, nodes, zones, names in /proc/iomem, sizes, and the
 * data of the first event (its `memLimit` is not moved either): every state can be built from the result, and without
 * `addresses` it has the very sections and blocks of the original. The result is a chain of its own: it proves that nobody
 * changed the redacted log, not that it was made from the original; for that, compare heads and make it again with the salt.
 *
 * Not promised: that a name which can be guessed stays hidden from who knows the salt, or that words of a task's name
 * which stand in free text inside another word are found.
 * @param events the whole log, read once here.
 */
export async function redactorFor(
  events: AsyncIterable<NewEvent>,
  { salt, addresses }: RedactChoice,
  sha256: Sha256,
): Promise<Redactor> {
  const { tasks, ranges, units } = await surveyOf(events, addresses);
  const names = hiddenNames(sha256, salt, tasks);
  let moved = UNMOVED;
  if (addresses) {
    if (!units)
      return { ok: false, reason: 'the log does not describe its kernel: what a pfn or a block is, is not known' };
    const distance = distanceOf(sha256, salt, ranges, units);
    if (!distance.ok) return distance;
    moved = movedAddresses(distance.bytes, units);
  }
  const redact = ({ id, source, draft }: NewEvent): NewEvent => {
    const { actor, place } = draft;
    const whole = { ...draft, data: movedData(draft, moved) } as EventDraft;
    const hidden = {
      ...whole,
      data: hiddenData(whole, names, moved),
      actor: actor && { ...actor, task: names.task(actor.task), pid: names.pid(actor.pid) },
      place: place && { ...place, file: names.file(place.file) },
    } as EventDraft;
    return { id: names.id(id), source: names.source(source), draft: hidden };
  };
  return { ok: true, redact };
}
