import { type LoggedOperation, OUTCOME_WORDS } from '../../timeline/operations.ts';
import { sourceName } from '../shell/words.ts';
import type { Comparison } from './comparison.ts';

/** Name of a comparison. */
export function comparisonName(other: Comparison): string {
  switch (other.kind) {
    case 'kernel':
      return `under ${other.name}`;
    case 'branch':
      return 'what if';
    case 'record':
      return sourceName(other.record.name);
  }
}

/** What an operation was asked, as the list of events has it. */
export const commandLabel = ({ started }: LoggedOperation): string =>
  `${started.data.name}(${Object.entries(started.data.args)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ')})`;

/** How an operation ended: `done`, `refused EINVAL`. */
export const outcomeLabel = ({ outcome, errno }: LoggedOperation): string =>
  `${OUTCOME_WORDS[outcome]}${errno === null ? '' : ` ${errno}`}`;
