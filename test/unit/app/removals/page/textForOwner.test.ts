import assert from 'node:assert/strict';
import { textForOwner } from '../../../../../src/app/removals/page/textForOwner';
import { peopleWhoStay } from '../../../../../src/app/removals/removalFigures';
import { FORBIDDEN, incomplete, open } from './removalPages';

describe('the text for the owner of an account', () => {
  it('has the account, its segments, the error and the trace ID, and no file', () => {
    const record = incomplete();
    const stay = peopleWhoStay(record).find(({ reason }) => reason === 'failed') ?? assert.fail();
    assert.equal(
      textForOwner(record, stay),
      [
        'Account: Northwind CA (31077)',
        'Segments:',
        '- Newsletter Subscribers (31077100)',
        '- CRM Users 2025 (31077101)',
        '- Lapsed Customers (31077102)',
        'Error: Criteo denied permission., forbidden, 403',
        'Trace ID: t-403',
        'Request ID: R-20261127-174104-3f9c',
      ].join('\n'),
    );
  });

  it('of an account that can’t be read has no segments', () => {
    const record = open();
    const [eu, ca] = record.accounts;
    assert.ok(eu && ca);
    const failed = { ...record, accounts: [eu, { ...ca, failure: FORBIDDEN }] };
    const stay = peopleWhoStay(failed).find(({ reason }) => reason === 'account') ?? assert.fail();
    assert.deepEqual(textForOwner(failed, stay).split('\n').slice(0, 2), [
      'Account: Northwind CA (31077)',
      'Error: Criteo denied permission., forbidden, 403',
    ]);
  });
});
