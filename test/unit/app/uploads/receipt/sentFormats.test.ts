import assert from 'node:assert/strict';
import { formatsOf, type EmailFormats } from '../../../../../src/app/uploads/receipt/sentFormats';
import { formatLabel } from '../../../../../src/identifiers/formatLabel';
import type { FormatCounts, Report, Totals } from '../../../../../src/upload/jobTypes';
import type { Plan } from '../../../../../src/upload/uploadTypes';
import { report } from '../page/jobs';
import { plan } from '../plan/plans';
import { updatePlan } from '../update/updates';

const labels =
  (key: keyof EmailFormats) =>
  (of: Plan, by: Report | undefined, isOver = true): string | undefined =>
    formatsOf(of, by, isOver)[key]?.map(formatLabel).join(', ');
const formatsSent = labels('formatsSent');
const notSent = labels('formatsNotSent');
const formatsRemoved = labels('formatsRemoved');
const totals = (sent: number): Totals => ({ sent, accepted: sent, refused: 0, unknown: 0 });
const all = report({ ...totals(940), unsent: 0 });
const part = report({ ...totals(500), unsent: 440 });
const none = report({ ...totals(0), unsent: 940 });

describe('the hash formats that were sent', () => {
  const mixed = plan({ byForm: { plain: 900, md5: 40 } });

  it('are those of the rows, once something was sent', () => {
    assert.equal(formatsSent(plan(), all), 'plain');
    assert.equal(formatsSent(plan({}, { hash: 'sha256' }), part), 'SHA-256');
    assert.equal(formatsSent(mixed, all), 'plain, MD5');
    assert.equal(formatsSent(plan(), none), undefined);
    assert.equal(formatsSent(plan(), undefined), undefined);
    const { target } = plan();
    assert.equal(
      formatsSent(plan({ target: { ...target, identifierType: 'CustomerId' } }), all),
      undefined,
    );
  });

  it('aren’t known of a part of rows that have several', () => {
    assert.equal(formatsSent(mixed, part), undefined);
  });

  describe('by a removal', () => {
    const removal = (forms: 'given' | 'all', changes: Partial<Plan> = {}): Plan =>
      plan(
        {
          chunks: [
            { identifiers: 940, others: forms === 'all' ? { md5: 940, sha256: 940 } : undefined },
          ] as unknown as Plan['chunks'],
          ...changes,
        },
        { operation: 'remove', forms },
      );
    const withForms = (of: Report, md5: number, sha256: number): Report => ({
      ...of,
      forms: (
        [
          ['md5', md5],
          ['sha256', sha256],
        ] as const
      ).map(([form, sent]): FormatCounts => ({ form, ...totals(sent) })),
    });

    it('are what the report counts, the others not', () => {
      const done = withForms(all, 940, 940);
      assert.equal(formatsSent(removal('all'), done), 'plain, MD5, SHA-256');
      assert.equal(notSent(removal('all'), done), 'SHA-256 of MD5');
      const stopped = withForms(part, 500, 0);
      assert.equal(formatsSent(removal('all'), stopped), 'plain, MD5');
      assert.equal(notSent(removal('all'), stopped), 'SHA-256, SHA-256 of MD5');
    });

    it('are none where it was cancelled before its first request', () => {
      const cancelled = withForms(none, 0, 0);
      assert.equal(formatsSent(removal('all'), cancelled), undefined);
      for (const forms of ['all', 'given'] as const)
        assert.equal(
          notSent(removal(forms), forms === 'all' ? cancelled : none),
          'plain, MD5, SHA-256, SHA-256 of MD5',
        );
    });

    it('are open while it is sending, but for those that aren’t planned', () => {
      const sending = withForms(part, 500, 0);
      assert.equal(formatsSent(removal('all'), sending), 'plain, MD5');
      assert.equal(notSent(removal('all'), sending, false), 'SHA-256 of MD5');
      assert.equal(notSent(removal('all'), undefined, false), undefined);
    });

    it('are neither where that isn’t known', () => {
      const several = removal('given', { byForm: { plain: 900, md5: 40 } });
      assert.equal(formatsSent(several, part), undefined);
      assert.equal(notSent(several, part), 'SHA-256, SHA-256 of MD5');
    });
  });

  it('of people who left are said once one was removed', () => {
    const removed = (sent: number): Report => ({
      ...all,
      removed: { rows: 340, unsent: 680 - sent, ...totals(sent) },
    });
    assert.equal(formatsRemoved(updatePlan(), removed(680)), 'plain, SHA-256');
    assert.equal(formatsRemoved(updatePlan(), removed(0)), undefined);
    assert.equal(formatsRemoved(updatePlan(), undefined), undefined);
    assert.equal(formatsRemoved(plan(), all), undefined);
  });
});
