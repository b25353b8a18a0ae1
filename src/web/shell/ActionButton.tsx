import type { ComponentChildren } from 'preact';
import { PAGE_ACTIONS } from './actions.ts';
import { keyShown } from './hotkeys.ts';
import { Icon, type IconName } from './Icon.tsx';

interface ActionButtonProps {
  readonly id: string;
  /** What it shows: a sign, or the children. */
  readonly icon?: IconName;
  /** Its name for a screen reader, where that is not what the action does. */
  readonly label?: string;
  readonly children?: ComponentChildren;
}

/** A button that does one of the page's actions, named as the table of actions names it. */
export function ActionButton({ id, icon, label, children }: ActionButtonProps) {
  const action = PAGE_ACTIONS.find((one) => one.id === id);
  if (!action) throw new Error(`the page has no action ${id}`);
  const [key] = action.keys;
  return (
    <button
      type="button"
      class={icon && 'icon'}
      aria-label={label ?? action.summary}
      title={key === undefined ? action.summary : `${action.summary} (${keyShown(key)})`}
      onClick={action.run}
    >
      {icon ? <Icon name={icon} /> : children}
    </button>
  );
}
