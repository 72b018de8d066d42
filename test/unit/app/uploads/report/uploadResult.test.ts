import assert from 'node:assert/strict';
import { uploadResult } from '../../../../../src/app/uploads/report/uploadResult';
import type { Report } from '../../../../../src/upload/jobTypes';
import { report as reportOf } from '../page/jobs';

const report = (changes: Partial<Report>): Report =>
  reportOf({
    ...{ state: 'finished', rows: 100, sent: 100, accepted: 100, unsent: 0 },
    ...changes,
  });

describe('the result of an upload in lines', () => {
  it('says last what is wrong though each request was answered', () => {
    const shortfall = (changes: Partial<Report>): string | undefined => {
      const result = uploadResult(report(changes), 0.05);
      if (result.shortfall !== undefined) assert.equal(result.lines.at(-1), result.shortfall);
      return result.shortfall;
    };
    assert.equal(shortfall({}), undefined);
    assert.match(shortfall({ accepted: 90, refused: 10 }) ?? '', /^Too many rows/);
    const removed = { rows: 2, sent: 2, accepted: 1, refused: 0, unknown: 1, unsent: 0 };
    assert.match(
      shortfall({ removed }) ?? '',
      /^Criteo didn’t say what it accepted, so people to remove/,
    );
    assert.equal(
      shortfall({ state: 'failed', error: { code: 'network', source: 'tool', message: '' } }),
      undefined,
    );
  });

  it('has what concerns no row before what is wrong', () => {
    const { lines, shortfall } = uploadResult(
      report({
        ...{ accepted: 90, refused: 10 },
        warnings: [{ code: 'sent-again', title: 'Sent again.' }],
      }),
      0.05,
    );
    assert.ok(shortfall);
    assert.equal(lines.at(-2), 'Note: Sent again.');
  });
});
