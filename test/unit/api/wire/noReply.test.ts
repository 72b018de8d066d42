import assert from 'node:assert/strict';
import type { Operation } from '../../../../src/api/apiError';
import { ReplyTexts } from '../../../../src/api/replyTexts';
import { HttpFailure } from '../../../../src/api/wire/http';
import {
  cancelledError,
  invalidIdError,
  noReplyError,
  tooLargeError,
} from '../../../../src/api/wire/noReply';
import type { RequestContext } from '../../../../src/api/wire/requestContext';

const context = (operation: Operation): RequestContext => ({
  operation,
  host: 'api.example',
  version: '2026-07',
  texts: new ReplyTexts(),
  withoutSecrets: (value) => value,
});

describe('noReplyError', () => {
  it('leaves the outcome of a write unknown if it may have been sent, and says so before the advice', () => {
    const lost = new HttpFailure('connection', true, 'ECONNRESET');
    const write = noReplyError(lost, context('addRemove'));
    assert.equal(write.outcome, 'unknown');
    assert.match(
      write.message,
      /lost \(ECONNRESET\)\. It may or may not .*effect\. Check the network/,
    );
    const read = noReplyError(lost, context('search'));
    assert.equal(read.outcome, 'notDone');
    assert.doesNotMatch(read.message, /may or may not/);
    const unsent = noReplyError(new HttpFailure('connection', false), context('addRemove'));
    assert.equal(unsent.outcome, 'notDone');
    assert.match(unsent.message, /couldn’t connect to api\.example \(connection closed\)/);
  });

  it('treats a stalled token request as a network error: no smaller body would help', () => {
    const stalled = new HttpFailure('stalled', true);
    assert.equal(noReplyError(stalled, context('token')).kind, 'network');
    assert.equal(noReplyError(stalled, context('addRemove')).kind, 'stalled');
  });
});

describe('tooLargeError', () => {
  const MB = 1024 * 1024;

  it('advises smaller chunks only where identifiers are sent', () => {
    assert.match(tooLargeError(8 * MB, context('addRemove')).message, /8 MB.*chunkSize/);
    const read = tooLargeError(8 * MB, context('search')).message;
    assert.match(read, /Request less at once/);
    assert.doesNotMatch(read, /chunkSize/);
  });

  it('leaves the outcome of a write unknown, unless it was a rejection', () => {
    assert.equal(tooLargeError(MB, context('addRemove')).outcome, 'unknown');
    assert.equal(tooLargeError(MB, context('addRemove'), 400).outcome, 'notDone');
    assert.equal(tooLargeError(MB, context('search')).outcome, 'notDone');
  });
});

describe('requests that were never sent', () => {
  it('are cancelled, or have an invalid argument', () => {
    const cancelled = cancelledError('clear');
    assert.deepEqual([cancelled.cancelled, cancelled.outcome], [true, 'notDone']);
    assert.match(invalidIdError('clear', 'segmentId').message, /“segmentId” isn’t an ID/);
  });
});
