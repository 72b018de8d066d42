import assert from 'node:assert/strict';
import { bullets, joinSections, table } from '../../../src/common/markdown';

describe('Markdown', () => {
  it('tables align numeric columns to the right', () => {
    assert.equal(
      table(['Name', 'Rows'], [['a', '1']], [1]),
      '| Name | Rows |\n| --- | ---: |\n| a | 1 |',
    );
  });

  it('sections are separated by blank lines, empty ones left out', () => {
    assert.equal(joinSections(['a', undefined, '', false, bullets(['b', 'c'])]), 'a\n\n- b\n- c\n');
  });
});
