import * as fs from 'node:fs';
import { join } from 'node:path';
import type { createGunzip } from 'node:zlib';
import { WORKER } from './bench';

/** A worker whose disk takes 100 ms for each block until it stops, and how many it has read. */
export function slowDisk(folder: string): {
  workerPath: string;
  blocks: () => number;
  stop: () => void;
} {
  const counted = join(folder, 'blocks');
  const stopped = join(folder, 'stopped');
  fs.writeFileSync(counted, '');
  const slow = (
    files: typeof fs,
    zlib: { createGunzip: typeof createGunzip },
    path: string,
    end: string,
  ): void => {
    const block = async (): Promise<void> => {
      do await new Promise((resolve) => setTimeout(resolve, 100));
      while (files.existsSync(end));
      files.appendFileSync(path, '.');
    };
    const { open } = files.promises;
    files.promises.open = async (...all) => {
      const file = await open(...all);
      const read = file.read.bind(file) as (...all: unknown[]) => Promise<never>;
      file.read = async (...range: unknown[]) => {
        await block();
        return read(...range);
      };
      return file;
    };
    const create = zlib.createGunzip;
    const slowGunzip: typeof create = (given) => {
      const gunzip = create(given);
      const content = gunzip[Symbol.asyncIterator].bind(gunzip);
      gunzip[Symbol.asyncIterator] = async function* () {
        for await (const part of { [Symbol.asyncIterator]: content }) {
          await block();
          yield part;
        }
      } as typeof content;
      return gunzip;
    };
    // An assignment would be ignored.
    Object.defineProperty(zlib, 'createGunzip', { value: slowGunzip });
  };
  const workerPath = join(folder, 'slow.js');
  fs.writeFileSync(
    workerPath,
    `(${slow.toString()})(require('node:fs'), require('node:zlib'), ${JSON.stringify(counted)}, ${JSON.stringify(stopped)}); require(${JSON.stringify(WORKER)});`,
  );
  return {
    workerPath,
    blocks: () => fs.statSync(counted).size,
    stop: () => fs.writeFileSync(stopped, ''),
  };
}
