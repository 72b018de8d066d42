import assert from 'node:assert/strict';
import { parseVerifyReport } from '../../../../src/app/verify/verifyReportFile';
import { Failure } from '../../../../src/common/failure';
import { VERIFIED } from './verifyReports';

const read = (document: object): unknown =>
  parseVerifyReport(new TextEncoder().encode(JSON.stringify(document)), 'verify.json');

describe('a report of verified uploads in a file', () => {
  it('is read back as it was written', () => {
    assert.deepEqual(read({ version: 1, exitCode: 3, verified: VERIFIED }), VERIFIED);
  });

  it('is no other document, and none that lacks something', () => {
    assert.equal(read({ version: 1, report: {} }), undefined);
    for (const verified of [
      { ...VERIFIED, at: 'now' },
      { ...VERIFIED, segments: [{ segmentId: '1', state: 'fine' }] },
      { ...VERIFIED, account: {} },
    ])
      assert.throws(
        () => read({ version: 1, verified }),
        (error) => error instanceof Failure && error.code === 'bad-report',
      );
  });
});
