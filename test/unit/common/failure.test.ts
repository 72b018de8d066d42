import assert from 'node:assert/strict';
import { ApiError } from '../../../src/api/apiError';
import {
  Cancelled,
  Failure,
  isCancelled,
  toFailure,
  withFileName,
} from '../../../src/common/failure';
import { CsvError } from '../../../src/csv/csvError';
import { UploadError } from '../../../src/upload/uploadError';

describe('failures', () => {
  it('keep what they say on their way up, and are told what was being done where they did not know', () => {
    const known = new Failure('api', 'No.', 'search', { status: 500, traceId: 't' });
    assert.equal(toFailure(known, 'update'), known);
    const { code, message, operation, line } = toFailure(new CsvError('binary', 'No.', 3), 'check');
    assert.deepEqual([code, message, operation, line], ['binary', 'No.', 'check', 3]);
  });

  it('of unknown make say nothing of their message', () => {
    const { code, message } = toFailure(new TypeError('a@b.io is odd'), 'check');
    assert.equal(code, 'unexpected');
    assert.match(message, /TypeError/);
    assert.doesNotMatch(message, /a@b\.io/);
  });

  it('are kept with what is known, and nothing of the moment', () => {
    const failure = new Failure('network', 'No.', 'clear', { system: 'EPIPE', retryAfter: 5 });
    assert.deepEqual(JSON.parse(JSON.stringify(failure)), {
      code: 'network',
      source: 'tool',
      message: 'No.',
      operation: 'clear',
      system: 'EPIPE',
    });
  });

  it('of reading are told with the file, those of a command as they are', async () => {
    const told = (error: Error): Promise<unknown> =>
      withFileName({ uri: 'file:///x/a.csv' }, () => Promise.reject(error));
    await assert.rejects(told(new CsvError('binary', 'No.')), {
      name: 'CsvError',
      message: 'a.csv: No.',
    });
    await assert.rejects(told(new Failure('not-written', 'No.', 'write')), { message: 'No.' });
  });

  it('know a cancel, whoever wanted it', () => {
    const ofApi = { operation: 'search', outcome: 'notDone', retryable: false } as const;
    assert.ok(isCancelled(new Cancelled()));
    assert.ok(isCancelled(new UploadError('cancelled', 'No.')));
    assert.ok(isCancelled(new ApiError('No.', { ...ofApi, kind: 'cancelled' })));
    assert.ok(!isCancelled(new Error('cancelled')));
    // A code of the API's own that is spelled alike is no wish of anybody's here.
    const code = 'cancelled';
    assert.ok(!isCancelled(new ApiError('No.', { ...ofApi, kind: 'api', code, status: 400 })));
    assert.ok(!isCancelled(new Failure(code, 'No.', 'createSegment')));
  });
});
