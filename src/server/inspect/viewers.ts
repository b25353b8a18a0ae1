import { plain } from '../../../events/plain-text.ts';
import { runLine } from '../../actions/debugger/run-line.ts';
import type { Session } from '../../actions/debugger/session.ts';
import type { Cursor } from '../../timeline/cursor.ts';
import type { WatchedMachine } from './machine/watched.ts';
import { playThrough, RATE_EXPECTED, rateOf } from './playback.ts';
import type { Control, Protocol, ProtocolName, ViewerMessage } from './protocol/protocol.ts';
import { statelyai } from './protocol/statelyai.ts';
import { xstate4 } from './protocol/xstate4.ts';
import type { Viewer, ViewerHost } from './serve.ts';
import { updatesAtEnd, updatesHere, updatesOfMove, type ViewerUpdate } from './updates.ts';

const PROTOCOLS: Readonly<Record<ProtocolName, Protocol>> = { statelyai, xstate4 };

const QUIET = { progress: () => {}, signal: new AbortController().signal, again: false };

/** What a viewer is told of what it may do, once, when it asks for what nobody can do. */
const UNCHANGED = 'the record is not changed; memlapse.next, .back, .goto, .play and .pause move in it';

/** Viewers of one session: all are told the same, and each may move it. */
export class Viewers implements ViewerHost {
  readonly #watched: readonly WatchedMachine[];
  readonly #rate: number;
  readonly #session: () => Session;
  /** Attached viewers; true for one that listens. */
  readonly #listening = new Map<Viewer, boolean>();
  readonly #refused = new WeakSet<Viewer>();
  readonly #came = Promise.withResolvers<void>();
  #playing = new AbortController();
  #said: Promise<unknown> = Promise.resolve();
  #tell: (line: string) => void = () => {};

  /** @param rate events a second that `memlapse.play` plays without one of its own */
  constructor(watched: readonly WatchedMachine[], rate: number, session: () => Session) {
    this.#watched = watched;
    this.#rate = rate;
    this.#session = session;
  }

  tellTo(tell: (line: string) => void): void {
    this.#tell = tell;
  }

  /** Resolves when the first viewer listens. */
  get firstCame(): Promise<void> {
    return this.#came.promise;
  }

  attached(viewer: Viewer): void {
    this.#listening.set(viewer, false);
    this.#tell(`a viewer came (${viewer.protocol}); ${this.#here()}`);
    if (!PROTOCOLS[viewer.protocol].announcesReady) this.#welcome(viewer);
  }

  detached(viewer: Viewer): void {
    this.#listening.delete(viewer);
    this.#tell(`a viewer left (${viewer.protocol}); ${this.#here()}`);
  }

  heard(viewer: Viewer, message: string): void {
    const heard = PROTOCOLS[viewer.protocol].parse(message);
    // One after another, in the order in which they came.
    if (heard.kind !== 'nothing') this.#said = this.#said.then(() => this.#answer(viewer, heard));
  }

  async #answer(viewer: Viewer, heard: ViewerMessage): Promise<void> {
    switch (heard.kind) {
      case 'ready':
        this.#welcome(viewer);
        return;
      case 'control':
        await this.#obey(heard.control);
        return;
      case 'wish':
        if (this.#refused.has(viewer)) return;
        this.#refused.add(viewer);
        this.#tell(`a viewer asked for ${plain(heard.event)}: ${UNCHANGED}`);
        return;
      case 'nothing':
    }
  }

  /** The session moved, whoever moved it. */
  moved(from: Cursor, to: Cursor): void {
    for (const telling of updatesOfMove(this.#watched, from, to)) this.#tellAll(telling);
  }

  /** The session is over: every machine goes. */
  end(): void {
    // That viewers leave now is no news.
    this.#tell = () => {};
    this.pause();
    for (const telling of updatesAtEnd(this.#watched, this.#session().cursor)) this.#tellAll(telling);
    for (const [viewer, listens] of this.#listening) {
      const { closing } = PROTOCOLS[viewer.protocol];
      if (listens && closing) viewer.send(closing);
    }
  }

  #here(): string {
    const { size } = this.#listening;
    return size === 1 ? 'one is here' : `${size === 0 ? 'none' : size} are here`;
  }

  #welcome(viewer: Viewer): void {
    if (!this.#listening.has(viewer)) return;
    this.#listening.set(viewer, true);
    const protocol = PROTOCOLS[viewer.protocol];
    for (const telling of updatesHere(this.#watched, this.#session().cursor)) viewer.send(protocol.messageOf(telling));
    this.#came.resolve();
  }

  #tellAll(telling: ViewerUpdate): void {
    for (const [viewer, listens] of this.#listening) {
      if (listens) viewer.send(PROTOCOLS[viewer.protocol].messageOf(telling));
    }
  }

  async #obey({ word, argument }: Control): Promise<void> {
    // Whoever takes the session somewhere wants it to stay there.
    this.pause();
    const line = `${word} ${argument}`.trim();
    // Told afterwards: who is told looks where the session is now.
    const problem = await this.#do(word, argument, line);
    this.#tell(`a viewer: ${line}${problem === null ? '' : `: ${problem}`}`);
  }

  /** @returns why it can not be done, in words; null where it was */
  async #do(word: Control['word'], argument: string, line: string): Promise<string | null> {
    if (word === 'pause') return null;
    if (word !== 'play') {
      const said = await runLine(this.#session(), line, QUIET);
      return said && !said.ok ? said.reason : null;
    }
    const rate = argument === '' ? this.#rate : rateOf(argument);
    if (rate === null) return `play takes ${RATE_EXPECTED}`;
    void this.play(rate);
    return null;
  }

  /** Plays on until the end, or until somebody stops it. */
  async play(rate: number): Promise<void> {
    this.pause();
    const { signal } = this.#playing;
    for await (const _ of playThrough(this.#session(), rate, signal));
    if (!signal.aborted) this.#tell('the end of the record; viewers stay');
  }

  /** Stops what is played. */
  pause(): void {
    this.#playing.abort();
    this.#playing = new AbortController();
  }
}
