import { existsSync, writeFileSync } from 'node:fs';
import { lineOf, sealOf } from '../../events/formats/ndjson.ts';
import { memoryStore } from '../../src/stores/memory.ts';
import { everyEvent } from './every-event.ts';

// Writes an export of one event of every type, once: `node test/events/write-version.ts test/events/versions/v2.ndjson`.
const [path = ''] = process.argv.slice(2);
if (existsSync(path)) throw new Error(`${path} is there: what a released version wrote is never written again`);
const store = memoryStore();
const answer = await store.append(everyEvent, 0);
if (!answer.ok) throw new Error(JSON.stringify(answer));
const lines: string[] = [];
for await (const event of store.read()) lines.push(lineOf(event));
writeFileSync(path, `${[...lines, sealOf(answer.head)].join('\n')}\n`);
