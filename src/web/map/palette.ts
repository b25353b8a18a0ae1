import type { Appearance } from './appearance.ts';
import { canvasPattern, type Pattern } from './patterns.ts';

/** Colours and patterns that the canvases draw with, taken from the style sheet: one place decides them. */
export interface Palette {
  readonly fills: Readonly<Record<Appearance, string | CanvasPattern>>;
  readonly plain: Readonly<Record<Appearance, string>>;
  /** Patterns that `fills` are made of; a look that has none is its plain colour. */
  readonly patterns: Readonly<Partial<Record<Appearance, Pattern>>>;
  readonly ink: string;
  readonly inkSoft: string;
  readonly ground: string;
  readonly line: string;
  readonly lineStrong: string;
  readonly accent: string;
  readonly focus: string;
  readonly refused: string;
  readonly hole: string;
  readonly onTile: string;
  readonly onLightTile: string;
  readonly mono: string;
  readonly sans: string;
}

/** Reads the palette from the style sheet as it is now. */
export function readPalette(): Palette {
  const style = getComputedStyle(document.documentElement);
  const value = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  const plain: Record<Appearance, string> = {
    unpopulated: 'transparent',
    offline: value('offline'),
    onlineKernel: value('kernel'),
    onlineMovable: value('movable'),
    goingOnline: value('going-online'),
    goingOffline: value('going-offline'),
    device: value('device'),
  };
  const patterns = {
    offline: { kind: 'hatch', ground: value('ground'), line: value('offline'), width: 2.4 },
    onlineMovable: { kind: 'dots', ground: plain.onlineMovable, dot: value('on-tile') },
    goingOnline: { kind: 'hatch', ground: plain.goingOnline, line: value('ground'), width: 2 },
    goingOffline: { kind: 'hatch', ground: plain.goingOffline, line: value('ground'), width: 2 },
  } as const satisfies Palette['patterns'];
  return {
    plain,
    patterns,
    fills: {
      ...plain,
      offline: canvasPattern(patterns.offline),
      onlineMovable: canvasPattern(patterns.onlineMovable),
      goingOnline: canvasPattern(patterns.goingOnline),
      goingOffline: canvasPattern(patterns.goingOffline),
    },
    ink: value('ink'),
    inkSoft: value('ink-soft'),
    ground: value('ground'),
    line: value('line'),
    lineStrong: value('line-strong'),
    accent: value('accent-line'),
    focus: value('focus'),
    refused: value('refused'),
    hole: value('hole'),
    onTile: value('on-tile'),
    onLightTile: value('on-light-tile'),
    mono: value('mono'),
    sans: value('sans'),
  };
}
