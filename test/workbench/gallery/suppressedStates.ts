import { batchModel } from '../../../src/app/uploads/batchPage/batchPage';
import { configureFormat } from '../../../src/common/format';
import type { UploadModel } from '../../../src/webview/uploadModel';
import { group, input, opened } from '../../unit/app/uploads/batchPage/batches';
import {
  suppressedJobPage,
  suppressedPage,
} from '../../unit/app/uploads/suppression/suppressedPages';
import {
  suppressedPlan,
  suppressedReport,
  suppressedRequests,
  suppression,
} from '../../unit/app/uploads/suppression/suppressions';
import { removed } from '../../unit/app/uploads/update/updates';
import { file } from './parts';
import { CRM_EXPORT } from './records';

// What the product makes of plans and reports with suppression lists.

configureFormat('en', 'UTC');

const PREVIEW = file(
  'crm-export.csv',
  'UTF-8 with BOM · comma · header · 120,001 rows',
  ['customer_id', '*email: Email · filled 99%, fits 98%', 'work_email', 'first_name', 'last_name'],
  CRM_EXPORT,
);
const withFile = (model: UploadModel): UploadModel => ({
  ...model,
  main: [PREVIEW, ...model.main],
});

const [first, second] = suppression().lists;
const flawed = [
  { ...first, invalid: 12, notComparable: 3 },
  { ...second, path: '/lists/a-list-with-a-rather-long-name-of-people-who-opted-out.csv' },
];
const ofMany = { plan: { suppression: suppression() } };
const many = [
  group('CRM Users 2025', { 'crm-export.csv': { rows: [115_082, 1222, 3050, 31] } }, ofMany),
  group(
    'Newsletter',
    { 'week-45.csv': { rows: [34_012, 0, 12, 4] }, 'week-46.csv': { rows: [36_100, 7, 0, 2] } },
    ofMany,
  ),
];

const running = { state: 'running', resumable: false } as const;
const open = removed({ rows: 37, sent: 0, accepted: 0, unsent: 74 });

export const SUPPRESSED = {
  'suppressed-ready': withFile(
    suppressedPage(
      suppressedPlan(),
      {},
      {
        lists: [
          { path: first.path, by: 'setting' },
          { path: second.path, by: 'choice' },
        ],
      },
    ),
  ),
  'suppressed-flawed': withFile(
    suppressedPage(
      suppressedPlan({
        lists: flawed,
        lacking: [{ path: '/lists/old.csv' }],
        allowed: ['suppression-stale', 'suppression-missing'],
      }),
    ),
  ),
  'suppressed-none': withFile(
    suppressedPage(
      suppressedPlan(
        { lists: [{ ...first, suppressed: 0 }], inFiles: 0, removed: 0, identifiers: 0 },
        { good: 115_119, distinct: 115_119, suppressed: 0 },
      ),
    ),
  ),
  'suppressed-adding': suppressedJobPage(
    suppressedReport({ sent: 50_000, accepted: 50_000, unsent: 65_082 }, { removed: open }),
    {
      job: running,
      requests: suppressedRequests(['accepted', 'underWay', 'waiting'], 'waiting'),
    },
  ),
  'suppressed-removing': suppressedJobPage(suppressedReport({}, { removed: open }), {
    job: running,
    requests: suppressedRequests(['accepted', 'accepted', 'accepted'], 'underWay'),
  }),
  'suppressed-done': suppressedJobPage(),
  'suppressed-open': suppressedJobPage(
    suppressedReport({ state: 'failed' }, { removed: open, allowed: ['suppression-stale'] }),
    {
      job: {
        state: 'failed',
        resumable: true,
        error: { code: 'network', source: 'tool', message: 'No connection.', operation: 'upload' },
      },
      requests: suppressedRequests(['accepted', 'accepted', 'accepted'], 'waiting'),
    },
  ),
  'suppressed-many': batchModel(input(many)),
  'suppressed-many-open': batchModel(input([opened(many[0]), many[1]])),
} satisfies Record<string, UploadModel>;
