import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { type DialogName, dialog } from './dialog.ts';

interface DialogProps {
  readonly title: string;
  readonly name: DialogName;
  readonly children: ComponentChildren;
}

/** Something over the page, as the browser's own dialog: it holds the focus, Esc closes it, and the focus goes back. */
export function Dialog({ title, name, children }: DialogProps) {
  const ref = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    ref.current?.showModal();
  }, []);
  /** At once, and not with the next frame, as the browser tells it: the next key may follow sooner. */
  const leave = (): void => {
    ref.current?.close();
    if (dialog.value === name) dialog.value = null;
  };
  return (
    <dialog
      ref={ref}
      class={`dialog ${name}`}
      aria-label={title}
      onClose={leave}
      onClick={(click) => {
        if (click.target === ref.current) leave();
      }}
      onKeyDown={(key) => {
        if (key.key !== 'Escape') return;
        key.preventDefault();
        key.stopPropagation();
        leave();
      }}
    >
      {children}
    </dialog>
  );
}
