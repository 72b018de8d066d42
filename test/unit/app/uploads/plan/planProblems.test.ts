import assert from 'node:assert/strict';
import { byRuleOf, problemsOf } from '../../../../../src/app/uploads/plan/planProblems';
import type { Report } from '../../../../../src/upload/jobTypes';
import type { Finding, Plan, PlannedChunk } from '../../../../../src/upload/uploadTypes';
import { plan } from './plans';

const finding = (file: number, rule: string): Finding => ({
  file,
  row: 3,
  rule,
  level: 'error',
  place: { line: 4, startColumn: 0, endLine: 4, endColumn: 1 },
});
const [first] = plan().files;
const second = { ...first, uri: 'file:///work/b.csv' };

describe('the problems of a plan', () => {
  it('are totals of the plan for its only file, without duplicates, plus rejected rows', () => {
    const rejected = finding(0, 'refused-by-api');
    const report = { state: 'finished', sent: 900, refused: 7 } as Report;
    const [problems] = problemsOf(
      plan({ findings: [finding(0, 'email-no-at')] }),
      [rejected],
      report,
    );
    assert.deepEqual(problems.totals, { 'email-no-at': 15, 'email-dots': 5, 'refused-by-api': 7 });
    assert.deepEqual(problems.refused, [rejected]);
    assert.equal(problems.readAs.type, 'Email');
    assert.equal(problems.readAs.header, 'email');
  });

  it('are counted per file if there are several', () => {
    const several = plan({
      files: [first, second],
      findings: [finding(0, 'email-dots'), finding(1, 'email-no-at'), finding(1, 'duplicate')],
    });
    const problems = problemsOf(several, [finding(1, 'refused-by-api')]);
    assert.deepEqual(
      problems.map(({ uri, totals, refused }) => ({ uri, totals, refused: refused.length })),
      [
        { uri: first.uri, totals: { 'email-dots': 1 }, refused: 0 },
        { uri: second.uri, totals: { 'email-no-at': 1 }, refused: 1 },
      ],
    );
  });

  it('come with the rows to send of their own file', () => {
    const chunk = (file: number, identifiers: number) => ({ file, identifiers }) as PlannedChunk;
    const chunks = [chunk(0, 900), chunk(0, 40), chunk(1, 7)];
    const valid = (files: Plan['files']): number[] =>
      problemsOf(plan({ files, chunks })).map((file) => file.valid);
    assert.deepEqual(valid([first]), [940]);
    assert.deepEqual(valid([first, second]), [940, 7]);
    assert.deepEqual(valid([first, second, second]), [940, 7, 0]);
  });

  it('aren’t shown in compressed files, or for an unknown identifier type', () => {
    const gzip = { ...first, dialect: { ...first.dialect, gzip: true } };
    assert.deepEqual(
      problemsOf(plan({ files: [gzip, second] })).map(({ uri }) => uri),
      [second.uri],
    );
    const unknown = { ...plan().target, identifierType: 'FingerPrint' };
    assert.deepEqual(problemsOf(plan({ target: unknown })), []);
  });

  it('say whether nothing was sent', () => {
    const nothingSent = (good: number, report?: Partial<Report>): boolean =>
      problemsOf(plan({ good }), [], report as Report)[0].nothingSent;
    assert.equal(nothingSent(940), false);
    assert.equal(nothingSent(0), true);
    assert.equal(nothingSent(940, { state: 'failed', sent: 0 }), true);
    assert.equal(nothingSent(940, { state: 'failed', sent: 1 }), false);
    assert.equal(nothingSent(940, { state: 'cancelled', sent: 0 }), false);
  });

  it('are listed by frequency, without duplicates', () => {
    const counts = plan({
      byRule: { 'email-dots': 5, 'email-no-at': 15, duplicate: 30, odd: 9, none: 0 },
    });
    assert.deepEqual(
      byRuleOf(counts).map(([, rule, rows]) => [rule, rows]),
      [
        ['email-no-at', 15],
        ['odd', 9],
        ['email-dots', 5],
      ],
    );
    assert.equal(byRuleOf(counts)[1][0], 'odd', 'a rule of another version has only its code');
  });
});
