import { compareWord, diagramWord, diffWord, eventsWord, stateWord } from './answers.ts';
import { findWord } from './find.ts';
import { helpWord } from './help.ts';
import { infoWord } from './info/info.ts';
import { listWord } from './list.ts';
import { backWord, gotoWord, nextWord, whenWord } from './moves.ts';
import { printWord } from './print.ts';
import { quitWord } from './quit.ts';
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
  findWord,
  diffWord,
  compareWord,
  helpWord(() => WORDS),
  quitWord,
];
