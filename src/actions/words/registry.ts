import { diagramWord, diffWord, eventsWord, stateWord } from './answers.ts';
import { branchWord } from './beside/branch.ts';
import { compareWord } from './beside/compare.ts';
import { profileWord } from './beside/profile.ts';
import { bisectWord } from './bisect.ts';
import { checkpointWord, restartWord } from './checkpoints.ts';
import { deleteWord } from './delete.ts';
import { findWord } from './find.ts';
import { helpWord } from './help.ts';
import { historyWord } from './history.ts';
import { infoWord } from './info/info.ts';
import { listWord } from './list.ts';
import { backWord, gotoWord, nextWord, whenWord } from './moves.ts';
import { printWord } from './print.ts';
import { quitWord } from './quit.ts';
import { continueWord, reverseContinueWord } from './watch/run.ts';
import { watchWord } from './watch/watch.ts';
import { whyWord } from './why.ts';
import type { SessionAction } from './word.ts';

/** Every word of a session, in the order of help. */
export const WORDS: readonly SessionAction[] = [
  nextWord,
  backWord,
  gotoWord,
  whenWord,
  listWord,
  printWord,
  infoWord,
  stateWord,
  eventsWord,
  diagramWord,
  whyWord,
  historyWord,
  findWord,
  bisectWord,
  diffWord,
  compareWord,
  watchWord,
  continueWord,
  reverseContinueWord,
  checkpointWord,
  restartWord,
  branchWord,
  profileWord,
  deleteWord,
  helpWord(() => WORDS),
  quitWord,
];
