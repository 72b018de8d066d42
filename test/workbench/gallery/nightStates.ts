import { morningModel } from '../../../src/app/nightly/morningPage/morningPage';
import { verifyModel } from '../../../src/app/verify/verifyPage/verifyPage';
import { configureFormat } from '../../../src/common/format';
import {
  APP_USERS,
  here,
  morning,
  NIGHT,
  sentEntry,
} from '../../unit/app/nightly/morningPage/nights';
import { account } from '../../unit/app/segments/segments';
import { APP, VERIFIED } from '../../unit/app/verify/verifyReports';

// What nights left, and whether that worked.

configureFormat('en', 'UTC');

const ACCOUNT = account({}, { accountId: '48210' });
const JOBS = new Set(['lapsed', 'app']);

export const NIGHTS = {
  morning: morningModel(morning()),
  'morning-opened': morningModel(morning(undefined, { open: new Set(['partly', 'earlier']) })),
  'morning-elsewhere': morningModel(
    morning([here(NIGHT, { declared: undefined, account: undefined })]),
  ),
  'morning-done': morningModel(
    morning([here({ ...NIGHT, entries: NIGHT.entries.slice(0, 52) })], { exitCode: 0 }),
  ),
  'morning-several': morningModel(
    morning([
      here(),
      here({
        ...NIGHT,
        file: '/srv/other.criteo.jsonc',
        suppress: [],
        entries: [
          sentEntry('7', 12),
          {
            ...sentEntry('8', 100, { state: 'failed', accepted: 60, sent: 60, unsent: 40 }),
            ...{ outcome: 'gave-up' },
          },
          { ...APP_USERS, segmentId: '9', outcome: 'denied' },
        ],
      }),
    ]),
  ),
  verify: verifyModel({ report: VERIFIED, account: ACCOUNT, jobs: JOBS, open: new Set() }),
  'verify-file': verifyModel({
    ...{ report: VERIFIED, jobs: new Set(), name: 'verify.json' },
    open: new Set(['not-computed', 'no-figure']),
  }),
  'verify-explained': verifyModel({
    report: { ...VERIFIED, segments: [{ ...APP, isExplained: true }] },
    ...{ account: ACCOUNT, jobs: JOBS, isReading: true, open: new Set(['explained']) },
  }),
  'verify-nothing': verifyModel({
    report: { ...VERIFIED, segments: [] },
    ...{ account: ACCOUNT, jobs: JOBS, open: new Set() },
  }),
};
