import type { ComponentType } from 'preact';
import { memory, selection } from '../log/instant.ts';
import { showView } from '../log/navigation.ts';
import { openLog } from '../log/open-log.ts';
import { VIEWS, type View, view } from '../log/view.ts';
import { Diff } from './Diff.tsx';
import { Facts, Subject } from './Facts.tsx';
import { History } from './History.tsx';
import { Machine } from './Machine.tsx';
import { Why } from './Why.tsx';

const TABS: Readonly<Record<View, { readonly title: string; readonly Body: ComponentType }>> = {
  facts: { title: 'Facts', Body: Facts },
  history: { title: 'History', Body: History },
  machine: { title: 'Machine', Body: Machine },
  why: { title: 'Why', Body: Why },
  diff: { title: 'Diff', Body: Diff },
};

/** What is known of the selection, or of the event at this instant. */
export function Panel() {
  const state = memory.value;
  const chosen = selection.value;
  const { Body } = TABS[view.value];
  const arrow = (key: KeyboardEvent): void => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[key.key];
    if (by === undefined || key.ctrlKey || key.shiftKey) return;
    const next = VIEWS[(VIEWS.indexOf(view.value) + by + VIEWS.length) % VIEWS.length];
    if (!next) return;
    showView(next);
    document.getElementById(`tab-${next}`)?.focus();
    key.preventDefault();
    key.stopPropagation();
  };
  return (
    <section class="panel" aria-label="Inspector">
      {state && chosen ? (
        <Subject state={state} chosen={chosen} />
      ) : (
        <div class="subject">
          <h2>
            This event <span>· select a section to look at it</span>
          </h2>
          <p>{openLog.value?.timeline.initial.profile.name}</p>
        </div>
      )}
      <div class="tabs" role="tablist" aria-label="Views" onKeyDown={arrow}>
        {VIEWS.map((name) => (
          <button
            key={name}
            id={`tab-${name}`}
            type="button"
            role="tab"
            aria-selected={view.value === name}
            aria-controls="panel-body"
            tabIndex={view.value === name ? 0 : -1}
            onClick={() => showView(name)}
          >
            {TABS[name].title}
          </button>
        ))}
      </div>
      <div id="panel-body" class="panel-body" role="tabpanel" aria-labelledby={`tab-${view.value}`} tabIndex={0}>
        <Body />
      </div>
    </section>
  );
}
