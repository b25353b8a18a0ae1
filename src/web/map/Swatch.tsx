import { useSignal } from '@preact/signals';
import { Surface } from '../shell/surface.tsx';
import { palette } from '../shell/theme.ts';
import type { Appearance } from './appearance.ts';

/** A look in small, drawn as the map draws it. */
export function Swatch({ look }: { readonly look: Appearance }) {
  const size = useSignal({ width: 14, height: 14 });
  return (
    <span class={`swatch look-${look}`}>
      {look !== 'unpopulated' && (
        <Surface
          size={size}
          paint={(pen) => {
            pen.fillStyle = palette.value.fills[look];
            pen.fillRect(0, 0, 14, 14);
          }}
        />
      )}
    </span>
  );
}
