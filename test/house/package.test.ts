import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { openShipped, recordingNames, recordingPath } from '../support/recordings.ts';
import { tempFiles } from '../support/temp.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const TSC = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
const { dependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  readonly dependencies: Readonly<Record<string, string>>;
};

/** The TypeScript of docs/api.md, one module for each block. */
const MODULES = [...readFileSync(join(ROOT, 'docs', 'api.md'), 'utf8').matchAll(/```ts\n(.*?)```/gs)].map(
  ([, text]) => text ?? '',
);

/** How a stranger compiles: strictly, with the types of libraries looked at too, and without those of Node. */
const STRICT = {
  compilerOptions: { strict: true, skipLibCheck: false, module: 'nodenext', target: 'es2024', types: [] },
};

/** A stranger's own event, with page frames as they come. */
const ownEvent = (frames: string): string => `
  import { decided, decider, type MemoryState, pfn, type Profile, sectionNr } from 'memlapse';
  export const memory = (profile: Profile): MemoryState =>
    decider.evolve(
      decider.initialState(profile),
      decided('pages.added', { operation: null, pfn: ${frames}, nrPages: 0x8000, nid: 0, altmap: false }),
    );
  export const numbers = [pfn(1), sectionNr(2)];`;

function run(cwd: string, ...argv: readonly string[]): string {
  const [program = '', ...args] = argv;
  const ran = spawnSync(program, args, { cwd, encoding: 'utf8' });
  expect(ran.status, `${argv.join(' ')}\n${ran.stdout}${ran.stderr}`).toBe(0);
  return ran.stdout;
}

/** A folder in which the built package is installed, as `npm install` of its archive leaves it. */
function stranger(): string {
  const staged = tempFiles({});
  run(ROOT, process.execPath, join(import.meta.dirname, 'build.ts'), join(staged, 'dist'));
  for (const file of ['package.json', 'README.md', 'CHANGELOG.md', 'LICENSE'])
    copyFileSync(join(ROOT, file), join(staged, file));
  run(staged, 'npm', 'pack', '--ignore-scripts');
  const archive = readdirSync(staged).find((file) => file.endsWith('.tgz')) ?? '';
  const folder = tempFiles({ 'package.json': '{"type":"module"}', 'tsconfig.json': JSON.stringify(STRICT) });
  const installed = join(folder, 'node_modules', 'memlapse');
  mkdirSync(installed, { recursive: true });
  run(staged, 'tar', '-xzf', archive, '-C', installed, '--strip-components=1');
  for (const name of Object.keys(dependencies)) {
    mkdirSync(dirname(join(folder, 'node_modules', name)), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules', name), join(folder, 'node_modules', name));
  }
  return folder;
}

describe('the package that npm pack makes', () => {
  let folder = '';
  beforeAll(() => {
    folder = stranger();
  });

  test('compiles the modules of docs/api.md, and tells page frames from numbers and from sections', () => {
    expect(MODULES.length).toBeGreaterThan(2);
    for (const [index, text] of MODULES.entries()) writeFileSync(join(folder, `example-${index}.ts`), text);
    const own = { right: 'pfn(0)', bare: '0', other: 'sectionNr(0)' };
    for (const [name, frames] of Object.entries(own)) writeFileSync(join(folder, `${name}.ts`), ownEvent(frames));
    const { stdout } = spawnSync(process.execPath, [TSC], { cwd: folder, encoding: 'utf8' });
    expect(stdout.match(/^\S+ error \S+/gm)).toEqual([
      expect.stringMatching(/^bare\.ts.* error TS2322/),
      expect.stringMatching(/^other\.ts.* error TS2322/),
    ]);
  });

  test('runs them: a command is decided on the stranger’s own facts, a specification holds, a recording opens', () => {
    const name = recordingNames.find((one) => /s2-offline-busy/.test(one)) ?? '';
    copyFileSync(recordingPath(name), join(folder, 'recording.tar.gz'));
    const said = MODULES.map((_, index) => run(folder, process.execPath, `example-${index}.js`).trim());
    const { log, baseline } = openShipped(name);
    const blocks = [...log.read(1, baseline)].filter(({ type }) => type === 'block.found').length;
    expect(said).toEqual(['done online operation.finished', '', `${blocks} blocks at boot`]);
  });

  test('has the program, which says its version', () => {
    const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { readonly version: string };
    const program = join(folder, 'node_modules', 'memlapse', 'dist', 'src', 'cli', 'memlapse.js');
    expect(run(folder, program, '--version').trim()).toBe(version);
  });
});
