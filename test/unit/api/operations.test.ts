import assert from 'node:assert/strict';
import type { Operation } from '../../../src/api/apiError';
import { operationLabel, OPERATIONS } from '../../../src/api/operations';

describe('operations', () => {
  const all = Object.keys(OPERATIONS) as Operation[];

  it('each have a label of their own', () => {
    const labels = all.map(operationLabel);
    // 'delete' and 'clear' must not read alike.
    assert.equal(new Set(labels).size, all.length);
    assert.equal(operationLabel('update'), 'Editing the segment');
  });

  it('may be repeated after a lost reply, except create', () => {
    assert.deepEqual(
      all.filter((operation) => !OPERATIONS[operation].repeat),
      ['create'],
    );
  });

  it('write only with the permission to manage', () => {
    for (const operation of all)
      assert.equal(
        OPERATIONS[operation].writes,
        OPERATIONS[operation].permission === 'Audiences Manage',
        operation,
      );
  });
});
