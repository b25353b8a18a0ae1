import { GROUPS } from '../../actions/action.ts';
import { PAGE_ACTIONS } from './actions.ts';
import { Dialog } from './Dialog.tsx';
import { keyShown } from './hotkeys.ts';
import { characterKeys, setCharacterKeys } from './keys.ts';

/** Every key, from the same list that the keys themselves come from. */
export function Help() {
  return (
    <Dialog name="help" title="Keys and help">
      <h2 tabIndex={-1} autofocus>
        Keys
      </h2>
      <div class="key-groups">
        {Object.entries(GROUPS).map(([group, heading]) => {
          const listed = PAGE_ACTIONS.filter((action) => action.group === group && action.keys.length > 0);
          if (listed.length === 0) return null;
          return (
            <section key={group} aria-label={heading}>
              <h3>{heading}</h3>
              <dl>
                {listed.map(({ id, summary, keys }) => (
                  <div key={id}>
                    <dt>
                      {keys.map((key) => (
                        <kbd key={key}>{keyShown(key)}</kbd>
                      ))}
                    </dt>
                    <dd>{summary}</dd>
                  </div>
                ))}
              </dl>
            </section>
          );
        })}
      </div>
      <p>
        On the map: arrows move, Enter goes nearer and into a section, Esc out of it, + and − or Ctrl and the wheel
        change how near it is. On the timeline: PageUp and PageDown take larger steps, the wheel changes how near in
        time it is. In the search field: Enter and Shift+Enter go to the next event that it finds and the one before.
        Ctrl+K finds the debugger’s words too, and runs a line of them.
      </p>
      <label class="switch">
        <input
          type="checkbox"
          checked={characterKeys.value}
          onChange={({ currentTarget }) => setCharacterKeys(currentTarget.checked)}
        />
        Keys that are single letters or signs
      </label>
    </Dialog>
  );
}
