import { t } from '@vscode/l10n';
import { describe } from '../../../common/failure';
import { clock, count, duration, plural } from '../../../common/format';
import { plainText } from '../../../common/outsideText';
import { compact, present } from '../../../common/records';
import type { WaitReason } from '../../../upload/jobTypes';
import type { UploadModel } from '../../../webview/uploadModel';
import { isOutdated, pauseOf } from '../standing';
import { waitMeaning, waitTitle } from '../words/waitWords';
import type { JobPageFacts } from './jobPageFacts';

/** Up to here a countdown is shown, above it the time of day. In milliseconds. */
const COUNTDOWN = 90_000;
/**
 * Waits that a press can end early: the next try comes at once. Not the limit of the API, which
 * holds for all requests of the application: an early try would be held back or rejected.
 */
const CAN_TRY_NOW: ReadonlySet<WaitReason> = new Set([
  'network',
  'cutOff',
  'noResponse',
  'serverError',
]);

/** What stops the upload: a pause, or the failure that ended it. */
export function jobCallout(view: JobPageFacts): UploadModel['callout'] {
  return view.phase === 'sending' ? pause(view) : failure(view);
}

function pause(view: JobPageFacts): UploadModel['callout'] {
  const { progress } = view.job;
  const wait = pauseOf(progress);
  if (wait === undefined) return undefined;
  const text =
    wait === 'signedOut'
      ? signedOutText(view)
      : present([waitMeaning(progress), nextTryText(view)]).join(' ');
  return {
    tone: 'warning',
    icon: 'pause',
    title: waitTitle(progress),
    text,
    presses:
      view.underWay && CAN_TRY_NOW.has(wait) ? [{ label: t('Try Now'), action: 'tryNow' }] : [],
  };
}

/** When it tries again, and what becomes of requests whose answer was lost. */
function nextTryText({ job: { progress }, now, lostRequests: lost }: JobPageFacts): string {
  const { waitUntil: until } = progress;
  const next =
    until === undefined
      ? t('Tries again soon')
      : until - now <= COUNTDOWN
        ? t('Tries again in {0}', duration(until - now))
        : t('Tries again at {0}', clock(until));
  if (lost === 0) return `${next}.`;
  const again = plural(lost, {
    one: t('{0}: {1} unknown request is sent again.', next, count(lost)),
    other: t('{0}: {1} unknown requests are sent again.', next, count(lost)),
  });
  return `${again} ${t('Likely no one is counted twice, but that isn’t documented.')}`;
}

function signedOutText({ account, job }: JobPageFacts): string {
  return account
    ? t('Signed in again: it can be resumed.')
    : t('Sign in with client ID {0}, then resume it.', job.target.clientId);
}

function failure({ job, phase }: JobPageFacts): UploadModel['callout'] {
  const { error } = job;
  const isFailure = job.state === 'failed' || phase === 'unreadable';
  if (error === undefined || (!isFailure && !isOutdated(job))) return undefined;
  return compact<NonNullable<UploadModel['callout']>>({
    tone: isFailure ? 'danger' : 'warning',
    icon: isFailure ? 'error' : 'warning',
    text: plainText(error.message),
    presses: [],
    details: describe(error),
    // What to do is in the message; that nobody is lost comes first.
    title: error.code === 'adds-open' ? t('No one was removed yet') : undefined,
  });
}
