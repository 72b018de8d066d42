import { startSandbox as start, type Sandbox } from '../../src/sandbox/server';
import { sandboxLog } from './story';

/** As many as a test works with. */
const MOST = 2;

const started: Sandbox[] = [];

/** Starts a sandbox whose requests a failed test tells. */
export async function startSandbox(...options: Parameters<typeof start>): Promise<Sandbox> {
  const sandbox = await start(...options);
  started.unshift(sandbox);
  started.length = Math.min(started.length, MOST);
  return sandbox;
}

/** The last requests to the sandboxes that were started last, a line each. */
export function requestsToSandboxes(): string {
  return started
    .map(({ control }) => sandboxLog(control.counts().log))
    .filter(Boolean)
    .join('\n---\n');
}
