import assert from 'node:assert/strict';
import type { NightReport } from '../../../../../src/app/nightly/report/nightReport';
import {
  nightsIn,
  type NightDocument,
} from '../../../../../src/app/nightly/report/nightReportFile';
import { parseReportFile } from '../../../../../src/app/uploads/report/reportFile';
import { Failure } from '../../../../../src/common/failure';
import { report } from '../../uploads/page/jobs';

const AT = '2026-11-27T20:40:00.000Z';
const NIGHT: NightReport = {
  file: '/srv/night.criteo.jsonc',
  account: { id: '48210', name: 'Northwind' },
  isSandbox: true,
  startedAt: AT,
  finishedAt: '2026-11-27T21:12:00.000Z',
  suppress: [{ path: '/srv/optouts.csv', people: 18_204, writtenAt: AT, maxAge: '26h' }],
  nothingNew: 0,
  removals: [{ id: 'R-20261127-174100-3f9c', state: 'stopped', text: 'It needs you.' }],
  entries: [
    {
      segmentId: '738406688413290496',
      segment: 'CRM Users 2025',
      operation: 'update',
      files: ['/srv/exports/crm-20261127.csv'],
      state: 'sent',
      outcome: 'finished',
      report: report({ startedAt: AT, finishedAt: AT }),
      notes: ['It has another name.'],
    },
    {
      segmentId: '2',
      operation: 'update',
      files: ['exports/app-*.csv'],
      state: 'stopped',
      outcome: 'blocked',
      error: { code: 'max-removed', source: 'tool', message: 'Too many.' },
      figures: {
        ...{ rows: 10_145, invalid: 1, duplicates: 0, valid: 10_144 },
        ...{ leaving: 2246, previous: 12_480, previousRows: 12_391, maxRemoved: 0.05 },
        before: { atLeast: 0, atMost: 12_480 },
      },
    },
    {
      ...{ segmentId: '3', operation: 'add', files: ['a.csv'] },
      ...{ state: 'up-to-date', outcome: 'finished', sentAt: AT },
    },
    {
      ...{ segmentId: '4', operation: 'add', files: ['a.csv'] },
      ...{ state: 'not-begun', outcome: 'gave-up', deadline: AT },
    },
  ],
};
const parse = (document: unknown): NightDocument => {
  const found = parseReportFile(Buffer.from(JSON.stringify(document)), 'n.json', nightsIn);
  assert.ok('nights' in found);
  return found;
};

describe('the report of nights in a file', () => {
  it('reads what a run of one nightly file or several leaves', () => {
    assert.deepEqual(parse({ version: 1, exitCode: 3, night: NIGHT }), {
      nights: [NIGHT],
      exitCode: 3,
    });
    assert.deepEqual(parse({ version: 1, nights: [NIGHT, NIGHT] }), { nights: [NIGHT, NIGHT] });
  });

  it('is no other document', () => {
    assert.equal(nightsIn({ version: 1, report: {} }), undefined);
  });

  it('takes over nothing else, and texts on one line', () => {
    const [entry] = NIGHT.entries;
    const found = parse({
      version: 1,
      night: { ...NIGHT, more: 1, entries: [{ ...entry, notes: ['two\nlines'], secret: 'x' }] },
    });
    assert.deepEqual(found.nights[0].entries, [{ ...entry, notes: ['two lines'] }]);
    const list = { path: 'all.csv', maxAge: 'soon', people: -1 };
    const [{ suppress }] = parse({ version: 1, night: { ...NIGHT, suppress: [list] } }).nights;
    assert.deepEqual(suppress, [{ path: 'all.csv' }]);
  });

  for (const [what, night] of Object.entries({
    'an unknown state': { ...NIGHT, entries: [{ ...NIGHT.entries[0], state: 'gone' }] },
    'an unknown outcome': { ...NIGHT, entries: [{ ...NIGHT.entries[0], outcome: 'x' }] },
    'a report whose figures don’t add up': {
      ...NIGHT,
      entries: [{ ...NIGHT.entries[0], report: { ...NIGHT.entries[0].report, rows: 999_999 } }],
    },
    'a segment that isn’t an ID': {
      ...NIGHT,
      entries: [{ ...NIGHT.entries[2], segmentId: '3 4' }],
    },
    'a segment that is there twice': { ...NIGHT, entries: [NIGHT.entries[2], NIGHT.entries[2]] },
    'no entries': { ...NIGHT, entries: undefined },
    nothing: null,
  }))
    it(`rejects ${what}`, () => {
      assert.throws(
        () => parse({ version: 1, night }),
        (error) => error instanceof Failure && error.code === 'bad-report',
      );
    });
});
