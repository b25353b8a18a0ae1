import { useComputed } from '@preact/signals';
import type { JSX } from 'preact';
import { stateInWords } from '../../../machines/state-words.ts';
import { blockInWords } from '../../actions/text/section.ts';
import type { SectionSnapshot } from '../../timeline/snapshot.ts';
import { type Change, visibleDiff } from '../../timeline/visible-diff.ts';
import { comparedState, comparison, differing } from '../compare/comparison.ts';
import { OtherwiseEnded } from '../compare/RecordSummary.tsx';
import { here, memory } from '../log/instant.ts';
import { markA, markB, setMark, swapMarks } from '../log/marks.ts';
import { jumpTo, select } from '../log/navigation.ts';
import { openLog } from '../log/open-log.ts';
import { countOf, many, rangeOf } from '../shell/words.ts';

const MOST = 300;

const sectionText = (section: SectionSnapshot | null): string =>
  section === null
    ? 'removed'
    : [stateInWords(section.lifecycle), section.flags.slice(2).join(' '), section.subsectionMap ?? '']
        .filter(Boolean)
        .join(' · ');

interface RowProps {
  readonly name: string;
  readonly was: string;
  readonly is: string;
  readonly onOpen: () => void;
}

function Row({ name, was, is, onOpen }: RowProps) {
  return (
    <li>
      <button type="button" class="link" onClick={onOpen}>
        {name}
      </button>
      <span class="was">{was}</span>
      <span class="is">{is}</span>
    </li>
  );
}

const rows = <T extends Change<unknown>>(list: readonly T[], draw: (one: T) => JSX.Element) => (
  <>
    {list.slice(0, MOST).map(draw)}
    {list.length > MOST && <li>… and {countOf(list.length - MOST)} more</li>}
  </>
);

/** What is different between two instants: from mark A to mark B, or to the instant that is shown. */
export function Diff() {
  const from = markA.value ?? openLog.value?.baseline ?? 0;
  const diff = useComputed(() => {
    const timeline = openLog.value?.timeline;
    if (!timeline) return null;
    const [first, second] = [markA.value ?? timeline.baseline, markB.value ?? here.value];
    if (first > timeline.end || second > timeline.end) return null;
    const [one, other] = [memory.value, comparedState.value];
    if (one && other) return visibleDiff(one, other);
    return visibleDiff(timeline.stateAt(first), timeline.stateAt(second));
  }).value;
  const to = markB.value ?? here.value;
  if (!diff) return null;
  // Beside another memory model, whether a map is kept at all differs everywhere, and tells nothing.
  const sections = comparison.value ? diff.sections.filter(({ nr }) => differing.value.has(nr)) : diff.sections;
  const count = sections.length + diff.blocks.length;
  return (
    <div class="diff">
      <div class="marks" hidden={comparison.value !== null}>
        <button type="button" onClick={() => setMark('a', here.value)}>
          A here
        </button>
        <button type="button" onClick={() => setMark('b', here.value)}>
          B here
        </button>
        <button type="button" onClick={swapMarks}>
          swap
        </button>
        {(markA.value !== null || markB.value !== null) && (
          <button
            type="button"
            onClick={() => {
              setMark('a', null);
              setMark('b', null);
            }}
          >
            clear
          </button>
        )}
      </div>
      {comparison.value && (
        <p>
          From the record at event {countOf(here.value)} to what stands beside it: {many(count, 'difference')}.
        </p>
      )}
      <p hidden={comparison.value !== null}>
        From{' '}
        <button type="button" class="link" onClick={() => jumpTo(from)}>
          event {countOf(from)}
        </button>{' '}
        ({markA.value === null ? 'the start' : 'mark A'}) to{' '}
        <button type="button" class="link" onClick={() => jumpTo(to)}>
          event {countOf(to)}
        </button>{' '}
        ({markB.value === null ? 'this instant' : 'mark B'}):{' '}
        {count === 0 ? 'no section and no block differs.' : `${many(count, 'difference')}.`}
      </p>
      <ul>
        {rows(sections, ({ nr, from: was, to: is }) => (
          <Row
            key={`s${nr}`}
            name={`section ${nr}`}
            was={sectionText(was)}
            is={sectionText(is)}
            onOpen={() => select({ kind: 'section', number: nr })}
          />
        ))}
        {rows(diff.blocks, ({ block, from: was, to: is }) => (
          <Row
            key={`b${block}`}
            name={`memory${block}`}
            was={blockInWords(was)}
            is={blockInWords(is)}
            onOpen={() => select({ kind: 'block', number: block })}
          />
        ))}
      </ul>
      {comparison.value?.kind === 'record' && <OtherwiseEnded record={comparison.value.record} />}
      {diff.zones.length > 0 && (
        <p>{diff.zones.map(({ zone, from: was, to: is }) => `zone ${zone}: ${was} → ${is} blocks`).join(' · ')}</p>
      )}
      {[
        ...diff.resources.added.map((one) => ({ ...one, sign: '+' })),
        ...diff.resources.removed.map((one) => ({ ...one, sign: '−' })),
      ].map(({ sign, start, end, name }) => (
        <p key={`${sign}${start}-${end}-${name}`} class="resource">
          {sign} {rangeOf(start, end - start + 1)} {name}
        </p>
      ))}
    </div>
  );
}
