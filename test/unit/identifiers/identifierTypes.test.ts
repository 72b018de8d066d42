import * as assert from 'node:assert/strict';
import { fixesFor } from '../../../src/identifiers/fixes';
import { FIX_KINDS, IDENTIFIER_TYPES, knownType } from '../../../src/identifiers/identifierTypes';
import { SHA256 } from './examples';

describe('Identifier types', () => {
  it('are recognized in any case', () => {
    for (const type of IDENTIFIER_TYPES)
      for (const spelling of [type, type.toLowerCase(), type.toUpperCase()])
        assert.equal(knownType(spelling), type, spelling);
  });

  it('may be unknown to this version', () => {
    for (const type of ['Household', 'Emails', '', undefined])
      assert.equal(knownType(type), undefined, type);
  });
});

describe('Kinds of fixes', () => {
  it('are listed in the order in which fixes are offered', () => {
    const kinds = fixesFor('Email', `\ufeff0x${SHA256.toUpperCase()}`).map(({ kind }) => kind);
    assert.deepEqual(kinds, ['clean', 'dropPrefix', 'remove']);
    assert.deepEqual(
      kinds,
      FIX_KINDS.filter((kind) => kinds.includes(kind)),
    );
  });
});
