import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonical, NotCanonical } from '../../events/canonical.ts';

describe('the canonical form of a value (RFC 8785)', () => {
  test('orders keys by their UTF-16 code units, as the RFC’s own example does', () => {
    const value = {
      '\u20ac': 'Euro Sign',
      '\r': 'Carriage Return',
      '\ufb33': 'Hebrew Letter Dalet With Dagesh',
      '1': 'One',
      '\u{1f600}': 'Emoji: Grinning Face',
      '\u0080': 'Control',
      '\u00f6': 'Latin Small Letter O With Diaeresis',
    };
    expect(Object.values(JSON.parse(`[${canonical(value).slice(1, -1).replace(/":"/g, '","')}]`)).toString()).toBe(
      [
        '\r,Carriage Return',
        '1,One',
        '\u0080,Control',
        '\u00f6,Latin Small Letter O With Diaeresis',
        '\u20ac,Euro Sign',
        '\u{1f600},Emoji: Grinning Face',
        '\ufb33,Hebrew Letter Dalet With Dagesh',
      ].join(','),
    );
  });

  test('orders keys that are numbers as text, and keys that begin alike by length', () => {
    expect(canonical({ b: 1, '10': 1, '9': 1, ab: 1, a: 1, '': 1 })).toBe('{"":1,"10":1,"9":1,"a":1,"ab":1,"b":1}');
  });

  test.each([
    [1e21, '1e+21'],
    [1e20, '100000000000000000000'],
    [1e-7, '1e-7'],
    [1e-6, '0.000001'],
    [-0, '0'],
    [4.5, '4.5'],
    [2e-3, '0.002'],
    [Number('333333333.33333329'), '333333333.3333333'],
    [5e-324, '5e-324'],
    [1.7976931348623157e308, '1.7976931348623157e+308'],
    [9007199254740991, '9007199254740991'],
    [9007199254740994, '9007199254740994'],
    [-1, '-1'],
  ])('writes the number %d as %s', (value, text) => {
    expect(canonical(value)).toBe(text);
  });

  test('escapes what must be escaped, shortest first, and nothing else', () => {
    expect(canonical('\u20ac$\u000f\nA\'B"\\\\"/\b\t\f\r\u007f\u2028\u{1f600}')).toBe(
      '"\u20ac$\\u000f\\nA\'B\\"\\\\\\\\\\"/\\b\\t\\f\\r\u007f\u2028\u{1f600}"',
    );
  });

  test('holds null, booleans, empty and nested values, and leaves out members without a value', () => {
    expect(canonical({ z: [{ b: [], a: {} }, null, [true, [false]]], y: undefined, a: null })).toBe(
      '{"a":null,"z":[{"a":{},"b":[]},null,[true,[false]]]}',
    );
    expect(canonical(Object.freeze(Object.assign(Object.create(null), { b: 1, a: 2 })))).toBe('{"a":2,"b":1}');
  });

  test.each([
    ['NaN', { a: [Number.NaN] }, /^\$\.a\[0\]: NaN/],
    ['infinity', Number.POSITIVE_INFINITY, /Infinity is no JSON number/],
    ['minus infinity', [-Infinity], /-Infinity is no JSON number/],
    ['a lone high surrogate', { a: 'x\ud83d' }, /^\$\.a: a lone surrogate/],
    ['a lone low surrogate', ['\ude00x'], /lone surrogate/],
    ['surrogates the wrong way round', '\ude00\ud83d', /lone surrogate/],
    ['a lone surrogate in a key', { '\ud800': 1 }, /lone surrogate/],
    ['a bigint', { timeNs: 1n }, /^\$\.timeNs: JSON has no bigint/],
    ['undefined', undefined, /no undefined/],
    ['undefined in an array', [1, undefined], /^\$\[1\]: JSON has no undefined/],
    // biome-ignore lint/suspicious/noSparseArray: a hole is what is tested
    ['a hole in an array', [1, , 2], /^\$\[1\]: JSON has no undefined/],
    ['a function', { f: () => 1 }, /no function/],
    ['a symbol', Symbol('s'), /no symbol/],
    ['a Date, which would be written as {}', { at: new Date(0) }, /^\$\.at: JSON has no Date/],
    ['a Map, which would be written as {}', new Map([[1, 2]]), /no Map/],
  ])('refuses %s, and says where', (_, value, reason) => {
    expect(() => canonical(value)).toThrow(NotCanonical);
    expect(() => canonical(value)).toThrow(reason);
  });

  test('of what it wrote is what it wrote, for any JSON value', () => {
    const value = fc.jsonValue({ stringUnit: 'binary' });
    fc.assert(
      fc.property(value, (any) => {
        const once = canonical(any);
        expect(canonical(JSON.parse(once))).toBe(once);
        expect(JSON.parse(once)).toEqual(JSON.parse(JSON.stringify(any)));
      }),
      { numRuns: 2000 },
    );
  });

  test('does not depend on the order in which members were set', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ unit: 'binary' }), fc.integer()), (members) => {
        expect(canonical(Object.fromEntries(Object.entries(members).reverse()))).toBe(canonical(members));
      }),
    );
  });
});
