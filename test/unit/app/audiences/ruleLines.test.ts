import assert from 'node:assert/strict';
import type { Algebra } from '../../../../src/api/apiTypes';
import { decodeAudience } from '../../../../src/api/decode';
import { ruleLines } from '../../../../src/app/audiences/ruleLines';
import { all, any, not, leaf as s, UNCLEAR } from './audiences';

const lines = (algebra: Algebra): string[] => ruleLines(algebra, (id) => id.toUpperCase());
/** As the API sends it. */
const sent = (algebra: unknown): string[] =>
  lines(decodeAudience({ id: '1', attributes: { algebra } })?.algebra ?? assert.fail());

const UNKNOWN = 'Criteo doesn’t say which segments it uses.';

describe('the rule of an audience as lines', () => {
  it('is one segment', () => {
    assert.deepEqual(lines(s('a')), ['A']);
  });

  it('says above the segments how they are combined, each level deeper', () => {
    const rule = all(s('a'), any(s('b'), all(s('c'), not(s('d')))), not(any(s('e'), s('a'))));
    assert.deepEqual(lines(rule), [
      'In all of',
      '  A',
      '  In any of',
      '    B',
      '    In all of',
      '      C',
      '      Not in',
      '        D',
      '  Not in',
      '    In any of',
      '      E',
      '      A',
    ]);
  });

  it('guesses nothing of a node with two keys', () => {
    const leaf = (audienceSegmentId: string): object => ({
      audienceSegmentId,
      and: null,
      or: null,
    });
    assert.deepEqual(sent({ and: [leaf('1'), leaf('2')], not: leaf('3') }), [
      'Criteo doesn’t say how these are combined',
      '  In all of',
      '    1',
      '    2',
      '  Not in',
      '    3',
    ]);
    assert.deepEqual(sent({ or: [leaf('1'), { audienceSegmentId: '2', or: [leaf('3')] }] }), [
      'In any of',
      '  1',
      '  Criteo doesn’t say how these are combined',
      '    2',
      '    In any of',
      '      3',
    ]);
  });

  it('says so where nothing is below a node', () => {
    for (const nothing of [null, undefined, {}, [], 'x', { and: [] }, { or: [], not: null }])
      assert.deepEqual(sent(nothing), [UNKNOWN]);
    assert.deepEqual(sent({ and: [{ audienceSegmentId: '1' }, { or: [] }, null] }), [
      'In all of',
      '  1',
      `  ${UNKNOWN}`,
      `  ${UNKNOWN}`,
    ]);
    assert.deepEqual(lines(not(UNCLEAR)), ['Not in', `  ${UNKNOWN}`]);
  });

  it('has every level of a rule 200 deep', () => {
    let deep: Algebra = s('a');
    for (let level = 0; level < 200; level++)
      deep = level % 2 ? not(deep) : all(deep, s(`x${level}`));
    const found = lines(deep);
    assert.equal(found.length, 301);
    assert.equal(found[0], 'Not in');
    assert.equal(found[200], `${' '.repeat(400)}A`);
    assert.equal(found[300], `    X198`);
  });
});
