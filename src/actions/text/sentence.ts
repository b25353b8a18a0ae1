import type { MemoryEvent } from '../../../events/event.ts';
import { plain } from '../../../events/plain-text.ts';
import { hex } from '../../../machines/kernel/units.ts';

const pages = (data: { readonly pfn: number; readonly nrPages: number }): string =>
  `pfn ${hex(data.pfn)}, ${hex(data.nrPages)} pages`;
const span = (data: { readonly start: number; readonly size: number }): string =>
  `${hex(data.start)}-${hex(data.start + data.size - 1)}`;

/** Nanoseconds in a unit that a person reads. */
export function duration(ns: number | string | bigint): string {
  const value = Number(ns);
  const size = Math.abs(value);
  if (size < 1e6) return `${Number((value / 1e3).toPrecision(3))} µs`;
  return size < 1e9 ? `${Number((value / 1e6).toPrecision(3))} ms` : `${Number((value / 1e9).toPrecision(6))} s`;
}

/** One event in one line, for people; names out of the record are made safe to show. */
export const sentenceOf = (event: MemoryEvent): string => plain(inWords(event));

/** Who did it: `kt-472`; nothing where the source does not tell. */
export const taskOf = ({ actor }: MemoryEvent): string => (actor ? plain(`${actor.task}-${actor.pid}`) : '');

/** Events that tell of something that went wrong. */
export const isLoud = ({ type }: MemoryEvent): boolean =>
  type === 'operation.refused' ||
  type === 'operation.failed' ||
  type === 'divergence.found' ||
  type === 'sources.disagreed' ||
  type === 'kernel.crashed';

function inWords(event: MemoryEvent): string {
  switch (event.type) {
    case 'kernel.described':
      return `kernel ${event.data.profile}, memory blocks of ${hex(event.data.blockBytes)} bytes`;
    case 'memory.booted':
      return `boot RAM (${event.data.early === 'known' ? 'early' : 'early, assumed'}): ${event.data.ram.map(pages).join('; ')}`;
    case 'memory.found':
      return `memory from before the record: ${pages(event.data)}`;
    case 'resources.found':
      return `${event.data.lines.length} lines of /proc/iomem`;
    case 'block.found':
      return `block ${event.data.block} is ${event.data.state}${event.data.zone ? ` in ${event.data.zone}` : ''}`;
    case 'operation.started':
      return `#${event.data.operation} ${event.data.name}(${Object.entries(event.data.args)
        .map(([name, value]) => `${name}=${value}`)
        .join(' ')})`;
    case 'operation.finished':
      return `#${event.data.operation} done`;
    case 'operation.refused':
      return `#${event.data.operation} refused: ${event.data.errno ?? 'a warning'}, ${event.data.guard}: ${event.data.reason}`;
    case 'operation.failed': {
      const { operation, errno, environment, reason, orphans } = event.data;
      return `#${operation} failed: ${errno}${environment ? `, ${environment}` : ''}: ${reason}${orphans ? '; sections stay behind' : ''}`;
    }
    case 'operation.unreturned':
      return `#${event.data.operation} never returned in this record`;
    case 'resource.reserved':
      return `${span(event.data)} : ${event.data.name} enters /proc/iomem`;
    case 'resource.released':
      return `${span(event.data)} given back in /proc/iomem`;
    case 'pages.added':
      return `pages added: ${pages(event.data)}${event.data.altmap ? ', memmap in the range itself' : ''}`;
    case 'pages.removed':
      return `pages removed: ${pages(event.data)}`;
    case 'pages.notRemoved':
      return `not removed: ${pages(event.data)}: ${event.data.reason}`;
    case 'sections.onlined':
      return `sections online: ${pages(event.data)}`;
    case 'sections.offlined':
      return `sections offline: ${pages(event.data)}`;
    case 'section.tainted':
      return `section of pfn ${hex(event.data.pfn)} tainted by ZONE_DEVICE`;
    case 'blocks.created':
      return `memory blocks created: ${span(event.data)}${event.data.ownMemmap ? ', holding their own memmap' : ''}`;
    case 'blocks.removed':
      return `memory blocks removed: ${span(event.data)}`;
    case 'block.goingOnline':
      return `block ${event.data.block} going online`;
    case 'block.onlined':
      return `block ${event.data.block} online${event.data.zone ? ` in ${event.data.zone}` : ''}`;
    case 'block.onlineCancelled':
      return `block ${event.data.block} stays offline`;
    case 'block.goingOffline':
      return `block ${event.data.block} going offline`;
    case 'block.offlined':
      return `block ${event.data.block} offline`;
    case 'block.offlineCancelled':
      return `block ${event.data.block} stays online`;
    case 'block.poisoned':
      return `block ${event.data.block} has a poisoned page`;
    case 'memmap.fellBack':
      return `memmap by vmalloc: ${pages(event.data)}`;
    case 'zone.joined':
      return `${pages(event.data)} joined zone ${event.data.zone}`;
    case 'zone.left':
      return `${pages(event.data)} left zone ${event.data.zone}`;
    case 'device.claimed':
      return `a dev_pagemap holds ${pages(event.data)}`;
    case 'device.released':
      return `no dev_pagemap holds ${pages(event.data)} any more`;
    case 'pages.isolated':
      return event.data.errno
        ? `could not isolate ${pages(event.data)}: ${event.data.errno}`
        : `isolated ${pages(event.data)}`;
    case 'notifier.called':
      return `notifiers told ${event.data.action}`;
    case 'notifier.vetoed':
      return `a notifier vetoed ${event.data.action}: ${event.data.errno}`;
    case 'mark.set':
      return event.data.step === null
        ? `mark: ${event.data.name}`
        : `mark: step ${event.data.step}, after ${event.data.name}`;
    case 'events.lost':
      return event.data.count === null ? 'the source lost events' : `the source lost ${event.data.count} events`;
    case 'divergence.found':
      return `DIVERGENCE: kernel: ${event.data.kernel}; model: ${event.data.model}; ${event.data.reason}`;
    case 'kernel.crashed':
      return `the kernel stops: ${event.data.message} (${event.data.source})`;
    case 'clock.joined': {
      const { file, offsetNs, errorNs, evidence, agreed, events } = event.data;
      const by =
        errorNs === null ? 'nothing told by how much' : `± ${duration(errorNs)}, ${agreed} of ${evidence} agree`;
      return `${events} events of ${file} on this clock, moved by ${duration(offsetNs)} (${by})`;
    }
    case 'kernel.said':
      return `kernel log: ${event.data.text}`;
    case 'page.dumped':
      return `kernel log: page dumped: pfn ${hex(event.data.pfn)}${event.data.flags ? `, flags ${event.data.flags}` : ''}${event.data.reason ? `: ${event.data.reason}` : ''}`;
    case 'uevent.sent':
      return `uevent: ${event.data.action} block ${event.data.block}`;
    case 'sources.disagreed':
      return `a uevent says that block ${event.data.block} is ${event.data.said}; in the trace it is ${event.data.shown}`;
    case 'line.notUnderstood':
      return `not understood: ${event.data.text}`;
  }
}
