import { type Signal, useSignal, useSignalEffect } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** The size of an element, in CSS pixels, as it changes. @param kept where it is told, if others want it too. */
export function useSize<E extends HTMLElement>(
  kept?: Signal<Size>,
): { readonly ref: { current: E | null }; readonly size: Signal<Size> } {
  const ref = useRef<E>(null);
  const own = useSignal<Size>({ width: 0, height: 0 });
  const size = kept ?? own;
  useLayoutEffect(() => {
    const element = ref.current;
    if (!element) return;
    const measure = (): void => {
      const { clientWidth: width, clientHeight: height } = element;
      if (width !== size.peek().width || height !== size.peek().height) size.value = { width, height };
    };
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    measure();
    return () => observer.disconnect();
  }, [size]);
  return { ref, size };
}

interface SurfaceProps {
  readonly size: Signal<Size>;
  /** Draws; runs again whenever a signal that it reads changes. */
  readonly paint: (pen: CanvasRenderingContext2D, size: Size) => void;
}

/**
 * A canvas in the screen's own pixels, drawn at most once a frame, however much changed. What it shows is told in text
 * beside it, so that it is hidden from screen readers.
 */
export function Surface({ size, paint }: SurfaceProps) {
  const ref = useRef<HTMLCanvasElement>(null);
  const turn = useSignal(0);
  const isDue = useRef(false);
  useSignalEffect(() => {
    turn.value;
    if (!isDue.current) {
      // Something changed: everything that does so before the next frame is drawn in it, once.
      requestAnimationFrame(() => {
        isDue.current = true;
        turn.value++;
      });
      return;
    }
    isDue.current = false;
    const canvas = ref.current;
    const pen = canvas?.getContext('2d');
    const { width, height } = size.value;
    if (!canvas || !pen || width === 0 || height === 0) return;
    const ratio = window.devicePixelRatio || 1;
    const [wide, high] = [Math.round(width * ratio), Math.round(height * ratio)];
    if (canvas.width !== wide || canvas.height !== high) {
      canvas.width = wide;
      canvas.height = high;
    }
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.clearRect(0, 0, width, height);
    paint(pen, { width, height });
  });
  return <canvas ref={ref} class="surface" aria-hidden="true" />;
}
