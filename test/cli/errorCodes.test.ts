import assert from 'node:assert/strict';
import { codeSections, type CodeRow } from '../../src/cli/codes/errorCodes';
import type { EditorCode, ToolCode } from '../../src/common/codes/toolCodes';
import { accountsBenchForEach } from '../unit/app/accounts/bench';
import { draftBenchForEach } from '../unit/app/uploads/draftBench';
import { accountCases } from './errorCodes/accountCases';
import type { Case } from './errorCodes/cases';
import { fileCases } from './errorCodes/fileCases';
import { nightlyCases } from './errorCodes/nightlyCases';
import { requestCases } from './errorCodes/requestCases';
import { safetyCases } from './errorCodes/safetyCases';
import { uploadCases } from './errorCodes/uploadCases';
import { documentOf, endsWith } from './support/cli';
import { useWorld } from './support/world';

/** A code without a case doesn't compile. The editor's own are in the integration tests. */
const CASES: Readonly<Record<Exclude<ToolCode, EditorCode>, Case>> = {
  ...requestCases,
  ...fileCases,
  ...accountCases,
  ...safetyCases,
  ...uploadCases,
  ...nightlyCases,
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

  it('is in the help with its exit code, wrapped to the width, and as JSON', async () => {
    const { stdout } = endsWith(0, await world.run(['help', 'codes']));
    const { codes } = documentOf<{ codes: CodeRow[] }>(
      endsWith(0, await world.run(['help', 'codes', '--json'])),
    );
    assert.deepEqual(codes.map(({ code }) => code).sort(), Object.keys(CASES).sort());
    for (const { code, exitCodes, meaning, advice } of codes) {
      const [, text] = stdout.split(`\n  ${code} (${exitCodes.join(', ')})\n`);
      const words = `${meaning} ${advice}`.split(/\s+/).join('\\s+');
      assert.match(text, new RegExp(`^    ${words.replace(/[().?*]/g, '\\$&')}\n`), code);
    }
    assert.ok(stdout.split('\n').every((line) => line.length <= 80));
    const one = endsWith(0, await world.run(['help', 'codes', 'network'])).stdout;
    assert.ok(one.includes('\n  network (5)\n    There is no connection'), one);
    assert.doesNotMatch(one, /^ {2}(?!network|  )/m);
    const help = endsWith(0, await world.run(['--help'])).stdout;
    assert.match(help, /^All codes of errors: criteo-audiences help codes$/m);
  });
});
