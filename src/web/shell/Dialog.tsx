import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { dialog } from './dialog.ts';

interface DialogProps {
  readonly title: string;
  readonly name: string;
  readonly children: ComponentChildren;
}

/** Something over the page, as the browser's own dialog: it holds the focus, Esc closes it, and the focus goes back. */
export function Dialog({ title, name, children }: DialogProps) {
  const ref = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    ref.current?.showModal();
  }, []);
  return (
    <dialog
      ref={ref}
      class={`dialog ${name}`}
      aria-label={title}
      onClose={() => {
        dialog.value = null;
      }}
      onClick={(click) => {
        if (click.target === ref.current) ref.current?.close();
      }}
      onKeyDown={(key) => {
        if (key.key === 'Escape') key.stopPropagation();
      }}
    >
      {children}
    </dialog>
  );
}
