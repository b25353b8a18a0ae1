import { fieldsOfType } from '../../events/catalogue.ts';
import type { Sha256 } from '../../events/chain.ts';
import type { EventDraft } from '../../events/event.ts';
import { isPlaceKind, type Kind } from '../../events/kinds.ts';
import type { NewEvent } from '../../events/log.ts';
import { mapFields } from '../../events/places.ts';
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

/** Kinds whose values tell nothing of a machine's users and addresses. Every other text is hidden. */
const KEPT: ReadonlySet<Kind> = new Set<Kind>([
  ...(['pages', 'size', 'operation', 'parent', 'node', 'zone', 'errno'] as const),
  ...(['cpu', 'count', 'duration', 'word', 'term'] as const),
]);

/** Makes one value of an event's data what may be shown of it, by its kind. */
export const hiding =
  (names: HiddenNames, moved: MovedAddresses) =>
  (kind: Kind, value: unknown): unknown => {
    if (isPlaceKind(kind) && typeof value === 'number') return moved.place(kind, value);
    if (KEPT.has(kind) || typeof value !== 'string') return value;
    if (kind === 'file') return names.file(value);
    if (kind === 'quotation') return names.quotation(value);
    return (isPlaceKind(kind) ? moved.placeText(kind, value) : undefined) ?? names.text(value, moved.text);
  };

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
 * sources and ids; in free text (every string whose field has no other kind in the catalogue) the same task names and
 * pids; quoted lines that could not be read, wholly. With `addresses`, whatever lies at or above 4 GiB is moved by one salted multiple of 1 TiB, and numbers in
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
  const hide = hiding(names, moved);
  const redact = ({ id, source, draft }: NewEvent): NewEvent => {
    const { actor, place } = draft;
    const hidden = {
      ...draft,
      data: mapFields(fieldsOfType(draft.type), draft.data, hide),
      actor: actor && { ...actor, task: names.task(actor.task), pid: names.pid(actor.pid) },
      place: place && { ...place, file: names.file(place.file) },
    } as EventDraft;
    return { id: names.id(id), source: names.source(source), draft: hidden };
  };
  return { ok: true, redact };
}
