import { answersDiffer, type BothAnswers, type ModelAnswer } from '../../../check/both-models/answer.ts';
import { type Element, element } from '../element.ts';
import { SIZES } from '../layout/measure.ts';
import { type Part, wrapped } from './descriptions.ts';

const LINE = 16;
const HEADING = 20;
const COLUMN = 110;
const TITLE = 'what both memory models answer';
const MODELS = { vmemmap: 'VMEMMAP', classic: 'classic' } as const;

interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

const wordOf = ({ ok, word }: ModelAnswer): string => `${ok ? '✓' : '✕'} ${word}`;
const questionOf = ({ question, guard }: BothAnswers): string => `${question} [${guard}]`;

/** One model's answer; why it refuses is in the tooltip. */
const answerAt = (x: number, y: number, answer: ModelAnswer, before = ''): Element =>
  element(
    'text',
    { class: answer.ok ? 'mono allows' : 'mono refuses', x, y },
    ...(answer.reason === null ? [] : [element('title', {}, `${answer.reason} (${answer.source})`)]),
    `${before}${wordOf(answer)}`,
  );

const heading = (x: number, y: number, text: string): Element =>
  element('text', { class: 'of-state', x, y: y + 11 }, text);

/**
 * What the guards of both memory models answer, a question a line with the answers in two columns; where these do not fit, under
 * each question.
 */
export function modelsTable(answers: readonly BothAnswers[], { x, y, width }: Place): Part {
  const widest = Math.max(TITLE.length * 1.15, ...answers.map((both) => questionOf(both).length));
  const vmemmap = Math.ceil(x + widest * SIZES.letter + 12);
  const columns = { vmemmap, classic: vmemmap + COLUMN };
  const isWide = columns.classic + COLUMN <= x + width;
  const elements: Element[] = [heading(x, y, TITLE)];
  if (isWide)
    for (const model of ['vmemmap', 'classic'] as const) elements.push(heading(columns[model], y, MODELS[model]));
  let line = y + HEADING + 11;
  for (const both of answers) {
    const kind = answersDiffer(both) ? 'mono differs' : 'mono description';
    const question = isWide ? [questionOf(both)] : [...wrapped(questionOf(both), Math.floor(width / SIZES.letter))];
    for (const [index, text] of question.entries())
      elements.push(element('text', { class: kind, x, y: line + index * LINE }, text));
    line += (question.length - 1) * LINE;
    if (!isWide) line += LINE;
    for (const [index, model] of (['vmemmap', 'classic'] as const).entries()) {
      const at = isWide ? columns[model] : x + 10 + (index * (width - 10)) / 2;
      elements.push(answerAt(at, line, both[model], isWide ? '' : `${MODELS[model]} `));
    }
    line += LINE;
  }
  return { elements, right: isWide ? columns.classic + COLUMN : x + width, bottom: line - 11 };
}
