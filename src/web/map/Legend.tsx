import { APPEARANCES } from './appearance.ts';
import { Swatch } from './Swatch.tsx';

/** What colours, patterns and marks mean. */
export function Legend() {
  return (
    <ul class="legend" aria-label="Legend">
      {APPEARANCES.map(({ appearance, words }) => (
        <li key={appearance}>
          <Swatch look={appearance} />
          {words}
        </li>
      ))}
      <li>
        <span class="swatch ring" aria-hidden="true" />
        in this event
      </li>
      <li>
        <span class="swatch crossed" aria-hidden="true">
          ×
        </span>
        last attempt refused
      </li>
      <li class="letters">P present · M memmap · O online · E early · D ZONE_DEVICE taint</li>
    </ul>
  );
}
