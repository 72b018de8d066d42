import assert from 'node:assert/strict';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { TOTAL } from '../../../../src/app/uploads/plan/problemEntries';
import { located, problemLines } from '../../../../src/cli/output/problemLines';
import { configureFilePaths } from '../../../../src/common/fileName';

const list = path.join('lists', 'march.csv');
const at = (line: number, rule = 'email-no-at') =>
  located(list, {
    rule,
    message: 'It has no @.',
    severity: 'warning',
    place: { line, startColumn: 0, endLine: line, endColumn: 5 },
  });

const terminal = { uriOf: (file: string) => pathToFileURL(path.resolve(file)).href };

describe('a problem in the terminal', () => {
  before(() => configureFilePaths(path.resolve('.')));
  after(() => configureFilePaths(undefined));

  it('names its file as other texts do: absolute outside of the working folder', () => {
    const outside = { ...at(11), file: path.join('..', 'bad.csv') };
    const total = { ...outside, rule: TOTAL };
    assert.deepEqual(problemLines([outside, total], 5, terminal), [
      `${path.resolve('..', 'bad.csv')}:12:1: warning: It has no @. [email-no-at]`,
      `${path.resolve('..', 'bad.csv')}: It has no @.`,
    ]);
  });

  it('is at its place as compilers write it: counted from 1', () => {
    const { file, line, column, endLine, endColumn } = at(11);
    assert.deepEqual([file, line, column, endLine, endColumn], [list, 12, 1, 12, 6]);
    assert.deepEqual(problemLines([at(11)], 5, terminal), [
      `${file}:12:1: warning: It has no @. [email-no-at]`,
    ]);
  });

  it('is an error unless it says otherwise', () => {
    const place = { line: 0, startColumn: 0, endLine: 0, endColumn: 0 };
    assert.equal(located(list, { rule: 'x', message: '', place }).severity, 'error');
  });

  it('is counted where there are too many, and their total always comes last', () => {
    const lines = problemLines([at(0), at(0, TOTAL), at(1), at(2)], 1, terminal);
    assert.equal(lines.length, 3);
    assert.match(lines[1], /^… and 2 more$/);
    assert.equal(lines[2], `${at(0).file}: It has no @.`);
  });
});
