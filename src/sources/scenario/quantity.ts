import type { Geometry } from '../../../machines/kernel/geometry.ts';

export type QuantityAnswer =
  | { readonly ok: true; readonly value: bigint }
  | { readonly ok: false; readonly reason: string };

const NUMBER = /^(0x[0-9a-f]+|\d+)\s*([A-Za-z-]*)$/i;

const UNITS = 'KiB, MiB, GiB, TiB (or K, M, G, T), pages, sub-sections, sections, or none for bytes';

/** Bytes of one unit; undefined for a unit that does not exist here. */
function bytesOf(unit: string, geometry: Geometry): bigint | undefined {
  switch (unit.toLowerCase()) {
    case '':
    case 'b':
    case 'byte':
    case 'bytes':
      return 1n;
    case 'k':
    case 'kib':
      return 1n << 10n;
    case 'm':
    case 'mib':
      return 1n << 20n;
    case 'g':
    case 'gib':
      return 1n << 30n;
    case 't':
    case 'tib':
      return 1n << 40n;
    case 'page':
    case 'pages':
      return BigInt(geometry.pageBytes);
    case 'subsection':
    case 'subsections':
    case 'sub-section':
    case 'sub-sections':
      return BigInt(geometry.subsectionBytes);
    case 'section':
    case 'sections':
      return BigInt(geometry.sectionBytes);
    default:
      return undefined;
  }
}

/** Reads an address or a size as a scenario writes it, in bytes: `0x140000000`, `128MiB`, `0x400 pages`, `2 sections`. */
export function parseQuantity(text: string | number, geometry: Geometry): QuantityAnswer {
  if (typeof text === 'number') {
    if (Number.isSafeInteger(text) && text >= 0) return { ok: true, value: BigInt(text) };
    return { ok: false, reason: `${text} is no exact size: write it in hexadecimal, as text ("0x…")` };
  }
  const found = NUMBER.exec(text.trim());
  if (!found) return { ok: false, reason: `expected a number and a unit: ${UNITS}` };
  const unit = bytesOf(found[2] ?? '', geometry);
  if (unit !== undefined) return { ok: true, value: BigInt(found[1] ?? '0') * unit };
  const decimal = /^[kmgt]b$/i.test(found[2] ?? '') ? '; kernels count in powers of two' : '';
  return { ok: false, reason: `${JSON.stringify(found[2])} is no unit of memory here${decimal}. Units: ${UNITS}` };
}
