import { UsageError } from '../actions/action.ts';

/** Servers listen here and nowhere else: no other machine can reach it. */
export const LOOPBACK = '127.0.0.1';

/** The port that `--port` asks for; 0, any free one, where it is left out. @throws UsageError for what is no port */
export function portOf(text: string | undefined): number {
  const port = Number(text ?? 0);
  if (/^\d+$/.test(text ?? '0') && port <= 65535) return port;
  throw new UsageError(`--port takes a number from 0 to 65535, not ${JSON.stringify(text)}`);
}

/** Why a server could not listen, in words where the port is to blame. */
export const listenProblem = (port: number, error: NodeJS.ErrnoException): Error =>
  error.code === 'EADDRINUSE' || error.code === 'EACCES'
    ? new UsageError(`port ${port} can't be had (${error.code}); leave --port out to take any free one`)
    : error;
