import { t } from '@vscode/l10n';
import { ProgressLocation, Uri, window, workspace } from 'vscode';
import type { Segment } from '../../../api/types';
import type { AccountHandle } from '../../../app/accounts/account';
import { lookUpAudiences } from '../../../app/segments/audienceUsage';
import { examplesOf } from '../../../app/uploads/examples';
import { planDocument } from '../../../app/uploads/planDocument';
import type { PlanView } from '../../../app/uploads/planReview';
import { namesOf } from '../../../app/uploads/target';
import { rowsWords } from '../../../common/counts';
import { Cancelled } from '../../../common/failure';
import { percent } from '../../../common/format';
import { OutsideText } from '../../../common/outsideText';
import type { Plan, SourceFile, Target, UploadOptions } from '../../../upload/types';
import { whileWorking } from '../../base/progress';
import { fileName } from '../../base/source';
import type { UploadContext } from '../context';
import { gitState } from '../gitCheck';
import { ruleText } from '../view/problems';

/**
 * Reads the file once, with a progress that can be cancelled; `sender` is asked meanwhile how large
 * a list is that is to be replaced. Throws `Cancelled`, or what the engine found wrong with the
 * file.
 */
export async function planShown(
  context: UploadContext,
  title: string,
  files: readonly SourceFile[],
  target: Target,
  options: UploadOptions,
  sender?: AccountHandle['client'],
): Promise<Plan> {
  return whileWorking({ title, cancellable: true }, async (progress, token) => {
    const aborting = new AbortController();
    const listening = token.onCancellationRequested(() => aborting.abort());
    try {
      return await context.engine().plan(files, target, options, {
        signal: aborting.signal,
        sender,
        onProgress: ({ bytesRead, bytesTotal, rowsRead }) =>
          progress.report({
            message:
              bytesTotal > 0
                ? t('{0}, {1}', rowsWords(rowsRead), percent(Math.min(1, bytesRead / bytesTotal)))
                : rowsWords(rowsRead),
          }),
      });
    } catch (error) {
      if (aborting.signal.aborted) throw new Cancelled();
      throw error;
    } finally {
      listening.dispose();
    }
  });
}

/**
 * A call before anything is sent: in the status bar, since it may have to wait for the API's limit.
 */
export function whileChecking<T>(work: () => Promise<T>): Thenable<T> {
  return window.withProgress(
    { location: ProgressLocation.Window, title: t('Looking at the segment…') },
    work,
  );
}

/** The newest figure of a list's size: read while the file was checked, else at an earlier time. */
export async function readingOf(
  context: UploadContext,
  account: AccountHandle,
  { target, listReading }: Plan,
): Promise<PlanView['reading']> {
  if (listReading?.identifiers !== undefined)
    return { identifiers: listReading.identifiers, at: listReading.at };
  const kept = await context.history.last(account, target.segmentId, 'reading');
  return kept?.numberOfIdentifiers === undefined
    ? undefined
    : { identifiers: kept.numberOfIdentifiers, at: kept.at };
}

/**
 * What is known around a plan: the list's size, the audiences that use the segment, and what git
 * does with the file.
 */
export async function viewOf(
  context: UploadContext,
  account: AccountHandle,
  segment: Segment,
  plan: Plan,
): Promise<PlanView> {
  const [reading, audiences, git] = await Promise.all([
    readingOf(context, account, plan),
    lookUpAudiences(account, [segment.id]),
    gitOf(plan),
  ]);
  return {
    plan,
    names: namesOf(context.accounts, account, segment),
    sandbox: account.sandbox,
    reading,
    audiences: audiences?.map(({ id, name }) =>
      name && !name.isBlank ? name : OutsideText.name(id),
    ),
    git,
    quota: account.client.pacing.quota,
    now: Date.now(),
    ruleText,
  };
}

/**
 * What git does with a file of plain addresses, also of one that sends their hashes, which stand
 * beside them, in their place.
 */
export async function gitOf({
  byForm,
  columnWarnings,
  target,
  files,
}: Plan): Promise<PlanView['git']> {
  const plain = byForm.plain || columnWarnings.includes('mixed-plain-and-hashed');
  return plain && target.identifierType.toLowerCase() === 'email'
    ? gitState(Uri.parse(files[0].uri))
    : undefined;
}

/** The plan's page, with examples of each kind of problem. */
export async function planText(
  view: PlanView,
  files: readonly SourceFile[],
  limits: { maxRefused: number; minKept: number },
): Promise<string> {
  return planDocument(view, await examplesOf(view.plan, files), limits);
}

/** A plan is for exactly this content and this segment; says what changed since, or undefined. */
export async function changedSince(
  plan: Plan,
  planned: Segment,
  now: Segment | undefined,
): Promise<string | undefined> {
  if (now === undefined) return t('The segment is gone.');
  if (!OutsideText.same(now.name, planned.name))
    return t('The segment has another name now: “{0}”.', now.name?.forNotification() ?? '');
  if (
    now.contactList?.identifierType !== planned.contactList?.identifierType ||
    now.contactList?.isReadOnly !== planned.contactList?.isReadOnly
  ) {
    return t('The segment was changed.');
  }
  for (const { uri, size, modifiedAt } of plan.files) {
    const stat = await workspace.fs.stat(Uri.parse(uri)).then(
      (found) => found,
      () => undefined,
    );
    if (stat === undefined) return t('“{0}” is gone.', fileName(uri).forNotification());
    if (
      stat.size !== size ||
      (modifiedAt !== undefined && Math.abs(stat.mtime - modifiedAt) >= 1000)
    )
      return t('“{0}” was changed.', fileName(uri).forNotification());
  }
  return undefined;
}
