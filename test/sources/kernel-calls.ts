import type { Task } from './trace-text.ts';

/** What the calls of an operation look like in a trace of the recorded kernels, from the outside in. */

const PAGES_PER_SECTION = 0x8000;
const x = (value: number | bigint): string => `0x${value.toString(16)}`;
const ALTMAP = '0xffffc900000dfcf8';

interface AddPages {
  readonly start: number;
  readonly size: number;
  readonly nid?: number;
  readonly altmap?: boolean;
  /** The recorder could probe sparse_add_section(): not on a stock Debian 6.1. */
  readonly probed?: boolean;
  /** The section at this address fails with this return; `undone` where section_deactivate() had something to undo. */
  readonly failsAt?: { readonly address: number; readonly ret: string; readonly undone?: boolean };
}

interface PagePiece {
  readonly pfn: number;
  readonly nr: number;
}

function pieces(start: number, size: number): PagePiece[] {
  const found: PagePiece[] = [];
  const end = (start + size) / 4096;
  for (let pfn = start / 4096; pfn < end; ) {
    const nr = Math.min(end, (Math.floor(pfn / PAGES_PER_SECTION) + 1) * PAGES_PER_SECTION) - pfn;
    found.push({ pfn, nr });
    pfn += nr;
  }
  return found;
}

export function archAddMemory(task: Task, add: AddPages): string {
  const { start, size, nid = 0, altmap = false, probed = false, failsAt } = add;
  const pointer = altmap ? ALTMAP : '0x0';
  const ret = failsAt ? failsAt.ret : 'ret=0';
  const range = `nid=${nid} start=${x(start)} size=${x(size)} altmap=${pointer} pgmap=0x0`;
  task.call('arch_add_memory', range, ret, () =>
    task.call(
      '__add_pages',
      `nid=${nid} pfn=${x(start / 4096)} nr_pages=${x(size / 4096)} altmap=${pointer}`,
      ret,
      () => {
        for (const { pfn, nr } of pieces(start, size)) {
          const fails = failsAt && failsAt.address === pfn * 4096;
          const undo = (): void => {
            if (fails && failsAt.undone)
              task.call('section_deactivate', `pfn=${x(pfn)} nr_pages=${x(nr)} altmap=${pointer}`, '', () =>
                task.call('vmemmap_free', `start=0xffffea0004000000 end=0xffffea0004200000 altmap=${pointer}`, ''),
              );
          };
          if (!probed) undo();
          else {
            const args = `nid=${nid} pfn=${x(pfn)} nr_pages=${x(nr)} altmap=${pointer} pgmap=0x0`;
            task.call('sparse_add_section', args, fails ? failsAt.ret : 'ret=0', () => {
              if (fails && !failsAt.undone) return;
              const memmap = fails ? '0x0' : '0xffffea0004000000';
              task.call(
                '__populate_section_memmap',
                `pfn=${x(pfn)} nr_pages=${x(nr)} nid=${nid} altmap=${pointer}`,
                `ret=${memmap}`,
              );
              undo();
            });
          }
          if (fails) return;
        }
      },
    ),
  );
  return ret;
}

export function archRemoveMemory(task: Task, start: number, size: number, altmap = false): void {
  const pointer = altmap ? ALTMAP : '0x0';
  task.call('arch_remove_memory', `start=${x(start)} size=${x(size)} altmap=${pointer}`, '', () =>
    task.call('__remove_pages', `pfn=${x(start / 4096)} nr_pages=${x(size / 4096)} altmap=${pointer}`, '', () => {
      for (const { pfn, nr } of pieces(start, size)) {
        const range = `pfn=${x(pfn)} nr_pages=${x(nr)}`;
        task.call('sparse_remove_section', `ms=0xffff88803ec82200 ${range} map_offset=0x0 altmap=${pointer}`, '', () =>
          task.call('section_deactivate', `${range} altmap=${pointer}`, ''),
        );
      }
    }),
  );
}

interface AddMemory extends AddPages {
  readonly flags?: string;
  /** add_memory_driver_managed() with this resource name, instead of __add_memory() for ACPI. */
  readonly driver?: string;
  /** The outermost function: `__add_memory` for ACPI, `add_memory` for the test module. */
  readonly outermost?: 'add_memory' | '__add_memory';
  /** Fails before its System RAM line, or before any page. */
  readonly failsEarly?: { readonly beforeLine?: boolean; readonly ret: string };
  readonly vmemmapPages?: string;
  readonly autoOnline?: string;
}

export function addMemory(task: Task, add: AddMemory): void {
  const { start, size, nid = 0, flags = '0x0', driver, outermost = 'add_memory', failsEarly, failsAt } = add;
  const ret = failsEarly?.ret ?? failsAt?.ret ?? 'ret=0';
  const span = `nid=${nid} start=${x(start)} size=${x(size)}`;
  const resource = (): void => {
    if (failsEarly?.beforeLine) return;
    const line = `nid=${nid} start=${x(start)} end=${x(start + size - 1)} flags=${flags}`;
    task.call('add_memory_resource', line, ret, () => {
      if (failsEarly) return;
      if (archAddMemory(task, add) !== 'ret=0') return;
      createBlocks(task, start, size, add.vmemmapPages);
      if (add.autoOnline) {
        for (let at = start; at < start + size; at += 0x8000000)
          onlineBlock(task, at, 0x8000000, { zone: add.autoOnline });
      }
    });
  };
  if (driver) task.call('add_memory_driver_managed', `${span} name="${driver}" flags=${flags}`, ret, resource);
  else if (outermost === '__add_memory') task.call('__add_memory', `${span} flags=${flags}`, ret, resource);
  else
    task.call('add_memory', `${span} flags=${flags}`, ret, () =>
      task.call('__add_memory', `${span} flags=${flags}`, ret, resource),
    );
}

export const createBlocks = (task: Task, start: number, size: number, vmemmapPages = '0x0', ret = 'ret=0'): void =>
  task.call(
    'create_memory_block_devices',
    `start=${x(start)} size=${x(size)} vmemmap_pages=${vmemmapPages} group=0x0`,
    ret,
  );

export function removeMemory(task: Task, start: number, size: number, ret = 'ret=0', acpi = false): void {
  const span = `start=${x(start)} size=${x(size)}`;
  const remove = (): void =>
    task.call('try_remove_memory', span, ret, () => {
      if (ret !== 'ret=0') return;
      task.call('remove_memory_block_devices', span, '');
      archRemoveMemory(task, start, size);
      task.call('try_offline_node', 'nid=0', '');
    });
  if (acpi) task.call('__remove_memory', span, '', remove);
  else task.call('remove_memory', span, ret, remove);
}

interface Switch {
  readonly zone?: string;
  /** The pages at the block's beginning that hold its own memmap. */
  readonly ownMemmap?: number;
  /** Numbers of MEM_GOING_*, MEM_* and MEM_CANCEL_*: bits up to 6.18, an enum in 6.12.117. */
  readonly numbering?: 'bits' | 'enum';
  readonly veto?: { readonly notifier: string; readonly ret: string };
  readonly isolationFails?: boolean;
  readonly failsEarly?: string;
}

const NUMBERS = {
  bits: { online: 1, goingOffline: 2, offline: 4, goingOnline: 8, cancelOnline: 16, cancelOffline: 32 },
  enum: { online: 0, goingOffline: 1, offline: 2, goingOnline: 3, cancelOnline: 4, cancelOffline: 5 },
};

export function onlineBlock(task: Task, start: number, size: number, how: Switch = {}): void {
  const { zone = 'Normal', ownMemmap = 0, numbering = 'bits', veto } = how;
  const number = NUMBERS[numbering];
  const pfn = start / 4096 + ownMemmap;
  const end = (start + size) / 4096;
  const pages = `nr_pages=${x(end - pfn)}`;
  const told = numbering === 'enum' ? 'start_pfn=0x0 nr_pages=0x0' : `start_pfn=${x(pfn)} ${pages}`;
  const ret = veto?.ret ?? 'ret=0';
  task.call('memory_subsys_online', `start_section_nr=${x(start / 0x8000000)} state=0x4`, ret, () =>
    task.call('online_pages', `pfn=${x(pfn)} ${pages} zone="${zone}" group=0x0`, ret, () => {
      task.call('move_pfn_range_to_zone', `zone="${zone}" start_pfn=${x(pfn)} ${pages} altmap=0x0 migratetype=4`, '');
      task.call('memory_notify', `action=${x(number.goingOnline)} ${told}`, veto?.notifier ?? 'ret=1');
      if (veto) {
        task.call('memory_notify', `action=${x(number.cancelOnline)} ${told}`, 'ret=1');
        task.call('remove_pfn_range_from_zone', `zone="${zone}" start_pfn=${x(pfn)} ${pages}`, '');
        return;
      }
      task.call('online_mem_sections', `start_pfn=${x(pfn)} end_pfn=${x(end)}`, '');
      task.call('memory_notify', `action=${x(number.online)} ${told}`, 'ret=1');
    }),
  );
}

export function offlineBlock(task: Task, start: number, size: number, how: Switch = {}): void {
  const { zone = 'Normal', ownMemmap = 0, numbering = 'bits', veto, isolationFails, failsEarly } = how;
  const number = NUMBERS[numbering];
  const pfn = start / 4096 + ownMemmap;
  const end = (start + size) / 4096;
  const pages = `nr_pages=${x(end - pfn)}`;
  const told = numbering === 'enum' ? 'start_pfn=0x0 nr_pages=0x0' : `start_pfn=${x(pfn)} ${pages}`;
  const ret = failsEarly ?? veto?.ret ?? (isolationFails ? 'ret=-16' : 'ret=0');
  task.call('memory_subsys_offline', `start_section_nr=${x(start / 0x8000000)} state=0x1`, ret, () =>
    task.call('offline_pages', `pfn=${x(pfn)} ${pages} zone="${zone}" group=0x0`, ret, () => {
      if (failsEarly) return;
      const isolated = isolationFails ? 'ret=-16' : 'ret=0';
      task.call('start_isolate_page_range', `start_pfn=${x(pfn)} end_pfn=${x(end)} migratetype=1 flags=0x3`, isolated);
      if (isolationFails) return;
      task.call('memory_notify', `action=${x(number.goingOffline)} ${told}`, veto?.notifier ?? 'ret=1');
      if (veto) {
        task.call('memory_notify', `action=${x(number.cancelOffline)} ${told}`, 'ret=1');
        return;
      }
      task.call('__offline_isolated_pages', `start_pfn=${x(pfn)} end_pfn=${x(end)}`, '', () =>
        task.call('offline_mem_sections', `start_pfn=${x(pfn)} end_pfn=${x(end)}`, ''),
      );
      task.call('memory_notify', `action=${x(number.offline)} ${told}`, 'ret=1');
      task.call('remove_pfn_range_from_zone', `zone="${zone}" start_pfn=${x(pfn)} ${pages}`, '');
    }),
  );
}

interface Remap extends AddPages {
  /** Fails before any page is added. */
  readonly failsEarly?: string;
}

export function memremapPages(task: Task, map: Remap): void {
  const { start, size, nid = 0, altmap = false, failsEarly, failsAt } = map;
  const ret =
    failsEarly ??
    failsAt?.ret.replace('ret=-12', 'ret=0xfffffffffffffff4').replace('ret=-17', 'ret=0xffffffffffffffef');
  const range = `start=${x(start)} end=${x(start + size - 1)}`;
  const pages = `zone="Device" start_pfn=${x(start / 4096)} nr_pages=${x(size / 4096)}`;
  task.call('memremap_pages', `${range} type=4 nr_range=1 nid=${nid}`, ret ?? 'ret=0xffff888100000000', () => {
    if (!failsEarly) archAddMemory(task, map);
    if (ret) {
      task.call('memunmap_pages', range, '');
      return;
    }
    task.call('move_pfn_range_to_zone', `${pages} altmap=${altmap ? ALTMAP : '0x0'} migratetype=1`, '');
    task.call('memmap_init_zone_device', `${pages} pgmap=0xffff88800604b8b0`, '');
  });
}

export function memunmapPages(task: Task, start: number, size: number): void {
  task.call('memunmap_pages', `start=${x(start)} end=${x(start + size - 1)}`, '', () => {
    const pages = `start_pfn=${x(start / 4096)} nr_pages=${x(size / 4096)}`;
    task.call('remove_pfn_range_from_zone', `zone="Device" ${pages}`, '');
    archRemoveMemory(task, start, size);
  });
}
