import * as assert from 'node:assert/strict';
import { guessType, looksLike, mismatch } from '../../../src/identifiers/guessType';
import { IDENTIFIER_TYPES } from '../../../src/identifiers/identifierTypes';
import { RAMP_XI, RAMP_XY, UUID } from './examples';

const EMAILS = ['a@example.com', ' B@Example.com', '', 'Carl <c@example.com>', 'd@example.com'];
const HASHES = ['a1'.repeat(32), 'B2'.repeat(32), `0x${'c3'.repeat(32)}`];
const NUMBERS = ['10023', '10024', 'A-77'];
const UUIDS = [UUID, UUID.toLowerCase(), `{${UUID}}`];
const RAMPS = [RAMP_XI, RAMP_XY, RAMP_XY];
const PHONES = ['+33612345678', '+44 20 7946 0000', '+15551234567'];

describe('Guessing the identifier type', () => {
  it('guesses the type of a column from its values', () => {
    assert.equal(guessType(EMAILS), 'Email');
    assert.equal(guessType(HASHES), 'Email');
    assert.equal(guessType([...EMAILS, ...HASHES]), 'Email');
    assert.equal(guessType(UUIDS), 'UserIdentifier');
    assert.equal(guessType(RAMPS), 'IdentityLink');
    assert.equal(guessType(PHONES), 'PhoneNumber');
    assert.equal(guessType(NUMBERS), 'CustomerId');
    assert.equal(guessType(['Paris', 'New York', 'Rome']), undefined);
    assert.equal(guessType(['', ' ']), undefined);
    assert.equal(guessType([...EMAILS, 'x', 'y']), undefined, 'under 80 %');
  });

  it('says whether a single value looks like one of a type', () => {
    assert.ok(
      looksLike('Email', 'mailto:a@example.com') &&
        !looksLike('Email', '10023') &&
        !looksLike('Email', '@handle'),
    );
    assert.ok(
      looksLike('CustomerId', '10023') &&
        !looksLike('CustomerId', 'Paris') &&
        !looksLike('CustomerId', 'a@example.com'),
    );
    assert.ok(looksLike('PhoneNumber', HASHES[0]) && !looksLike('PhoneNumber', '2024-01-01'));
    for (const type of IDENTIFIER_TYPES) assert.ok(!looksLike(type, ''));
  });

  it('finds columns of another type than the segment accepts', () => {
    assert.equal(mismatch('Email', UUIDS), 'UserIdentifier');
    assert.equal(mismatch('Email', NUMBERS), 'CustomerId');
    assert.equal(mismatch('UserIdentifier', EMAILS), 'Email');
    assert.equal(mismatch('UserIdentifier', HASHES), 'Email');
    assert.equal(mismatch('CustomerId', EMAILS), 'Email');
    assert.equal(mismatch('CustomerId', RAMPS), 'IdentityLink');
    assert.equal(mismatch('IdentityLink', PHONES), 'PhoneNumber');
    assert.equal(mismatch('PhoneNumber', EMAILS), 'Email');
  });

  it('finds no mismatch in values that could belong to the type', () => {
    assert.equal(mismatch('CustomerId', UUIDS), undefined, 'customer ids may be UUIDs');
    assert.equal(mismatch('CustomerId', HASHES), undefined);
    assert.equal(mismatch('UserIdentifier', NUMBERS), undefined, 'cookie ids');
    assert.equal(
      mismatch('PhoneNumber', HASHES),
      undefined,
      'hashes of numbers look like hashes of emails',
    );
    assert.equal(
      mismatch(
        'UserIdentifier',
        UUIDS.map((id) => id.replace(/[^0-9a-f]/gi, '')),
      ),
      undefined,
      'the hyphens can be added',
    );
    assert.equal(
      mismatch('Email', ['a1'.repeat(20), 'b2'.repeat(20)]),
      undefined,
      'SHA-1 has its own rule',
    );
    assert.equal(
      mismatch('PhoneNumber', ['0612345678', '0698765432']),
      undefined,
      'the national format has its own rule',
    );
    assert.equal(
      mismatch('IdentityLink', [`Xq${RAMP_XY.slice(2)}`]),
      undefined,
      'an unknown prefix is a warning',
    );
    assert.equal(mismatch('Email', EMAILS), undefined);
    assert.equal(mismatch('Email', []), undefined);
    assert.equal(mismatch('CustomerId', ['Paris', 'Rome']), undefined);
  });
});
