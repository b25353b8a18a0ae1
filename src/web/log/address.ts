import { LOG_DIGITS, placeText } from '../../exports/place-text.ts';
import { parseSubject } from '../../timeline/about.ts';
import type { Selection } from './instant.ts';
import { VIEWS, type View } from './view.ts';

/** A place in a log as the address after `#` tells it: no data of the trace, only where to look. */
export interface Address {
  /** Prefix of a chain hash of the log; empty where the link names none. */
  readonly log: string;
  readonly at: number | null;
  readonly selection: Selection | null;
  readonly view: View | null;
}

export type AddressAnswer =
  | { readonly ok: true; readonly address: Address }
  | { readonly ok: false; readonly reason: string };

/** `#log=3f2a…&at=31&sel=section:14&view=machine` */
export function formatAddress({ log, at, selection, view }: Address): string {
  const parts = [
    ...[placeText(log, at)].filter((place) => place !== ''),
    ...(selection === null ? [] : [`sel=${selection.kind}:${selection.number}`]),
    ...(view === null ? [] : [`view=${view}`]),
  ];
  return `#${parts.join('&')}`;
}

/** Reads what stands after `#`. What it does not know is said, and not passed over. */
export function parseAddress(hash: string): AddressAnswer {
  const found: { log: string; at: number | null; selection: Selection | null; view: View | null } = {
    log: '',
    at: null,
    selection: null,
    view: null,
  };
  for (const part of hash.replace(/^#/, '').split('&')) {
    if (part === '') continue;
    const [name = '', value = ''] = part.split('=');
    const text = decoded(value);
    if (name === 'log' && /^[0-9a-f]{4,64}$/.test(text)) found.log = text.slice(0, LOG_DIGITS);
    else if (name === 'at' && /^\d{1,15}$/.test(text)) found.at = Number(text);
    else if (name === 'view') {
      const view = VIEWS.find((one) => one === text);
      if (!view) return refused(part, `view is one of ${VIEWS.join(', ')}`);
      found.view = view;
    } else if (name === 'sel') {
      const subject = parseSubject(text);
      if (!subject.ok) return refused(part, subject.reason);
      found.selection = subject.subject;
    } else return refused(part, 'a link has log, at, sel and view');
  }
  return { ok: true, address: found };
}

const refused = (part: string, why: string): AddressAnswer => ({
  ok: false,
  reason: `The link can’t be followed: ${JSON.stringify(part.slice(0, 80))}: ${why}.`,
});

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
