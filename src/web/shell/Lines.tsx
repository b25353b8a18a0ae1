import { jumpTo, select } from '../log/navigation.ts';
import { type Run, runsOf } from './marked.ts';

const go = ({ kind, number }: NonNullable<Run['to']>): void => {
  if (kind === 'event') jumpTo(number);
  else select({ kind, number });
};

/** Lines of an action's answer, as a terminal would have them; places that they name can be gone to. */
export function Lines({ lines }: { readonly lines: readonly string[] }) {
  return (
    <div class="lines">
      {lines.map((line, index) => (
        <p key={index} style={{ paddingLeft: `${(/^ */.exec(line)?.[0].length ?? 0) + 2}ch`, textIndent: '-2ch' }}>
          {runsOf(line.trimStart()).map(({ text, formats, to }, at) =>
            to ? (
              <button key={at} type="button" class={`link ${formats.join(' ')}`} onClick={() => go(to)}>
                {text}
              </button>
            ) : (
              <span key={at} class={formats.join(' ')}>
                {text}
              </span>
            ),
          )}
        </p>
      ))}
    </div>
  );
}
