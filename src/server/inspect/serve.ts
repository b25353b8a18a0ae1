import { createServer } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { HEADERS } from '../headers.ts';
import { LOOPBACK, listenProblem } from '../port.ts';
import type { ProtocolName } from './protocol/protocol.ts';
import { addressesOf, admitViewer, type ViewerAccess } from './viewer-access.ts';

/** The longest message that a viewer may send, in bytes: an event is a few hundred. */
const MOST_BYTES = 64 * 1024;
/** Bytes that a viewer may leave unread before it is let go, so that one that hangs does not fill memory. */
const MOST_UNREAD = 16 * 1024 * 1024;
const MOST_VIEWERS = 64;
/** How long a viewer has to close its end when the session is over. */
const LATE_MS = 1000;

/** A viewer that is attached. */
export interface Viewer {
  readonly protocol: ProtocolName;
  send(message: object): void;
}

/** Callbacks of a viewer server. */
export interface ViewerHost {
  attached(viewer: Viewer): void;
  heard(viewer: Viewer, message: string): void;
  detached(viewer: Viewer): void;
}

/** A server of viewers that listens. */
export interface ViewerServer {
  readonly addresses: readonly (readonly [ProtocolName, string])[];
  readonly close: () => Promise<void>;
}

function refuse(socket: Duplex): void {
  socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
}

/** Takes a connection for a viewer until it closes, or sends what no viewer sends. */
function attach(socket: WebSocket, protocol: ProtocolName, host: ViewerHost): void {
  const viewer: Viewer = {
    protocol,
    send(message) {
      if (socket.readyState !== socket.OPEN) return;
      if (socket.bufferedAmount > MOST_UNREAD) socket.terminate();
      else socket.send(JSON.stringify(message));
    },
  };
  // A message that is too long, or no WebSocket frame: `ws` closes the connection itself, and `close` tells.
  socket.on('error', () => undefined);
  socket.on('message', (data, isBinary) => {
    if (!isBinary) host.heard(viewer, data.toString());
  });
  socket.on('close', () => host.detached(viewer));
  host.attached(viewer);
}

/** Serves viewers on loopback. @param gate its port may be 0 for any free one. @throws UsageError when the port is taken */
export function serveViewers(asked: ViewerAccess, host: ViewerHost): Promise<ViewerServer> {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MOST_BYTES, perMessageDeflate: false });
  const server = createServer((_request, response) => response.writeHead(404, HEADERS).end());
  return new Promise((resolve, reject) => {
    server.on('error', (error) => reject(listenProblem(asked.port, error)));
    server.listen(asked.port, LOOPBACK, () => {
      const bound = server.address();
      const gate = { ...asked, port: typeof bound === 'object' && bound ? bound.port : asked.port };
      server.on('upgrade', (request, socket, head) => {
        socket.on('error', () => undefined);
        const { url: path = '', headers } = request;
        const protocol = admitViewer(gate, { path, host: headers.host, origin: headers.origin });
        if (protocol === null || sockets.clients.size >= MOST_VIEWERS) refuse(socket);
        else sockets.handleUpgrade(request, socket, head, (viewer) => attach(viewer, protocol, host));
      });
      resolve({
        addresses: addressesOf(gate),
        close: () =>
          new Promise((closed) => {
            for (const client of sockets.clients) client.close(1001);
            // Who does not close in answer is not waited for.
            const late = setTimeout(() => {
              for (const client of sockets.clients) client.terminate();
            }, LATE_MS);
            server.close(() => {
              clearTimeout(late);
              closed();
            });
            server.closeAllConnections();
          }),
      });
    });
  });
}
