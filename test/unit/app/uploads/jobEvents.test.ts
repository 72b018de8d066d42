import assert from 'node:assert/strict';
import { JobEvents } from '../../../../src/app/uploads/jobEvents';
import type { Uploads } from '../../../../src/upload/contract';

describe('the events of jobs', () => {
  it('reach those who listened before the engine was created, which happens once', () => {
    let fire: (jobId: string) => void = assert.fail;
    let created = 0;
    let stopped = 0;
    const events = new JobEvents(() => {
      created++;
      return {
        onDidChange: (listener: (jobId: string) => void) => {
          fire = listener;
          return () => stopped++;
        },
      } as Partial<Uploads> as Uploads;
    });
    const changes: string[] = [];
    events.onDidChange((jobId) => changes.push(jobId));
    assert.equal(events.ifMade, undefined);
    const engine = events.engine();
    assert.equal(events.engine(), engine);
    assert.equal(events.ifMade, engine);
    fire('a');
    assert.deepEqual(changes, ['a']);
    events.dispose();
    assert.deepEqual({ created, stopped }, { created: 1, stopped: 1 });
  });

  it('say whether the records could be read', async () => {
    let read = async (): Promise<void> => undefined;
    const events = new JobEvents(
      () =>
        ({
          onDidChange: () => () => undefined,
          refresh: () => read(),
        }) as Partial<Uploads> as Uploads,
    );
    assert.equal(await events.refresh(), true);
    read = () => Promise.reject(new Error('no disk'));
    assert.equal(await events.refresh(), false);
  });
});
