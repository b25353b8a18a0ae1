import type { Browser } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import type { Feed } from '../../src/server/feed.ts';
import type { Listening } from '../../src/server/listen.ts';
import { serve, startBrowser } from './chromium.ts';

/** A log that is served, and a browser to look at it, for all tests of a group: there from its first test to its last. */
export function inspected(feed: () => Feed): { readonly browser: Browser; readonly address: string } {
  let started: { readonly browser: Browser; readonly server: Listening } | undefined;
  const now = () => {
    if (!started) throw new Error('the browser is there only while the tests of its group run');
    return started;
  };
  beforeAll(async () => {
    started = { server: await serve(feed()), browser: await startBrowser() };
  });
  afterAll(async () => {
    await started?.browser.close();
    await started?.server.close();
  });
  return {
    get browser() {
      return now().browser;
    },
    get address() {
      return now().server.address;
    },
  };
}
