import assert from 'node:assert/strict';
import { ApiError } from '../../../../src/api/apiError';
import type { Retailer } from '../../../../src/api/apiTypes';
import { RetailerNames } from '../../../../src/app/accounts/retailerNames';
import { OutsideText } from '../../../../src/common/outsideText';
import { account } from '../segments/segments';

const failure = (kind: 'permission' | 'network'): ApiError =>
  new ApiError('', { kind, operation: 'retailers', outcome: 'notDone', retryable: false });
const north: Retailer = { id: '5', name: OutsideText.name('North') };

describe('the names of retailers', () => {
  let requests: number;
  let changes: number;
  let respond: () => Promise<Retailer[]>;
  const handle = account({
    retailers: () => {
      requests++;
      return respond();
    },
  });
  const names = (own: Record<string, string> = {}): RetailerNames =>
    new RetailerNames(
      () => own,
      () => changes++,
    );
  beforeEach(() => {
    [requests, changes] = [0, 0];
    respond = async () => [north];
  });

  it('are requested once, by whoever needs one first', async () => {
    const retailers = names();
    assert.equal(retailers.name(handle, undefined), undefined);
    assert.equal(requests, 0);
    assert.equal(retailers.name(handle, '5'), undefined);
    assert.deepEqual(await retailers.all(handle), [north]);
    assert.equal(retailers.name(handle, '5')?.forTree(), 'North');
    assert.equal(retailers.name(handle, '6'), undefined);
    assert.deepEqual({ requests, changes }, { requests: 1, changes: 1 });
  });

  it('come from the settings first, without a request', () => {
    assert.equal(names({ 5: 'Bakery' }).name(handle, '5')?.forTree(), 'Bakery');
    assert.equal(requests, 0);
  });

  it('are none for an app without the permission, which isn’t asked again', async () => {
    respond = () => Promise.reject(failure('permission'));
    const retailers = names();
    assert.deepEqual(await retailers.all(handle), []);
    assert.deepEqual(await retailers.all(handle), []);
    assert.equal(retailers.name(handle, '5'), undefined);
    assert.deepEqual({ requests, changes }, { requests: 1, changes: 0 });
  });

  it('are requested again after a failure: at once for the list, later for a name', async () => {
    respond = () => Promise.reject(failure('network'));
    const retailers = names();
    await assert.rejects(retailers.all(handle), failure('network'));
    assert.equal(retailers.name(handle, '5'), undefined);
    assert.equal(requests, 1, 'a tree that is drawn again doesn’t repeat a failing request');
    respond = async () => [north];
    assert.deepEqual(await retailers.all(handle), [north]);
    assert.equal(requests, 2);
  });

  it('are no longer waited for after the end', async () => {
    let signal: AbortSignal | undefined;
    const waiting = account({
      retailers: (_: string, options?: { signal?: AbortSignal }) => {
        signal = options?.signal;
        return new Promise<Retailer[]>(() => undefined);
      },
    });
    const retailers = names();
    assert.equal(retailers.name(waiting, '5'), undefined);
    assert.equal(signal?.aborted, false);
    retailers.dispose();
    assert.equal(signal?.aborted, true);
  });
});
