import { randomBytes } from 'node:crypto';
import { type ActionResult, EXIT, requiredArgument, textOption } from '../../actions/action.ts';
import { giveWords } from '../../actions/debugger/registry.ts';
import type { Session } from '../../actions/debugger/session.ts';
import { interrupted } from '../../actions/interrupt.ts';
import { logSource, seqOf } from '../../actions/source.ts';
import { SOURCE_ARGUMENT } from '../../actions/source-arguments.ts';
import type { Company, SessionOpened, Verb } from '../../actions/verb.ts';
import { timelineOf } from '../../timeline/timeline.ts';
import type { WatchedMachine } from './machine/watched.ts';
import { observedSession } from './observed-session.ts';
import { INSPECT_OPTIONS, type InspectOptions, inspectOptions } from './options.ts';
import { pauseWord, playWord } from './playback.ts';
import { serveViewers, type ViewerServer } from './serve.ts';
import { watchedAsked } from './subjects.ts';
import { updatesHere } from './updates.ts';
import { Viewers } from './viewers.ts';

const VIEWER_OF = { statelyai: '@statelyai/inspect', xstate4: '@xstate/inspect 0.8' } as const;

/** The addresses, and what is shown at them. */
function invitationOf(session: Session, watched: readonly WatchedMachine[], { addresses }: ViewerServer): ActionResult {
  const { name, notes, final } = session.source;
  const subjects = watched.map((one) => one.name);
  return {
    exit: EXIT.clean,
    notes,
    json: {
      kind: 'value',
      value: {
        addresses: Object.fromEntries(addresses),
        source: name,
        events: session.record.end,
        profile: final.profile.name,
        subjects,
        at: { seq: session.cursor.seq },
      },
    },
    *text(style) {
      yield `${name}  ${final.profile.name}  ${session.record.end.toLocaleString('en')} events`;
      yield `shown: ${subjects.join(', ')}`;
      for (const [protocol, address] of addresses) {
        yield `${protocol.padEnd(9)}  ${style.paint(address, 'bold', 'cyan')}  for ${VIEWER_OF[protocol]}`;
      }
    },
  };
}

/** Where nobody says words: plays when the first viewer is there, and then waits, so that viewers can look on. */
async function alone(viewers: Viewers, { plays, rate }: InspectOptions): Promise<void> {
  const ended = interrupted();
  if (plays) await Promise.race([viewers.firstCame.then(() => viewers.play(rate)), ended]);
  await ended;
}

const companyOf = (
  viewers: Viewers,
  serving: ViewerServer,
  options: InspectOptions,
  invitation: ActionResult,
): Company => ({
  invitation,
  tellTo: (tell) => viewers.tellTo(tell),
  alone: () => alone(viewers, options),
  async end() {
    viewers.end();
    await serving.close();
  },
});

export const inspectVerb: Verb = {
  id: 'inspect',
  group: 'open',
  summary: "other people's inspectors: a replay that viewers of @statelyai/inspect and @xstate/inspect attach to",
  args: [SOURCE_ARGUMENT],
  options: INSPECT_OPTIONS,
  examples: [
    {
      call: 'memlapse inspect recording/ --subject block:34',
      shows: 'a prompt: next, back, goto, play move every viewer that is attached',
    },
    {
      call: 'memlapse inspect patch:4 --subject section:10 --subject attempt:3 --json',
      shows: 'the addresses as one line of JSON; it plays from the first viewer on',
    },
    {
      call: 'memlapse inspect recording/ --protocol xstate4 --no-token --port 8888 --allow-origin https://stately.ai',
      shows: 'ws://127.0.0.1:8888/, for a viewer on that site which takes no path',
    },
  ],
  more: {
    title: 'viewers',
    rows: [
      ['a viewer that comes late', 'is shown where everything is now'],
      [
        'without a terminal',
        'the replay plays when the first viewer is there (unless --step), and stays at the end until it is interrupted',
      ],
      [
        'a viewer may send',
        'memlapse.next, memlapse.back, memlapse.goto {when}, memlapse.play {rate} and memlapse.pause; any other event changes nothing: what a kernel did is done (docs/inspect.md)',
      ],
    ],
  },
  run: async (input): Promise<SessionOpened> => {
    const options = inspectOptions(input);
    const source = await logSource(requiredArgument(input, 'source'), input);
    const seq = seqOf(source, options.at);
    const watched = watchedAsked(source, timelineOf(source), options.subjects);
    const viewers: Viewers = new Viewers(watched, options.rate, () => session);
    const session = observedSession(source, seq, (from, to) => viewers.moved(from, to));
    // A long log is read through and replayed once: now, and not while the first viewer waits.
    input.progress(`looking for the events of ${watched.map((one) => one.name).join(', ')}…`);
    Array.from(updatesHere(watched, session.cursor));
    giveWords(session, [playWord(options.rate), pauseWord(() => viewers.pause())]);
    const token = options.secret ? randomBytes(16).toString('hex') : null;
    const { port, protocols, origins } = options;
    const serving = await serveViewers({ port, token, protocols, origins }, viewers);
    return {
      session,
      commands: textOption(input, 'commands'),
      keepGoing: input.options['keepGoing'] === true,
      company: companyOf(viewers, serving, options, invitationOf(session, watched, serving)),
    };
  },
};
