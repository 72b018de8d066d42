import * as assert from 'node:assert/strict';
import { validateCustomerId } from '../../../src/identifiers/customerId';
import { testExamples } from './examples';

describe('Validating a customer ID', () => {
  testExamples('CustomerId', validateCustomerId);

  it('sends damaged IDs unchanged, with a warning', () => {
    for (const [raw, warning] of [
      ['1E+5', 'customer-id-scientific'],
      ['1,5e+12', 'customer-id-scientific'],
      ['12,00', 'customer-id-decimal'],
      ['MÃ¼ller1', 'customer-id-non-ascii'],
    ])
      assert.deepEqual(validateCustomerId(raw), {
        kind: 'valid',
        value: raw,
        format: 'opaque',
        warning,
      });
  });
});
