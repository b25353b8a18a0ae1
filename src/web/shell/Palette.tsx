import { useComputed, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { usageOf } from '../../actions/action.ts';
import { debuggerPart, fetchDebugger } from '../ask/later.ts';
import { beginLine } from '../ask/line.ts';
import { PAGE_ACTIONS } from './actions.ts';
import { Dialog } from './Dialog.tsx';
import { dialog } from './dialog.ts';
import { keyShown } from './hotkeys.ts';
import { matching } from './matching.ts';

interface Row {
  readonly id: string;
  readonly title: string;
  readonly also: string;
  /** The debugger's line of it. */
  readonly line: string | null;
  readonly keys: readonly string[];
  readonly run: () => void;
}

const OWN: readonly Row[] = PAGE_ACTIONS.filter(({ id }) => id !== 'palette').map(({ summary, ...action }) => ({
  ...action,
  title: summary,
  also: action.line ?? '',
}));

/** Runs a line of the debugger, and shows what it answers. */
function runLine(line: string): void {
  beginLine('');
  void debuggerPart.value?.ask(line);
}

/** The debugger's words: one without arguments is run, of another the line is begun. */
const wordRows = (): readonly Row[] =>
  (debuggerPart.value?.WORDS ?? [])
    .filter(({ id }) => id !== 'quit')
    .map((word) => ({
      id: `word-${word.id}`,
      title: `${word.id}: ${word.summary}`,
      also: word.aliases?.join(' ') ?? '',
      line: usageOf({ ...word, options: [] }),
      keys: [],
      run: () => (word.args ? beginLine(`${word.id} `) : runLine(word.id)),
    }));

/** What was typed as a line of the debugger, where it begins with one of its words. */
function lineRows(typed: string): readonly Row[] {
  const line = typed.trim();
  const [first] = line.split(/\s/);
  const names = debuggerPart.value?.WORDS.flatMap(({ id, aliases = [] }) => [id, ...aliases]) ?? [];
  if (!names.some((name) => name === first)) return [];
  return [{ id: 'line', title: `Ask: ${line}`, also: '', line: null, keys: [], run: () => runLine(line) }];
}

/** Everything that can be done, by the page and by the debugger, found by a few letters of its name. */
export function CommandPalette() {
  const words = useSignal('');
  const chosen = useSignal(0);
  useEffect(() => void fetchDebugger(), []);
  const found = useComputed(() => [...matching(words.value, [...OWN, ...wordRows()]), ...lineRows(words.value)]);
  const run = (row: Row | undefined): void => {
    if (!row) return;
    dialog.value = null;
    // The dialog gives the focus back first: an action may move it on.
    setTimeout(row.run);
  };
  const keys = (key: KeyboardEvent): void => {
    const last = found.value.length - 1;
    if (key.key === 'ArrowDown') chosen.value = Math.min(last, chosen.value + 1);
    else if (key.key === 'ArrowUp') chosen.value = Math.max(0, chosen.value - 1);
    else if (key.key === 'Enter') run(found.value[chosen.value]);
    else return;
    key.preventDefault();
    document.getElementById(`action-${found.value[chosen.value]?.id}`)?.scrollIntoView({ block: 'nearest' });
  };
  return (
    <Dialog name="palette" title="Everything that can be done">
      <input
        role="combobox"
        aria-label="Find an action"
        aria-expanded={true}
        aria-controls="actions"
        aria-activedescendant={`action-${found.value[chosen.value]?.id ?? ''}`}
        placeholder="What do you want to do?"
        value={words.value}
        onInput={({ currentTarget }) => {
          words.value = currentTarget.value;
          chosen.value = 0;
        }}
        onKeyDown={keys}
      />
      <div id="actions" role="listbox" aria-label="Actions">
        {found.value.map((row, index) => (
          <div
            key={row.id}
            id={`action-${row.id}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === chosen.value}
            onClick={() => run(row)}
          >
            <span>{row.title}</span>
            {row.line !== null && <code>{row.line}</code>}
            {row.keys.length > 0 && (
              <span>
                {row.keys.map((key) => (
                  <kbd key={key}>{keyShown(key)}</kbd>
                ))}
              </span>
            )}
          </div>
        ))}
      </div>
      {found.value.length === 0 && <p class="none">Nothing is called that.</p>}
    </Dialog>
  );
}
