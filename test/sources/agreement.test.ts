import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { agreementOf, type OffsetWindow } from '../../src/sources/join/agreement.ts';

const window = (observation: number, from: number, to: number): OffsetWindow => ({
  observation: observation,
  from: BigInt(from),
  to: BigInt(to),
});

describe('the offset on which most observations agree', () => {
  test('is where their windows meet, and wrong ones do not count', () => {
    const found = agreementOf([
      window(0, 10, 20),
      window(1, 15, 30),
      window(2, 18, 19),
      window(2, 90, 99),
      window(3, 50, 60),
    ]);
    expect(found).toMatchObject({ from: 18n, to: 19n, agreed: 3, tied: false });
  });

  test('counts an observation once, however many of its windows lie there', () => {
    expect(
      agreementOf([window(0, 0, 9), window(0, 0, 9), window(0, 0, 9), window(1, 50, 60), window(2, 55, 60)]),
    ).toMatchObject({ from: 55n, to: 60n, agreed: 2 });
  });

  test('is not parted where one window of an observation follows another', () => {
    expect(agreementOf([window(0, -30, 0), window(0, 0, 10), window(1, -5, 5)])).toMatchObject({ from: -5n, to: 5n });
  });

  test('among equals is the one nearest to no offset, and says that there are others', () => {
    const far = 10_000_000_000;
    const found = agreementOf([window(0, far, far + 5), window(0, -7, -2), window(0, -far, -far + 1)]);
    expect(found).toMatchObject({ from: -7n, to: -2n, agreed: 1, tied: true });
  });

  test('is none where nothing could tell', () => {
    expect(agreementOf([])).toBeUndefined();
    expect(agreementOf([window(0, 5, 4)])).toBeUndefined();
  });

  test('lies where as many observations allow it as anywhere', () => {
    const windows = fc.array(
      fc
        .tuple(fc.nat(5), fc.integer({ min: -50, max: 50 }), fc.nat(20))
        .map(([who, from, size]) => window(who, from, from + size)),
      { minLength: 1, maxLength: 12 },
    );
    const at = (all: readonly OffsetWindow[], offset: bigint): number =>
      new Set(all.filter(({ from, to }) => from <= offset && offset <= to).map(({ observation }) => observation)).size;
    fc.assert(
      fc.property(windows, (all) => {
        const found = agreementOf(all);
        const most = Math.max(...Array.from({ length: 141 }, (_, index) => at(all, BigInt(index - 60))));
        expect(at(all, found?.from ?? 999n)).toBe(most);
        expect(at(all, found?.to ?? 999n)).toBe(most);
        expect(found?.agreed).toBe(most);
      }),
    );
  });
});
