import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';
import { inspectorAssets } from '../../src/server/build-assets.ts';
import type { Feed } from '../../src/server/feed.ts';
import { type Listening, listen } from '../../src/server/listen.ts';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const executablePath = [process.env['CHROMIUM'] ?? '', ...PLACES].find((path) => path !== '' && existsSync(path));

/** What to do where no browser is; null where one is. */
export const browserMissing: string | null = executablePath
  ? null
  : 'no chromium on this machine; apt-get install chromium, or name one in CHROMIUM';

/** Whether a browser is there; says what is left out when not. */
export function hasBrowser(what: string): boolean {
  if (browserMissing) console.log(`left out: ${what}: ${browserMissing}`);
  return executablePath !== undefined;
}

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export const startBrowser = (): Promise<Browser> =>
  chromium.launch({ executablePath: executablePath ?? '', args: FLAGS });

export const serve = async (feed: Feed): Promise<Listening> => listen(await inspectorAssets(() => undefined), feed, 0);

export interface Opened {
  readonly page: Page;
  /** What the browser complained of: broken rules of the page, errors of its script. */
  readonly complaints: string[];
  /** Everything that the page asked for. */
  readonly asked: string[];
}

export async function openPage(
  browser: Browser,
  address: string,
  options: Parameters<Browser['newPage']>[0] = {},
): Promise<Opened> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce', ...options });
  const [complaints, asked]: [string[], string[]] = [[], []];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => asked.push(request.url()));
  await page.goto(address);
  await page.getByRole('slider', { name: 'Time' }).waitFor();
  return { page, complaints, asked };
}

/** The position that the page shows. */
export const positionOn = async (page: Page): Promise<number> =>
  Number(await page.getByRole('slider', { name: 'Time' }).getAttribute('aria-valuenow'));
