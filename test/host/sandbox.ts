import fs from 'node:fs';
import path from 'node:path';
import type { Counts, Fault, SegmentSummary } from '../../src/sandbox/control';
import type { Switches } from '../../src/sandbox/switches';
import type { Server } from './server';

/** The sandbox started by the extension under test, controlled and inspected from outside. */
export interface SandboxRemote {
  url: string;
  counts(): Promise<Counts>;
  segments(): Promise<SegmentSummary[]>;
  list(segmentId: string): Promise<string[]>;
  fault(...faults: Fault[]): Promise<void>;
  clearFaults(): Promise<void>;
  switches(change: Partial<Switches>): Promise<void>;
  post(route: string, body?: unknown): Promise<unknown>;
}

/** Where the extension keeps its upload records. */
export function storageOf({ globalStorageDir }: Server): string {
  return path.join(globalStorageDir, 'retail-media-tools.criteo-audience-segments');
}

/** Finds an editor's sandbox through the marker file in the extension's storage. */
export function embeddedSandbox(server: Server): SandboxRemote {
  const mark = path.join(storageOf(server), 'sandbox', 'owner.json');
  const { url, key } = JSON.parse(fs.readFileSync(mark, 'utf8')) as { url: string; key: string };
  return remoteSandbox(url, key);
}

export function remoteSandbox(url: string, key: string): SandboxRemote {
  const call = async (method: string, route: string, body?: unknown): Promise<Response> => {
    const headers: Record<string, string> = { 'x-sandbox-key': key };
    if (body !== undefined) headers['content-type'] = 'application/json';
    const response = await fetch(`${url}/_sandbox/${route}`, {
      method,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    if (!response.ok)
      throw new Error(`The sandbox answered ${response.status} to ${method} ${route}`);
    return response;
  };
  const json = async <T>(method: string, route: string, body?: unknown): Promise<T> => {
    const text = await (await call(method, route, body)).text();
    return (text === '' ? undefined : JSON.parse(text)) as T;
  };
  return {
    url,
    counts: () => json('GET', 'counts'),
    segments: () => json('GET', 'segments'),
    list: async (segmentId) =>
      (await (await call('GET', `lists/${segmentId}`)).text()).split('\n').filter(Boolean),
    fault: async (...faults) => void (await json('POST', 'faults', faults)),
    clearFaults: async () => void (await json('DELETE', 'faults')),
    switches: async (change) => void (await json('POST', 'switches', change)),
    post: (route, body) => json('POST', route, body),
  };
}
