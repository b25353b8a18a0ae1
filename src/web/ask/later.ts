import { signal } from '@preact/signals';

/** The debugger, once it was fetched: the page opens sooner without it. */
export const debuggerPart = signal<typeof import('./Ask.tsx') | null>(null);

/** Fetches the debugger, where it is not there yet. */
export async function fetchDebugger(): Promise<void> {
  debuggerPart.value ??= await import('./Ask.tsx');
}
