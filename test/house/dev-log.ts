import { shippedRecording } from '../../src/actions/shipped-recording.ts';
import { listen } from '../../src/server/listen.ts';
import { feedOf } from '../../src/server/open-feed.ts';

// The log of a source for the page of dev.ts, without a page. Prints where it is served.
const context = { progress: () => undefined, signal: new AbortController().signal, again: false };
const { feed } = await feedOf(process.argv[2] ?? shippedRecording(), { ...context, args: {}, options: {} });
const { address } = await listen(new Map(), feed, 0);
console.log(JSON.stringify({ name: feed.source.name, address }));
