import { deviceGone, deviceMapped, inPages } from '../device-effects.ts';
import { from } from '../kernel-function.ts';
import { pagesAdded } from '../page-adds.ts';
import type { Entries } from '../traced-function.ts';

/** Functions of ZONE_DEVICE. */
export const DEVICES: Entries = {
  memremap_pages: {
    signatures: [from(5, 2, 'pgmap', 'nid')],
    begins: 'memremap_pages',
    returns: 'pointer',
    returned: (context, args) => {
      if (context.call.errno !== null) return;
      pagesAdded(context, args, () => inPages(context, args));
      deviceMapped(context, args);
    },
  },
  memunmap_pages: { signatures: [from(5, 2, 'pgmap')], begins: 'memunmap_pages', returned: deviceGone },
  pagemap_range: { signatures: [from(5, 10, 'pgmap', 'params', 'range_id', 'nid')] },
  memmap_init_zone_device: { signatures: [from(5, 2, 'zone', 'pfn', 'nr_pages', 'pgmap')] },
};
