import assert from 'node:assert/strict';
import {
  outcomeOf,
  outcomeOfFailure,
  severityOf,
  touchedList,
} from '../../../../src/app/uploads/outcome';
import type { Report } from '../../../../src/upload/uploadTypes';

const report = (changes: Partial<Report> = {}): Report =>
  ({
    state: 'finished',
    rows: 100,
    blank: 0,
    invalid: 0,
    refused: 0,
    sent: 100,
    ...changes,
  }) as Report;
const signedOut = report({ state: 'failed', error: { code: 'signed-out', message: '' } });

describe('how an upload ended', () => {
  it('has a name, also for more rejected rows than allowed', () => {
    assert.equal(outcomeOf(report()), 'finished');
    assert.equal(outcomeOf(report({ state: 'failed' })), 'failed');
    assert.equal(outcomeOf(report({ state: 'cancelled', refused: 90 })), 'cancelled');
    assert.equal(outcomeOf(report({ invalid: 3, refused: 2 }), 0.05), 'finished');
    assert.equal(outcomeOf(report({ invalid: 3, refused: 3 }), 0.05), 'refused-too-much');
    assert.equal(outcomeOf(report({ refused: 1 }), 0), 'refused-too-much');
    assert.equal(outcomeOf(report({ rows: 0, sent: 0 }), 0), 'finished', 'an empty file');
  });

  it('by default allows as many rejected rows as the checks before sending do', () => {
    assert.equal(outcomeOf(report({ invalid: 5, refused: 5 })), 'finished');
    assert.equal(outcomeOf(report({ invalid: 5, refused: 6 })), 'refused-too-much');
  });

  it('counts no blank row among those that it is measured by', () => {
    assert.equal(outcomeOf(report({ blank: 90, refused: 1 })), 'finished');
    assert.equal(outcomeOf(report({ blank: 90, refused: 2 })), 'refused-too-much');
  });

  it('is blocked if a safety check or a missing confirmation stopped it before any request', () => {
    const stopped = (code: string, calls = 0) =>
      outcomeOf(report({ state: 'failed', calls, error: { code, message: '' } }));
    for (const code of ['too-many-refused', 'nothing-to-send', 'min-kept', 'size-unknown'])
      assert.equal(stopped(code), 'blocked', code);
    assert.equal(stopped('forbidden'), 'failed');
    assert.equal(stopped('min-kept', 3), 'failed', 'sent before, and not resumed');
    for (const code of ['protected', 'not-confirmed', 'conflict', 'changed'])
      assert.equal(outcomeOfFailure({ code }), 'blocked', code);
    assert.equal(outcomeOfFailure({ code: 'cancelled' }), 'cancelled');
    assert.equal(outcomeOfFailure({ code: 'not-found' }), 'failed');
  });

  it('has the severity of the worst of several', () => {
    assert.equal(severityOf([report()]), 'information');
    assert.equal(severityOf([report({ invalid: 50 })]), 'information', 'told before sending');
    assert.equal(severityOf([report(), report({ refused: 1 })]), 'warning');
    assert.equal(severityOf([report({ state: 'cancelled' })]), 'warning');
    assert.equal(severityOf([report({ refused: 1 }), report({ state: 'failed' })]), 'error');
    assert.equal(severityOf([report(), undefined]), 'error', 'no report at all');
    assert.equal(severityOf([signedOut]), 'information', 'the user’s own doing');
  });

  it('touched the segment if anything was sent, or it was cleared or may have been', () => {
    assert.equal(touchedList(report({ sent: 0 })), false);
    assert.equal(touchedList(report()), true);
    assert.equal(touchedList(report({ sent: 0, cleared: '2026-03-04T09:00:00Z' })), true);
    assert.equal(touchedList(report({ sent: 0, maybeCleared: '2026-03-04T09:00:00Z' })), true);
  });
});
