import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { makePrivateFolderSync, replacePrivateFileSync } from '../../../common/privateFiles';

// What windows and terminals with the same state folder (`storage`) have to know of each other's requests.
// All times are milliseconds since 1970.

/** When requests of background readings began, of whichever window. */
export interface Starts {
  live: readonly number[];
  sandbox: readonly number[];
}

/** When the last of them began: a new turn must not be another minute's worth. */
export function lastStarts(storage: string): Starts {
  const { live, sandbox } = read(storage, 'starts');
  return { live: times(live), sandbox: times(sandbox) };
}

/** Keeps them for the window that reads next. */
export function keepStarts(storage: string, starts: Starts): void {
  write(storage, 'starts', starts);
}

/** When the API last answered any request but the sandbox's with a 429; 0 if it never did. */
export function lastRefusal(storage: string): number {
  const [at = 0] = times([read(storage, 'refused').at]);
  return at;
}

/** Keeps that it did so `at` this time. */
export function noteRefusal(storage: string, at: number): void {
  write(storage, 'refused', { at });
}

function read(storage: string, name: string): Partial<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(readFileSync(fileOf(storage, name), 'utf8'));
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}

/** Not worth a failure: if the disk is full, only this process knows it. */
function write(storage: string, name: string, value: object): void {
  try {
    makePrivateFolderSync(join(storage, 'readings'));
    replacePrivateFileSync(fileOf(storage, name), JSON.stringify(value));
  } catch {
    // See above.
  }
}

function fileOf(storage: string, name: string): string {
  return join(storage, 'readings', `${name}.json`);
}

function times(value: unknown): number[] {
  return Array.isArray(value) ? value.filter((at): at is number => Number.isFinite(at)) : [];
}
