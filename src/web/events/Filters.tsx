import { arrived } from '../log/open-log.ts';
import { countOf } from '../shell/words.ts';
import { EVERYTHING, type Filter, isEverything } from './filter.ts';
import { choices, filter, isSearching } from './list.ts';

const set = (change: Partial<Filter>): void => {
  filter.value = { ...filter.value, ...change };
};

interface ChoiceProps {
  readonly name: 'type' | 'errno' | 'task';
  readonly all: string;
  readonly values: readonly string[];
}

function Choice({ name, all, values }: ChoiceProps) {
  return (
    <label>
      <span class="unseen">{name}</span>
      <select value={filter.value[name]} onChange={({ currentTarget }) => set({ [name]: currentTarget.value })}>
        <option value="">{all}</option>
        {name === 'errno' && <option value="any">any errno</option>}
        {values.map((value) => (
          <option key={value} value={value}>
            {value}
          </option>
        ))}
      </select>
    </label>
  );
}

/** What of the log the list shows. */
export function Filters({ count }: { readonly count: number }) {
  const { types, errnos, tasks } = choices.value;
  return (
    <form
      class="filters"
      aria-label="Filter events"
      onSubmit={(submit) => {
        submit.preventDefault();
      }}
    >
      <Choice name="type" all="all types" values={types} />
      <label>
        <span class="unseen">section</span>
        <input
          class="short"
          inputMode="numeric"
          placeholder="section"
          value={filter.value.section}
          onInput={({ currentTarget }) => set({ section: currentTarget.value.replace(/\D/g, '').slice(0, 10) })}
        />
      </label>
      <Choice name="errno" all="all outcomes" values={errnos} />
      <Choice name="task" all="all tasks" values={tasks} />
      <label>
        <span class="unseen">words</span>
        <input
          id="filter-text"
          type="search"
          placeholder="words"
          value={filter.value.text}
          onInput={({ currentTarget }) => set({ text: currentTarget.value })}
        />
      </label>
      {!isEverything(filter.value) && (
        <button
          type="button"
          class="quiet"
          onClick={() => {
            filter.value = EVERYTHING;
          }}
        >
          clear
        </button>
      )}
      <span class="count">
        {isEverything(filter.value)
          ? countOf(count)
          : `${countOf(count)} of ${countOf(arrived.value)}${isSearching.value ? ' …' : ''}`}
      </span>
    </form>
  );
}
