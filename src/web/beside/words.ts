import type { Beside } from './beside.ts';

/** What stands beside the record, in a few words. */
export const besideName = (other: Beside): string => (other.kind === 'kernel' ? `under ${other.name}` : 'what if');
