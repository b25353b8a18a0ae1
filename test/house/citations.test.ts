import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { PROFILE_NAMES } from '../../machines/kernel/profile.ts';
import { FUNCTIONS } from '../../src/sources/ftrace/functions.ts';
import type { KernelFunction } from '../../src/sources/ftrace/kernel-function.ts';

const REFERENCE_PATH = join('docs', 'kernel.md');
const REFERENCE = readFileSync(REFERENCE_PATH, 'utf8');

/** `docs/kernel.md §4.6`, and further sections behind it: `docs/kernel.md §4.6 and §4.12`. */
const CITATION = /docs\/kernel\.md §\d+(?:\.\d+)?(?:(?:, | and )§\d+(?:\.\d+)?)*/g;

/** Text of each numbered section of the reference, sub-sections apart. */
const SECTIONS: ReadonlyMap<string, string> = new Map(
  REFERENCE.split(/^(?=#{2,3} \d)/m).flatMap((text) => {
    const number = /^#+ (\d+(?:\.\d+)?)/.exec(text)?.[1];
    return number ? [[number, text] as const] : [];
  }),
);

/** Rows of §10: one kernel function each. */
const INDEX = [
  ...(SECTIONS.get('10') ?? '').matchAll(/^\| `(\w+)\(\)` \| (.*?) \| (.*?) \| §([\d.]+) \| ?(.*?) ?\|$/gm),
].map(([, name = '', file = '', releases = '', section = '', args = '']) => ({
  name,
  file: file.replaceAll('\\', ''),
  releases,
  section,
  args,
}));

function* textFiles(folder: string): Generator<string> {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (['recordings', 'node_modules', 'dist'].includes(name)) continue;
    if (statSync(path).isDirectory()) yield* textFiles(path);
    else if (/\.(?:tsx?|cjs|ya?ml|md)$/.test(name)) yield path;
  }
}

interface SourceText {
  readonly path: string;
  /** Whole text, with comments that run over several lines put into one. */
  readonly text: string;
}

const TEXTS: readonly SourceText[] = ['machines', 'events', 'src', 'test', 'docs']
  .flatMap((folder) => [...textFiles(folder)])
  .concat('README.md', 'CHANGELOG.md')
  .filter((path) => !path.endsWith('citations.test.ts'))
  .map((path) => ({ path, text: readFileSync(path, 'utf8').replaceAll(/\n\s*(?:\*(?!\/)|\/\/)\s*/g, ' ') }));

/** Every match in every file, as `file: match`, so that a failure shows what to mend. */
function found(pattern: RegExp, only: (path: string) => boolean = () => true): readonly string[] {
  return TEXTS.filter(({ path }) => only(path)).flatMap(({ path, text }) =>
    [...text.matchAll(pattern)].map(([match]) => `${path}: ${match}`),
  );
}

/** A kernel source file and the functions that are named right behind it: `mm/sparse.c section_activate(), online_mem_sections()`. */
const KERNEL_FILE = /\b(?:arch|drivers|include|kernel|lib|mm)\/[\w/*-]+\.[ch]\b((?:,?(?: and)? \w+\(\))*)/g;

describe('The kernel reference', () => {
  test('has the sections that it refers to itself', () => {
    const cited = [...REFERENCE.matchAll(/§(\d+(?:\.\d+)?)/g)].map(([, number = '']) => number);
    expect(cited.length).toBeGreaterThan(100);
    expect(cited.filter((number) => !SECTIONS.has(number))).toEqual([]);
  });

  test('tells of every kernel function of its index in the section that the index names', () => {
    expect(INDEX.length).toBeGreaterThan(90);
    expect(INDEX.filter(({ name, section }) => !SECTIONS.get(section)?.includes(`\`${name}()\``))).toEqual([]);
  });

  test('has one entry for each kernel function', () => {
    const names = INDEX.map(({ name }) => name);
    expect(names).toEqual([...new Set(names)]);
  });

  test('names the arguments by which probes are read, release by release', () => {
    const inWords = ({ signatures }: KernelFunction): string =>
      signatures
        .map(({ since, parameters }, index) => `${index === 0 ? '' : `${since.join('.')}: `}${parameters.join(', ')}`)
        .join('; ');
    expect(Object.fromEntries(INDEX.filter(({ args }) => args).map(({ name, args }) => [name, args]))).toEqual(
      Object.fromEntries([...FUNCTIONS].map(([name, entry]) => [name, inWords(entry)])),
    );
  });

  test('lists the kernels that a profile can be named by', () => {
    const listed = [...(SECTIONS.get('0') ?? '').matchAll(/^(?:\| )?`(v[\w.-]+)`/gm)].map(([, name = '']) => name);
    expect(listed).toEqual(PROFILE_NAMES);
  });

  test('names only files that the repository has', () => {
    const named = [...REFERENCE.matchAll(/`((?:events|machines|src|test)\/[\w./-]+)`/g)].map(([, path = '']) => path);
    expect(named.length).toBeGreaterThan(3);
    expect(named.filter((path) => !existsSync(path))).toEqual([]);
  });

  test('names the scenario files that ship', () => {
    const shipped = readdirSync('src/sources/scenario/shipped').toSorted();
    const named = [...REFERENCE.matchAll(/`((?:demo|patch)-[\w-]+\.yaml)`/g)].map(([, file = '']) => file);
    expect([...new Set(named)].toSorted()).toEqual(shipped);
  });
});

describe('A citation', () => {
  test('of the kernel reference names a section that it has', () => {
    const cited = found(CITATION);
    expect(cited.length).toBeGreaterThan(20);
    const numbers = (citation: string): readonly string[] => citation.match(/(?<=§)\d+(?:\.\d+)?/g) ?? [];
    expect(cited.filter((citation) => numbers(citation).some((number) => !SECTIONS.has(number)))).toEqual([]);
  });

  test('of a section always says of which document', () => {
    const lone = TEXTS.filter(
      ({ path, text }) => path !== REFERENCE_PATH && text.replaceAll(CITATION, '').includes('§'),
    );
    expect(lone.map(({ path }) => path)).toEqual([]);
  });

  test('of a golden vector, a row or an invariant names one that the reference has', () => {
    const rows = new Set([...REFERENCE.matchAll(/^\| ([GSB]\d+) \|/gm)].map(([, row = '']) => row));
    const cited = found(/\bG\d{1,2}\b/g, (path) => /^(?:machines|src.memory|test.memory|test.machines)\b/.test(path));
    expect(cited.length).toBeGreaterThan(10);
    expect(cited.filter((citation) => !rows.has(citation.split(': ').at(-1) ?? ''))).toEqual([]);
  });

  test('of a kernel function names one of the index, in its file', () => {
    const known = new Set(INDEX.map(({ name, file }) => `${file} ${name}`));
    const wrong = TEXTS.flatMap(({ path, text }) =>
      [...text.matchAll(KERNEL_FILE)].flatMap(([match, functions = '']) => {
        const file = match.slice(0, match.length - functions.length);
        const names = [...functions.matchAll(/\w+(?=\(\))/g)].map(([name]) => name);
        return names.filter((name) => !known.has(`${file} ${name}`)).map((name) => `${path}: ${file} ${name}()`);
      }),
    );
    expect(wrong).toEqual([]);
  });

  test('that a user is shown names a kernel function and its releases', () => {
    const file = /'(?:arch|drivers|include|kernel|lib|mm)\/(?:[^'\\]|\\.)*'/g;
    const shown = found(file, (path) => /^(?:machines|src)\b/.test(path));
    expect(shown.length).toBeGreaterThan(20);
    const wellFormed =
      /'(?:[\w/.-]+\.[ch] \w+\(\)|(?:mm|arch\/\w+)\/Kconfig [A-Z_]+ (?:depends on|selects) [A-Z_]+).*(?:v\d\.\d|[0-9a-f]{12})/;
    expect(shown.filter((citation) => !wellFormed.test(citation))).toEqual([]);
    const known = new Set(INDEX.map(({ name }) => name));
    const names = (citation: string): readonly string[] => citation.match(/\w+(?=\(\))/g) ?? [];
    expect(shown.filter((citation) => !names(citation).every((name) => known.has(name)))).toEqual([]);
  });

  test('never is of a document that the repository lacks', () => {
    expect(
      found(/\bspec(?: \d|:)|\bdemos? \d|\bthe contract(?:’s|'s|\b(?! (?:of|suite)\b))|\bLKML\b|\blaborator/gi),
    ).toEqual([]);
  });
});
