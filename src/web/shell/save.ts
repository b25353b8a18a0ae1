import type { Head } from '../../../events/chain.ts';
import { chromeTraceOf } from '../../exports/chrome.ts';
import { lsmemOf } from '../../exports/lsmem.ts';
import { reportOf } from '../../exports/report/report.ts';
import { reproducerOf } from '../../exports/reproducer.ts';
import { placeHere } from '../log/history.ts';
import { memory } from '../log/instant.ts';
import { arrived, openLog } from '../log/open-log.ts';
import { currentFigure } from '../map/current-figure.ts';
import { pngOf, svgOf } from '../map/picture.ts';
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
  const figure = currentFigure();
  if (figure) saveText(`map-${here()}.svg`, 'image/svg+xml', svgOf(figure));
}

export async function saveMapPng(): Promise<void> {
  const figure = currentFigure();
  const image = figure && (await pngOf(figure));
  if (image) save(`map-${here()}.png`, image);
  else announce('The browser can not make a picture of this size: save it as SVG.');
}

/** Operations as a trace for Perfetto, as far as the log has arrived. */
export function saveChromeTrace(): void {
  const log = openLog.value?.timeline.log;
  if (log) saveText('operations.trace.json', 'application/json', JSON.stringify(chromeTraceOf(log)));
}

/** The writes to sysfs of the whole log, as a shell script. */
export function saveReproducer(): void {
  const log = openLog.value;
  if (!log) return;
  const { name, timeline } = log;
  const to = arrived.value;
  const span = { name, log: timeline.log, memory: timeline.stateAt(to), from: 1, to };
  saveText('reproducer.sh', 'application/x-sh', `${[...reproducerOf(span)].join('\n')}\n`);
}

/** The end of the log's hash chain, which the server knows; null where it does not answer. */
async function headOfLog(): Promise<Head | null> {
  const answer = await fetch('./head').catch(() => null);
  return answer?.ok ? ((await answer.json()) as Head) : null;
}

/** What was found in the log, as Markdown, with the address of this instant. */
export async function saveReport(): Promise<void> {
  const log = openLog.value;
  if (!log) return;
  const { name, notes, timeline } = log;
  const on = { name, notes, timeline, at: memory.value?.at.seq ?? 0, address: placeHere() };
  const text = [...reportOf({ ...on, head: await headOfLog() })].join('\n');
  saveText(`report-${here()}.md`, 'text/markdown', `${text}\n`);
}

/** The log with its hashes and its seal, as `memlapse export` writes it: `memlapse verify` proves it. */
export async function saveLog(): Promise<void> {
  const answer = await fetch('./log.ndjson').catch(() => null);
  if (answer?.ok) save('log.ndjson', await answer.blob());
  else announce('The log could not be had from the server. Is memlapse still running?');
}
