import assert from 'node:assert/strict';
import type { Segment, SegmentFilter } from '../../../../src/api/apiTypes';
import type { AccountHandle } from '../../../../src/app/accounts/account';
import { RuleSegments } from '../../../../src/ui/audiences/ruleSegments';
import { any, audience, leaf } from '../../app/audiences/audiences';
import { account, segment } from '../../app/segments/segments';

describe('the segments in rules', () => {
  const owner = account({});
  const audiences = [audience('1', any(leaf('5'), leaf('6'), leaf('7')))];
  let asked: (readonly string[] | undefined)[];
  let answer: () => Promise<readonly Segment[]>;
  let segments: RuleSegments;
  beforeEach(() => {
    asked = [];
    answer = async () => [segment('6', { name: 'VIP' })];
    segments = new RuleSegments({
      onDidChange: () => ({ dispose: () => undefined }),
      state: () => ({ load: 'loaded', items: [], segments: [] }),
      find: (_: AccountHandle, id: string) => (id === '5' ? segment('5') : undefined),
      search: (_: AccountHandle, { segmentIds }: SegmentFilter, signal?: AbortSignal) => {
        asked.push(segmentIds);
        return new Promise((resolve, reject) => {
          signal?.addEventListener('abort', () => reject(signal.reason as Error));
          void answer().then(resolve, reject);
        });
      },
    });
  });
  const names = (): string[] => ['5', '6', '7'].map((id) => segments.nameOf(owner, id));

  it('are looked up once where the list doesn’t have them, and again after a refresh', async () => {
    assert.equal(await segments.lookUpIn(owner, audiences), true);
    assert.equal(await segments.lookUpIn(owner, audiences), false);
    assert.deepEqual(asked, [['6', '7']]);
    assert.deepEqual(names(), ['Segment 5', 'VIP', '7']);
    assert.equal(segments.of(owner, '7'), 'absent');
    segments.forget(owner);
    await segments.lookUpIn(owner, audiences);
    assert.deepEqual(asked.at(-1), ['7']);
  });

  it('are known to whoever comes while they are searched for', async () => {
    const both = [segments.lookUpIn(owner, audiences), segments.lookUpIn(owner, audiences)];
    await both[1];
    assert.deepEqual(names(), ['Segment 5', 'VIP', '7']);
    await both[0];
    assert.equal(asked.length, 1);
  });

  it('are searched for again after a cancellation, but not after a failure', async () => {
    const controller = new AbortController();
    answer = () => new Promise(() => undefined);
    const cancelled = segments.lookUpIn(owner, audiences, controller.signal);
    await Promise.resolve();
    controller.abort();
    await assert.rejects(cancelled, { name: 'AbortError' });
    answer = () => Promise.reject(new Error('down'));
    await assert.rejects(segments.lookUpIn(owner, audiences), /down/);
    assert.equal(await segments.lookUpIn(owner, audiences), false);
    assert.deepEqual(asked, [
      ['6', '7'],
      ['6', '7'],
    ]);
    assert.deepEqual(names(), ['Segment 5', '6', '7']);
  });
});
