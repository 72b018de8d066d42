import assert from 'node:assert/strict';
import { parse } from 'csv-parse/sync';
import { writeAudienceFile } from '../../../../src/app/audiences/audienceFile';
import { all, audience, leaf, not } from './audiences';

describe('the file of audiences', () => {
  const rows = (...audiences: Parameters<typeof writeAudienceFile>[0]): string[][] =>
    parse(writeAudienceFile(audiences, (id) => (id === '1' ? 'CRM, Users' : id))) as string[][];

  it('has all of an audience in a row, in the order of IDs', () => {
    const [header, second, first] = rows(
      audience('100', leaf('1')),
      audience('99', all(leaf('1'), not(leaf('2')), leaf('1')), {
        name: 'Win "Back"',
        description: 'Two\nlines',
        retailerId: '7',
        channels: ['Onsite', 'Offsite'],
        createdAt: Date.UTC(2026, 10, 1),
        updatedAt: Date.UTC(2026, 10, 2, 9, 50),
      }),
    );
    assert.equal(
      header.join(),
      'id,name,description,retailerId,channels,rule,segmentIds,createdAt,updatedAt',
    );
    assert.deepEqual(second, [
      '99',
      'Win "Back"',
      'Two\nlines',
      '7',
      'Onsite;Offsite',
      'In CRM, Users, but not in 2.',
      '1;2',
      '2026-11-01T00:00:00.000Z',
      '2026-11-02T09:50:00.000Z',
    ]);
    assert.deepEqual(first, ['100', '', '', '', '', 'In CRM, Users.', '1', '', '']);
  });

  it('has nothing that a spreadsheet would run', () => {
    for (const name of [
      '=1+1',
      '+1',
      '-1',
      '@SUM(A1)',
      '\t=1',
      '\r=1',
      ' =1',
      '\n=HYPERLINK("x")',
    ]) {
      const [, [, written, description]] = rows(
        audience('1', leaf('2'), { name, description: name }),
      );
      assert.equal(written, `'${name}`);
      assert.equal(description, `'${name}`);
    }
    const [, [, plain]] = rows(audience('1', leaf('2'), { name: 'a=b - c' }));
    assert.equal(plain, 'a=b - c');
  });
});
