const PATHS = {
  start: 'M3 3v10M13 3 5 8l8 5z',
  back: 'M11 3 4 8l7 5z',
  play: 'M4 2.5v11L13 8z',
  pause: 'M4.5 3v10M11.5 3v10',
  next: 'M5 3l7 5-7 5z',
  end: 'M13 3v10M3 3l8 5-8 5z',
  auto: 'M8 2a6 6 0 1 0 0 12zM8 2a6 6 0 0 1 0 12',
  light:
    'M8 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6zM8 1v2M8 13v2M1 8h2M13 8h2M3 3l1.4 1.4M11.6 11.6 13 13M13 3l-1.4 1.4M4.4 11.6 3 13',
  dark: 'M13 9.5A5.5 5.5 0 0 1 6.5 3a5.5 5.5 0 1 0 6.500 6.500z',
} as const;
export type IconName = keyof typeof PATHS;

/** A sign on a button, which says in words what it does. */
export function Icon({ name }: { readonly name: IconName }) {
  const isOutline = name === 'auto';
  return (
    <svg width="14" height="14" viewBox="0 0 16 16" aria-hidden="true">
      <path
        d={PATHS[name]}
        fill={isOutline ? 'none' : 'currentColor'}
        stroke="currentColor"
        stroke-width="1.8"
        stroke-linejoin="round"
        stroke-linecap="round"
      />
    </svg>
  );
}
