import { useSignal } from '@preact/signals';
import { PROFILE_NAMES } from '../../../machines/kernel/profile.ts';
import { opened } from '../log/opened.ts';
import { Dialog } from '../shell/Dialog.tsx';
import { dialog } from '../shell/dialog.ts';
import { compareWith } from './open.ts';

/** Which kernel to ask the same. */
export function CompareDialog() {
  const own = opened.value?.timeline.initial.profile.memoryModel ?? 'vmemmap';
  const text = useSignal(own === 'vmemmap' ? 'classic' : 'vmemmap');
  const problem = useSignal<string | null>(null);
  return (
    <Dialog name="compare" title="Compare with another kernel">
      <form
        onSubmit={(submit) => {
          submit.preventDefault();
          problem.value = compareWith(text.value.trim());
          if (problem.value === null) dialog.value = null;
        }}
      >
        <h2>The same commands under another kernel</h2>
        <label>
          <span class="unseen">Profile</span>
          <input
            list="profiles"
            value={text.value}
            aria-describedby="compare-problem"
            onInput={({ currentTarget }) => {
              text.value = currentTarget.value;
            }}
          />
        </label>
        <datalist id="profiles">
          {['vmemmap', 'classic', ...PROFILE_NAMES.flatMap((name) => [`vmemmap@${name}`, `classic@${name}`])].map(
            (name) => (
              <option key={name} value={name} />
            ),
          )}
        </datalist>
        <p id="compare-problem" role="alert" class="problem">
          {problem.value}
        </p>
        <p>
          <button type="submit">Compare</button>
        </p>
      </form>
    </Dialog>
  );
}
