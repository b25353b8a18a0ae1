import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Inspection, inspection, VMEMMAP } from '../server/inspect/attached.ts';
import { hasBrowser, startBrowser } from './chromium.ts';

const there = hasBrowser('other viewers in a page');
const PACKAGES = join(import.meta.dirname, '..', 'inspect-v4', 'node_modules');
const SCRIPTS: Readonly<Record<string, string>> = {
  '/xstate.js': join(PACKAGES, 'xstate', 'dist', 'xstate.js'),
  '/inspect.js': join(PACKAGES, '@xstate', 'inspect', 'dist', 'xstate-inspect.umd.min.js'),
};

/** A site of somebody else, with the viewer of XState 4 in its page. */
async function site(): Promise<{ readonly server: Server; readonly origin: string }> {
  const server = createServer((request, response) => {
    const script = SCRIPTS[request.url ?? ''];
    response.setHeader('Content-Type', script ? 'text/javascript' : 'text/html');
    response.end(
      script
        ? readFileSync(script)
        : '<!doctype html><script src="/xstate.js"></script><script src="/inspect.js"></script><title>a viewer</title>',
    );
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return { server, origin: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}` };
}

interface Receiver {
  subscribe(
    next: (event: { readonly type: string; readonly sessionId: string; readonly state?: { value: unknown } }) => void,
  ): void;
}
interface ViewerWindow {
  readonly XStateInspect: { createWebSocketReceiver(options: { readonly server: string }): Receiver };
}

/** What the receiver of the real package hears in a page: the first state; or that the socket was refused. */
const heardIn = (page: Page, address: string): Promise<unknown> =>
  page.evaluate(
    (server) => {
      const { XStateInspect } = window as unknown as ViewerWindow;
      return new Promise((resolve) => {
        const socket = new WebSocket(`ws://${server}`);
        socket.onerror = () => resolve('refused');
        XStateInspect.createWebSocketReceiver({ server }).subscribe((event) => {
          if (event.type === 'service.state') resolve([event.sessionId, event.state?.value]);
        });
      });
    },
    address.replace('ws://', ''),
  );

describe.skipIf(!there)('a page of another site', () => {
  let browser: Browser;
  let allowed: { readonly server: Server; readonly origin: string };
  let foreign: { readonly server: Server; readonly origin: string };
  let one: Inspection;
  beforeAll(async () => {
    [browser, allowed, foreign] = await Promise.all([startBrowser(), site(), site()]);
    one = await inspection(VMEMMAP, { allowOrigin: [allowed.origin] });
  });
  afterAll(async () => {
    await browser.close();
    await one.company.end();
    allowed.server.close();
    foreign.server.close();
  });

  test('sees the machines where its origin was allowed, in the receiver of the real package', async () => {
    const page = await browser.newPage();
    await page.goto(allowed.origin);
    expect(await heardIn(page, one.addresses.xstate4)).toEqual([
      one.subjects[0],
      { lifecycle: expect.any(String), origin: expect.any(String), device: expect.any(String) },
    ]);
    await page.close();
  });

  test('can not attach where it was not, with the address in its hands', async () => {
    const page = await browser.newPage();
    await page.goto(foreign.origin);
    expect(await heardIn(page, one.addresses.xstate4)).toBe('refused');
    await page.close();
  });
});
