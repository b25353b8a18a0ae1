import { blockBegins, blockEnds, type Direction } from '../block-effects.ts';
import { from } from '../kernel-function.ts';
import { notifierAnswered, notifierCalled } from '../notifier-effects.ts';
import type { CallContext } from '../open-operation.ts';
import { sectionsSwitched } from '../page-effects.ts';
import type { Arguments } from '../read-args.ts';
import type { Entries } from '../traced-function.ts';

const begin =
  (direction: Direction) =>
  (context: CallContext): void => {
    const { call, operation } = context;
    if (operation?.call === call && operation.block !== null) blockBegins(context, operation.block, direction);
  };

const end =
  (direction: Direction) =>
  (context: CallContext): void => {
    const { call, operation } = context;
    if (operation?.call === call && operation.block !== null) blockEnds(context, operation.block, direction);
  };

const pagesSwitched =
  (direction: Direction) =>
  (context: CallContext, args: Arguments): void => {
    const { errno } = context.call;
    if (errno === null) sectionsSwitched(context, args.pages(), direction === 'online' ? 'onlined' : 'offlined');
    end(direction)(context);
  };

/** Functions that switch a memory block, outermost first. */
export const BLOCKS: Entries = {
  device_online: { signatures: [from(5, 2, 'dev')] },
  device_offline: { signatures: [from(5, 2, 'dev')] },
  memory_subsys_online: {
    signatures: [from(5, 2, 'dev')],
    begins: 'online',
    entered: begin('online'),
    returned: end('online'),
  },
  memory_subsys_offline: {
    signatures: [from(5, 2, 'dev')],
    begins: 'offline',
    entered: begin('offline'),
    returned: end('offline'),
  },
  memory_block_change_state: { signatures: [from(5, 2, 'mem', 'to', 'from_req')] },
  memory_block_online: {
    signatures: [from(5, 14, 'mem')],
    begins: 'online',
    entered: begin('online'),
    returned: end('online'),
  },
  memory_block_offline: {
    signatures: [from(5, 14, 'mem')],
    begins: 'offline',
    entered: begin('offline'),
    returned: end('offline'),
  },
  online_pages: {
    signatures: [
      from(5, 2, 'pfn', 'nr_pages', 'online_type'),
      from(5, 6, 'pfn', 'nr_pages', 'online_type', 'nid'),
      from(5, 13, 'pfn', 'nr_pages', 'zone', 'group'),
    ],
    begins: 'online',
    entered: (context, args) => {
      begin('online')(context);
      if (context.operation) context.operation.zone = args.word('zone') ?? context.operation.zone;
    },
    returned: pagesSwitched('online'),
  },
  offline_pages: {
    signatures: [
      from(5, 2, 'pfn', 'nr_pages'),
      from(5, 15, 'pfn', 'nr_pages', 'group'),
      from(5, 19, 'pfn', 'nr_pages', 'zone', 'group'),
    ],
    begins: 'offline',
    entered: begin('offline'),
    returned: pagesSwitched('offline'),
  },
  online_mem_sections: {
    signatures: [from(5, 2, 'start_pfn', 'end_pfn')],
    returned: (context, args) => sectionsSwitched(context, args.pages(), 'onlined'),
  },
  offline_mem_sections: {
    signatures: [from(5, 2, 'start_pfn', 'end_pfn')],
    returned: (context, args) => sectionsSwitched(context, args.pages(), 'offlined'),
  },
  __offline_isolated_pages: {
    signatures: [from(5, 2, 'start_pfn', 'end_pfn')],
    returned: (context, args) => sectionsSwitched(context, args.pages(), 'offlined'),
  },
  memory_notify: {
    signatures: [from(5, 2, 'action', 'arg')],
    // The answer of a notifier chain.
    returns: 'noErrno',
    entered: notifierCalled,
    returned: notifierAnswered,
  },
  mhp_init_memmap_on_memory: { signatures: [from(5, 14, 'pfn', 'nr_pages', 'zone')] },
  mhp_deinit_memmap_on_memory: { signatures: [from(5, 14, 'pfn', 'nr_pages')] },
};
