import { t } from '@vscode/l10n';
import { count } from '../../../common/format';
import { present } from '../../../common/records';
import type { RequestState } from '../../../upload/journal/requestStates';
import type { BarButton, Press, UploadModel } from '../../../webview/uploadModel';
import { copiesOf, isBlocked, isFileChanged, isOutdated, type Repeat } from '../standing';
import { WORDS } from '../words/operationWords';
import { isDone, isRemoval, type JobPageFacts } from './jobPageFacts';

/** The bar: cancel, resume, or what to do with the report. */
export function jobBar(view: JobPageFacts): UploadModel['bar'] {
  const { phase, job, underWay } = view;
  if (phase === 'unreadable') return { start: [], buttons: present([showSegment(view)]) };
  if (phase === 'planned') return { start: [], buttons: [startOver('primary')] };
  if (job.elsewhere) return { text: t('In another window or terminal'), start: [], buttons: [] };
  return underWay ? sendingBar(view) : restingBar(view);
}

function sendingBar({ job }: JobPageFacts): UploadModel['bar'] {
  return cancelBar(job.progress.stopping !== undefined, WORDS[job.operation].stays());
}

/** Cancel, until it was pressed. `text`: what it doesn't undo, or does. */
export function cancelBar(isStopping: boolean, text: string): UploadModel['bar'] {
  const ends = t('Nothing more is sent. It ends in 10 s at the latest.');
  const cancel: BarButton = isStopping
    ? { label: t('Cancelling…'), action: 'cancel', look: 'secondary', missing: ends }
    : { label: t('Cancel'), action: 'cancel', look: 'secondary' };
  return { text: isStopping ? ends : text, start: [], buttons: [cancel] };
}

function restingBar(view: JobPageFacts): UploadModel['bar'] {
  const { job, account, laterUpload, unnamed } = view;
  // Resuming would fail again.
  const mustStartOver = isOutdated(job) || isBlocked(job) || isFileChanged(job);
  const canResume = job.resumable && !mustStartOver;
  const resume = canResume
    ? resumeButton(
        account !== undefined,
        removeLabel(view) ?? resumeLabel(view),
        laterUpload ? 'secondary' : 'primary',
      )
    : undefined;
  const find: BarButton = {
    label: t('Find Rejected Rows…'),
    action: 'findRejected',
    look: 'secondary',
  };
  // What goes on with it comes first.
  const [button, ...others] = present([
    resume,
    mustStartOver && startOver('primary'),
    unnamed > 0 && find,
    !mustStartOver && undoButton(view),
    !mustStartOver && (job.state !== 'finished' || job.resumable) && startOver('secondary'),
  ]);
  return { start: startMenus(view, others), buttons: present([button]) };
}

/** Only its own session can resume an upload. */
export function resumeButton(
  isSignedIn: boolean,
  label: string,
  look: BarButton['look'] = 'primary',
): BarButton {
  return isSignedIn
    ? { label, action: 'resume', look }
    : { label: t('Sign In'), action: 'signIn', look: 'primary' };
}

/** "…" where a later upload, or how long ago it was checked, has to be considered first. */
function resumeLabel({ left, laterUpload, job }: JobPageFacts): string {
  if (laterUpload || job.checkedLongAgo)
    return left === undefined ? t('Resume…') : t('Resume: Send {0}…', count(left));
  return left === undefined ? t('Resume') : t('Resume: Send {0}', count(left));
}

/** Of an Update that has only removals left; undefined if there is more to say. */
function removeLabel({ left, laterUpload, job, requests }: JobPageFacts): string | undefined {
  const isOpen = (one: RequestState): boolean => !isDone(one);
  if (left === undefined || !requests.filter(isOpen).every(isRemoval)) return undefined;
  return laterUpload || job.checkedLongAgo
    ? t('Resume: Remove {0}…', count(left))
    : t('Resume: Remove {0}', count(left));
}

function startOver(look: BarButton['look']): BarButton {
  return { label: t('Start Over…'), action: 'startOver', look };
}

function undoButton({ canUndo, account }: JobPageFacts): BarButton | undefined {
  return canUndo && account ? { label: t('Undo…'), action: 'undo', look: 'secondary' } : undefined;
}

function showSegment({ job, account }: JobPageFacts): BarButton | undefined {
  return account && job.target.segmentId
    ? { label: t('Show Segment'), action: 'showSegment', look: 'secondary' }
    : undefined;
}

/** What else can be done with it, and how to have it done again. `others`: that aren't the button. */
function startMenus(view: JobPageFacts, others: readonly BarButton[]): BarButton[] {
  const { report, plan, account, job } = view;
  const more = present([
    ...others.map(({ label, action }) => ({ label, action })),
    report && reportCopy(),
  ]);
  return present([
    more.length > 0 && moreMenu(more),
    account && plan && automateMenu(copiesOf({ files: plan.files, operation: job.operation })),
  ]);
}

/** The menu of what isn't the bar's button. */
export function moreMenu(menu: Press[]): BarButton {
  return menuButton(t('More'), menu);
}

/** The button of a menu, or of its only entry. */
function menuButton(label: string, menu: Press[]): BarButton {
  const look = 'secondary';
  return menu.length === 1 ? { ...menu[0], look } : { label, action: menu[0].action, look, menu };
}

export function reportCopy(): Press {
  return { label: t('Copy Report'), action: 'copyReport' };
}

/** The menu of how to have an upload done again; undefined if a program can't. */
export function automateMenu(copies: readonly Repeat[]): BarButton | undefined {
  if (copies.length === 0) return undefined;
  const entry: Press = { label: t('Add to Nightly File…'), action: 'addToNightlyFile' };
  const command: Press = { label: t('Copy as Command'), action: 'copyAsCommand' };
  return menuButton(
    t('Automate'),
    copies.map((copy) => ({ entry, command })[copy]),
  );
}
