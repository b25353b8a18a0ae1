import { GROUPS, type SessionAction, type Style, UsageError, usageOf, valueAnswer } from '../action.ts';
import { columns, wrapped } from '../text/columns.ts';
import { wordMeant } from './meaning.ts';
import type { Session } from './session.ts';

const withAliases = ({ summary, aliases = [] }: SessionAction): string =>
  aliases.length > 0 ? `${summary} (${aliases.join(', ')})` : summary;

function* overview(words: readonly SessionAction[], style: Style): Generator<string> {
  for (const [group, heading] of Object.entries(GROUPS)) {
    const members = words.filter((word) => word.group === group);
    if (members.length === 0) continue;
    yield style.paint(heading, 'bold');
    yield* columns(
      members.map((word) => [word.id, withAliases(word)]),
      style,
    );
  }
  yield 'The beginning of a word is enough where no other word begins so.';
  yield 'An empty line says the last word again. help WORD tells more, with examples.';
}

function* inFull(word: SessionAction, style: Style): Generator<string> {
  yield style.paint(usageOf(word), 'bold');
  yield* wrapped(withAliases(word), '', style.width);
  const { args = [], options = [], examples } = word;
  yield* columns(
    [
      ...args.map(({ name, description }) => [name, description] as const),
      ...options.map(({ flags, description }) => [flags, description] as const),
    ],
    style,
  );
  yield style.paint('examples', 'bold');
  for (const { call, shows } of examples) {
    yield `  ${style.paint(call, 'cyan')}`;
    yield* wrapped(shows, '      ', style.width);
  }
  if (!word.more) return;
  yield style.paint(word.more.title, 'bold');
  yield* columns(word.more.rows, style);
}

const forJson = (word: SessionAction): unknown => {
  const { id, aliases = [], group, summary, args = [], options = [], examples, more } = word;
  return {
    name: id,
    usage: usageOf(word),
    aliases,
    group,
    summary,
    args: args.map(({ name, description, required = false }) => ({ name, description, required })),
    options: options.map(({ flags, description }) => ({ flags, description })),
    examples,
    ...(more ? { more: more.rows.map(([example, meaning]) => ({ example, meaning })) } : {}),
  };
};

/** `help` tells of every word of a session, itself among them. */
export function helpWord(wordsOf: (session: Session) => readonly SessionAction[]): SessionAction {
  return {
    id: 'help',
    aliases: ['h', '?'],
    group: 'session',
    summary: 'the words, or one of them with examples',
    args: [
      {
        name: 'word',
        description: 'a word',
        kind: 'text',
        values: (session) => wordsOf(session).map(({ id }) => id),
      },
    ],
    examples: [{ call: 'help watch', shows: 'what watch takes, with examples' }],
    run: (session, input) => {
      const words = wordsOf(session);
      const { word: asked } = input.args;
      if (asked === undefined) {
        return valueAnswer(words.map(forJson), (style) => overview(words, style));
      }
      const found = wordMeant(words, asked);
      if (found.kind === 'word') {
        return valueAnswer(forJson(found.word), (style) => inFull(found.word, style));
      }
      const names = found.kind === 'ambiguous' ? found.candidates.map(({ id }) => id) : [found.nearest?.id ?? 'help'];
      throw new UsageError(`there is no one word ${JSON.stringify(asked)}; try ${names.join(', ')}`, 'word');
    },
  };
}
