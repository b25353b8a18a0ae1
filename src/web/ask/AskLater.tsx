import { signal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { useEffect } from 'preact/hooks';

const loaded = signal<ComponentType | null>(null);

/** The debugger's words, fetched when they are first asked for: the page opens sooner without them. */
export function AskLater() {
  useEffect(() => {
    if (loaded.value) return;
    void import('./Ask.tsx').then(({ Ask }) => {
      loaded.value = Ask;
    });
  }, []);
  const Ask = loaded.value;
  return Ask && <Ask />;
}
