import assert from 'node:assert/strict';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { annotation, appendSummary, problemAnnotations } from '../../../../src/cli/output/github';
import type { LocatedProblem } from '../../../../src/cli/output/problemLines';

const problem = (
  severity: LocatedProblem['severity'],
  line = 1,
  endLine = line,
): LocatedProblem => ({
  ...{ file: 'data/list.csv', line, column: 2, endLine, endColumn: 9 },
  ...{ rule: 'email-no-at', message: 'No @', severity },
});

const HERE = { env: {}, resolve: (file: string) => path.resolve(file) };

describe('annotations of GitHub Actions', () => {
  it('escape what has a meaning there', () => {
    assert.equal(
      annotation('error', '100%: one, two', { file: 'a,b:c%.csv', line: 3, title: undefined }),
      '::error file=a%2Cb%3Ac%25.csv,line=3::100%25: one, two',
    );
    const lines = annotation('notice', 'one\r\n::error::two').split(/[\r\n]/);
    assert.equal(lines.length, 1);
  });

  it('are at most nine of each level, without notes', () => {
    const all = (['error', 'warning', 'information'] as const).flatMap((severity) =>
      Array.from({ length: 12 }, (_, n) => problem(severity, n + 1)),
    );
    const levels = (lines: string[]): string[] => lines.map((line) => line.split(' ')[0]);
    const expected = (errors: number): string[] => [
      ...Array<string>(errors).fill('::error'),
      ...Array<string>(9).fill('::warning'),
    ];
    assert.deepEqual(levels(problemAnnotations(all, HERE)), expected(9));
    assert.deepEqual(levels(problemAnnotations(all, HERE, 1)), expected(8));
  });

  it('name files from the root of the repository, and columns within one line only', () => {
    const below = { ...HERE, env: { GITHUB_WORKSPACE: path.resolve('..') } };
    assert.deepEqual(problemAnnotations([problem('error', 4)], below), [
      `::error file=${path.basename(process.cwd())}/data/list.csv,line=4,endLine=4,col=2,endColumn=9,title=email-no-at::No @`,
    ]);
    assert.deepEqual(problemAnnotations([problem('error', 4, 5)], HERE), [
      '::error file=data/list.csv,line=4,endLine=5,title=email-no-at::No @',
    ]);
  });

  it('leave a job summary alone that would become too large', async () => {
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
