import assert from 'node:assert/strict';
import type { AccountHandle } from '../../../../src/app/accounts/account';
import { JobEvents } from '../../../../src/app/uploads/jobEvents';
import { pauseOnSignOut } from '../../../../src/app/uploads/pauseOnSignOut';
import {
  findLaterUpload,
  requireJob,
  requireSignedIn,
} from '../../../../src/app/uploads/requireJob';
import { Emitter } from '../../../../src/common/events';
import { Failure } from '../../../../src/common/failure';
import type { Uploads } from '../../../../src/upload/contract';
import type { JobSummary } from '../../../../src/upload/uploadTypes';

const job = (jobId: string, startedAt?: string, segmentId = '7'): JobSummary =>
  ({
    jobId,
    startedAt,
    plannedAt: '2026-03-04T09:00:00Z',
    target: { origin: 'o', clientId: 'c', segmentId },
  }) as JobSummary;
const failsWith = (code: string) => (error: unknown) =>
  error instanceof Failure && error.code === code;

describe('the uploads that are known', () => {
  it('are looked for on disk before one is called unknown', async () => {
    const found: JobSummary[] = [];
    const engine = {
      job: (id: string) => found.find(({ jobId }) => jobId === id),
      refresh: () => Promise.resolve(void found.push(job('a'))),
    };
    assert.equal((await requireJob(engine, 'a', 'x')).jobId, 'a');
    await assert.rejects(requireJob(engine, 'b', 'x'), failsWith('unknown-job'));
  });

  it('tell of a later one to the same segment', () => {
    const first = job('a', '2026-03-04T10:00:00Z');
    const later = job('b', '2026-03-04T11:00:00Z');
    const others = [first, job('c', '2026-03-04T11:00:00Z', '8'), job('d')];
    assert.equal(findLaterUpload({ jobs: () => others }, first), undefined);
    assert.equal(findLaterUpload({ jobs: () => [...others, later] }, first), later);
  });

  it('go on with the account as it is signed in now', () => {
    const asked = { key: 'k', origin: 'o', clientId: 'c' } as AccountHandle;
    const now = { ...asked } as AccountHandle;
    assert.equal(requireSignedIn({ signedIn: () => true, byKey: () => now }, asked), now);
    assert.equal(requireSignedIn({ signedIn: () => true, byKey: () => undefined }, asked), asked);
    assert.throws(
      () => requireSignedIn({ signedIn: () => false, byKey: () => now }, asked),
      failsWith('signed-out'),
    );
  });

  it('pause once for each session that signed out, and make no engine for it', () => {
    const paused: string[] = [];
    const engine = {
      onDidChange: () => () => undefined,
      jobs: () => [job('a'), job('b'), { ...job('c'), target: { origin: 'o', clientId: 'in' } }],
      signedOut: (origin: string, id: string) => Promise.resolve(void paused.push(origin + id)),
    } as unknown as Uploads;
    const events = new JobEvents(() => engine);
    const changed = new Emitter<void>();
    const accounts = {
      state: 'ready' as 'ready' | 'starting',
      onDidChange: changed.event,
      signedIn: (_: string, clientId: string) => clientId === 'in',
    };
    pauseOnSignOut(accounts, events, { warn: () => undefined });
    changed.fire();
    assert.deepEqual(paused, []);
    events.engine();
    accounts.state = 'starting';
    changed.fire();
    assert.deepEqual(paused, [], 'nobody is signed in yet');
    accounts.state = 'ready';
    changed.fire();
    assert.deepEqual(paused, ['oc']);
  });
});
