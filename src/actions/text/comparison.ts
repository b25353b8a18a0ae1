import { plain } from '../../../events/plain-text.ts';
import { stateInWords } from '../../../machines/state-words.ts';
import type { ComparedEnd, ComparedOperation, ComparedOutcome, Comparison } from '../../check/compare-profiles.ts';
import type { Style } from '../action.ts';
import { blockInWords } from './section.ts';
import { sizeInWords } from './table.ts';

function outcomeText({ result, errno, guard, memmapBytes, warnings }: ComparedOutcome): string {
  const memmap =
    memmapBytes === 0 ? '' : `  memmap ${memmapBytes > 0 ? '+' : '-'}${sizeInWords(Math.abs(memmapBytes))}`;
  switch (result) {
    case 'done':
      return warnings.length > 0 ? `nothing removed, only warned${memmap}` : `done${memmap}`;
    case 'crashed':
      return 'CRASH';
    case 'notReached':
      return '(not reached)';
    default:
      return plain(`${errno ?? 'warning'} (${guard ?? 'part-way'})${memmap}`);
  }
}

function* operationLines(
  operation: ComparedOperation,
  profiles: readonly string[],
  width: number,
  style: Style,
): Generator<string> {
  const { args, outcomes } = operation;
  const words = Object.entries(args).map(([name, value]) => `${name}=${value}`);
  yield style.paint(plain(`${operation.operation}(${words.join(' ')})`), 'bold');
  const shown = profiles.flatMap((name) => (outcomes[name] ? [{ name, outcome: outcomes[name] }] : []));
  const differs = new Set(shown.map(({ outcome }) => outcomeText(outcome))).size > 1;
  for (const { name, outcome } of shown) {
    const line = `  ${differs ? '≠' : '='} ${name.padEnd(width)}  ${outcomeText(outcome)}`;
    yield differs ? style.paint(line, outcome.result === 'done' ? 'green' : 'red') : line;
    const because = outcome.reason ?? outcome.warnings[0];
    if (because && (differs || outcome.result !== 'done')) {
      yield style.paint(plain(`      ${because}${outcome.source ? `  [${outcome.source}]` : ''}`), 'dim');
    }
  }
}

function endText({ memmap, state, orphanSections, staleWords, crashed }: ComparedEnd): string {
  const backings = Object.entries(memmap.sectionsBackedBy).map(([backing, count]) => `${count} ${backing}`);
  return [
    `${state.sections.length} sections, ${state.blocks.length} blocks`,
    `struct pages ${sizeInWords(memmap.bytes)} in ${sizeInWords(memmap.backingBytes)} of memmap (${backings.join(', ')})`,
    ...(memmap.leakedBytes > 0 ? [`${sizeInWords(memmap.leakedBytes)} LEAKED`] : []),
    ...(orphanSections.length > 0 ? [`orphan sections ${orphanSections.join(', ')}`] : []),
    ...(staleWords.length > 0 ? [`removed sections with a word that is not zero: ${staleWords.join(', ')}`] : []),
    ...(crashed ? ['CRASHED'] : []),
  ].join('; ');
}

/** Sections and blocks on which the profiles end differently, one line a profile. */
function* endDifferences({ profiles, end }: Comparison, width: number): Generator<string> {
  const factsOf = (name: string): ReadonlyMap<string, string> => {
    const state = end[name]?.state;
    const sections = (state?.sections ?? []).map(
      ({ nr, lifecycle, flags, subsectionMap }) =>
        [
          `section ${nr}`,
          `${stateInWords(lifecycle)}, ${flags.slice(2).join(' ') || 'no more flags'}, map ${subsectionMap ?? 'none kept'}`,
        ] as const,
    );
    const blocks = (state?.blocks ?? []).map((block) => [`block ${block.block}`, blockInWords(block)] as const);
    return new Map([...sections, ...blocks]);
  };
  const all = profiles.map((name) => ({ name, facts: factsOf(name) }));
  const subjects = [...new Set(all.flatMap(({ facts }) => [...facts.keys()]))];
  for (const subject of subjects) {
    const texts = all.map(({ facts }) => facts.get(subject) ?? 'removed');
    // Whether a map is kept at all is the memory model's own difference, the same for every section.
    const keepsNone = texts.some((text) => text.endsWith('map none kept'));
    const compared = keepsNone ? texts.map((text) => text.replace(/, map .*$/, '')) : texts;
    if (new Set(compared).size < 2) continue;
    yield `  ${subject}`;
    for (const [index, { name }] of all.entries()) yield `    ${name.padEnd(width)}  ${texts[index] ?? ''}`;
  }
}

const MOST_DIFFERENCES = 40;

/** A comparison for people: operation by operation, then what each ends with. */
export function* comparisonLines(comparison: Comparison, style: Style): Generator<string> {
  const { profiles, operations, end } = comparison;
  const width = profiles.reduce((widest, name) => Math.max(widest, name.length), 0);
  for (const operation of operations) yield* operationLines(operation, profiles, width, style);
  yield '';
  yield style.paint('at the end', 'bold');
  for (const name of profiles) {
    const last = end[name];
    if (last) yield `  ${name.padEnd(width)}  ${endText(last)}`;
  }
  for (const name of profiles) {
    for (const { number, subject, reason, knownBug } of end[name]?.brokenInvariants ?? []) {
      yield style.paint(
        `  ${name.padEnd(width)}  invariant ${number} broken, ${subject}: ${reason}${knownBug ? ` (${knownBug})` : ''}`,
        'red',
      );
    }
  }
  const differences = [...endDifferences(comparison, width)];
  yield* differences.slice(0, MOST_DIFFERENCES);
  if (differences.length > MOST_DIFFERENCES)
    yield style.paint(`  … ${differences.length - MOST_DIFFERENCES} more lines; --json has all`, 'dim');
}
