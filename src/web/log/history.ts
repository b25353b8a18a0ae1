import { effect, signal } from '@preact/signals';
import { type Address, formatAddress, parseAddress } from './address.ts';
import { at, dragged, selection } from './instant.ts';
import { arrived, logProblem, openLog } from './open-log.ts';
import { view } from './view.ts';

/** A link to another log was followed: why it is not shown. */
export const strangeLink = signal<string | null>(null);

const hashHere = (): string => openLog.value?.hashes.at(-1) ?? '';

const addressHere = (): Address => ({
  log: hashHere(),
  at: dragged.value ?? at.value,
  selection: selection.value,
  view: view.value,
});

const WAIT_MS = 250;
let waiting: ReturnType<typeof setTimeout> | undefined;

const write = (): void => {
  waiting = undefined;
  history.replaceState(null, '', formatAddress(addressHere()));
};

/** Writes where we are into the address; not at once, as browsers allow only so many in a while. */
export function replacePlace(): void {
  if (!openLog.value) return;
  waiting ??= setTimeout(write, WAIT_MS);
}

/** Writes at once what waits to be written: the entry that is left must say where it was. */
function writeNow(): void {
  if (waiting === undefined) return;
  clearTimeout(waiting);
  write();
}

/** Goes to another place in a new entry of the browser's history, so that its way back leads here. */
export function jumpPlace(move: () => void): void {
  if (!openLog.value) {
    move();
    return;
  }
  writeNow();
  move();
  history.pushState(null, '', placeHere());
}

export function goBack(): void {
  writeNow();
  history.back();
}

export function goForward(): void {
  writeNow();
  history.forward();
}

/** The place in the log, as it stands behind `#` in the address: good in any inspector that has this log open. */
export const placeHere = (): string => formatAddress(addressHere());

/** The address of this instant, whole, to hand on. */
export const linkHere = (): string => new URL(placeHere(), location.href).href;

function follow(address: Address): void {
  const { hashes } = openLog.value ?? { hashes: [] };
  if (address.log !== '' && !hashes.some((hash) => hash.startsWith(address.log))) {
    strangeLink.value = `This link leads into another log (${address.log}); the one that is open is ${hashHere()}.`;
    return;
  }
  strangeLink.value = null;
  if (address.at !== null) at.value = address.at;
  selection.value = address.selection;
  if (address.view !== null) view.value = address.view;
}

function readPlace(): void {
  const read = parseAddress(location.hash);
  if (read.ok) follow(read.address);
  else strangeLink.value = read.reason;
}

/** Follows the address when the log opens, and whenever it changes. */
export function followAddress(): void {
  let begun = false;
  effect(() => {
    const log = openLog.value;
    if (!log || begun) return;
    begun = true;
    at.value = log.grows ? Math.max(log.events, arrived.value) : log.baseline;
    readPlace();
  });
  addEventListener('popstate', readPlace);
  effect(() => {
    // A link to an event that the whole log does not have.
    const log = openLog.value;
    if (log && !log.grows && arrived.value >= log.events && at.value > log.events) {
      strangeLink.value = `The link asks for event ${at.value}; the log ends with event ${log.events}.`;
      at.value = log.events;
    }
  });
  effect(() => {
    if (logProblem.value) document.title = 'memlapse: trouble';
  });
}
