import { z } from 'zod';
import { nanoseconds } from '../../machines/kernel/units.ts';
import { catalogueEntry } from '../catalogue.ts';
import type { EventDraft } from '../event.ts';
import { upcast } from '../upcast.ts';

const whole = z.string().regex(/^\d{1,15}$/, 'a whole number as text');

const envelope = z.strictObject({
  specversion: z.literal('1.0'),
  id: z.string().min(1).max(300),
  source: z.string().min(1).max(4096),
  type: z.string(),
  dataschema: z.string().regex(/^memlapse:[a-zA-Z.]+\/\d{1,6}$/, 'memlapse:TYPE/VERSION'),
  datacontenttype: z.literal('application/json'),
  sequence: whole,
  cause: whole.optional(),
  timens: z
    .string()
    .regex(/^\d{1,20}$/, 'nanoseconds as text')
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
  path: path.join('.'),
  reason,
});

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
  const current = upcast(type, Number(version), data);
  if (!current.ok) return refused(['dataschema'], current.reason);
  const checked = catalogueEntry(type)?.data.safeParse(current.data);
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
  };
  return { ok: true, id, source, draft: draft as EventDraft };
}
