import assert from 'node:assert/strict';
import { hasDate, lastingName, nameAge } from '../../../../../src/app/uploads/repeat/nextName';

describe('the name of a file', () => {
  const cases: Record<string, string | undefined> = {
    'crm-2026-11-30.csv': 'crm-####-##-##.csv',
    '20261130_crm.csv': '########_crm.csv',
    'buyers_30d_2026.11.30.csv': 'buyers_30d_####.##.##.csv',
    'crm 2026-11-30T10-30Z v2.csv': 'crm ####-##-##T##-##Z v2.csv',
    'crm-20261130103000.csv': 'crm-##############.csv',
    'crm-2026-11-01_2026-11-30.csv': 'crm-####-##-##_####-##-##.csv',
    'crm-2026-11.csv': 'crm-####-##.csv',
    'crm-2026-W48.csv': 'crm-####-W##.csv',
    '30.11.2026 crm.csv': undefined,
    'crm-2026-13-45.csv': 'crm-2026-13-#.csv',
    'week-46.csv': 'week-#.csv',
    'buyers_30d_v9.csv': 'buyers_30d_v#.csv',
    'crm.2026': 'crm.#',
    'crm.eu-2026-11-30': 'crm.eu-####-##-##',
    'crm-7.h5': 'crm-#.h5',
    'crm.h5': undefined,
    'crm.csv': undefined,
    '': undefined,
  };
  for (const [name, expected] of Object.entries(cases))
    it(`tells the order of ${expected ?? 'no others'}: “${name}”`, () =>
      assert.equal(nameAge(name)?.shape, expected));

  it('has a date if later ones probably have another', () => {
    const dated = ['crm-2026-11-30.csv', '20261130.csv', '30.11.2026 crm.csv', 'crm-2026-W48.csv'];
    for (const name of dated) assert.ok(hasDate(name), name);
    for (const name of ['crm.csv', 'week-46.csv', 'crm-2026.csv']) assert.ok(!hasDate(name), name);
  });

  it('is told apart from others by what lasts', () => {
    const lasting = (name: string): string => Object.values(lastingName(name)).join(' + ');
    assert.equal(lasting('eu_2026-11-30_crm.csv.gz'), 'eu-crm + .csv.gz');
    assert.equal(lasting('buyers_30d_2026-11-30.csv'), 'buyers_30d + .csv');
    assert.equal(lasting('2026-11-30'), ' + ');
  });
});
