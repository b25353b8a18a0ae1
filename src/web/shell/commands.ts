import { closeBeside, compareWithRecord } from '../compare/open.ts';
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
} from '../log/moves.ts';
import { VIEWS } from '../log/view.ts';
import { run, toggleWatch } from '../log/watches.ts';
import { LEVELS, type Level } from '../map/layout.ts';
import { zoomMap } from '../map/shown.ts';
import { asTable, levelAsked, stateFilter } from '../map/sight.ts';
import { saveStatechart } from '../panel/machine/save.ts';
import { dialog } from './dialog.ts';
import { copyLink } from './link.ts';
import { playing, togglePlay } from './play.ts';
import { saveChromeTrace, saveLog, saveLsmem, saveMapPng, saveMapSvg, saveReport, saveReproducer } from './save.ts';
import { searchFrom } from './search.ts';
import { nextTheme } from './theme.ts';

export const GROUPS = ['time', 'find', 'selection', 'map', 'panel', 'page'] as const;
export type Group = (typeof GROUPS)[number];

/** One thing that a user can do: what the palette lists, what a key does, what help explains. */
export interface Command {
  readonly id: string;
  readonly group: Group;
  readonly title: string;
  readonly keys: readonly string[];
  readonly run: () => void;
}

const command = (group: Group, id: string, title: string, keys: readonly string[], run: () => void): Command => ({
  id,
  group,
  title,
  keys,
  run,
});

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

/** Everything that the page can do. */
export const COMMANDS: readonly Command[] = [
  command('time', 'next', 'Next event', ['ArrowRight'], () => step('on')),
  command('time', 'back', 'Event before', ['ArrowLeft'], () => step('back')),
  command('time', 'next-here', 'Next event about the selection', ['Shift+ArrowRight'], () => stepAboutSelection('on')),
  command('time', 'back-here', 'Event before about the selection', ['Shift+ArrowLeft'], () =>
    stepAboutSelection('back'),
  ),
  command('time', 'next-attempt', 'Next event of the same attempt', ['Ctrl+ArrowRight'], () => stepInAttempt('on')),
  command('time', 'back-attempt', 'Event before of the same attempt', ['Ctrl+ArrowLeft'], () => stepInAttempt('back')),
  command('find', 'next-refusal', 'Next refusal or failure', ['e'], () => stepToRefusal('on')),
  command('find', 'back-refusal', 'Refusal or failure before', ['Shift+e'], () => stepToRefusal('back')),
  command('time', 'start', 'To the start', ['Home'], jumpToStart),
  command('time', 'end', 'To the end', ['End'], jumpToEnd),
  command('time', 'play', 'Play or pause', ['Space'], togglePlay),
  command('find', 'goto', 'Go to an event, a time or a step', ['g'], () => {
    dialog.value = 'goto';
  }),
  command('find', 'run-on', 'Run on to where a watch stops', ['c'], () => run('on')),
  command('find', 'run-back', 'Run back to where a watch stops', ['Shift+c'], () => run('back')),
  command('find', 'mark', 'Set mark A, then mark B, to compare', ['m'], () => markHere(here.value)),
  command('find', 'mark-a', 'Compare from here: set mark A and show what differs', ['a'], () =>
    compareFrom('a', here.value),
  ),
  command('find', 'mark-b', 'Compare up to here: set mark B and show what differs', ['b'], () =>
    compareFrom('b', here.value),
  ),
  command('find', 'hit-on', 'Next event that the search finds', ['n'], () => searchFrom('on')),
  command('find', 'hit-back', 'Event before that the search finds', ['p', 'Shift+n'], () => searchFrom('back')),
  command('time', 'came-from', 'Back to where you came from', ['['], goBack),
  command('time', 'went-to', 'Forward again', [']'], goForward),
  ...VIEWS.map((name) =>
    command('panel', `view-${name}`, `Panel: ${name}`, name === 'why' ? ['y'] : [], () => showView(name)),
  ),
  ...LEVELS.map((level) =>
    command('map', `level-${level}`, LEVEL_TITLES[level], [], () => {
      levelAsked.value = level;
    }),
  ),
  command('map', 'fit', 'Map: as near as all of memory fits', ['0'], () => {
    levelAsked.value = null;
  }),
  command('map', 'nearer', 'Map: nearer', ['+'], () => zoomMap('nearer')),
  command('map', 'farther', 'Map: farther', ['-'], () => zoomMap('farther')),
  command('map', 'table', 'Map as a table, or as a picture', ['t'], () => {
    asTable.value = !asTable.value;
  }),
  command('selection', 'watch', 'Watch the selection, or no longer', ['w'], () => toggleWatch()),
  command('selection', 'watches', 'Watches: list them, watch for a condition', ['Shift+w'], () => {
    dialog.value = 'watches';
  }),
  command('selection', 'unselect', 'Close, or select nothing', ['Escape'], closeTop),
  command('map', 'compare', 'Compare with another kernel, side by side', ['k'], () => {
    dialog.value = 'compare';
  }),
  command('map', 'what-if', 'What if: try a command in a branch from here', ['i'], () => {
    dialog.value = 'whatif';
  }),
  command('map', 'compare-record', 'Compare with the second record (memlapse open A --beside B)', [], () => {
    void compareWithRecord();
  }),
  command('map', 'close-beside', 'Close what stands beside the record', [], closeBeside),
  command('find', 'ask', 'Ask in the debugger’s words; help lists them', [':'], () => {
    dialog.value = 'ask';
  }),
  command('find', 'search', 'Search events', ['/'], () => {
    document.getElementById('search')?.focus();
  }),
  command('page', 'copy', 'Copy the address of this instant', [], copyLink),
  command('page', 'save-map', 'Save the map as PNG', [], () => void saveMapPng()),
  command('page', 'save-map-svg', 'Save the map as SVG', [], saveMapSvg),
  command('page', 'save-statechart', 'Save the statechart as SVG', [], saveStatechart),
  command('page', 'save-lsmem', 'Save this instant as lsmem -J prints it', [], saveLsmem),
  command('page', 'save-report', 'Save a report of what was found, in Markdown', [], () => void saveReport()),
  command('page', 'save-log', 'Save the log, NDJSON with hashes and seal', [], () => void saveLog()),
  command('page', 'save-chrome', 'Save the operations as a Chrome trace, for Perfetto', [], saveChromeTrace),
  command('page', 'save-reproducer', 'Save a shell script that asks another kernel the same', [], saveReproducer),
  command('page', 'palette', 'Everything that can be done', ['Ctrl+k'], () => {
    dialog.value = 'palette';
  }),
  command('page', 'help', 'Keys and help', ['?'], () => {
    dialog.value = 'help';
  }),
  command('page', 'theme', 'Light, dark, or as the system has it', [], nextTheme),
];
