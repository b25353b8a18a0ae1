import { searched, searchFrom } from './search.ts';

export function Search() {
  return (
    <form
      role="search"
      onSubmit={(submit) => {
        submit.preventDefault();
      }}
    >
      <label>
        <span class="unseen">Search events</span>
        <input
          id="search"
          type="search"
          placeholder="search  /"
          value={searched.value}
          onInput={({ currentTarget }) => {
            searched.value = currentTarget.value;
          }}
          onKeyDown={(key) => {
            if (key.key === 'Enter') searchFrom(key.shiftKey ? 'back' : 'on');
          }}
        />
      </label>
    </form>
  );
}
