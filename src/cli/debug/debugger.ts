import { plain } from '../../../events/plain-text.ts';
import { EXIT, type ExitCode } from '../../actions/action.ts';
import type { SessionOpened } from '../../actions/verb.ts';
import type { Io } from '../io.ts';
import { print } from '../print.ts';
import { runScript } from './script.ts';
import { runTerminal } from './terminal.ts';

/**
 * Runs a session: at a prompt where somebody sits; as a script where words come from a file or through a pipe. One that is
 * shared goes on by itself where neither is.
 */
export async function runSession(opened: SessionOpened, json: boolean, io: Io): Promise<ExitCode> {
  const { company, commands } = opened;
  const someone = io.in?.isTTY === true && io.out.isTTY === true && !json && commands === undefined;
  try {
    if (company) await print(company.invitation, json, io);
    if (someone && io.in) return await runTerminal(opened, io.in, io);
    company?.tellTo((line) => io.err.write(`memlapse: ${plain(line)}\n`));
    if (!company || commands !== undefined) return await runScript(opened, json, io);
    await company.alone();
    return EXIT.clean;
  } finally {
    await company?.end();
  }
}
