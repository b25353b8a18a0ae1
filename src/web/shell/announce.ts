import { signal } from '@preact/signals';

/** What a screen reader is told next, politely. */
export const announced = signal('');

export function announce(text: string): void {
  announced.value = text;
}
