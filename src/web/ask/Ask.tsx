import { useEffect } from 'preact/hooks';
import { WORDS } from '../../actions/debugger/registry.ts';
import { Dialog } from '../shell/Dialog.tsx';
import { dialog } from '../shell/dialog.ts';
import { Lines } from '../shell/Lines.tsx';
import { typedLine } from './line.ts';
import { type Answer, answers, ask, stopAsking, waiting } from './session.ts';

export { ask, WORDS };

/** The page takes itself away as a terminal does. */
const LEAVING = new Set(['quit', 'q', 'exit']);

function Exchange({ answer }: { readonly answer: Answer }) {
  return (
    <li>
      <p class="said">
        <code>{answer.typed}</code>
      </p>
      {answer.problem !== null && <p class="problem">{answer.problem}</p>}
      <Lines lines={answer.lines} />
    </li>
  );
}

/** The words of the terminal's debugger, said to the page: its playhead is the session's. */
export function Ask() {
  useEffect(() => stopAsking, []);
  return (
    <Dialog name="ask" title="Ask in the debugger’s words">
      <form
        onSubmit={(submit) => {
          submit.preventDefault();
          const line = typedLine.value.trim();
          if (line === '') return;
          typedLine.value = '';
          if (LEAVING.has(line)) dialog.value = null;
          else void ask(line);
        }}
      >
        <label for="ask-line">Ask in the debugger’s words; help lists them</label>
        <input
          id="ask-line"
          list="words"
          autocomplete="off"
          spellcheck={false}
          value={typedLine.value}
          placeholder="find pages.removed · info zones · diff --from step:02 --to step:05"
          onInput={({ currentTarget }) => {
            typedLine.value = currentTarget.value;
          }}
        />
        <datalist id="words">
          {WORDS.map(({ id, summary }) => (
            <option key={id} value={id} label={summary} />
          ))}
        </datalist>
      </form>
      <p role="status" class="quiet-text">
        {waiting.value}
      </p>
      <ol class="answers" reversed>
        {answers.value.map((answer, index) => (
          <Exchange key={answers.value.length - index} answer={answer} />
        ))}
      </ol>
    </Dialog>
  );
}
