/**
 * The lower bound: reads a file and sends as many bytes over loopback as an upload of it does, in
 * bodies of the same size, without parsing anything.
 *
 *   node out/test/bench/floor.js FILE URL BYTES REQUESTS CONCURRENCY
 */
import { createReadStream } from 'node:fs';
import http from 'node:http';
import { ADD_REMOVE } from './wire';

async function main([file, url, bytes, requests, concurrency]: string[]): Promise<void> {
  for await (const block of createReadStream(file, { highWaterMark: 1 << 20 })) void block;
  const agent = new http.Agent({ keepAlive: true, maxSockets: Number(concurrency) });
  const body = Buffer.alloc(Math.ceil(Number(bytes) / Number(requests)), 0x78);
  let left = Number(requests);
  const lane = async (): Promise<void> => {
    while (left-- > 0) await post(agent, `${url}${ADD_REMOVE}`, body);
  };
  await Promise.all(Array.from({ length: Number(concurrency) }, lane));
  agent.destroy();
}

function post(agent: http.Agent, url: string, body: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = http.request(
      url,
      { method: 'POST', agent, headers: { 'content-length': body.length } },
      (response) => {
        response.resume().on('end', resolve);
      },
    );
    request.on('error', reject).end(body);
  });
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
