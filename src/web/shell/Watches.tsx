import { useSignal } from '@preact/signals';
import { PREDICATE_HELP } from '../../timeline/predicate/predicate.ts';
import { run, unwatch, watches, watchPredicate } from '../log/watches.ts';
import { Dialog } from './Dialog.tsx';

/** What runs stop at: the list, and a new one in words. */
export function Watches() {
  const text = useSignal('');
  const problem = useSignal<string | null>(null);
  return (
    <Dialog name="watches" title="Watches">
      <form
        onSubmit={(submit) => {
          submit.preventDefault();
          problem.value = watchPredicate(text.value.trim());
          if (problem.value === null) text.value = '';
        }}
      >
        <label for="watch-text">Stop where this begins or ceases to hold</label>
        <input
          id="watch-text"
          value={text.value}
          placeholder="section:14 populated < 64"
          aria-describedby="watch-problem"
          onInput={({ currentTarget }) => {
            text.value = currentTarget.value;
          }}
        />
        <p id="watch-problem" role="alert" class="problem">
          {problem.value}
        </p>
      </form>
      <ul class="watch-list">
        {watches.value.map((watch) => (
          <li key={watch.text}>
            <code>{watch.text}</code>
            <button type="button" onClick={() => unwatch(watch.text)}>
              remove
            </button>
          </li>
        ))}
      </ul>
      {watches.value.length > 0 && (
        <p>
          <button type="button" onClick={() => run('back')}>
            run back
          </button>{' '}
          <button type="button" onClick={() => run('on')}>
            run on
          </button>
        </p>
      )}
      <details>
        <summary>What can be written</summary>
        <dl class="predicates">
          {PREDICATE_HELP.map(({ example, holds }) => (
            <div key={example}>
              <dt>
                <button
                  type="button"
                  class="link"
                  onClick={() => {
                    text.value = example;
                  }}
                >
                  {example}
                </button>
              </dt>
              <dd>{holds}</dd>
            </div>
          ))}
        </dl>
      </details>
    </Dialog>
  );
}
