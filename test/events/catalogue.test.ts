import { describe, expect, test } from 'vitest';
import { CATALOGUE, catalogueEntry, ENVIRONMENT_REASONS, OPERATIONS } from '../../events/catalogue.ts';
import { errnoField } from '../../events/fields.ts';
import { ERRNO } from '../../machines/kernel/errno.ts';

describe('the catalogue of events', () => {
  test.each(CATALOGUE.map((entry) => [entry.type, entry] as const))(
    '%s has a meaning of one line, and a version',
    (type, entry) => {
      expect(entry.meaning).toMatch(/^\S.{7,119}$/);
      expect(entry.meaning).not.toMatch(/[\n.]$/);
      expect(entry.version).toBeGreaterThanOrEqual(1);
      expect(Number.isInteger(entry.version)).toBe(true);
      expect(type).toMatch(/^[a-z]+\.[a-z][A-Za-z]*$/);
      expect(catalogueEntry(type)).toBe(entry);
    },
  );

  test('calls no two events by one name, and explains no two alike', () => {
    expect(new Set(CATALOGUE.map(({ type }) => type)).size).toBe(CATALOGUE.length);
    expect(new Set(CATALOGUE.map(({ meaning }) => meaning)).size).toBe(CATALOGUE.length);
    expect(new Set(OPERATIONS).size).toBe(OPERATIONS.length);
    expect(new Set(ENVIRONMENT_REASONS).size).toBe(ENVIRONMENT_REASONS.length);
  });

  test('has no entry for a name that no event has', () => {
    for (const name of ['', 'toString', '__proto__', 'memory.vanished']) expect(catalogueEntry(name)).toBeUndefined();
  });

  test.each(CATALOGUE.map((entry) => [entry.type, entry] as const))(
    '%s takes no field that it does not have',
    (_type, entry) => {
      const answer = entry.data.safeParse({ 'no such field': 1 });
      expect(answer.error?.issues.map(({ message }) => message).join('\n')).toMatch(/no such field/);
    },
  );

  test('knows every error of the kernel that the model can name, and any other by its number', () => {
    for (const name of Object.keys(ERRNO)) expect(errnoField.safeParse(name).success).toBe(true);
    expect(errnoField.safeParse('errno 113').success).toBe(true);
    expect(errnoField.safeParse('EWHATEVER').success).toBe(false);
  });
});
