import { signal } from '@preact/signals';
import { dialog } from '../shell/dialog.ts';

/** The line of the dialog that asks. */
export const typedLine = signal('');

/** Opens the dialog that asks, with the beginning of a line in it. */
export function beginLine(text: string): void {
  typedLine.value = text;
  dialog.value = 'ask';
}
