import { signal } from '@preact/signals';
import { PAGE_ACTIONS, type PageAction } from './actions.ts';
import { dialog } from './dialog.ts';
import { isCharacterKey, keyName } from './hotkeys.ts';

const KEY = 'memlapse.letters';

/** Whether keys that are only a letter or a sign do something; some ways of input say them by accident. */
export const characterKeys = signal(localStorage.getItem(KEY) !== 'off');
export function setCharacterKeys(on: boolean): void {
  characterKeys.value = on;
  localStorage.setItem(KEY, on ? 'on' : 'off');
}

const BY_KEY: ReadonlyMap<string, PageAction> = new Map(
  PAGE_ACTIONS.flatMap((action) => action.keys.map((key) => [key, action] as const)),
);

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLInputElement || target instanceof HTMLSelectElement || target instanceof HTMLTextAreaElement;

/** Space and Enter press what has the focus. */
const isPressable = (target: EventTarget | null): boolean =>
  target instanceof HTMLButtonElement || target instanceof HTMLAnchorElement;

export function listenToKeys(): void {
  addEventListener('keydown', (press) => {
    if (press.defaultPrevented || press.isComposing) return;
    const name = keyName(press);
    if (isTyping(press.target) && !name.startsWith('Ctrl+k')) {
      if (name === 'Escape' && press.target instanceof HTMLElement) press.target.blur();
      return;
    }
    if (name === 'Space' && isPressable(press.target)) return;
    if (isCharacterKey(name) && !characterKeys.value) return;
    const action = BY_KEY.get(name);
    if (!action || (dialog.value && action.id !== 'unselect')) return;
    press.preventDefault();
    action.run();
  });
}
