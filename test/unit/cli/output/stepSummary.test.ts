import assert from 'node:assert/strict';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { appendSummary } from '../../../../src/cli/output/stepSummary';

describe('the summary of a step on GitHub', () => {
  it('is left alone if it would become too large', async () => {
    const folder = fs.mkdtempSync(path.join(tmpdir(), 'summary-'));
    const file = path.join(folder, 'summary.md');
    appendSummary(file, '# One');
    appendSummary(file, '# Two');
    assert.equal(fs.readFileSync(file, 'utf8'), '# One\n\n# Two\n\n');
    appendSummary(file, 'é'.repeat(450_000));
    assert.equal(fs.statSync(file).size, 14);
    fs.rmSync(folder, { recursive: true });
  });
});
