import { useEffect } from 'preact/hooks';
import { debuggerPart, fetchDebugger } from './later.ts';

/** The debugger's dialog, as soon as the debugger is there. */
export function AskLater() {
  useEffect(() => void fetchDebugger(), []);
  const part = debuggerPart.value;
  return part && <part.Ask />;
}
