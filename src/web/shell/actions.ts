import type { Action, Group } from '../../actions/action.ts';
import { closeComparison, compareWithRecord } from '../compare/open.ts';
import { goBack, goForward } from '../log/history.ts';
import { here, subsection } from '../log/instant.ts';
import { compareFrom, markHere } from '../log/marks.ts';
import {
  jumpToEnd,
  jumpToStart,
  select,
  showView,
  step,
  stepAboutSelection,
  stepInAttempt,
  stepToRefusal,
} from '../log/navigation.ts';
import { VIEWS, type View } from '../log/view.ts';
import { run, toggleWatch } from '../log/watches.ts';
import { LEVELS, type Level } from '../map/layout.ts';
import { zoomMap } from '../map/map-view.ts';
import { asTable, levelAsked, stateFilter } from '../map/view-options.ts';
import { saveStatechart } from '../panel/machine/save.ts';
import { type DialogName, dialog } from './dialog.ts';
import { copyLink } from './link.ts';
import { playing, togglePlay } from './play.ts';
import { saveChromeTrace, saveLog, saveLsmem, saveMapPng, saveMapSvg, saveReport, saveReproducer } from './save.ts';
import { searchFrom } from './search.ts';
import { nextTheme } from './theme.ts';

/** An action of the page: what the palette lists, what a key does, what help explains. */
export interface PageAction extends Action {
  /** Keys that do it, the usual one first. */
  readonly keys: readonly string[];
  /** The debugger's line that answers the same, with a word in capitals for what is selected or typed. */
  readonly line: string | null;
  readonly run: () => void;
}

const action = (
  group: Group,
  id: string,
  summary: string,
  keys: readonly string[],
  run: () => void,
  line: string | null = null,
): PageAction => ({ id, group, summary, keys, line, run });

const show =
  (name: DialogName): (() => void) =>
  () => {
    dialog.value = name;
  };

const LEVEL_TITLES: Readonly<Record<Level, string>> = {
  machine: 'Map: the whole machine',
  blocks: 'Map: memory blocks',
  sections: 'Map: sections',
  bits: 'Map: sub-sections',
  close: 'Map: sub-sections, close',
};

/** Closes what is open on top, one thing at a time. */
function closeTop(): void {
  if (dialog.value) dialog.value = null;
  else if (playing.value) togglePlay();
  else if (subsection.value !== null) subsection.value = null;
  else if (stateFilter.value) stateFilter.value = null;
  else select(null);
}

const VIEW_LINES: Readonly<Record<View, string>> = {
  facts: 'print SUBJECT',
  history: 'history SUBJECT',
  machine: 'diagram section',
  why: 'why SUBJECT',
  diff: 'diff WHEN WHEN',
};

/** Everything that the page does by itself; the debugger's words stand beside it in the palette. */
export const PAGE_ACTIONS: readonly PageAction[] = [
  action('move', 'next', 'Next event', ['ArrowRight'], () => step('on'), 'next'),
  action('move', 'back', 'Event before', ['ArrowLeft'], () => step('back'), 'back'),
  action(
    'move',
    'next-here',
    'Next event about the selection',
    ['Shift+ArrowRight'],
    () => stepAboutSelection('on'),
    'next SUBJECT',
  ),
  action(
    'move',
    'back-here',
    'Event before about the selection',
    ['Shift+ArrowLeft'],
    () => stepAboutSelection('back'),
    'back SUBJECT',
  ),
  action(
    'move',
    'next-attempt',
    'Next event of the same attempt',
    ['Ctrl+ArrowRight'],
    () => stepInAttempt('on'),
    'next attempt',
  ),
  action(
    'move',
    'back-attempt',
    'Event before of the same attempt',
    ['Ctrl+ArrowLeft'],
    () => stepInAttempt('back'),
    'back attempt',
  ),
  action('move', 'start', 'To the start', ['Home'], jumpToStart, 'goto start'),
  action('move', 'end', 'To the end', ['End'], jumpToEnd, 'goto end'),
  action('move', 'goto', 'Go to an event, a time or a step', ['g'], show('goto'), 'goto WHEN'),
  action('move', 'play', 'Play or pause', ['Space'], togglePlay),
  action('move', 'came-from', 'Back to where you came from', ['['], goBack),
  action('move', 'went-to', 'Forward again', [']'], goForward),
  ...VIEWS.map((name) =>
    action(
      'look',
      `view-${name}`,
      `Panel: ${name}`,
      name === 'why' ? ['y'] : [],
      () => showView(name),
      VIEW_LINES[name],
    ),
  ),
  action('search', 'next-refusal', 'Next refusal or failure', ['e'], () => stepToRefusal('on')),
  action('search', 'back-refusal', 'Refusal or failure before', ['Shift+e'], () => stepToRefusal('back')),
  action(
    'search',
    'search',
    'Search events',
    ['/'],
    () => {
      document.getElementById('search')?.focus();
    },
    'find TEXT',
  ),
  action('search', 'hit-on', 'Next event that the search finds', ['n'], () => searchFrom('on'), 'find TEXT'),
  action(
    'search',
    'hit-back',
    'Event before that the search finds',
    ['p', 'Shift+n'],
    () => searchFrom('back'),
    'find --back TEXT',
  ),
  action('search', 'mark', 'Set mark A, then mark B, to compare', ['m'], () => markHere(here.value)),
  action('search', 'mark-a', 'Compare from here: set mark A and show what differs', ['a'], () =>
    compareFrom('a', here.value),
  ),
  action('search', 'mark-b', 'Compare up to here: set mark B and show what differs', ['b'], () =>
    compareFrom('b', here.value),
  ),
  action('watch', 'watch', 'Watch the selection, or no longer', ['w'], () => toggleWatch(), 'watch SUBJECT'),
  action('watch', 'watches', 'Watches: list them, watch for a condition', ['Shift+w'], show('watches'), 'watch'),
  action('watch', 'run-on', 'Run on to where a watch stops', ['c'], () => run('on'), 'continue'),
  action('watch', 'run-back', 'Run back to where a watch stops', ['Shift+c'], () => run('back'), 'reverse-continue'),
  action('mark', 'compare', 'Compare with another kernel, side by side', ['k'], show('compare'), 'profile NAME'),
  action('mark', 'what-if', 'What if: try a command in a branch from here', ['i'], show('whatif'), 'branch COMMAND'),
  action('mark', 'compare-record', 'Compare with the second record (memlapse open A --beside B)', [], () => {
    void compareWithRecord();
  }),
  action('mark', 'close-beside', 'Close what stands beside the record', [], closeComparison),
  ...LEVELS.map((level) =>
    action('map', `level-${level}`, LEVEL_TITLES[level], [], () => {
      levelAsked.value = level;
    }),
  ),
  action('map', 'fit', 'Map: as near as all of memory fits', ['0'], () => {
    levelAsked.value = null;
  }),
  action('map', 'nearer', 'Map: nearer', ['+'], () => zoomMap('nearer')),
  action('map', 'farther', 'Map: farther', ['-'], () => zoomMap('farther')),
  action(
    'map',
    'table',
    'Map as a table, or as a picture',
    ['t'],
    () => {
      asTable.value = !asTable.value;
    },
    'info sections',
  ),
  action('keep', 'copy', 'Copy the address of this instant', [], copyLink),
  action('keep', 'save-map', 'Save the map as PNG', [], () => void saveMapPng()),
  action('keep', 'save-map-svg', 'Save the map as SVG', [], saveMapSvg),
  action('keep', 'save-statechart', 'Save the statechart as SVG', [], saveStatechart),
  action('keep', 'save-lsmem', 'Save this instant as lsmem -J prints it', [], saveLsmem),
  action('keep', 'save-report', 'Save a report of what was found, in Markdown', [], () => void saveReport()),
  action('keep', 'save-log', 'Save the log, NDJSON with hashes and seal', [], () => void saveLog()),
  action('keep', 'save-chrome', 'Save the operations as a Chrome trace, for Perfetto', [], saveChromeTrace),
  action('keep', 'save-reproducer', 'Save a shell script that asks another kernel the same', [], saveReproducer),
  action('session', 'palette', 'Everything that can be done', ['Ctrl+k'], show('palette')),
  action('session', 'ask', 'Ask in the debugger’s words; help lists them', [':'], show('ask'), 'help'),
  action('session', 'help', 'Keys and help', ['?'], show('help')),
  action('session', 'unselect', 'Close, or select nothing', ['Escape'], closeTop),
  action('session', 'theme', 'Light, dark, or as the system has it', [], nextTheme),
];
