import assert from 'node:assert/strict';
import {
  countProblems,
  entriesOf,
  TOTAL,
  type ListedProblems,
} from '../../../../../src/app/uploads/plan/problemEntries';
import type { Finding } from '../../../../../src/upload/uploadTypes';

const HINT = 'Export them.';
const place = { line: 3, startColumn: 0, endLine: 3, endColumn: 4 };
const headerPlace = { line: 0, startColumn: 2, endLine: 0, endColumn: 7 };

const finding = (rule: string, level: Finding['level'] = 'error'): Finding => ({
  ...{ file: 0, row: 2, rule, level, place },
});
const problems = (parts: Partial<ListedProblems>): ListedProblems => ({
  ...{ findings: [], totals: {}, nothingSent: false, headerPlace },
  ...parts,
});

describe('the problems of a file', () => {
  it('are warnings, and errors only if nothing of the file is sent', () => {
    const findings = [finding('email-no-at'), finding('email-no-at', 'warning')];
    const totals = { 'email-no-at': 2 };
    const severities = (nothingSent: boolean): string[] =>
      entriesOf(problems({ findings, totals, nothingSent }), [], HINT).map((one) => one.severity);
    assert.deepEqual(severities(false), ['warning', 'information']);
    assert.deepEqual(severities(true), ['error', 'information']);
  });

  it('have a text and their place, and no duplicates', () => {
    const findings = [finding('duplicate'), finding('email-no-at')];
    const [only, ...more] = entriesOf(
      problems({ findings, totals: { 'email-no-at': 1 } }),
      [],
      HINT,
    );
    assert.deepEqual(more, []);
    assert.equal(only.rule, 'email-no-at');
    assert.match(only.message, /@/);
    assert.deepEqual(only.place, place);
  });

  it('are one for a row of the wrong length, in however many columns', () => {
    const findings = [1, 3].map((column) => ({ ...finding('row-ragged'), column }));
    const entries = entriesOf(problems({ findings, totals: { 'row-ragged': 2 } }), [], HINT);
    assert.deepEqual(
      entries.map(({ rule }) => rule),
      ['row-ragged'],
    );
  });

  it('have a total at the header if not all are listed, with how to get all', () => {
    const all = entriesOf(
      problems({ findings: [finding('email-no-at')], totals: { 'email-no-at': 1234 } }),
      [],
      HINT,
    );
    const total = all.at(-1);
    assert.equal(total?.rule, TOTAL);
    assert.match(total?.message ?? '', /^Problems: 1,234, listed here: 1\. .*\. Export them\.$/);
    assert.deepEqual(total?.place, headerPlace);
    assert.equal(total?.leftOut, 1233);
    const kinds = { 'email-no-at': 1234, 'email-dots': 5 };
    const ragged = [0, 1].map((column) => ({ ...finding('row-ragged'), column }));
    const several = entriesOf(
      problems({
        findings: [finding('email-no-at'), ...ragged],
        totals: { ...kinds, 'row-ragged': 2 },
      }),
      [finding('refused-by-api')],
      HINT,
    ).at(-1);
    assert.equal(several?.leftOut, 1238);
  });

  it('include what the API rejected', () => {
    const entries = entriesOf(problems({}), [finding('refused-by-api')], HINT);
    assert.deepEqual(
      entries.map(({ rule }) => rule),
      ['refused-by-api'],
    );
  });

  it('are counted as they are listed, with those that are only in the total', () => {
    const counted = (parts: Partial<ListedProblems>, rejected: Finding[] = []): number =>
      countProblems(problems(parts), rejected);
    assert.equal(counted({}), 0);
    assert.equal(
      counted({ findings: [finding('email-no-at')], totals: { 'email-no-at': 1234 } }),
      1234,
    );
    assert.equal(counted({ totals: { 'email-no-at': 2, 'email-dots': 3 } }), 5);
    const rejected = [finding('refused-by-api'), finding('refused-by-api')];
    assert.equal(counted({ totals: { 'email-no-at': 2 } }, rejected), 4);
    assert.equal(counted({ totals: { 'refused-by-api': 9 } }, rejected), 9, 'more than were named');
  });
});
