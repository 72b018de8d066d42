import assert from 'node:assert/strict';
import { statusBarText } from '../../../../../src/app/uploads/rows/statusBarText';
import { configureFormat } from '../../../../../src/common/format';
import { at, job } from '../page/jobs';

const NOW = at('09:53:00');
const counts = { sent: 50_000, callsDone: 1, callsTotal: 4 };
const sending = job({ progress: counts });
const paused = job({
  state: 'paused',
  progress: {
    ...counts,
    callsUnknown: 2,
    wait: 'serverError',
    waitFigure: 500,
    waitUntil: NOW + 48_000,
  },
});
const queued = job({ state: 'queued', progress: { phase: 'waiting', wait: 'queue' } });

describe('the status bar, while uploads are under way', () => {
  before(() => configureFormat('en', 'UTC'));

  it('says how far one is, and in short why it is paused', () => {
    assert.deepEqual(statusBarText([sending], NOW), {
      text: '50,000 sent, 1 of 4 requests answered',
      whole: '50,000 sent, 1 of 4 requests answered',
      isPaused: false,
      wait: undefined,
    });
    assert.deepEqual(statusBarText([paused], NOW), {
      text: '1 upload: paused, server error at Criteo',
      whole:
        'Paused: Criteo answered with a server error (500), retrying in 48 s · 1 of 4 requests answered, 2 unknown',
      isPaused: true,
      wait: 'serverError',
    });
  });

  it('doesn’t call all of them paused while one sends', () => {
    assert.deepEqual(statusBarText([paused, queued, sending], NOW), {
      text: '3 uploads, 1 paused: 50,000 sent, 1 of 4 requests answered',
      whole: '50,000 sent, 1 of 4 requests answered',
      isPaused: false,
      wait: undefined,
    });
    assert.equal(
      statusBarText([queued, paused], NOW).text,
      '2 uploads: paused, server error at Criteo',
    );
    assert.equal(statusBarText([queued, paused], NOW).isPaused, true);
  });

  it('says of uploads that only wait what they wait for', () => {
    assert.deepEqual(statusBarText([queued, queued], NOW), {
      text: '2 uploads: Waiting for another upload to the same segment',
      whole: 'Waiting for another upload to the same segment',
      isPaused: false,
      wait: 'queue',
    });
  });
});
