import { limitsOf } from '../../../../../src/app/uploads/choices/engineOptions';
import type { DraftStep } from '../../../../../src/app/uploads/draftStep';
import type { DraftPageInput } from '../../../../../src/app/uploads/page/draftBase';
import { draftModel } from '../../../../../src/app/uploads/page/draftPage';
import { jobModel } from '../../../../../src/app/uploads/page/jobPage';
import type { JobPageInput } from '../../../../../src/app/uploads/page/jobPageFacts';
import { confirmationReasons } from '../../../../../src/app/uploads/plan/planReview';
import { Failure } from '../../../../../src/common/failure';
import { OutsideText } from '../../../../../src/common/outsideText';
import type { Report } from '../../../../../src/upload/jobTypes';
import type { Plan } from '../../../../../src/upload/uploadTypes';
import type { UploadModel } from '../../../../../src/webview/uploadModel';
import { account } from '../../segments/segments';
import { at, job, NAMES } from '../page/jobs';
import { NOW, view } from '../plan/plans';
import { NEW_URI, PREVIOUS_URI, updatePlan, updateReport } from './updates';

const ACCOUNT = account({}, { label: OutsideText.name('Northwind EU') });
export const READING = { identifiers: 48_360, at: NOW - 60_000 };
/** It was sent the day before. */
export const PROPOSED = { uris: [PREVIOUS_URI], sentAt: NOW - 30 * 3600_000, jobId: 'j11' };

/** The page of a draft of an Update. */
export function draftPage(step: DraftStep, changes: Partial<DraftPageInput> = {}): UploadModel {
  return draftModel({
    step,
    choices: {
      files: [{ uri: NEW_URI }],
      operation: 'update',
      previous: [{ uri: PREVIOUS_URI }],
    },
    identifierType: 'Email',
    account: ACCOUNT,
    names: NAMES,
    limits: limitsOf(changes.choices ?? {}),
    previous: { proposals: [], chosen: PROPOSED },
    now: NOW,
    ...changes,
  });
}

/** The page of a plan that is ready. `reasons`: why it has to be confirmed. */
export function plannedPage(
  of: Plan = updatePlan(),
  changes: Partial<DraftPageInput> = {},
  reasons?: readonly string[],
): UploadModel {
  const listReading = { at: READING.at, identifiers: READING.identifiers };
  const known = view({ plan: { ...of, listReading }, reading: READING });
  const { plan } = known;
  return draftPage(
    {
      kind: 'ready',
      planned: {
        plan,
        reading: READING,
        reasons: reasons ?? confirmationReasons(known, limitsOf({})),
        confirmation: { kind: 'yes', account: ACCOUNT, guard: undefined },
        changes: [],
        view: () => Promise.resolve(known),
      },
    },
    { view: known, ...changes },
  );
}

/** The page of a draft whose previous file isn't chosen yet. */
export function needsPage(changes: Partial<DraftPageInput> = {}): UploadModel {
  const failure = new Failure('bad-argument', 'previous is required', 'uploadCsv');
  return draftPage(
    { kind: 'needs', missing: 'previous', failure },
    {
      choices: { files: [{ uri: NEW_URI }], operation: 'update' },
      previous: { proposals: [PROPOSED, { uris: ['file:///work/crm-2026-10.csv'] }] },
      ...changes,
    },
  );
}

/** The page of the upload of an Update, with this in its report. */
export function updateJobPage(
  report: Partial<Report> = {},
  {
    job: ofJob,
    ...changes
  }: Partial<Omit<JobPageInput, 'job'>> & {
    job?: Parameters<typeof job>[0];
  } = {},
): UploadModel {
  return jobModel({
    job: job({
      state: 'finished',
      operation: 'update',
      files: [{ uri: NEW_URI, size: 1 }],
      report: updateReport(report),
      ...ofJob,
    }),
    plan: updatePlan(),
    requests: [],
    names: NAMES,
    account: ACCOUNT,
    readings: [],
    unnamed: 0,
    now: at('09:53:00'),
    ...changes,
  });
}
