import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Address, formatAddress, parseAddress } from '../../src/web/log/address.ts';
import { VIEWS } from '../../src/web/log/view.ts';

const addresses: fc.Arbitrary<Address> = fc.record({
  log: fc.constantFrom('', '3f2a90c1d2e3', 'abcd'),
  at: fc.option(fc.nat(), { nil: null }),
  selection: fc.option(fc.record({ kind: fc.constantFrom('section' as const, 'block' as const), number: fc.nat() }), {
    nil: null,
  }),
  view: fc.option(fc.constantFrom(...VIEWS), { nil: null }),
});

test('an address leads back to the place that it was written at', () => {
  fc.assert(
    fc.property(addresses, (address) => {
      expect(parseAddress(formatAddress(address))).toEqual({ ok: true, address });
    }),
  );
});

test('an address holds where to look, and nothing of the trace', () => {
  const text = formatAddress({ log: '3f2a90c1d2e3', at: 31, selection: { kind: 'section', number: 14 }, view: 'why' });
  expect(text).toBe('#log=3f2a90c1d2e3&at=31&sel=section:14&view=why');
});

test.each([
  '#at=minus',
  '#at=1e9',
  '#view=everything',
  '#sel=section:-1',
  '#sel=<img src=x onerror=alert(1)>',
  '#log=../../etc',
  '#else=1',
  '#at=99999999999999999999',
  '#%E0%A4%A=1',
])('%s is refused with a word of why', (hash) => {
  expect(parseAddress(hash)).toMatchObject({ ok: false, reason: expect.stringContaining('can’t be followed') });
});

test('whatever stands after the #, reading it ends with an answer', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(typeof parseAddress(`#${text}`).ok).toBe('boolean');
    }),
  );
});
