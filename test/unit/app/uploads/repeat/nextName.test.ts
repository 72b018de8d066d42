import assert from 'node:assert/strict';
import {
  lastingName,
  laterNames,
  laterNamesText,
} from '../../../../../src/app/uploads/repeat/nextName';

const shown = (name: string): string | undefined => {
  const names = laterNames(name);
  return names && `${laterNamesText(names)} by ${names.isByName ? 'name' : 'time'}`;
};

describe('the names of later exports', () => {
  const cases: Record<string, string | undefined> = {
    'crm-2026-11-30.csv': 'crm-####-##-##.csv by name',
    '20261130_crm.csv': '########_crm.csv by name',
    'buyers_30d_2026.11.30.csv': 'buyers_30d_####.##.##.csv by name',
    'crm 2026-11-30T10-30Z v2.csv': 'crm ####-##-##T##-##Z v2.csv by name',
    'crm-20261130103000.csv': 'crm-##############.csv by name',
    'crm-2026-11-01_2026-11-30.csv': 'crm-####-##-##_####-##-##.csv by name',
    'crm-2026-11.csv': 'crm-####-##.csv by name',
    'crm-2026-W48.csv': 'crm-####-W##.csv by name',
    '30.11.2026 crm.csv': '##.##.#### crm.csv by time',
    'crm-2026-13-45.csv': 'crm-2026-13-##.csv by time',
    'week-46.csv': 'week-##.csv by time',
    'buyers_30d_v9.csv': 'buyers_30d_v#.csv by time',
    'crm.2026': 'crm.#### by time',
    'crm.eu-2026-11-30': 'crm.eu-####-##-## by name',
    'crm-7.h5': 'crm-#.h5 by time',
    'crm.h5': undefined,
    'crm.csv': undefined,
    '': undefined,
  };
  for (const [name, expected] of Object.entries(cases))
    it(`of “${name}”: ${expected ?? 'none'}`, () => assert.equal(shown(name), expected));

  it('are told apart by what lasts', () => {
    const lasting = (name: string): string => Object.values(lastingName(name)).join(' + ');
    assert.equal(lasting('eu_2026-11-30_crm.csv.gz'), 'eu-crm + .csv.gz');
    assert.equal(lasting('buyers_30d_2026-11-30.csv'), 'buyers_30d + .csv');
    assert.equal(lasting('2026-11-30'), ' + ');
  });
});
