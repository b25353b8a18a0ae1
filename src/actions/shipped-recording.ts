import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from './action.ts';

const SHIPPED = join('test', 'recordings', '6.1.192-debian-generic-vmemmap--s4-e820-pmem-subsection.tar.gz');

/** The recording that is shown when none is named: RAM and persistent memory sharing sections, what the thread was about. */
export function shippedRecording(): string {
  for (let folder = import.meta.dirname; folder !== join(folder, '..'); folder = join(folder, '..')) {
    if (existsSync(join(folder, SHIPPED))) return join(folder, SHIPPED);
  }
  throw new UsageError('the shipped recording is not installed; name a recording');
}
