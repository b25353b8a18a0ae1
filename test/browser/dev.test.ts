import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasBrowser, openPage, positionOn, startBrowser } from './chromium.ts';

const DEV = join(import.meta.dirname, '..', 'house', 'dev.ts');

describe.runIf(hasBrowser('npm run dev'))('npm run dev', () => {
  let dev: ChildProcess | undefined;
  let browser: Browser | undefined;
  let address = '';
  beforeAll(async () => {
    const started = spawn(process.execPath, [DEV], { stdio: ['ignore', 'pipe', 'inherit'] });
    dev = started;
    browser = await startBrowser();
    for await (const line of createInterface(started.stdout)) {
      address = /^inspector: (.*)$/.exec(line)?.[1] ?? '';
      if (address !== '') break;
    }
  });
  afterAll(async () => {
    await browser?.close();
    dev?.kill();
  });

  test('serves the page as it is written, on a real recording, and has nothing to complain of', async () => {
    const { page, complaints, asked } = await openPage(browser!, address);
    expect(await positionOn(page)).toBeGreaterThan(1);
    expect(asked).toContain(`${address}main.tsx`);
    expect(complaints).toEqual([]);
  });

  test('answers nobody who has not the address', async () => {
    const { origin } = new URL(address);
    for (const path of ['/', '/main.tsx', '/@vite/client', '/@fs/etc/passwd', '/log'])
      expect(await (await fetch(`${origin}${path}`)).text(), path).toBe('');
  });
});
