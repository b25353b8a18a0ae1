import { commandInWords, outcomeInWords } from '../../actions/text/outcome.ts';
import { jumpTo } from '../log/navigation.ts';
import { dialog } from '../shell/dialog.ts';
import { countOf, many } from '../shell/words.ts';
import { branchGrew, type Comparison, comparison, differing } from './comparison.ts';
import { comparisonName } from './labels.ts';
import { closeComparison, goOnAsRecorded } from './open.ts';
import { SecondInstant } from './RecordSummary.tsx';

/** The name of a second record stands above its map already. */
const titleOf = (other: Comparison): string => {
  const name = other.kind === 'record' ? 'the second record' : comparisonName(other);
  return `${name.slice(0, 1).toUpperCase()}${name.slice(1)}`;
};

/** What stands beside the record, in words: which kernel, or which commands and how they ended. */
export function ComparisonSummary() {
  const other = comparison.value;
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
        <button type="button" onClick={closeComparison}>
          close
        </button>
      </p>
    </div>
  );
}
