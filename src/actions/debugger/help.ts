import { EXIT, type Style } from '../action.ts';
import { wordMeant } from './meaning.ts';
import type { Session } from './session.ts';
import { type SessionAction, usageOf, WORD_GROUPS, WordError, type WordGroup } from './word.ts';

const GROUPS = Object.keys(WORD_GROUPS) as readonly WordGroup[];

/** Text in lines no longer than a width: the first behind `lead`, the later ones under where it began. */
function* wrapped(text: string, lead: string, width: number): Generator<string> {
  const indent = ' '.repeat(lead.length);
  let line = lead;
  let empty = true;
  for (const word of text.split(' ')) {
    if (!empty && line.length + 1 + word.length > width) {
      yield line;
      line = indent;
      empty = true;
    }
    line += empty ? word : ` ${word}`;
    empty = false;
  }
  yield line;
}

/** A name longer than this has what it means under it, so that one such name does not push all others aside. */
const WIDEST_NAME = 30;

/** Names with what they mean, in two columns. */
function* columns(
  rows: readonly (readonly [name: string, text: string])[],
  { width, paint }: Style,
): Generator<string> {
  const longest = Math.max(0, ...rows.map(([name]) => name.length).filter((length) => length <= WIDEST_NAME));
  for (const [name, text] of rows) {
    if (name.length > longest) {
      yield `  ${paint(name, 'cyan')}`;
      yield* wrapped(text, ' '.repeat(longest + 4), width);
      continue;
    }
    const [first = '', ...rest] = wrapped(text, `  ${name.padEnd(longest)}  `, width);
    yield `  ${paint(name, 'cyan')}${first.slice(name.length + 2)}`;
    yield* rest;
  }
}

const withAliases = ({ summary, aliases }: SessionAction): string =>
  aliases.length > 0 ? `${summary} (${aliases.join(', ')})` : summary;

function* overview(words: readonly SessionAction[], style: Style): Generator<string> {
  for (const group of GROUPS) {
    const members = words.filter((word) => word.group === group);
    if (members.length === 0) continue;
    yield style.paint(WORD_GROUPS[group], 'bold');
    yield* columns(
      members.map((word) => [word.name, withAliases(word)]),
      style,
    );
  }
  yield 'The beginning of a word is enough where no other word begins so.';
  yield 'An empty line says the last word again. help WORD tells more, with examples.';
}

function* inFull(word: SessionAction, style: Style): Generator<string> {
  yield style.paint(usageOf(word), 'bold');
  yield* wrapped(withAliases(word), '', style.width);
  const args = word.args.map(({ name, description }) => [name, description] as const);
  const options = word.options.map(({ flags, description }) => [flags, description] as const);
  yield* columns([...args, ...options], style);
  yield style.paint('examples', 'bold');
  for (const { call, shows } of word.examples) {
    yield `  ${style.paint(call, 'cyan')}`;
    yield* wrapped(shows, '      ', style.width);
  }
  if (!word.more) return;
  yield style.paint(word.more.title, 'bold');
  yield* columns(word.more.rows, style);
}

const forJson = (word: SessionAction): unknown => {
  const { name, aliases, group, summary, args, options, examples, more } = word;
  return {
    name,
    usage: usageOf(word),
    aliases,
    group,
    summary,
    args: args.map(({ name: arg, description, required }) => ({ name: arg, description, required })),
    options: options.map(({ flags, description }) => ({ flags, description })),
    examples,
    ...(more ? { more: more.rows.map(([example, meaning]) => ({ example, meaning })) } : {}),
  };
};

/** `help` tells of every word of a session, itself among them. */
export function helpWord(wordsOf: (session: Session) => readonly SessionAction[]): SessionAction {
  return {
    name: 'help',
    aliases: ['h', '?'],
    group: 'session',
    summary: 'the words, or one of them with examples',
    args: [
      {
        name: 'word',
        description: 'a word',
        required: false,
        values: (session) => wordsOf(session).map(({ name }) => name),
      },
    ],
    options: [],
    examples: [{ call: 'help watch', shows: 'what watch takes, with examples' }],
    repeats: false,
    keys: ['?'],
    run: (session, input) => {
      const words = wordsOf(session);
      const { word: asked } = input.args;
      if (asked === undefined) {
        return {
          exit: EXIT.clean,
          json: { kind: 'value', value: words.map(forJson) },
          text: (style) => overview(words, style),
        };
      }
      const found = wordMeant(words, asked);
      if (found.kind === 'word') {
        return {
          exit: EXIT.clean,
          json: { kind: 'value', value: forJson(found.word) },
          text: (style) => inFull(found.word, style),
        };
      }
      const names =
        found.kind === 'ambiguous' ? found.candidates.map(({ name }) => name) : [found.nearest?.name ?? 'help'];
      throw new WordError(
        input.columnOf('word'),
        `there is no one word ${JSON.stringify(asked)}; try ${names.join(', ')}`,
      );
    },
  };
}
