import type { SessionAction } from '../action.ts';
import { diffWord, eventsWord, stateWord } from './answers.ts';
import { bisectWord } from './bisect.ts';
import { branchWord } from './branches/branch.ts';
import { compareWord } from './branches/compare.ts';
import { profileWord } from './branches/profile.ts';
import { checkpointWord, restartWord } from './checkpoints.ts';
import { deleteWord } from './delete.ts';
import { diagramWord } from './diagram.ts';
import { findWord } from './find.ts';
import { helpWord } from './help.ts';
import { historyWord } from './history.ts';
import { infoWord } from './info/info.ts';
import { listWord } from './list.ts';
import { backWord, gotoWord, nextWord, whenWord } from './moves.ts';
import { printWord } from './print.ts';
import { quitWord } from './quit.ts';
import type { Session } from './session.ts';
import { continueWord, reverseContinueWord } from './watch/run.ts';
import { watchWord } from './watch/watch.ts';
import { whyWord } from './why.ts';

/** Every word that every session has, in the order of help. */
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
  helpWord((session) => wordsOf(session)),
  quitWord,
];

const OWN = new WeakMap<Session, readonly SessionAction[]>();

/** Gives a session words of its own, beside those that every session has. */
export function giveWords(session: Session, words: readonly SessionAction[]): void {
  OWN.set(session, words);
}

/** Every word that can be said to a session. */
export const wordsOf = (session: Session): readonly SessionAction[] => [...WORDS, ...(OWN.get(session) ?? [])];
