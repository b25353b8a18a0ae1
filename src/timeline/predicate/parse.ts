import { isStateName } from '../../../machines/state-words.ts';
import { BLOCK_WORDS, COMPARISONS, COUNTED, type Comparison, type Predicate, SECTION_WORDS } from './predicate.ts';
import { type PredicateProblem, type Token, tokensOf } from './tokens.ts';

export type PredicateAnswer =
  | { readonly ok: true; readonly predicate: Predicate }
  | { readonly ok: false; readonly problem: PredicateProblem };

/** Longer and deeper than anybody writes by hand: what is beyond is a mistake, or an attack. */
const LONGEST = 2000;
const DEEPEST = 50;

class Problem extends Error {
  readonly problem: PredicateProblem;

  constructor(problem: PredicateProblem) {
    super(problem.expected);
    this.problem = problem;
  }
}

const START =
  'section:N, block:N, sections, blocks, refusals, failures, divergences, attempts, lost, errno, crashed, not or (';

/** A recursive descent, one method a rule of the grammar. Each reads from where the last one stopped. */
class Parser {
  readonly #tokens: readonly Token[];
  readonly #end: number;
  #next = 0;
  #depth = 0;

  constructor(tokens: readonly Token[], length: number) {
    this.#tokens = tokens;
    this.#end = length + 1;
  }

  whole(): Predicate {
    const predicate = this.#either();
    if (this.#tokens[this.#next]) this.#fail('and, or, or the end');
    return predicate;
  }

  #fail(expected: string, token = this.#tokens[this.#next]): never {
    const read = token ? JSON.stringify(token.text) : 'the end';
    throw new Problem({ column: token?.column ?? this.#end, read, expected });
  }

  #takes(text: string): boolean {
    if (this.#tokens[this.#next]?.text !== text) return false;
    this.#next++;
    return true;
  }

  #oneOf<T extends string>(texts: readonly T[], expected = texts.join(', ')): T {
    const token = this.#tokens[this.#next];
    const found = texts.find((text) => text === token?.text);
    if (found === undefined) this.#fail(expected);
    this.#next++;
    return found;
  }

  /** A state by its name or in prose, which may be two words. */
  #takesState<T extends string>(states: readonly T[]): T | undefined {
    for (const words of [2, 1]) {
      const ahead = this.#tokens.slice(this.#next, this.#next + words).map(({ text }) => text);
      const found = states.find((state) => isStateName(ahead.join(' '), state));
      if (found === undefined) continue;
      this.#next += ahead.length;
      return found;
    }
    return undefined;
  }

  #state<T extends string>(states: readonly T[]): T {
    return this.#takesState(states) ?? this.#fail(states.join(', '));
  }

  #either(): Predicate {
    const parts = [this.#both()];
    while (this.#takes('or')) parts.push(this.#both());
    const [first] = parts;
    return parts.length === 1 && first ? first : { kind: 'or', parts };
  }

  #both(): Predicate {
    const parts = [this.#negated()];
    while (this.#takes('and')) parts.push(this.#negated());
    const [first] = parts;
    return parts.length === 1 && first ? first : { kind: 'and', parts };
  }

  #negated(): Predicate {
    if (++this.#depth > DEEPEST) this.#fail(`at most ${DEEPEST} brackets and nots inside each other`);
    let predicate: Predicate;
    if (this.#takes('not')) predicate = { kind: 'not', part: this.#negated() };
    else if (this.#takes('(')) {
      predicate = this.#either();
      if (!this.#takes(')')) this.#fail('and, or, or )');
    } else predicate = this.#claim();
    this.#depth--;
    return predicate;
  }

  #claim(): Predicate {
    const token = this.#tokens[this.#next];
    const subject = /^(section|block):(\d{1,15})$/.exec(token?.text ?? '');
    if (subject) {
      this.#next++;
      return subject[1] === 'section' ? this.#section(Number(subject[2])) : this.#block(Number(subject[2]));
    }
    if (/^(section|block)(:|$)/.test(token?.text ?? '')) this.#fail('section:N or block:N with a number');
    if (this.#takes('crashed')) return { kind: 'crashed' };
    if (this.#takes('errno')) return { kind: 'errno', comparison: this.#equality(), errno: this.#errno() };
    if (this.#takes('sections')) {
      const word = this.#takesState(SECTION_WORDS) ?? 'present';
      return { kind: 'sections', word, comparison: this.#comparison(SECTION_WORDS), value: this.#number() };
    }
    if (this.#takes('blocks')) return this.#blocks();
    const of = COUNTED.find((one) => this.#takes(one));
    if (of === undefined) this.#fail(START);
    return { kind: 'count', of, comparison: this.#comparison(), value: this.#number() };
  }

  #section(section: number): Predicate {
    switch (this.#oneOf(['is', 'map', 'populated', 'node'])) {
      case 'is':
        return { kind: 'sectionIs', section, word: this.#state(SECTION_WORDS) };
      case 'map':
        if (this.#takes('has')) return { kind: 'mapHas', section, subsection: this.#number() };
        return { kind: 'mapIs', section, comparison: this.#equality('has, = or !='), map: BigInt(this.#digits()) };
      case 'populated':
        return { kind: 'populated', section, comparison: this.#comparison(), value: this.#number() };
      case 'node':
        return this.#node({ kind: 'section', number: section });
    }
  }

  #block(block: number): Predicate {
    switch (this.#oneOf(['is', 'zone', 'node'])) {
      case 'is':
        return { kind: 'blockIs', block, word: this.#state(BLOCK_WORDS) };
      case 'zone':
        return { kind: 'zone', block, comparison: this.#equality(), zone: this.#name('the name of a zone, or none') };
      case 'node':
        return this.#node({ kind: 'block', number: block });
    }
  }

  #blocks(): Predicate {
    const of = this.#takes('in')
      ? { zone: this.#name('the name of a zone') }
      : { word: this.#takesState(BLOCK_WORDS) ?? ('present' as const) };
    const more = 'zone' in of ? [] : ['in', ...BLOCK_WORDS];
    return { kind: 'blocks', of, comparison: this.#comparison(more), value: this.#number() };
  }

  #node(subject: Extract<Predicate, { kind: 'node' }>['subject']): Predicate {
    return { kind: 'node', subject, comparison: this.#comparison(), value: this.#number() };
  }

  #comparison(others: readonly string[] = []): Comparison {
    if (this.#takes('==')) return '=';
    return this.#oneOf(COMPARISONS, [...others, ...COMPARISONS].join(', '));
  }

  #equality(expected = '= or !='): '=' | '!=' {
    return this.#takes('==') ? '=' : this.#oneOf(['=', '!='], expected);
  }

  #name(expected: string): string {
    const token = this.#tokens[this.#next];
    if (!token || !/^[A-Za-z_]/.test(token.text)) this.#fail(expected);
    this.#next++;
    return token.text;
  }

  #errno(): string | null {
    const token = this.#tokens[this.#next];
    if (this.#takes('none')) return null;
    if (!token || !/^E[A-Z0-9]+$/.test(token.text)) this.#fail('an error by name, as EBUSY, or none');
    this.#next++;
    return token.text;
  }

  #digits(): string {
    const token = this.#tokens[this.#next];
    if (!token || !/^\d/.test(token.text)) this.#fail('a number, decimal or 0x…');
    this.#next++;
    return token.text;
  }

  #number(): number {
    const token = this.#tokens[this.#next];
    const value = Number(this.#digits());
    if (!Number.isSafeInteger(value)) this.#fail('a number up to 2^53 - 1', token);
    return value;
  }
}

/** Reads a predicate. Never throws, and never runs what it reads. */
export function parsePredicate(text: string): PredicateAnswer {
  if (text.length > LONGEST) {
    const problem = { column: LONGEST + 1, read: `${text.length} characters`, expected: `at most ${LONGEST}` };
    return { ok: false, problem };
  }
  const tokens = tokensOf(text);
  if (!tokens.ok) return tokens;
  try {
    return { ok: true, predicate: new Parser(tokens.tokens, text.trimEnd().length).whole() };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return { ok: false, problem: error.problem };
  }
}
