import { chromeTraceOf } from '../../exports/chrome.ts';
import { lsmemOf } from '../../exports/lsmem.ts';
import { reproducerOf } from '../../exports/reproducer.ts';
import { memory } from '../log/instant.ts';
import { arrived, opened } from '../log/opened.ts';
import { pngOf, svgOf } from '../map/picture.ts';
import { shownFigure } from '../map/shown-figure.ts';
import { announce } from './announce.ts';

/** Gives the user a file; it never leaves the machine. */
export function save(name: string, content: Blob): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
  announce(`${name} was saved.`);
}

const saveText = (name: string, type: string, text: string): void => save(name, new Blob([text], { type }));

const here = (): string => `event-${memory.value?.at.seq ?? 0}`;

/** The blocks of this instant, shaped as `lsmem -J` prints them. */
export function saveLsmem(): void {
  const state = memory.value;
  if (!state) return;
  saveText(`lsmem-${here()}.json`, 'application/json', `${JSON.stringify(lsmemOf(state), null, 3)}\n`);
}

/** The map as it is shown now, with a caption and its legend. */
export function saveMapSvg(): void {
  const figure = shownFigure();
  if (figure) saveText(`map-${here()}.svg`, 'image/svg+xml', svgOf(figure));
}

export async function saveMapPng(): Promise<void> {
  const figure = shownFigure();
  const image = figure && (await pngOf(figure));
  if (image) save(`map-${here()}.png`, image);
  else announce('The browser can not make a picture of this size: save it as SVG.');
}

/** Operations as a trace for Perfetto, as far as the log has arrived. */
export function saveChromeTrace(): void {
  const log = opened.value?.timeline.log;
  if (log) saveText('operations.trace.json', 'application/json', JSON.stringify(chromeTraceOf(log)));
}

/** The writes to sysfs of the whole log, as a shell script. */
export function saveReproducer(): void {
  const log = opened.value;
  if (!log) return;
  const { name, timeline } = log;
  const to = arrived.value;
  const span = { name, log: timeline.log, memory: timeline.stateAt(to), from: 1, to };
  saveText('reproducer.sh', 'application/x-sh', `${[...reproducerOf(span)].join('\n')}\n`);
}
