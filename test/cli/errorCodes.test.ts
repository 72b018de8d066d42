import assert from 'node:assert/strict';
import { codeSections } from '../../src/cli/codes/errorCodes';
import type { EditorCode, ToolCode } from '../../src/common/codes/toolCodes';
import { accountsBenchForEach } from '../unit/app/accounts/bench';
import { draftBenchForEach } from '../unit/app/uploads/draftBench';
import { accountCases } from './errorCodes/accountCases';
import type { Case } from './errorCodes/cases';
import { fileCases } from './errorCodes/fileCases';
import { requestCases } from './errorCodes/requestCases';
import { safetyCases } from './errorCodes/safetyCases';
import { uploadCases } from './errorCodes/uploadCases';
import { useWorld } from './support/world';

/** A code without a case doesn't compile. The editor's own are in the integration tests. */
const CASES: Readonly<Record<Exclude<ToolCode, EditorCode>, Case>> = {
  ...requestCases,
  ...fileCases,
  ...accountCases,
  ...safetyCases,
  ...uploadCases,
};

describe('each code of an error', function () {
  this.timeout(60_000);
  const world = useWorld();
  const bench = draftBenchForEach();
  const accounts = accountsBenchForEach();
  const rows = codeSections().flatMap((section) => section.rows);

  for (const [code, provoke] of Object.entries(CASES))
    it(`is given where it should be, and ends a run as the list says: ${code}`, async () => {
      const failed = await provoke({ world, bench, accounts });
      assert.deepEqual([failed.code, failed.source], [code, 'tool']);
      const { exitCodes = [] } = rows.find((row) => row.code === code) ?? {};
      assert.ok(
        exitCodes.includes(failed.exitCode ?? -1),
        `${failed.exitCode} of ${exitCodes.join()}`,
      );
    });
});
