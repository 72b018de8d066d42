import assert from 'node:assert/strict';
import type { Draft } from '../../../../../src/app/uploads/draft/draft';
import { followChecks } from '../../../../../src/app/uploads/draft/followChecks';
import type { DraftStep } from '../../../../../src/app/uploads/draftStep';
import { Emitter } from '../../../../../src/common/events';
import type { Progress } from '../../../../../src/upload/jobTypes';

describe('following the checks of a draft', () => {
  let changed: Emitter<DraftStep>;
  let cancelled: number;
  let draft: Draft;
  beforeEach(() => {
    changed = new Emitter<DraftStep>();
    cancelled = 0;
    draft = { onDidChange: changed.event, cancel: () => cancelled++ } as unknown as Draft;
  });
  const progress = { phase: 'reading', rowsRead: 7 } as Progress;

  it('reports progress while the work lasts, and resolves with its result', async () => {
    const seen: Progress[] = [];
    const result = await followChecks(
      draft,
      async () => {
        changed.fire({ kind: 'checking' });
        changed.fire({ kind: 'checking', progress });
        return 'done';
      },
      undefined,
      (one) => seen.push(one),
    );
    changed.fire({ kind: 'checking', progress });
    assert.equal(result, 'done');
    assert.deepEqual(seen, [progress]);
  });

  it('cancels the check when the signal is aborted, and not after its end', async () => {
    const controller = new AbortController();
    const { signal } = controller;
    await followChecks(draft, async () => undefined, signal, undefined);
    controller.abort();
    assert.equal(cancelled, 0);

    const second = new AbortController();
    await followChecks(draft, async () => second.abort(), second.signal, undefined);
    assert.equal(cancelled, 1);
  });

  it('doesn’t begin if it was aborted before', async () => {
    const work = (): never => assert.fail('the work began');
    await assert.rejects(followChecks(draft, work, AbortSignal.abort(), undefined), {
      code: 'cancelled',
    });
  });
});
