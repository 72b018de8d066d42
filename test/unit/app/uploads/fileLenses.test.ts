import assert from 'node:assert/strict';
import {
  fileLenses,
  type FileFigures,
  type KnownFile,
} from '../../../../src/app/uploads/fileLenses';
import { OutsideText } from '../../../../src/common/outsideText';

const CRM = OutsideText.name('CRM Users 2025');
const titles = (known: Partial<KnownFile>): string[] =>
  fileLenses({ isChecked: false, ...known }).map(({ title }) => title);
const actions = (known: Partial<KnownFile>): (string | undefined)[] =>
  fileLenses({ isChecked: false, ...known }).map(({ action }) => action);
const found = (valid: number, problems = 0, fixable = 0): { figures: FileFigures } => ({
  figures: { valid, problems, fixable },
});

describe('the lenses of a file', () => {
  it('are none for a file that no segment and no check is known of', () => {
    assert.deepEqual(titles({}), []);
  });

  it('offer a check and an upload to the segment that such files go to', () => {
    assert.deepEqual(titles({ segment: CRM }), ['Check', 'Upload to CRM Users 2025']);
    assert.deepEqual(actions({ segment: CRM }), ['check', 'upload']);
  });

  it('say so where such files are removed', () => {
    const known = { segment: CRM, operation: 'remove' } as const;
    assert.deepEqual(titles(known), ['Check', 'Remove from CRM Users 2025']);
    assert.deepEqual(titles({ ...known, operation: 'update' }), ['Check', 'Update CRM Users 2025']);
    assert.deepEqual(titles({ ...known, operation: 'replace' }), [
      'Check',
      'Upload to CRM Users 2025',
    ]);
  });

  it('have the figures of the last check, each with what it leads to', () => {
    const known = { isChecked: true, ...found(600, 12, 8) };
    assert.deepEqual(titles(known), ['600 valid, 12 problems', 'Fix 8', 'Upload…']);
    assert.deepEqual(actions(known), ['showProblems', 'fixAll', 'upload']);
    assert.deepEqual(titles({ ...known, segment: CRM }), titles(known));
    assert.equal(
      fileLenses({ ...known, segment: CRM }).at(-1)?.tooltip,
      'Upload to CRM Users 2025',
      'where it goes is still told',
    );
  });

  it('offer no fix where there is nothing to fix, and lead to the check without problems', () => {
    assert.deepEqual(titles(found(600, 12)), ['600 valid, 12 problems', 'Upload…']);
    assert.deepEqual(titles(found(600)), ['600 valid', 'Upload…']);
    assert.deepEqual(actions(found(600)), ['check', 'upload']);
  });

  it('use the singular and separators', () => {
    assert.deepEqual(titles(found(1, 1, 1)), ['1 valid, 1 problem', 'Fix 1', 'Upload…']);
    assert.deepEqual(titles(found(0, 2)), ['0 valid, 2 problems', 'Upload…']);
    assert.deepEqual(titles(found(120_000, 1_234, 1_000)), [
      '120,000 valid, 1,234 problems',
      'Fix 1,000',
      'Upload…',
    ]);
  });

  it('offer the check again once the figures may no longer be true', () => {
    assert.deepEqual(titles({ isChecked: true }), ['Check', 'Upload…']);
    assert.deepEqual(titles({ isChecked: true, segment: CRM }), [
      'Check',
      'Upload to CRM Users 2025',
    ]);
  });

  it('show a name as plain text: no icon, no line break, and not all of a long one', () => {
    const hostile = OutsideText.name(`$(trash) a\nb\u202e${'x'.repeat(5000)}`);
    const [, upload] = titles({ segment: hostile });
    assert.match(upload, /^Upload to \\\$\(trash\) a bx+/);
    assert.ok(upload.length < 400);
  });
});
