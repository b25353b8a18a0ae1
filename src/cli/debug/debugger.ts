import type { ExitCode, SessionOpened } from '../../actions/action.ts';
import type { Io } from '../io.ts';
import { runScript } from './script.ts';
import { runTerminal } from './terminal.ts';

/** Runs a session: at a prompt where somebody sits, as a script where words come from a file or through a pipe. */
export function runSession(opened: SessionOpened, json: boolean, io: Io): Promise<ExitCode> {
  const someone = io.in?.isTTY === true && io.out.isTTY === true;
  return someone && !json && opened.commands === undefined && io.in
    ? runTerminal(opened, io.in, io)
    : runScript(opened, json, io);
}
