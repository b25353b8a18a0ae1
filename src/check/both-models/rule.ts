import type { EventOf } from '../../../events/event.ts';
import { begin } from '../../../machines/operations/operation.ts';
import { RULES, type RuleName } from '../../../machines/operations/rules.ts';
import { commandOfArgs } from '../../memory/command-text.ts';
import { memoryOf } from '../../memory/memory-view.ts';
import { requestOf } from '../../memory/request.ts';
import type { MemoryState } from '../../memory/state.ts';
import { askBoth, type BothAnswers } from './answer.ts';
import { numberIn, SIDES } from './operation.ts';

const isRule = (name: string): name is RuleName => Object.hasOwn(RULES, name);
const NUMBERS = ['start', 'size', 'block', 'nid', 'group'];

/**
 * What both memory models answer by one rule to an operation, asked in memory as it was before it; null for a name that is no
 * rule of the model, and for arguments that are no numbers: a record may say anything.
 */
export function askByRule(
  before: MemoryState,
  { data: { name, args } }: EventOf<'operation.started'>,
  rule: string,
): BothAnswers | null {
  if (!isRule(rule) || NUMBERS.some((key) => args[key] !== undefined && numberIn(args[key]) === null)) return null;
  const request = requestOf(commandOfArgs(name, args), before.blocks);
  return askBoth(before.profile, rule, 'the guard that stopped it', (profile) => {
    const memory = memoryOf({ ...before, profile });
    return RULES[rule](begin({ request, memory }, SIDES[name] ?? 'add'), memory);
  });
}
