import { expect, test } from 'vitest';
import { isCharacterKey, keyName, keyShown } from '../../src/web/shell/hotkeys.ts';
import { matching } from '../../src/web/shell/matching.ts';

const press = (key: string, held: Partial<Record<'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey', boolean>> = {}) =>
  keyName({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...held });

test('a key has one name, however a keyboard makes it', () => {
  expect(press('ArrowLeft', { shiftKey: true })).toBe('Shift+ArrowLeft');
  expect(press('k', { metaKey: true })).toBe('Ctrl+k');
  expect(press('C', { shiftKey: true })).toBe('Shift+c');
  expect(press('?', { shiftKey: true })).toBe('?');
  expect(press(' ')).toBe('Space');
});

test('a key is shown as it is printed on keyboards', () => {
  expect(['Shift+ArrowLeft', 'Ctrl+k', 'c', '?', 'Escape'].map(keyShown)).toEqual([
    'Shift+←',
    'Ctrl+K',
    'c',
    '?',
    'Esc',
  ]);
});

test('only letters and signs by themselves can be said by accident', () => {
  expect(['c', '?', 'Shift+c', '['].every(isCharacterKey)).toBe(true);
  expect(['Ctrl+k', 'ArrowLeft', 'Shift+ArrowLeft', 'Home', 'Space'].some(isCharacterKey)).toBe(false);
});

test('an action is found by the words of its name and of its line, those that begin with them first', () => {
  const commands = ['Map: sections', 'Next event', 'Section to section', 'To the end'].map((title) => ({ title }));
  expect(matching('sec', commands).map(({ title }) => title)).toEqual(['Section to section', 'Map: sections']);
  expect(matching('', commands)).toHaveLength(4);
  expect(matching('nothing', commands)).toEqual([]);
  const rows = [{ title: 'Run on to where a watch stops', also: 'continue' }];
  expect(matching('cont', rows)).toEqual(rows);
});
