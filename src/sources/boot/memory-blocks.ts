/** One row of the sysfs listing of memory blocks. */
export interface ListedBlock {
  readonly block: number;
  readonly state: 'offline' | 'online' | 'goingOffline';
  /** The zone of an online block; null when offline or unknown. */
  readonly zone: string | null;
  /** False where sysfs says `none`: several zones or nodes. */
  readonly oneZone: boolean | null;
  readonly nid: number | null;
}

export interface BlockListing {
  readonly blockBytes: number | null;
  readonly autoOnline: string | null;
  readonly blocks: readonly ListedBlock[];
}

const STATES: Readonly<Record<string, ListedBlock['state']>> = {
  offline: 'offline',
  online: 'online',
  'going-offline': 'goingOffline',
};

/** Reads the recorder's table of /sys/devices/system/memory: `#` lines for the whole, a heading, a row a block. */
export function parseBlockListing(text: string): BlockListing {
  let blockBytes: number | null = null;
  let autoOnline: string | null = null;
  let heading: string[] = [];
  const blocks: ListedBlock[] = [];
  for (const line of text.split(/\r?\n/)) {
    const cells = line.split('\t');
    if (cells[0] === '#block_size_bytes') blockBytes = Number.parseInt(cells[1] ?? '', 16) || null;
    else if (cells[0] === '#auto_online_blocks') autoOnline = cells[1] ?? null;
    else if (cells[0] === 'block') heading = cells;
    else {
      const row = listed(heading, cells);
      if (row) blocks.push(row);
    }
  }
  return { blockBytes, autoOnline, blocks };
}

function listed(heading: readonly string[], cells: readonly string[]): ListedBlock | undefined {
  const cell = (name: string): string => cells[heading.indexOf(name)] ?? '';
  const block = /^memory(\d{1,9})$/.exec(cell('block'))?.[1];
  const state = STATES[cell('state')];
  if (block === undefined || state === undefined) return undefined;
  const zones = cell('valid_zones');
  const online = state === 'online';
  return {
    block: Number(block),
    state,
    zone: online && zones !== '' && zones !== 'none' ? zones : null,
    oneZone: online && zones !== '' ? zones !== 'none' : state === 'offline' ? true : null,
    nid: Number(/^node(\d+)/.exec(cell('node'))?.[1] ?? Number.NaN) || (cell('node') === 'node0' ? 0 : null),
  };
}
