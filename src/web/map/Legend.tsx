import { LOOKS } from './look.ts';
import { Swatch } from './Swatch.tsx';

/** What colours, patterns and marks mean. */
export function Legend() {
  return (
    <ul class="legend" aria-label="Legend">
      {LOOKS.map(({ look, words }) => (
        <li key={look}>
          <Swatch look={look} />
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
