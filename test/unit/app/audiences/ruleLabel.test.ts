import assert from 'node:assert/strict';
import { partsOf } from '../../../../src/api/algebra';
import type { Algebra } from '../../../../src/api/apiTypes';
import { ruleLabel } from '../../../../src/app/audiences/ruleLabel';
import { all, any, leaf, not, UNCLEAR } from './audiences';

describe('a part of a rule', () => {
  it('says how it combines the parts below it', () => {
    const [a, b] = [leaf('1'), leaf('2')];
    const unclear: Algebra = { kind: 'unknown', nodes: [a] };
    for (const [node, label, parts] of [
      [all(a, b), 'In all of', [a, b]],
      [any(a), 'In any of', [a]],
      [not(b), 'Not in', [b]],
      [unclear, 'Criteo doesn’t say how these are combined', [a]],
      [UNCLEAR, 'Criteo doesn’t say which segments it uses.', []],
      [any(), 'Criteo doesn’t say which segments it uses.', []],
    ] as const) {
      assert.equal(ruleLabel(node as Parameters<typeof ruleLabel>[0]), label);
      assert.deepEqual(partsOf(node), parts);
    }
    assert.deepEqual(partsOf(a), []);
  });
});
