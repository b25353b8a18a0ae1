import type { Verb } from './verb.ts';
import { checkVerb } from './verbs/check.ts';
import { compareVerb } from './verbs/compare.ts';
import { debugVerb } from './verbs/debug.ts';
import { diagramVerb } from './verbs/diagram.ts';
import { exportVerb } from './verbs/export.ts';
import { importVerb } from './verbs/import.ts';
import { bisectVerb, diffVerb, eventsVerb, stateVerb, whyVerb } from './verbs/on-source.ts';
import { simulateVerb } from './verbs/simulate.ts';
import { storyVerb } from './verbs/story.ts';
import { tailVerb } from './verbs/tail.ts';
import { verifyVerb } from './verbs/verify.ts';

/** Verbs of the shell, but for those that serve others: open and inspect. */
export const VERBS: readonly Verb[] = [
  storyVerb,
  stateVerb,
  eventsVerb,
  diagramVerb,
  whyVerb,
  diffVerb,
  bisectVerb,
  debugVerb,
  checkVerb,
  simulateVerb,
  compareVerb,
  importVerb,
  exportVerb,
  verifyVerb,
  tailVerb,
];
