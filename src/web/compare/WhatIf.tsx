import { useSignal } from '@preact/signals';
import { OPERATIONS, type OperationName } from '../../../events/catalogue.ts';
import { hex } from '../../../machines/kernel/units.ts';
import { placedFields } from '../../sources/scenario/command-fields.ts';
import { readCommandLine } from '../../sources/scenario/command-line.ts';
import { here, selection } from '../log/instant.ts';
import { openLog } from '../log/open-log.ts';
import { Dialog } from '../shell/Dialog.tsx';
import { dialog } from '../shell/dialog.ts';
import { countOf } from '../shell/words.ts';
import { comparison } from './comparison.ts';
import { tryCommand } from './open.ts';

/** An operation with arguments about what is selected, to begin with. */
function suggested(name: OperationName): string {
  const machine = openLog.value?.timeline.initial;
  const chosen = selection.value ?? { kind: 'section', number: 0 };
  if (!machine) return '';
  const { sectionsPerBlock, blockBytes } = machine.blocks;
  const isBlock = chosen.kind === 'block';
  const block = isBlock ? chosen.number : Math.floor(chosen.number / sectionsPerBlock);
  const { sectionBytes } = machine.profile.geometry;
  const values: Readonly<Record<string, string>> = {
    block: String(block),
    kind: 'online',
    start: hex(isBlock ? block * blockBytes : chosen.number * sectionBytes),
    size: hex(isBlock ? blockBytes : sectionBytes),
    nid: '0',
  };
  return `${name}(${placedFields(name)
    .map((field) => `${field.name}=${values[field.name]}`)
    .join(' ')})`;
}

/** A command for a branch: what the model says would have happened. The record stays as it is. */
export function WhatIf() {
  const text = useSignal(suggested('offline'));
  const problem = useSignal<string | null>(null);
  const goesOn = comparison.value?.kind === 'branch';
  return (
    <Dialog name="whatif" title="What if">
      <form
        onSubmit={(submit) => {
          submit.preventDefault();
          const machine = openLog.value?.timeline.initial;
          if (!machine) return;
          const answer = readCommandLine(text.value, machine.profile.geometry);
          problem.value = answer.ok ? null : answer.reason;
          if (!answer.ok) return;
          tryCommand(answer.command);
          dialog.value = null;
        }}
      >
        <h2>What if, {goesOn ? 'in the branch' : `after event ${countOf(here.value)}`}</h2>
        <label>
          <span class="unseen">Operation</span>
          <select
            onChange={({ currentTarget }) => {
              const name = OPERATIONS.find((one) => one === currentTarget.value);
              if (name) text.value = suggested(name);
            }}
          >
            {OPERATIONS.map((name) => (
              <option key={name} selected={name === 'offline'}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <label>
          <span class="unseen">Command</span>
          <input
            value={text.value}
            aria-describedby="whatif-problem"
            onInput={({ currentTarget }) => {
              text.value = currentTarget.value;
            }}
          />
        </label>
        <p id="whatif-problem" role="alert" class="problem">
          {problem.value}
        </p>
        <p class="quiet-text">The model decides it in a branch beside the record; the record stays as it is.</p>
        <p>
          <button type="submit">Decide</button>
        </p>
      </form>
    </Dialog>
  );
}
