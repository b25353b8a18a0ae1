import { describe, expect, test } from 'vitest';
import { ask, HOST, PORT, served, TOKEN } from './served.ts';

const app = served();
const nothing = async (answer: Response): Promise<void> => {
  expect(answer.status).toBe(404);
  expect(await answer.text()).toBe('');
};

describe('the address of memory', () => {
  test('with the token, the page is sent, and its own files', async () => {
    const page = await ask(app, `/${TOKEN}/`);
    expect(page.status).toBe(200);
    expect(page.headers.get('content-type')).toContain('text/html');
    expect((await ask(app, `/${TOKEN}/assets/index.js`)).status).toBe(200);
  });

  test.each([
    ['no token', '/'],
    ['a wrong token', `/${TOKEN.replace('0', '1')}/`],
    ['a part of the token', `/${TOKEN.slice(0, -1)}/`],
    ['the token without a slash', `/${TOKEN}`],
    ['the log under a wrong token', '/ffffffffffffffffffffffffffffffff/log'],
    ['an export of the log under a wrong token', '/ffffffffffffffffffffffffffffffff/log.ndjson'],
    ['the head of the log without a token', '/head'],
  ])('%s gets nothing', async (_name, path) => {
    await nothing(await ask(app, path));
  });

  test.each([
    ['a file of the machine', `/${TOKEN}/../../etc/passwd`],
    ['the same, encoded', `/${TOKEN}/%2e%2e/%2e%2e/etc/passwd`],
    ['the same, its slashes encoded', `/${TOKEN}/..%2f..%2fetc%2fpasswd`],
    ['a file of the package', `/${TOKEN}/package.json`],
    ['an absolute path', `/${TOKEN}//etc/passwd`],
    ['a file that is not built', `/${TOKEN}/assets/other.js`],
    ['new events of a log that does not grow', `/${TOKEN}/grown?after=0`],
  ])('%s gets nothing', async (_name, path) => {
    await nothing(await ask(app, path));
  });

  test.each(['evil.example', `evil.example:${PORT}`, '127.0.0.1', '127.0.0.1:1', `127.0.0.1.evil.example:${PORT}`])(
    'a page whose name points here, %s, gets nothing',
    async (host) => {
      await nothing(await ask(app, `/${TOKEN}/`, { host }));
      await nothing(await ask(app, `/${TOKEN}/log`, { host }));
    },
  );

  test('localhost is a name of this machine too', async () => {
    expect((await ask(app, `/${TOKEN}/`, { host: `localhost:${PORT}` })).status).toBe(200);
  });

  test.each(['https://evil.example', 'null', `http://localhost:${PORT}`, `https://${HOST}`])(
    'another origin, %s, can not read memory',
    async (origin) => {
      await nothing(await ask(app, `/${TOKEN}/log`, { origin }));
    },
  );

  test('another site can not read memory where the browser tells only that it is another one', async () => {
    await nothing(await ask(app, `/${TOKEN}/log`, { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' }));
    await nothing(await ask(app, `/${TOKEN}/`, { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' }));
    await nothing(await ask(app, `/${TOKEN}/log`, { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'cors' }));
  });

  test('a link that was sent to a colleague on this machine may be followed', async () => {
    const headers = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' };
    expect((await ask(app, `/${TOKEN}/`, headers)).status).toBe(200);
  });

  test.each(['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH'])('%s commands nothing', async (method) => {
    const answer = await ask(app, `/${TOKEN}/log`, { origin: `http://${HOST}` }, method);
    await nothing(answer);
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
  });

  test('every answer, a refusal too, lets nothing from outside in and nothing out', async () => {
    for (const path of [`/${TOKEN}/`, `/${TOKEN}/log`, '/']) {
      const { headers } = await ask(app, path);
      const policy = headers.get('content-security-policy') ?? '';
      expect(policy).toContain("default-src 'none'");
      expect(policy).not.toMatch(/unsafe|\*|https?:/);
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
      expect(headers.get('access-control-allow-origin')).toBeNull();
    }
  });
});
