/**
 * What nobody can beat here: reads a file and pushes as many bytes over loopback as an upload of it
 * sends, in bodies of the same size, without looking at any of them.
 *
 *  node out/test/bench/floor.js FILE URL BYTES CALLS CONCURRENCY
 */
import { createReadStream } from 'node:fs';
import http from 'node:http';
import { ADD_REMOVE } from './wire';

async function main([file, url, bytes, calls, concurrency]: string[]): Promise<void> {
  for await (const block of createReadStream(file, { highWaterMark: 1 << 20 })) void block;
  const agent = new http.Agent({ keepAlive: true, maxSockets: Number(concurrency) });
  const body = Buffer.alloc(Math.ceil(Number(bytes) / Number(calls)), 0x78);
  let left = Number(calls);
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
