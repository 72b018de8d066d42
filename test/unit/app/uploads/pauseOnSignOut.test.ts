import assert from 'node:assert/strict';
import { JobEvents } from '../../../../src/app/uploads/jobEvents';
import { pauseOnSignOut } from '../../../../src/app/uploads/pauseOnSignOut';
import { Emitter } from '../../../../src/common/events';
import type { Uploads } from '../../../../src/upload/contract';
import type { JobSummary } from '../../../../src/upload/jobTypes';

const job = (jobId: string, clientId: string): JobSummary =>
  ({ jobId, target: { origin: 'o', clientId } }) as JobSummary;
const accountsOf = (changed: Emitter<void>) => ({
  state: 'ready' as 'ready' | 'starting',
  onDidChange: changed.event,
  signedIn: (_: string, clientId: string) => clientId === 'in',
});

describe('uploads of a session that signs out', () => {
  it('pause once per session, and never create the engine', () => {
    const paused: string[] = [];
    const engine = {
      onDidChange: () => () => undefined,
      jobs: () => [job('a', 'out'), job('b', 'out'), job('c', 'in')],
      stopForSignOut: (origin: string, id: string) =>
        Promise.resolve(void paused.push(`${origin} ${id}`)),
    } as unknown as Uploads;
    const events = new JobEvents(() => engine);
    const changed = new Emitter<void>();
    const accounts = accountsOf(changed);
    const watch = pauseOnSignOut(accounts, events, { warn: assert.fail });
    changed.fire();
    assert.equal(events.ifMade, undefined);
    assert.deepEqual(paused, []);
    events.engine();
    accounts.state = 'starting';
    changed.fire();
    assert.deepEqual(paused, [], 'no session has been read yet');
    accounts.state = 'ready';
    changed.fire();
    assert.deepEqual(paused, ['o out']);
    watch.dispose();
    changed.fire();
    assert.deepEqual(paused, ['o out']);
  });

  it('are logged if they can’t be paused', async () => {
    const engine = {
      onDidChange: () => () => undefined,
      jobs: () => [job('a', 'out')],
      stopForSignOut: () => Promise.reject(new Error('disk full')),
    } as unknown as Uploads;
    const events = new JobEvents(() => engine);
    events.engine();
    const changed = new Emitter<void>();
    const warnings: string[] = [];
    pauseOnSignOut(accountsOf(changed), events, { warn: (line) => warnings.push(line) });
    changed.fire();
    await new Promise(setImmediate);
    assert.equal(warnings.length, 1);
    assert.doesNotMatch(warnings[0], /disk full/);
  });
});
