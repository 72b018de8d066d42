import assert from 'node:assert/strict';
import type { Algebra, Audience } from '../../../../src/api/apiTypes';
import { readRole, roleOf, type SegmentRole } from '../../../../src/app/audiences/keepsOut';
import { account, segment } from '../segments/segments';
import { all, any, audience, leaf, not } from './audiences';

const LIST = segment('7', { name: 'Newsletter' });
const roleIn = (...rules: Algebra[]): SegmentRole =>
  roleOf(
    LIST,
    rules.map((rule, index) => audience(String(index), rule)),
  );

describe('what people in a segment are for', () => {
  it('is to keep them out where audiences only subtract them', () => {
    assert.equal(roleIn(all(leaf('1'), not(leaf('7')))), 'keepOut');
    assert.equal(roleIn(not(any(leaf('1'), leaf('7'))), not(leaf('7'))), 'keepOut');
    assert.equal(roleIn(not(not(not(leaf('7'))))), 'keepOut');
  });

  it('is to be targeted where no audience subtracts them', () => {
    assert.equal(roleIn(), 'target');
    assert.equal(roleIn(all(leaf('1'), not(leaf('2')))), 'target');
    assert.equal(roleIn(all(leaf('1'), leaf('7')), not(not(leaf('7')))), 'target');
  });

  it('isn’t known where audiences use them both ways, or say no more than that they do', () => {
    assert.equal(roleIn(leaf('7'), not(leaf('7'))), 'unknown');
    assert.equal(roleIn(any(leaf('7'), not(leaf('7')))), 'unknown');
    assert.equal(roleIn({ kind: 'unknown', nodes: [leaf('7')] }), 'unknown');
    assert.equal(roleIn(not({ kind: 'unknown', nodes: [leaf('7')] })), 'unknown');
  });

  it('is what its name says, whatever else is known', () => {
    const optOuts = segment('7', { name: 'SMS Opt-outs' });
    assert.equal(roleOf(optOuts, undefined), 'keepOut');
    assert.equal(roleOf(optOuts, [audience('1', leaf('7'))]), 'keepOut');
    assert.equal(roleOf(segment('7'), undefined), 'unknown');
  });

  it('is found in a rule of 20,000 segments in 400 levels', () => {
    let rule: Algebra = not(leaf('7'));
    for (let level = 0; level < 400; level++)
      rule = any(rule, ...Array.from({ length: 50 }, (_, n) => leaf(`${level}-${n}`)));
    assert.equal(roleIn(rule), 'keepOut');
  });

  it('is read from audiences as of now, unless its name says it', async () => {
    const asked: unknown[] = [];
    let known: readonly Audience[] | Error = [audience('1', not(leaf('7')))];
    const list = {
      all: async (_: unknown, options: unknown) => {
        asked.push(options);
        if (known instanceof Error) throw known;
        return known;
      },
    };
    assert.equal(await readRole(list, account({}), LIST), 'keepOut');
    known = new Error('no permission');
    assert.equal(await readRole(list, account({}), LIST), 'unknown');
    assert.equal(
      await readRole(list, account({}), segment('8', { name: 'Sperrliste' })),
      'keepOut',
    );
    assert.deepEqual(asked, Array(2).fill({ maxAge: 10_000, signal: undefined }));
  });
});
