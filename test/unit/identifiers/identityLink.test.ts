import * as assert from 'node:assert/strict';
import { isRampId, validateIdentityLink } from '../../../src/identifiers/identityLink';
import { RAMP_XI, RAMP_XY, testExamples } from './examples';

describe('Validating an IdentityLink', () => {
  testExamples('IdentityLink', validateIdentityLink);
});

describe('A RampID', () => {
  it('is recognized by its prefix together with its length', () => {
    for (const id of [RAMP_XY, RAMP_XI, `hY${RAMP_XY.slice(2)}`]) assert.ok(isRampId(id), id);
    for (const id of [
      RAMP_XY.slice(1),
      `${RAMP_XY}a`,
      `Xi${RAMP_XY.slice(2)}`,
      `XY${RAMP_XI.slice(2)}`,
      `xy${RAMP_XY.slice(2)}`,
      '',
    ])
      assert.ok(!isRampId(id), id);
  });
});
