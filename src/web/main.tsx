import './log/no-code-from-text.ts';
import { render } from 'preact';
import { followSecondRecord } from './compare/open.ts';
import { Inspector } from './Inspector.tsx';
import { followAddress } from './log/history.ts';
import { loadLog } from './log/load.ts';
import { listenToKeys } from './shell/keys.ts';

const page = document.getElementById('page');
if (page) {
  followAddress();
  followSecondRecord();
  listenToKeys();
  page.replaceChildren();
  render(<Inspector />, page);
  void loadLog();
}
