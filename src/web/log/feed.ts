import type { FeedLine } from '../../../events/formats/rows.ts';
import { columnBytesOf } from '../../../events/packed/segment.ts';

/** A line of the feed, and the bytes that followed it. */
export interface Received {
  readonly line: FeedLine;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

const NEWLINE = 10;
const NO_BYTES = new Uint8Array(0);

/** Bytes of a stream in the pieces that are asked for, whatever pieces they come in. */
function taking(body: ReadableStream<Uint8Array<ArrayBuffer>>) {
  const reader = body.getReader();
  let held: Uint8Array<ArrayBuffer> = NO_BYTES;
  /** Bytes that came after those held, not yet joined to them. */
  let came: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  const more = async (): Promise<boolean> => {
    const { value, done } = await reader.read();
    if (done) return false;
    came.push(value);
    length += value.length;
    return true;
  };
  const join = (): void => {
    if (came.length === 0) return;
    const joined = new Uint8Array(held.length + length);
    joined.set(held);
    let at = held.length;
    for (const part of came) {
      joined.set(part, at);
      at += part.length;
    }
    held = joined;
    came = [];
    length = 0;
  };
  const cut = (count: number): Uint8Array<ArrayBuffer> => {
    const taken = held.subarray(0, count);
    held = held.subarray(count);
    return taken;
  };
  return {
    /** So many bytes. @throws Error when the stream ends before. */
    async bytes(count: number): Promise<Uint8Array<ArrayBuffer>> {
      while (held.length + length < count) if (!(await more())) throw new Error('the log ended inside a piece');
      join();
      return cut(count);
    },
    /** A line without its end; null at the end of the stream. @throws Error when the stream ends inside a line. */
    async line(): Promise<string | null> {
      for (let looked = 0; ; ) {
        join();
        const end = held.indexOf(NEWLINE, looked);
        if (end >= 0) return new TextDecoder().decode(cut(end + 1));
        looked = held.length;
        if (await more()) continue;
        if (held.length > 0) throw new Error('the log ended inside a line');
        return null;
      }
    },
  };
}

/** What the server sends, line by line, each as soon as it is whole. @throws Error when the stream ends inside of one. */
export async function* received(body: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<Received> {
  const stream = taking(body);
  for (let text = await stream.line(); text !== null; text = await stream.line()) {
    const line = JSON.parse(text) as FeedLine;
    yield { line, bytes: line.kind === 'segment' ? await stream.bytes(columnBytesOf(line)) : NO_BYTES };
  }
}
