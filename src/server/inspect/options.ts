import { type ActionInput, type OptionSpec, textOption, textsOption, UsageError } from '../../actions/action.ts';
import { READING_OPTIONS } from '../../actions/source-arguments.ts';
import { portOf } from '../port.ts';
import { RATE_EXPECTED, rateOf, USUAL_RATE } from './playback.ts';
import { PROTOCOL_NAMES, type ProtocolName } from './protocol/protocol.ts';

export const INSPECT_OPTIONS: readonly OptionSpec[] = [
  {
    flags: '--subject <subject>',
    description: 'section:N, block:N or attempt:N; may be given again, or several with commas between',
    many: true,
  },
  { flags: '--at <when>', description: 'where to begin: start, end, seq:N, t:SECONDS, or step:NN', fallback: 'start' },
  { flags: '--protocol <name>', description: 'statelyai, xstate4, or both', fallback: 'both' },
  { flags: '--port <port>', description: 'port on 127.0.0.1; any free one when left out' },
  { flags: '--rate <n>', description: `events a second that are played; ${USUAL_RATE} when left out` },
  { flags: '--step', description: 'play nothing: stay until a viewer moves, or somebody who says words' },
  {
    flags: '--commands <file>',
    description: 'run the words of debug in a file, one a line, and end; - for standard input',
  },
  {
    flags: '--allow-origin <origin>',
    description: 'let pages of this origin attach, as https://stately.ai; none may when left out',
    many: true,
  },
  { flags: '--no-token', description: 'an address without a secret part: anybody on this machine may attach' },
  ...READING_OPTIONS,
];

export interface InspectOptions {
  readonly subjects: readonly string[];
  readonly at: string;
  readonly protocols: readonly ProtocolName[];
  readonly port: number;
  readonly rate: number;
  readonly plays: boolean;
  readonly origins: readonly string[];
  readonly secret: boolean;
}

function protocolsOf(text: string): readonly ProtocolName[] {
  if (text === 'both') return PROTOCOL_NAMES;
  const asked = PROTOCOL_NAMES.filter((name) => name === text);
  if (asked.length > 0) return asked;
  throw new UsageError(`--protocol takes ${PROTOCOL_NAMES.join(', ')} or both, not ${JSON.stringify(text)}`);
}

/** An origin as a browser sends it: scheme and host, and a port that is not the scheme's own. */
function originOf(text: string): string {
  const { origin } = URL.parse(text) ?? { origin: null };
  if (origin === text && origin !== 'null') return origin;
  throw new UsageError(`--allow-origin takes an origin as https://stately.ai, not ${JSON.stringify(text)}`);
}

/** @throws UsageError for what can't be meant */
export function inspectOptions(input: ActionInput): InspectOptions {
  const rateText = textOption(input, 'rate');
  const rate = rateText === undefined ? USUAL_RATE : rateOf(rateText);
  if (rate === null) throw new UsageError(`--rate takes ${RATE_EXPECTED}, not ${JSON.stringify(rateText)}`);
  const plays = input.options['step'] !== true;
  if (!plays && rateText !== undefined) throw new UsageError('--step plays nothing: it has no --rate');
  return {
    subjects: textsOption(input, 'subject').flatMap((text) => text.split(',').filter((one) => one !== '')),
    at: textOption(input, 'at') ?? 'start',
    protocols: protocolsOf(textOption(input, 'protocol') ?? 'both'),
    port: portOf(textOption(input, 'port')),
    rate,
    plays,
    origins: textsOption(input, 'allowOrigin').map(originOf),
    secret: input.options['token'] !== false,
  };
}
