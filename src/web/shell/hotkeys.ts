/** A key as the registry writes it: `Shift+ArrowLeft`, `Ctrl+k`, `?`. Ctrl stands for Command on a Mac too. */
export function keyName({ key, ctrlKey, metaKey, altKey, shiftKey }: KeyPress): string {
  const isLetter = key.length === 1;
  return [
    ...(ctrlKey || metaKey ? ['Ctrl'] : []),
    ...(altKey ? ['Alt'] : []),
    // A letter, and a sign that needs Shift on some keyboards, is what it is.
    ...(shiftKey && (!isLetter || /[A-Z]/.test(key)) ? ['Shift'] : []),
    key === ' ' ? 'Space' : isLetter && /[A-Z]/.test(key) ? key.toLowerCase() : key,
  ].join('+');
}

export interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

const SHOWN: Readonly<Record<string, string>> = {
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  Escape: 'Esc',
};

/** A key as people read it: `Shift+←`. */
export const keyShown = (name: string): string =>
  name
    .split('+')
    .map((part) => SHOWN[part] ?? (part.length === 1 && name.includes('+') ? part.toUpperCase() : part))
    .join('+');

/** Whether a key that is only a letter or a sign, which speech input may say by accident. */
export const isCharacterKey = (name: string): boolean => !name.includes('Ctrl') && /(^|\+)[^+]$/.test(name);
