import assert from 'node:assert/strict';
import {
  accountOfJob,
  identifierTypeOf,
  namesOfJob,
  targetOf,
  targetOfCheck,
  writableDestination,
} from '../../../../src/app/uploads/target';
import { OutsideText } from '../../../../src/common/outsideText';
import { account, segment } from '../segments/segments';

const handle = account({});
const typed = (identifierType: string | undefined, isReadOnly = false) =>
  segment('7', { name: 'VIP', contactList: { isReadOnly, identifierType } });
const list = (...segments: ReturnType<typeof segment>[]) => ({
  search: async () => segments,
  find: () => segments[0],
});
const accounts = {
  shown: () => [account({}, { accountId: 'other' }), handle],
  retailerName: () => OutsideText.name('North'),
};

describe('the target of an upload', () => {
  it('is a segment that accepts identifiers of a known type', async () => {
    const chosen = { account: handle, segmentId: '7' };
    const email = typed('email');
    assert.equal((await writableDestination(list(email), chosen, 'x')).segment, email);
    assert.equal(identifierTypeOf(email), 'Email');
    for (const [segments, code] of [
      [[], 'segment-not-found'],
      [[typed('Email', true)], 'segment-read-only'],
      [[typed('FingerPrint')], 'unsupported-type'],
      [[typed(undefined)], 'unsupported-type'],
    ] as const)
      await assert.rejects(writableDestination(list(...segments), chosen, 'x'), {
        code,
        operation: 'x',
      });
  });

  it('is read until that is cancelled', async () => {
    const { signal } = new AbortController();
    let given: AbortSignal | undefined;
    const search = async (...[, , last]: [unknown, unknown, AbortSignal?]) => {
      given = last;
      return [typed('Email')];
    };
    await writableDestination({ search }, { account: handle, segmentId: '7' }, 'x', signal);
    assert.equal(given, signal);
  });

  it('keeps what identifies account and segment, and nothing for a check', () => {
    assert.deepEqual(targetOf({ account: handle, segment: typed('CustomerId') }), {
      origin: 'https://api.example',
      clientId: 'app',
      accountId: '77',
      segmentId: '7',
      segmentName: 'VIP',
      identifierType: 'CustomerId',
    });
    assert.equal(targetOfCheck('Email').segmentId, '');
  });

  it('belongs to the account of the same session and ID', () => {
    const target = targetOf({ account: handle, segment: typed('Email') });
    assert.equal(accountOfJob(accounts, target), handle);
    for (const change of [{ origin: 'x' }, { clientId: 'x' }, { accountId: 'x' }])
      assert.equal(accountOfJob(accounts, { ...target, ...change }), undefined);
  });

  it('has the names as far as they are known', () => {
    const target = targetOf({ account: handle, segment: typed('Email') });
    const textsOf = (names: ReturnType<typeof namesOfJob>): (string | undefined)[] =>
      [names.account, names.retailer, names.segment].map((name) => name?.forTree());
    assert.deepEqual(textsOf(namesOfJob(accounts, list(typed('Email')), target)), [
      'Grocer',
      'North',
      'VIP',
    ]);
    assert.deepEqual(textsOf(namesOfJob(accounts, list(), target)), ['Grocer', undefined, 'VIP']);
    const signedOut = { ...accounts, shown: () => [] };
    assert.deepEqual(textsOf(namesOfJob(signedOut, list(), target)), ['77', undefined, 'VIP']);
    const unnamed = { ...target, segmentName: undefined };
    assert.deepEqual(textsOf(namesOfJob(signedOut, list(), unnamed)), ['77', undefined, '7']);
  });
});
