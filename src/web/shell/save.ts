import { lsmemOf } from '../../exports/lsmem.ts';
import { memory } from '../log/instant.ts';
import { announce } from './announce.ts';
import { palette } from './theme.ts';

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

const here = (): string => `event-${memory.value?.at.seq ?? 0}`;

/** The blocks of this instant, shaped as `lsmem -J` prints them. */
export function saveLsmem(): void {
  const state = memory.value;
  if (!state) return;
  const text = `${JSON.stringify(lsmemOf(state), null, 3)}\n`;
  save(`lsmem-${here()}.json`, new Blob([text], { type: 'application/json' }));
}

/** The map as it is drawn now, on the page's ground. */
export function saveMap(): void {
  const drawn = document.querySelector<HTMLCanvasElement>('.map-view canvas');
  const copy = document.createElement('canvas');
  const pen = copy.getContext('2d');
  if (!drawn || !pen) {
    announce('The map is a table now: show it as a picture first.');
    return;
  }
  copy.width = drawn.width;
  copy.height = drawn.height;
  pen.fillStyle = palette.value.ground;
  pen.fillRect(0, 0, copy.width, copy.height);
  pen.drawImage(drawn, 0, 0);
  copy.toBlob((image) => {
    if (image) save(`map-${here()}.png`, image);
  }, 'image/png');
}
