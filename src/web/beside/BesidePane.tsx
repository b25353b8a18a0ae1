import { commandInWords, outcomeInWords } from '../../actions/text/outcome.ts';
import { jumpTo } from '../log/moves.ts';
import { dialog } from '../shell/dialog.ts';
import { countOf } from '../shell/words.ts';
import { beside, branchGrew, differing } from './beside.ts';
import { closeBeside, goOnAsRecorded } from './open.ts';

/** What stands beside the record, in words: which kernel, or which commands and how they ended. */
export function BesideWords() {
  const other = beside.value;
  branchGrew.value;
  if (!other) return null;
  const count = differing.value.size;
  return (
    <div class="beside-words">
      <p>
        <b>{other.kind === 'kernel' ? `Under ${other.name}` : 'What if'}</b>
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
          {count === 0 ? 'no section differs' : `${countOf(count)} sections differ, outlined`}
        </span>
      </p>
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
