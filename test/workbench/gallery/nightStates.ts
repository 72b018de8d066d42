import { morningModel } from '../../../src/app/nightly/morningPage/morningPage';
import { configureFormat } from '../../../src/common/format';
import {
  APP_USERS,
  here,
  morning,
  NIGHT,
  sentEntry,
} from '../../unit/app/nightly/morningPage/nights';

// What nights left.

configureFormat('en', 'UTC');

export const NIGHTS = {
  morning: morningModel(morning()),
  'morning-opened': morningModel(morning(undefined, { open: new Set(['partly', 'up-to-date']) })),
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
};
