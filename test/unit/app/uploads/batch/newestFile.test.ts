import assert from 'node:assert/strict';
import { newestOf } from '../../../../../src/app/uploads/batch/newestFile';

describe('the newest of several files', () => {
  /** `names`: the first was changed last. */
  const newest = (...names: string[]): string =>
    newestOf(names, (name) => ({ name, modifiedAt: -names.indexOf(name) }));

  it('is the one with the highest number or the last date in its name', () => {
    assert.equal(newest('crm-9.csv', 'crm-10.csv', 'crm-2.csv'), 'crm-10.csv');
    assert.equal(newest('crm-2026-12-01.csv', 'crm-2026-11-30.csv'), 'crm-2026-12-01.csv');
    assert.equal(newest('crm-20261201.csv', 'crm-20251231.csv'), 'crm-20261201.csv');
    assert.equal(newest('crm-20261231.csv', 'crm-20270101.csv'), 'crm-20270101.csv');
    assert.equal(
      newest('crm-2026-11-26-1800.csv', 'crm-2026-11-27-0900.csv'),
      'crm-2026-11-27-0900.csv',
    );
    assert.equal(
      newest('crm-20261126180000.csv', 'crm-20261127090000.csv'),
      'crm-20261127090000.csv',
    );
  });

  it('is found by dates that end with the year', () => {
    assert.equal(newest('crm-28-11-2026.csv', 'crm-01-12-2026.csv'), 'crm-01-12-2026.csv');
    assert.equal(newest('crm_11.28.2026.csv', 'crm_12.01.2025.csv'), 'crm_11.28.2026.csv');
  });

  it('is the one that was changed last where a date can be read in two ways', () => {
    assert.equal(newest('crm-01-02-2026.csv', 'crm-02-01-2026.csv'), 'crm-01-02-2026.csv');
    assert.equal(newest('crm-02-01-2026.csv', 'crm-01-02-2026.csv'), 'crm-02-01-2026.csv');
  });

  it('is the one that was changed last where names say nothing', () => {
    assert.equal(newest('', ''), '');
    const ages = [5, 9, 7].map((modifiedAt) => ({ name: '', modifiedAt }));
    assert.equal(newestOf(ages, (age) => age).modifiedAt, 9);
  });
});
