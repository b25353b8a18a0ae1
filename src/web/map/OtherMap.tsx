import { Surface, useSize } from '../shell/surface.tsx';
import { palette } from '../shell/theme.ts';
import { comparedOverlay, comparedScene, grid, layout, mapTop } from './map-view.ts';
import { paintMap } from './paint.ts';

/** The memory beside the record's, laid out alike; in words it is the Diff of the panel. */
export function OtherMap() {
  const { ref, size } = useSize<HTMLDivElement>();
  return (
    <div ref={ref} class="map-view">
      <Surface
        size={size}
        paint={(pen, { height }) => {
          const [now, overlay] = [comparedScene.value, comparedOverlay()];
          if (!now || !overlay) return;
          paintMap(pen, layout.value, now, overlay, { top: mapTop.value, height, grid: grid.value }, palette.value);
        }}
      />
    </div>
  );
}
