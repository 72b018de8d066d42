import assert from 'node:assert/strict';
import { progressTexts } from '../../../../../src/app/uploads/page/progressSection';
import { configureFormat } from '../../../../../src/common/format';
import { at, job } from './jobs';

type Given = Parameters<typeof progressTexts>[0];
const texts = (changes: Partial<Given> = {}): string[] =>
  progressTexts({
    job: job(),
    answered: 5,
    lostRequests: 0,
    total: 20,
    now: at('09:53:00'),
    ...changes,
  }).map(({ text }) => text);

describe('how far uploads are', () => {
  before(() => configureFormat('en', 'UTC'));

  it('counts a request whose answer was lost as unknown, not as answered', () => {
    assert.deepEqual(texts({ job: undefined, answered: 4, total: 8, lostRequests: 4 }), [
      '4 of 8 requests answered, 4 unknown',
    ]);
  });

  it('is said with the time that is left at the pace so far', () => {
    assert.deepEqual(texts(), ['about 3 min left', '5 of 20 requests answered']);
    const pace = { at: at('09:52:50'), answered: 4 };
    assert.deepEqual(texts({ pace })[0], 'about 3 min left');
    assert.deepEqual(texts({ pace, answered: 14 })[0], '14 of 20 requests answered', 'below 10 s');
  });

  it('has no time before the first answer, while it waits, and between two uploads', () => {
    const answers = '5 of 20 requests answered';
    assert.deepEqual(texts({ pace: { at: at('09:52:00'), answered: 5 } }), [answers]);
    assert.deepEqual(texts({ job: undefined }), [answers]);
    assert.deepEqual(texts({ job: job({ progress: { wait: 'network' } }) }), [answers]);
    assert.deepEqual(texts({ job: job({ state: 'queued' }) }), [
      'Waiting for another upload to the same segment',
      answers,
    ]);
    assert.deepEqual(texts({ job: job({ progress: { stopping: 'cancelled', inFlight: 2 } }) }), [
      'Cancelling, waiting for 2 answers',
      answers,
    ]);
  });

  it('has no requests before they are known, and says one in the singular', () => {
    assert.deepEqual(texts({ job: undefined, answered: 0, total: 0 }), []);
    assert.deepEqual(texts({ job: undefined, answered: 0, total: 1 }), ['0 of 1 request answered']);
  });
});
