import type { FeedLine } from '../../../events/formats/rows.ts';

/** Lines of JSON out of a stream of bytes, each as soon as it is whole. @throws Error when the stream ends inside a line. */
export async function* feedLines(body: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<FeedLine> {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { value, done } = await reader.read();
    if (done) break;
    rest += value;
    const lines = rest.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) yield JSON.parse(line) as FeedLine;
  }
  if (rest !== '') throw new Error('the log ended inside a piece');
}
