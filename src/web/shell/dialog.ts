import { signal } from '@preact/signals';

/** What lies over the page. */
export type DialogName = 'palette' | 'help' | 'goto' | 'watches' | 'compare' | 'whatif' | 'ask';
export const dialog = signal<DialogName | null>(null);
