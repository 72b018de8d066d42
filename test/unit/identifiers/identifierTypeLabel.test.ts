import { strict as assert } from 'node:assert';
import { identifierTypeLabel } from '../../../src/identifiers/identifierTypeLabel';
import { IDENTIFIER_TYPES } from '../../../src/identifiers/identifierTypes';

describe('The name of an identifier type', () => {
  it('is the same for every spelling of the API', () => {
    assert.deepEqual(IDENTIFIER_TYPES.map(identifierTypeLabel), [
      'Email',
      'Mobile or cookie ID',
      'LiveRamp IdentityLink',
      'Customer ID',
      'Phone number',
    ]);
    assert.equal(identifierTypeLabel('userIdentifier'), 'Mobile or cookie ID');
    assert.equal(identifierTypeLabel('PHONENUMBER'), 'Phone number');
  });

  it('is the API’s spelling for an unknown type, and empty for none', () => {
    assert.equal(identifierTypeLabel('Household'), 'Household');
    assert.equal(identifierTypeLabel(undefined), '');
  });
});
