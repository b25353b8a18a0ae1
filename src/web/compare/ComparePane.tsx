import { commandInWords, outcomeInWords } from '../../actions/text/outcome.ts';
import { jumpTo } from '../log/moves.ts';
import { dialog } from '../shell/dialog.ts';
import { countOf, many } from '../shell/words.ts';
import { type Beside, beside, branchGrew, differing } from './compare.ts';
import { closeBeside, goOnAsRecorded } from './open.ts';
import { SecondInstant } from './RecordWords.tsx';
import { besideName } from './words.ts';

/** The name of a second record stands above its map already. */
const titleOf = (other: Beside): string => {
  const name = other.kind === 'record' ? 'the second record' : besideName(other);
  return `${name.slice(0, 1).toUpperCase()}${name.slice(1)}`;
};

/** What stands beside the record, in words: which kernel, or which commands and how they ended. */
export function BesideWords() {
  const other = beside.value;
  branchGrew.value;
  if (!other) return null;
  const count = differing.value.size;
  return (
    <div class="beside-words">
      <p class="what-stands">
        <b>{titleOf(other)}</b>
        {other.kind === 'branch' && (
          <>
            {' '}
            from{' '}
            <button type="button" class="link" onClick={() => jumpTo(other.branch.origin.seq)}>
              event {countOf(other.branch.origin.seq)}
            </button>
          </>
        )}
        <span class="quiet-text">
          {count === 0 ? 'no section differs' : `${many(count, 'section differs', 'sections differ')}, outlined`}
        </span>
      </p>
      {other.kind === 'record' && <SecondInstant record={other.record} />}
      {other.kind === 'branch' && (
        <ol>
          {other.branch.steps.slice(-4).map(({ seq, command, outcome }) => (
            <li key={seq} class={outcome.kind === 'done' ? '' : 'refused'}>
              {commandInWords(command)} <b>{outcomeInWords(outcome)}</b>
            </li>
          ))}
        </ol>
      )}
      <p class="steppers">
        {other.kind === 'branch' && (
          <button
            type="button"
            onClick={() => {
              dialog.value = 'whatif';
            }}
          >
            another command
          </button>
        )}
        {other.kind === 'branch' && (
          <button type="button" onClick={goOnAsRecorded}>
            go on as recorded
          </button>
        )}
        <button type="button" onClick={closeBeside}>
          close
        </button>
      </p>
    </div>
  );
}
