import type { Action } from './action.ts';
import { bisectAction } from './verbs/bisect.ts';
import { checkAction } from './verbs/check.ts';
import { compareAction } from './verbs/compare.ts';
import { debugAction } from './verbs/debug.ts';
import { diagramAction } from './verbs/diagram.ts';
import { diffAction } from './verbs/diff.ts';
import { eventsAction } from './verbs/events.ts';
import { exportAction } from './verbs/export.ts';
import { importAction } from './verbs/import.ts';
import { simulateAction } from './verbs/simulate.ts';
import { stateAction } from './verbs/state.ts';
import { storyAction } from './verbs/story.ts';
import { tailAction } from './verbs/tail.ts';
import { verifyAction } from './verbs/verify.ts';
import { whyAction } from './verbs/why.ts';

/** Everything that a user can do, in the order of help. */
export const ACTIONS: readonly Action[] = [
  storyAction,
  stateAction,
  eventsAction,
  whyAction,
  diffAction,
  debugAction,
  bisectAction,
  checkAction,
  simulateAction,
  compareAction,
  diagramAction,
  importAction,
  exportAction,
  verifyAction,
  tailAction,
];
