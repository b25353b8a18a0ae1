import { signal } from '@preact/signals';

/** Next text for a screen reader (aria-live, polite). */
export const announced = signal('');

export function announce(text: string): void {
  announced.value = text;
}
