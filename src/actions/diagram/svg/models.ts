import { answersDiffer, type BothAnswers, type ModelAnswer } from '../../../check/both-models/answer.ts';
import { type Element, element } from '../element.ts';
import { SIZES } from '../layout/measure.ts';
import type { Part } from './descriptions.ts';

const LINE = 16;
const HEADING = 20;
const COLUMN = 110;
const TITLE = 'what both memory models answer';

const wordOf = ({ ok, word }: ModelAnswer): string => `${ok ? '✓' : '✕'} ${word}`;

/**
 * What the guards of both memory models answer, a question a line; from the top left corner `x`, `y`. Why one refuses is in
 * the line's tooltip.
 */
export function modelsTable(
  answers: readonly BothAnswers[],
  { x, y }: { readonly x: number; readonly y: number },
): Part {
  const widest = Math.max(
    TITLE.length * 1.15,
    ...answers.map(({ question, guard }) => question.length + guard.length + 3),
  );
  const columns = { vmemmap: Math.ceil(x + widest * SIZES.letter + 12), classic: 0 };
  columns.classic = columns.vmemmap + COLUMN;
  const heading = (at: number, text: string): Element => element('text', { class: 'of-state', x: at, y: y + 11 }, text);
  const cell = (model: 'vmemmap' | 'classic', answer: ModelAnswer, line: number): Element =>
    element(
      'text',
      { class: answer.ok ? 'mono allows' : 'mono refuses', x: columns[model], y: line },
      ...(answer.reason === null ? [] : [element('title', {}, `${answer.reason} (${answer.source})`)]),
      wordOf(answer),
    );
  const rows = answers.flatMap((both, index) => {
    const line = y + HEADING + index * LINE + 11;
    const kind = answersDiffer(both) ? 'mono differs' : 'mono description';
    return [
      element('text', { class: kind, x, y: line }, `${both.question} [${both.guard}]`),
      cell('vmemmap', both.vmemmap, line),
      cell('classic', both.classic, line),
    ];
  });
  return {
    elements: [heading(x, TITLE), heading(columns.vmemmap, 'VMEMMAP'), heading(columns.classic, 'classic'), ...rows],
    right: columns.classic + COLUMN,
    bottom: y + HEADING + answers.length * LINE,
  };
}
