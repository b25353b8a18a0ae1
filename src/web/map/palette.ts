import type { Look } from './look.ts';

/** Colours and patterns that the canvases draw with, taken from the style sheet: one place decides them. */
export interface Palette {
  readonly fills: Readonly<Record<Look, string | CanvasPattern>>;
  readonly plain: Readonly<Record<Look, string>>;
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

const SIZE = 8;

function patternOf(paint: (context: CanvasRenderingContext2D) => void): CanvasPattern | null {
  const canvas = document.createElement('canvas');
  canvas.width = SIZE;
  canvas.height = SIZE;
  const context = canvas.getContext('2d');
  if (!context) return null;
  paint(context);
  return context.createPattern(canvas, 'repeat');
}

/** Diagonal lines over a ground; they meet at the pattern's edges. */
function hatched(ground: string, line: string, width: number): CanvasPattern | string {
  const pattern = patternOf((context) => {
    context.fillStyle = ground;
    context.fillRect(0, 0, SIZE, SIZE);
    context.strokeStyle = line;
    context.lineWidth = width;
    context.beginPath();
    for (const from of [-SIZE, 0, SIZE]) {
      context.moveTo(from - 1, SIZE + 1);
      context.lineTo(from + SIZE + 1, -1);
    }
    context.stroke();
  });
  return pattern ?? ground;
}

function dotted(ground: string, dot: string): CanvasPattern | string {
  const pattern = patternOf((context) => {
    context.fillStyle = ground;
    context.fillRect(0, 0, SIZE, SIZE);
    context.fillStyle = dot;
    context.beginPath();
    context.arc(SIZE / 2, SIZE / 2, 1.3, 0, 2 * Math.PI);
    context.fill();
  });
  return pattern ?? ground;
}

/** Reads the palette from the style sheet as it is now. */
export function readPalette(): Palette {
  const style = getComputedStyle(document.documentElement);
  const value = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  const plain: Record<Look, string> = {
    absent: 'transparent',
    offline: value('offline'),
    onlineKernel: value('kernel'),
    onlineMovable: value('movable'),
    goingOnline: value('going-online'),
    goingOffline: value('going-offline'),
    device: value('device'),
  };
  return {
    plain,
    fills: {
      ...plain,
      offline: hatched(value('ground'), value('offline'), 2.4),
      onlineMovable: dotted(plain.onlineMovable, value('on-tile')),
      goingOnline: hatched(plain.goingOnline, value('ground'), 2),
      goingOffline: hatched(plain.goingOffline, value('ground'), 2),
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
