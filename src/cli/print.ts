import { plain } from '../../events/plain-text.ts';
import type { ActionResult } from '../actions/action.ts';
import type { Io } from './io.ts';
import { shownLine, styleFor } from './style.ts';

/** Text of several lines, safe to show. */
export const inLines = (text: string): string => text.split('\n').map(plain).join('\n');

/** Writes what an action came to: JSON and nothing else, or text; notes on standard error. */
export async function print(result: ActionResult, json: boolean, io: Io): Promise<void> {
  if (json) {
    if (result.json.kind === 'value') io.out.write(`${JSON.stringify(result.json.value)}\n`);
    else for await (const value of result.json.values) io.out.write(`${JSON.stringify(value)}\n`);
  } else {
    const style = styleFor(io.out, io.env);
    // Into a pipe goes what the verb says, byte for byte: an export is evidence. A terminal would obey some of it.
    for await (const line of result.text(style)) io.out.write(`${io.out.isTTY ? shownLine(line, style) : line}\n`);
  }
  for (const note of result.notes ?? []) io.err.write(`memlapse: ${inLines(note)}\n`);
}
