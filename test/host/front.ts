import http from 'node:http';
import net from 'node:net';
import type { Duplex } from 'node:stream';

/**
 * The server's half of the key for secrets. Only secrets of test and sandbox accounts are encrypted
 * with it, so a fixed key is fine.
 */
const SERVER_KEY = Buffer.alloc(32, 7);

/** The web server in front of the editor's server. */
export interface Front {
  port: number;
  /** Closes every connection through it. */
  close(): Promise<void>;
}

/**
 * A small web server on 127.0.0.1 in front of the editor's server. It provides two responses that
 * code-server's own web server has and the bare one lacks: the second half of the key that encrypts
 * the window's secrets (without it they only live in memory and are lost on reload), and
 * `/proxy/PORT/…`, where `openExternal` of a localhost address leads. Everything else, including
 * WebSockets, is forwarded.
 *
 * @param target the port of the editor's server
 * @param port the port to listen on; 0 picks a free one
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
