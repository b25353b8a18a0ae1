import { spawn } from 'node:child_process';

// npm run check: lint, types and the fast tests at once. Prints what each said when it ends; fails if one of them does.
const PARTS = {
  lint: ['run', '-s', 'lint'],
  types: ['run', '-s', 'types'],
  tests: ['run', '-s', 'test', '--', '--project', 'fast', '--reporter=dot'],
};

const seconds = (since: number): string => `${((performance.now() - since) / 1000).toFixed(0)} s`;

function part(name: string, args: readonly string[]): Promise<boolean> {
  const begun = performance.now();
  return new Promise((resolve, reject) => {
    const child = spawn('npm', args, { stdio: ['ignore', 'pipe', 'pipe'] });
    const said: Buffer[] = [];
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => said.push(data));
    child.on('error', reject);
    child.on('close', (code) => {
      const ok = code === 0;
      process.stdout.write(`${Buffer.concat(said)}${name}: ${ok ? 'good' : 'NOT good'} (${seconds(begun)})\n`);
      resolve(ok);
    });
  });
}

const begun = performance.now();
const results = await Promise.all(Object.entries(PARTS).map(([name, args]) => part(name, args)));
console.log(`check: ${results.every(Boolean) ? 'good' : 'NOT good'} (${seconds(begun)})`);
process.exitCode = results.every(Boolean) ? 0 : 1;
