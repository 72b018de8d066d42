import assert from 'node:assert/strict';
import {
  areComparable,
  formatsMadeFrom,
  formatsToRemove,
  mayBeSame,
} from '../../../src/upload/comparableFormats';

describe('comparable formats', () => {
  it('are made from plain emails and from MD5, and from nothing else', () => {
    assert.deepEqual(formatsMadeFrom('plain', 'Email'), ['plain', 'md5', 'sha256', 'sha256ofMd5']);
    assert.deepEqual(formatsMadeFrom('md5', 'Email'), ['md5', 'sha256ofMd5']);
    assert.deepEqual(formatsMadeFrom('sha256', 'Email'), ['sha256']);
    assert.deepEqual(formatsMadeFrom('plain', 'PhoneNumber'), ['plain']);
    assert.deepEqual(formatsMadeFrom('opaque', 'CustomerId'), ['opaque']);
  });

  it('are told apart where one value can be made from the other', () => {
    assert.equal(areComparable('plain', 'md5', 'Email'), true);
    assert.equal(areComparable('sha256', 'plain', 'Email'), true);
    assert.equal(areComparable('md5', 'sha256', 'Email'), false);
    assert.equal(areComparable('sha256', 'md5', 'Email'), false);
    // It isn't known in which notation a phone number was hashed.
    assert.equal(areComparable('plain', 'sha256', 'PhoneNumber'), false);
    assert.equal(areComparable('md5', 'md5', 'PhoneNumber'), true);
    assert.equal(areComparable('mobileId', 'cookieId', 'UserIdentifier'), true);
  });

  it('include both hashes where a file has 64 hexadecimal digits', () => {
    assert.equal(mayBeSame('sha256ofMd5', 'sha256'), true);
    assert.equal(mayBeSame('sha256', 'sha256'), true);
    assert.equal(mayBeSame('sha256', 'sha256ofMd5'), false);
    assert.equal(mayBeSame('md5', 'sha256'), false);
  });

  it('are removed as far as the list was sent in them, and at least as given', () => {
    assert.deepEqual(formatsToRemove('plain', ['sha256', 'md5'], 'Email'), ['md5', 'sha256']);
    assert.deepEqual(formatsToRemove('sha256', ['plain'], 'Email'), ['sha256']);
    assert.deepEqual(formatsToRemove('md5', ['plain', 'sha256ofMd5'], 'Email'), ['sha256ofMd5']);
    assert.deepEqual(formatsToRemove('opaque', ['plain'], 'CustomerId'), ['opaque']);
  });
});
