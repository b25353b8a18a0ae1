import { useComputed } from '@preact/signals';
import { bothAbout } from '../../../actions/diagram/subject.ts';
import {
  answersDiffer,
  type BothAnswers,
  type ModelAnswer,
  whyHypothetical,
} from '../../../check/both-models/answer.ts';
import { here, memory, selection, subsection } from '../../log/instant.ts';
import { openLog } from '../../log/open-log.ts';
import { shownChart } from './shown.ts';

const NAMES = { vmemmap: 'VMEMMAP', classic: 'classic' } as const;

function Answer({ answer: { ok, word, reason, source } }: { readonly answer: ModelAnswer }) {
  return (
    <td class={ok ? 'yes' : 'no'}>
      <b>
        {ok ? '✓' : '✕'} {word}
      </b>
      {reason && <span>{reason}</span>}
      {source && <code>{source}</code>}
    </td>
  );
}

/** Which memory model says no where only one does. */
function refusing({ vmemmap, classic }: BothAnswers): string | null {
  if (vmemmap.ok === classic.ok) return null;
  return vmemmap.ok ? 'only classic says no' : 'only VMEMMAP says no';
}

/** The guards' questions about what is shown, each with the answer of either memory model, from the guards themselves. */
export function Models() {
  const told = useComputed(() => {
    const timeline = openLog.value?.timeline;
    const about = shownChart.value?.about;
    const bit = selection.value?.kind === 'section' ? subsection.value : null;
    return timeline && about ? { about, answers: bothAbout(timeline, about, here.value, bit) } : null;
  }).value;
  const profile = memory.value?.profile;
  if (!told || !profile) return null;
  const { about, answers } = told;
  const differing = answers.filter(answersDiffer).length;
  const hypothetical = whyHypothetical(profile);
  return (
    <section class="models" aria-label="Both memory models">
      <h3>Both memory models</h3>
      <p>
        {answers.length === 0
          ? 'The guards of the memory models have no say in this operation.'
          : `${about.kind === 'operation' ? 'Asked in memory as it was before the operation' : 'Asked of it as it is now'}: ${differing} of ${answers.length} answers differ.`}
        {hypothetical === null ? '' : ` Classic’s answers are a what-if: ${hypothetical}.`}
      </p>
      {answers.length > 0 && (
        <table>
          <thead>
            <tr>
              {(['vmemmap', 'classic'] as const).map((model) => (
                <th key={model} scope="col">
                  {NAMES[model]}
                  {profile.memoryModel === model ? ' · this kernel' : ''}
                </th>
              ))}
            </tr>
          </thead>
          {answers.map((answer) => (
            <tbody key={`${answer.guard} ${answer.question}`}>
              <tr class={answersDiffer(answer) ? 'question differs' : 'question'}>
                <th colSpan={2} scope="rowgroup">
                  {answer.question} <code>{answer.guard}</code>
                  {refusing(answer) && <em>{refusing(answer)}</em>}
                </th>
              </tr>
              <tr>
                <Answer answer={answer.vmemmap} />
                <Answer answer={answer.classic} />
              </tr>
            </tbody>
          ))}
        </table>
      )}
    </section>
  );
}
