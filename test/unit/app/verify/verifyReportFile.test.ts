import assert from 'node:assert/strict';
import { parseReportFile } from '../../../../src/app/uploads/report/reportFile';
import { verifiedIn } from '../../../../src/app/verify/verifyReportFile';
import { Failure } from '../../../../src/common/failure';
import { APP, VERIFIED } from './verifyReports';

const read = (document: object): unknown =>
  parseReportFile(Buffer.from(JSON.stringify(document)), 'verify.json', verifiedIn);

describe('a report of verified uploads in a file', () => {
  it('is read back as it was written', () => {
    assert.deepEqual(read({ version: 1, exitCode: 3, verified: VERIFIED }), VERIFIED);
  });

  it('is no other document, and none that lacks something', () => {
    assert.equal(verifiedIn({ version: 1, report: {} }), undefined);
    for (const verified of [
      { ...VERIFIED, at: 'now' },
      { ...VERIFIED, segments: [{ segmentId: '1', state: 'fine' }] },
      { ...VERIFIED, account: {} },
      { ...VERIFIED, segments: [APP, APP] },
      null,
    ])
      assert.throws(
        () => read({ version: 1, verified }),
        (error) => error instanceof Failure && error.code === 'bad-report',
      );
  });
});
