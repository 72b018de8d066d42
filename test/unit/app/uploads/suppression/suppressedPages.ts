import { limitsOf } from '../../../../../src/app/uploads/choices/engineOptions';
import type { DraftPlan } from '../../../../../src/app/uploads/draftStep';
import type { DraftPageInput } from '../../../../../src/app/uploads/page/draftBase';
import { draftModel } from '../../../../../src/app/uploads/page/draftPage';
import { jobModel } from '../../../../../src/app/uploads/page/jobPage';
import type { JobPageInput } from '../../../../../src/app/uploads/page/jobPageFacts';
import { confirmationReasons } from '../../../../../src/app/uploads/plan/planReview';
import { OutsideText } from '../../../../../src/common/outsideText';
import type { Plan } from '../../../../../src/upload/uploadTypes';
import type { UploadModel } from '../../../../../src/webview/uploadModel';
import { account } from '../../segments/segments';
import { at, job, NAMES } from '../page/jobs';
import { NOW, view } from '../plan/plans';
import { FILE_URI, suppressedPlan, suppressedReport } from './suppressions';

const ACCOUNT = account({}, { label: OutsideText.name('Northwind EU') });
const READING = { identifiers: 48_210, at: NOW - 60_000 };

/** The page of a plan with suppression lists that is ready. */
export function suppressedPage(
  of: Plan = suppressedPlan(),
  changes: Partial<DraftPageInput> = {},
  ofPlan: Partial<DraftPlan> = {},
): UploadModel {
  const known = view({ plan: { ...of, listReading: READING }, reading: READING });
  const { plan } = known;
  return draftModel({
    step: {
      kind: 'ready',
      planned: {
        plan,
        reading: READING,
        reasons: confirmationReasons(known, limitsOf({})),
        confirmation: { kind: 'yes', account: ACCOUNT, guard: undefined },
        changes: [],
        view: () => Promise.resolve(known),
        ...ofPlan,
      },
    },
    choices: { files: of.files.map(({ uri }) => ({ uri })), operation: plan.options.operation },
    identifierType: 'Email',
    account: ACCOUNT,
    names: NAMES,
    limits: limitsOf({}),
    now: NOW,
    view: known,
    ...changes,
  });
}

/** The page of the upload of that plan, with this in its report. */
export function suppressedJobPage(
  report: ReturnType<typeof suppressedReport> = suppressedReport(),
  {
    job: ofJob,
    ...changes
  }: Partial<Omit<JobPageInput, 'job'>> & { job?: Parameters<typeof job>[0] } = {},
): UploadModel {
  return jobModel({
    job: job({ state: 'finished', files: [{ uri: FILE_URI, size: 1 }], report, ...ofJob }),
    plan: suppressedPlan(),
    requests: [],
    names: NAMES,
    account: ACCOUNT,
    readings: [],
    unnamed: 0,
    now: at('09:53:00'),
    ...changes,
  });
}
