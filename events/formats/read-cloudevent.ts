import { z } from 'zod';
import { nanoseconds } from '../../machines/kernel/units.ts';
import { catalogueEntry } from '../catalogue.ts';
import type { EventDraft } from '../event.ts';
import { CURRENT_VERSIONS, upcast } from '../upcast.ts';
import { optionalAttributes } from './cloudevent.ts';
import { shown } from './strict-json.ts';

/** The kernel's trace clock, and the time column of a log file, are signed 64 bits. */
const LAST_NS = '9223372036854775807';

const whole = z.string().regex(/^\d{1,15}$/, 'a whole number as text');

const envelope = z.strictObject({
  specversion: z.literal('1.0'),
  id: z.string().min(1).max(300),
  source: z.string().min(1).max(4096),
  type: z.string(),
  dataschema: z.string().regex(/^memlapse:[a-zA-Z.]+\/[1-9]\d{0,5}$/, 'memlapse:TYPE/VERSION'),
  datacontenttype: z.literal('application/json'),
  sequence: whole.refine((text) => text !== '0', 'a position from 1 on'),
  cause: whole.optional(),
  timens: z
    .string()
    .regex(/^\d{1,19}$/, 'nanoseconds as text')
    .refine((text) => text.padStart(19, '0') <= LAST_NS, `at most ${LAST_NS} nanoseconds`)
    .optional(),
  task: z.string().max(256).optional(),
  pid: whole.optional(),
  cpu: whole.optional(),
  file: z.string().max(4096).optional(),
  line: whole.optional(),
  data: z.unknown(),
});

/** An event as a CloudEvent told it, or why it is none. `path` names the part that is wrong. */
export type ReadEvent =
  | { readonly ok: true; readonly id: string; readonly source: string; readonly draft: EventDraft }
  | { readonly ok: false; readonly path: string; readonly reason: string };

const refused = (path: readonly PropertyKey[], reason: string): ReadEvent => ({
  ok: false,
  path: shown(path.join('.')),
  reason: shown(reason),
});

const DERIVED = ['timens', 'cause', 'task', 'pid', 'cpu', 'file', 'line'] as const;

/** What `toCloudEvent` makes of what was read: where the attributes say something else, they would be lost or changed. */
function disagreement(told: z.output<typeof envelope>, draft: EventDraft, current: boolean): ReadEvent | undefined {
  const seq = Number(told.sequence);
  if (String(seq) !== told.sequence) return refused(['sequence'], misfit(told.sequence));
  const again = optionalAttributes({ ...draft, seq });
  for (const name of DERIVED) {
    const [said, written] = [told[name], again[name]];
    // An old version's data may have named its operation otherwise.
    if (said === written || (name === 'cause' && !current)) continue;
    const reason = said === undefined ? `it is missing: the rest of the event says ${written}` : misfit(said);
    return refused([name], reason);
  }
  return undefined;
}

const misfit = (said: string): string => `${said} does not fit the rest of the event`;

/** Reads a CloudEvent 1.0 that `toCloudEvent` wrote, of this version or an earlier one. An attribute that it does not know is refused: it could not be given back. */
export function fromCloudEvent(value: unknown): ReadEvent {
  const parsed = envelope.safeParse(value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return refused(issue?.path ?? [], issue?.message ?? 'no CloudEvent 1.0');
  }
  const { id, source, type, dataschema, timens, task, pid, cpu, file, line, data } = parsed.data;
  const [schema, version] = dataschema.slice('memlapse:'.length).split('/');
  if (schema !== type) return refused(['dataschema'], `${dataschema} is not the schema of ${type}`);
  const brought = upcast(type, Number(version), data);
  if (!brought.ok) return refused(['dataschema'], brought.reason);
  const checked = catalogueEntry(type)?.data.safeParse(brought.data);
  if (!checked?.success) {
    const issue = checked?.error.issues[0];
    return refused(['data', ...(issue?.path ?? [])], issue?.message ?? `no event is called ${type}`);
  }
  const draft = {
    type,
    data: checked.data,
    timeNs: timens === undefined ? null : nanoseconds(BigInt(timens)),
    actor: task === undefined ? null : { task, pid: Number(pid ?? 0), cpu: cpu === undefined ? null : Number(cpu) },
    place: file === undefined ? null : { file, line: Number(line ?? 1) },
  } as EventDraft;
  const isCurrent = Number(version) === CURRENT_VERSIONS.get(type);
  return disagreement(parsed.data, draft, isCurrent) ?? { ok: true, id, source, draft };
}
