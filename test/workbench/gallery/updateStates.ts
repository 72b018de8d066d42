import { configureFormat } from '../../../src/common/format';
import type { UploadModel } from '../../../src/webview/uploadModel';
import {
  draftPage,
  needsPage,
  plannedPage,
  updateJobPage,
} from '../../unit/app/uploads/update/updatePages';
import {
  firstPlan,
  NEW_URI,
  PREVIOUS,
  PREVIOUS_URI,
  removed,
  updatePlan,
  updateRequests,
} from '../../unit/app/uploads/update/updates';
import { file } from './parts';
import { CRM_EXPORT } from './records';

// An Update isn't in the mock: its states are what the product makes of a plan and a report.

configureFormat('en', 'UTC');

const PREVIEW = file(
  'crm-2026-12.csv',
  'UTF-8 · comma · header · 49,260 rows',
  ['customer_id', '*email: Email · filled 99%, fits 98%', 'work_email', 'first_name', 'last_name'],
  CRM_EXPORT,
);

/** The start of the file, which is read anew each time, in its place. */
function withFile(model: UploadModel): UploadModel {
  const [first, ...rest] = model.main;
  if (!first) return { ...model, main: [PREVIEW] };
  return { ...model, main: [first, PREVIEW, ...rest] };
}

const running = { state: 'running', resumable: false } as const;
const OPEN = removed({ sent: 0, accepted: 0, unsent: 680 });

/** A first run's previous file. */
const noPrevious = {
  choices: { files: [{ uri: NEW_URI }], operation: 'update', previous: [] },
  previous: { proposals: [] },
} as const;

const tooMany = updatePlan(
  { unchanged: 9200, counts: { ...PREVIOUS, still: 9200, removed: 39_140 }, identifiers: 78_280 },
  { good: 10_000, distinct: 10_000, rows: 10_060 },
);

/** What is in the segment may be an earlier version of the file, or another list. */
const asked = firstPlan({
  asked: [{ uri: PREVIOUS_URI, jobId: 'j11', foundAt: PREVIOUS_URI }],
});

export const UPDATES = {
  'update-needs-previous': withFile(needsPage()),
  'update-checking': withFile(draftPage({ kind: 'checking' })),
  'update-ready': withFile(plannedPage()),
  'update-first-run': withFile(plannedPage(firstPlan(), noPrevious)),
  'update-at-risk': withFile(
    plannedPage(tooMany, {}, [
      '39,140 people would be removed, 80.9% of those in crm-2026-11.csv, more than the allowed 30%.',
    ]),
  ),
  'update-other-list': plannedPage(asked, noPrevious),
  'update-other-formats': withFile(
    plannedPage(
      updatePlan({
        otherFormats: ['plain'],
        counts: { ...PREVIOUS, inOtherFormats: 340 },
      }),
      {},
    ),
  ),
  'update-found': withFile(
    plannedPage(updatePlan({ found: [PREVIOUS_URI], unknown: [{ uri: NEW_URI, jobId: 'j9' }] })),
  ),
  'update-left': updateJobPage({ leftSince: '2026-03-04T03:00:00.000Z' }),
  'update-adding': updateJobPage(
    { sent: 24_600, accepted: 24_600, unsent: 24_600, removed: OPEN },
    { job: running, requests: updateRequests(['accepted', 'underWay'], ['waiting', 'waiting']) },
  ),
  'update-removing': updateJobPage(
    { removed: removed({ sent: 340, accepted: 340, unsent: 340 }) },
    { job: running, requests: updateRequests(['accepted', 'accepted'], ['accepted', 'underWay']) },
  ),
  'update-done': updateJobPage(),
  'update-adds-open': updateJobPage(
    { state: 'failed', accepted: 24_600, unknown: 24_600, removed: OPEN },
    {
      job: {
        state: 'failed',
        resumable: true,
        error: {
          code: 'adds-open',
          source: 'tool',
          message: 'Not everyone in the file was added, so nobody was removed. Resume the upload.',
          operation: 'upload',
        },
      },
      requests: updateRequests(['accepted', 'unknown'], ['waiting', 'waiting']),
    },
  ),
} satisfies Record<string, UploadModel>;
