import http from 'node:http';
import net from 'node:net';
import type { Duplex } from 'node:stream';

/**
 * The server's half of the key for secrets. Those are of test and sandbox accounts only: a fixed
 * one is as good as any.
 */
export const SERVER_KEY = Buffer.alloc(32, 7);

/** The web address in front of an editor's server. */
export interface Front {
  port: number;
  /** Ends every connection through it. */
  close(): Promise<void>;
}

/**
 * A small web server on 127.0.0.1 in front of the editor's server. It gives the two answers that
 * code-server's own web server would give and the bare one does not: the second half of the key
 * under which the window keeps secrets (without it they live in memory only and a reload loses
 * them), and `/proxy/PORT/…`, where `openExternal` of a localhost address leads. Everything else,
 * web sockets too, is passed on.
 *
 * @param target the port of the editor's server
 * @param port the port to listen on; 0 takes a free one
 */
export async function startFront(target: number, port = 0): Promise<Front> {
  const sockets = new Set<Duplex>();
  const keep = (socket: Duplex): void => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
  };

  const server = http.createServer((request, response) => {
    const url = request.url ?? '/';
    if (request.method === 'POST' && /^[^?]*\/mint-key$/.test(url)) {
      request.resume();
      response.writeHead(200, { 'content-type': 'application/octet-stream' }).end(SERVER_KEY);
      return;
    }
    const proxied = /^\/proxy\/(\d+)(\/.*)?$/.exec(url);
    if (proxied) {
      response
        .writeHead(302, { location: `http://127.0.0.1:${proxied[1]}${proxied[2] ?? '/'}` })
        .end();
      return;
    }
    const onward = http.request(
      {
        host: '127.0.0.1',
        port: target,
        method: request.method,
        path: url,
        headers: request.headers,
      },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      },
    );
    onward.on('error', () => response.destroy());
    response.on('close', () => onward.destroy());
    request.pipe(onward);
  });

  server.on('connection', keep);
  server.on('upgrade', (request, socket, head) => {
    const onward = net.connect(target, '127.0.0.1', () => {
      const lines = [`${request.method} ${request.url} HTTP/1.1`];
      for (let i = 0; i < request.rawHeaders.length; i += 2)
        lines.push(`${request.rawHeaders[i]}: ${request.rawHeaders[i + 1]}`);
      onward.write(`${lines.join('\r\n')}\r\n\r\n`);
      onward.write(head);
      onward.pipe(socket).pipe(onward);
    });
    onward.setNoDelay(true);
    keep(onward);
    onward.on('close', () => socket.destroy());
    socket.on('close', () => onward.destroy());
  });

  await new Promise<void>((resolve, reject) =>
    server.once('error', reject).listen(port, '127.0.0.1', resolve),
  );
  const address = server.address() as net.AddressInfo;
  return {
    port: address.port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
        server.closeAllConnections();
      }),
  };
}
