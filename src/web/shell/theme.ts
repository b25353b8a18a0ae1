import { computed, effect, signal } from '@preact/signals';
import { type Palette, readPalette } from '../map/palette.ts';

export type ThemeChoice = 'auto' | 'light' | 'dark';

const KEY = 'memlapse.theme';
const kept = localStorage.getItem(KEY);

/** What the user asked for; `auto` follows the system. */
export const themeChoice = signal<ThemeChoice>(kept === 'light' || kept === 'dark' ? kept : 'auto');

const systemDark = matchMedia('(prefers-color-scheme: dark)');
const isSystemDark = signal(systemDark.matches);
systemDark.addEventListener('change', ({ matches }) => {
  isSystemDark.value = matches;
});

export const theme = computed<'light' | 'dark'>(() =>
  themeChoice.value === 'auto' ? (isSystemDark.value ? 'dark' : 'light') : themeChoice.value,
);

const shown = signal(0);

/** The canvases' colours under the theme that is shown. */
export const palette = computed<Palette>(() => {
  shown.value;
  return readPalette();
});

effect(() => {
  document.documentElement.dataset['theme'] = theme.value;
  localStorage.setItem(KEY, themeChoice.value);
  shown.value = shown.peek() + 1;
});

// Where the system brings its own colours, the canvases draw with those.
matchMedia('(forced-colors: active)').addEventListener('change', () => {
  shown.value++;
});

const NEXT: Readonly<Record<ThemeChoice, ThemeChoice>> = { auto: 'light', light: 'dark', dark: 'auto' };
export const nextTheme = (): void => {
  themeChoice.value = NEXT[themeChoice.value];
};

const still = matchMedia('(prefers-reduced-motion: reduce)');
/** Whether the user asked for less motion. */
export const reducedMotion = signal(still.matches);
still.addEventListener('change', ({ matches }) => {
  reducedMotion.value = matches;
});
