import { z } from 'zod';
import { quoted, SourceError } from '../../events/problem.ts';

const metaShape = z.looseObject({
  scenario: z.string().optional(),
  description: z.string().optional(),
  kernelRelease: z.string(),
  kernelVersion: z.string().optional(),
  cmdline: z.string().optional(),
  memoryBlockSizeBytes: z.int().positive().optional(),
  sectionSizeBytes: z.int().positive().optional(),
  pageSize: z.int().positive().optional(),
  memSectionEntrySize: z.int().positive().optional(),
  config: z.record(z.string(), z.string()).optional(),
  qemu: z.array(z.string()).optional(),
  probesOk: z.array(z.string()).optional(),
});

/** `meta.json` of a recording: the kernel's release and configuration, and what the recorder probed. */
export type Meta = z.output<typeof metaShape>;

/** Characters that V8 quotes on each side of what it did not expect. */
const QUOTED = 10;

/** Where JSON.parse() stopped: the place in a text. V8 gives the position, or the text around it, or says that the text ended. */
function offsetOf(text: string, message: string): number {
  const position = /position (\d+)/.exec(message)?.[1];
  if (position !== undefined) return Number(position);
  const [, before, around = '', after] = /, (\.\.\.)?"(.*)"(\.\.\.)? is not valid JSON$/s.exec(message) ?? [];
  if (before !== undefined) return text.indexOf(around) + QUOTED;
  if (after !== undefined) return around.length - QUOTED;
  return message.includes('end of JSON') ? text.length : 0;
}

/**
 * The value of a JSON text.
 * @param line the line of the file on which the text begins.
 * @throws SourceError with line and column when it is no JSON.
 */
export function jsonIn(file: string, text: string, line = 1): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch (error) {
    const position = offsetOf(text, error instanceof Error ? error.message : '');
    const before = text.slice(0, position).split('\n');
    throw new SourceError({
      place: { file, line: line + before.length - 1, column: (before.at(-1)?.length ?? 0) + 1 },
      read: quoted(text.slice(position, position + 40)),
      expected: 'JSON',
    });
  }
}

/** Reads meta.json. @throws SourceError with line and column when it is no JSON, or lacks what is needed. */
export function parseMeta(file: string, text: string): Meta {
  const value = jsonIn(file, text);
  const parsed = metaShape.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new SourceError({
    place: { file, line: 1, column: 1 },
    read: `${issue?.path.join('.') || 'the whole'}: ${issue?.message ?? 'not a description of a recording'}`,
    expected: 'an object with kernelRelease, and numbers where sizes stand',
  });
}
