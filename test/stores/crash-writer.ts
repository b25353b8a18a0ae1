import { markEvent } from '../../events/store-contract.ts';
import { sqliteStore } from '../../src/stores/sqlite.ts';

// Appends batches to a log until it is killed, and says after each that it was acknowledged. Run by the crash test.
const [path = '', sizes = ''] = process.argv.slice(2);
const opened = sqliteStore(path);
if (!opened.ok) throw new Error(opened.reason);
const { store } = opened;
const lengths = sizes.split(',').map(Number);
process.stdout.write('ready\n');
for (let round = 0; ; round++) {
  const { position } = await store.head();
  const length = lengths[round % lengths.length] ?? 1;
  const batch = Array.from({ length }, (_, at) => markEvent(position + at + 1));
  const answer = await store.append(batch, position);
  if (!answer.ok) throw new Error(JSON.stringify(answer));
  process.stdout.write(`${answer.head.position} ${answer.head.hash}\n`);
}
