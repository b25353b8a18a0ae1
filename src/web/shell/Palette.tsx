import { useComputed, useSignal } from '@preact/signals';
import { COMMANDS, type Command } from './commands.ts';
import { Dialog } from './Dialog.tsx';
import { dialog } from './dialog.ts';
import { keyShown } from './hotkeys.ts';
import { matching } from './matching.ts';

/** Everything that can be done, found by a few letters of its name. */
export function CommandPalette() {
  const words = useSignal('');
  const chosen = useSignal(0);
  const found = useComputed(() =>
    matching(
      words.value,
      COMMANDS.filter(({ id }) => id !== 'palette'),
    ),
  );
  const run = (command: Command | undefined): void => {
    if (!command) return;
    dialog.value = null;
    // The dialog gives the focus back first: a command may move it on.
    setTimeout(command.run);
  };
  const keys = (key: KeyboardEvent): void => {
    const last = found.value.length - 1;
    if (key.key === 'ArrowDown') chosen.value = Math.min(last, chosen.value + 1);
    else if (key.key === 'ArrowUp') chosen.value = Math.max(0, chosen.value - 1);
    else if (key.key === 'Enter') run(found.value[chosen.value]);
    else return;
    key.preventDefault();
    document.getElementById(`command-${found.value[chosen.value]?.id}`)?.scrollIntoView({ block: 'nearest' });
  };
  return (
    <Dialog name="palette" title="Everything that can be done">
      <input
        role="combobox"
        aria-label="Find a command"
        aria-expanded={true}
        aria-controls="commands"
        aria-activedescendant={`command-${found.value[chosen.value]?.id ?? ''}`}
        placeholder="What do you want to do?"
        value={words.value}
        onInput={({ currentTarget }) => {
          words.value = currentTarget.value;
          chosen.value = 0;
        }}
        onKeyDown={keys}
      />
      <div id="commands" role="listbox" aria-label="Commands">
        {found.value.map((command, index) => (
          <div
            key={command.id}
            id={`command-${command.id}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === chosen.value}
            onClick={() => run(command)}
          >
            <span>{command.title}</span>
            <span>
              {command.keys.map((key) => (
                <kbd key={key}>{keyShown(key)}</kbd>
              ))}
            </span>
          </div>
        ))}
      </div>
      {found.value.length === 0 && <p class="none">Nothing is called that.</p>}
    </Dialog>
  );
}
