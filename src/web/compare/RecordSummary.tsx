import { sentenceOf } from '../../actions/text/sentence.ts';
import { here } from '../log/instant.ts';
import { jumpTo } from '../log/navigation.ts';
import { countOf } from '../shell/words.ts';
import { comparedSeq } from './comparison.ts';
import { commandLabel, outcomeLabel } from './labels.ts';
import type { SecondRecord } from './second-record.ts';

/** Where the second record stands while the first is at this instant. */
export function SecondInstant({ record }: { readonly record: SecondRecord }) {
  const seq = comparedSeq.value;
  const event = record.timeline.log.at(seq);
  return (
    <p class="second-instant">
      event {countOf(seq)} of {countOf(record.timeline.end)}
      {event && <span>{sentenceOf(event)}</span>}
    </p>
  );
}

const MOST = 300;

/** Operations that ended otherwise in the second record, or that only one of the two has. */
export function OtherwiseEnded({ record }: { readonly record: SecondRecord }) {
  const otherwise = record.operations.filter(({ a, b, differs }) => differs || !a || !b);
  if (otherwise.length === 0) return <p>Every operation was asked for in both, and ended alike.</p>;
  return (
    <>
      <h3>Operations that ended otherwise, or that only one record has</h3>
      <ul class="otherwise">
        {otherwise.slice(0, MOST).map(({ a, b }) => {
          const one = a ?? b;
          const seq = a?.started.seq;
          return (
            <li key={`${a?.started.seq}/${b?.started.seq}`} class={seq === here.value ? 'here' : ''}>
              {seq === undefined ? (
                <span>–</span>
              ) : (
                <button type="button" class="link" onClick={() => jumpTo(a?.ended?.seq ?? seq)}>
                  {a?.ended?.seq ?? seq}
                </button>
              )}
              <span>
                {one && commandLabel(one)}
                <b>
                  {a ? outcomeLabel(a) : 'not asked'} | {b ? outcomeLabel(b) : 'not asked'}
                </b>
              </span>
            </li>
          );
        })}
        {otherwise.length > MOST && <li>… and {countOf(otherwise.length - MOST)} more</li>}
      </ul>
    </>
  );
}
