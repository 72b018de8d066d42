import assert from 'node:assert/strict';
import {
  optionsFor,
  optionsForOther,
  wantedOptions,
  type UploadSettings,
} from '../../../../src/app/uploads/options';
import { DEFAULT_OPTIONS } from '../../../../src/upload/types';

const SETTINGS: UploadSettings = { hash: 'sha256', dedupe: false, chunkSize: 500, concurrency: 2 };
const ADD = { operation: 'add', forms: 'given' } as const;

describe('the options of an upload', () => {
  it('are the arguments, else the settings, else the defaults', () => {
    assert.deepEqual(optionsFor({}, 'add', 'Email', SETTINGS), {
      ...DEFAULT_OPTIONS,
      ...SETTINGS,
      operation: 'add',
      forms: 'given',
    });
    const request = {
      column: 'mail',
      header: false,
      hash: 'md5',
      forms: 'all',
      maxRefused: 0.5,
      minKept: 0.1,
    } as const;
    const { header, ...same } = request;
    assert.deepEqual(optionsFor(request, 'remove', 'email', SETTINGS), {
      ...DEFAULT_OPTIONS,
      ...SETTINGS,
      ...same,
      operation: 'remove',
      dialect: { header },
    });
  });

  it('hash by the setting only what are addresses', () => {
    assert.equal(optionsFor({}, 'add', 'UserIdentifier', SETTINGS).hash, 'none');
    assert.equal(optionsFor({}, 'add', undefined, SETTINGS).hash, 'none');
    assert.equal(optionsFor({ hash: 'md5' }, 'add', 'UserIdentifier', SETTINGS).hash, 'md5');
  });

  it('of the window leave out what was chosen for addresses alone, and stop at no guard', () => {
    const chosen = { column: 2, hash: 'md5', dialect: { delimiter: ';' } } as const;
    const wanted = (type: string): ReturnType<typeof wantedOptions> =>
      wantedOptions(chosen, { operation: 'remove', forms: 'all' }, type, SETTINGS);
    const { hash, forms, column, dialect, maxRefused, minKept } = wanted('Email');
    assert.deepEqual([hash, forms, column, dialect], ['md5', 'all', 2, chosen.dialect]);
    assert.deepEqual([maxRefused, minKept], [1, 0], 'the review is the guard');
    const other = wanted('CustomerId');
    assert.deepEqual([other.hash, other.forms, other.column], ['none', 'given', 2]);
  });

  it('for a segment of another type keep what was chosen of addresses, no other hash', () => {
    const ofEmails = wantedOptions({ hash: 'none' }, ADD, 'Email', SETTINGS);
    const ofIds = wantedOptions({}, ADD, 'CustomerId', SETTINGS);
    assert.equal(optionsForOther(ofEmails, 'Email', 'Email', SETTINGS).hash, 'none');
    assert.equal(optionsForOther(ofIds, 'CustomerId', 'Email', SETTINGS).hash, 'sha256');
    assert.equal(optionsForOther(ofEmails, 'Email', 'CustomerId', SETTINGS).hash, 'none');
  });
});
