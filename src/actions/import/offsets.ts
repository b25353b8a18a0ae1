import { basename } from 'node:path';
import { type ActionInput, type OptionSpec, textsOption, UsageError } from '../action.ts';

export const OFFSET_OPTION: OptionSpec = {
  flags: '--offset <file=seconds>',
  description:
    'add so many seconds to the times of a file: what puts them on the kernel’s clock; may be given for each file',
  many: true,
};

/** Nanoseconds to add to the times of files, by the name that the user gave. @throws UsageError */
export function offsetsAsked(input: ActionInput): ReadonlyMap<string, bigint> {
  return new Map(
    textsOption(input, 'offset').map((text) => {
      const [, file, sign, whole, fraction = ''] = /^(.+)=([+-]?)(\d{1,10})(?:\.(\d{1,9}))?$/.exec(text) ?? [];
      if (file === undefined)
        throw new UsageError(`--offset takes FILE=SECONDS, as in dmesg.txt=-1795336058.5, not ${JSON.stringify(text)}`);
      const ns = BigInt(whole ?? '0') * 1_000_000_000n + BigInt(fraction.padEnd(9, '0'));
      return [file, sign === '-' ? -ns : ns] as const;
    }),
  );
}

/** Sees that every offset was for a file that is there. @throws UsageError */
export function assertUsed(offsets: ReadonlyMap<string, bigint>, files: readonly string[]): void {
  for (const file of offsets.keys()) {
    if (files.some((one) => one === file || basename(one) === basename(file))) continue;
    throw new UsageError(
      `--offset is for ${file}, which is none of the files that tell times: ${files.join(', ') || 'there are none'}`,
    );
  }
}
