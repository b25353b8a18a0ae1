/** What a kprobe or kretprobe event says: which function was entered or left, and with which arguments. */
export interface Probe {
  readonly function: string;
  readonly side: 'entry' | 'return';
  /** The function that called it, from a return probe; null where the kernel could not tell. */
  readonly caller: string | null;
  /** The compiler's clone of a function: it may have dropped or shifted any argument after the first. */
  readonly clone: boolean;
  readonly args: ReadonlyMap<string, Argument>;
}

/** One argument as text, with the column of its value inside the body, from 0. */
export interface Argument {
  readonly text: string;
  readonly offset: number;
}

export type ProbeAnswer =
  | { readonly kind: 'probe'; readonly probe: Probe }
  /** A trace event of another kind: not a probe. */
  | { readonly kind: 'foreign' }
  | { readonly kind: 'unreadable'; readonly expected: string; readonly offset: number };

const ENTRY = /^\(([A-Za-z_][\w.]*)(?:\+0x[0-9a-f]+(?:\/0x[0-9a-f]+)?)?(?: \[\w+\])?\)\s*/;
const RETURN = /^\((.+?) <- ([A-Za-z_][\w.]*)(?:\+0x[0-9a-f]+(?:\/0x[0-9a-f]+)?)?(?: \[\w+\])?\)\s*/;
const RAW = /^\((?:0x)?[0-9a-f]{8,16}(?: <- (?:0x)?([0-9a-f]{8,16}))?\)\s*/;
const ADDRESS = /^[0-9a-f]{8,16}$/;
const ARGUMENT = /^(\w+)=("[^"]*"|\(fault\)|[^\s"(]\S*)(?=\s|$)/;

/** Compilers' clones keep the function's name: section_deactivate.isra.0 is section_deactivate. */
export const plainName = (name: string): string =>
  name.replace(/\.(?:isra|constprop|part|cold|llvm|lto_priv|cfi_jt)\b.*$/, '');
const isClone = (name: string): boolean => /\.(?:isra|constprop)\b/.test(name);

/**
 * The function that a user's name for an event stands for, where the body has raw addresses: the recorder's `x_add_pages`
 * and `x_add_pages_ret` for __add_pages, ftrace's own `p___add_pages_0`, perf's `__add_pages__return`.
 */
const fromEventName = (event: string): string =>
  plainName(
    event
      .replace(/^[pr]_(.+)_\d+$/, '$1')
      .replace(/_(?:_return|ret)$/, '')
      .replace(/^x_/, '__'),
  );

function parseArguments(body: string, from: number): ReadonlyMap<string, Argument> | number {
  const args = new Map<string, Argument>();
  let at = from;
  while (at < body.length) {
    const found = ARGUMENT.exec(body.slice(at));
    if (!found) return at;
    const [whole, name = '', value = ''] = found;
    const offset = at + name.length + 1;
    args.set(name, { text: value.startsWith('"') ? value.slice(1, -1) : value, offset });
    at += whole.length;
    while (body[at] === ' ' || body[at] === '\t') at++;
  }
  return args;
}

/** Reads the body of a probe event. The function is taken from the body, not from the event's name, which a user chooses. */
export function parseProbe(event: string, body: string): ProbeAnswer {
  if (!body.startsWith('(')) return { kind: 'foreign' };
  const raw = RAW.exec(body);
  const left = RETURN.exec(body);
  const entered = ENTRY.exec(body);
  const head = raw ?? left ?? entered;
  if (!head) return { kind: 'unreadable', expected: '(function+0x0/0x…) or (caller <- function)', offset: 0 };
  const args = parseArguments(body, head[0].length);
  if (typeof args === 'number') return { kind: 'unreadable', expected: 'arguments as name=value', offset: args };
  if (raw) {
    const side = raw[1] === undefined ? 'entry' : 'return';
    return { kind: 'probe', probe: { function: fromEventName(event), side, caller: null, clone: false, args } };
  }
  const name = (left ? left[2] : entered?.[1]) ?? '';
  const called = ADDRESS.test(name) ? fromEventName(event) : plainName(name);
  const about = { function: called, clone: isClone(name), args };
  if (!left) return { kind: 'probe', probe: { ...about, side: 'entry', caller: null } };
  const caller = left[1] ?? '';
  return {
    kind: 'probe',
    probe: {
      ...about,
      side: 'return',
      caller: caller.startsWith('[unknown') ? null : plainName(caller.replace(/\+.*$/, '')),
    },
  };
}
