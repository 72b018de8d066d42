import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { t } from '@vscode/l10n';
import { Cancelled, Failure } from '../../../common/failure';
import { KeyedQueue } from '../../../common/keyedQueue';
import { fileNameOf } from '../../../common/messageText';
import { makePrivateFolder } from '../../../common/privateFiles';
import { compact } from '../../../common/records';
import type { AccountHandle } from '../../accounts/account';
import type { Choices } from '../../uploads/choices/choices';
import { limitsOf } from '../../uploads/choices/engineOptions';
import { listsOfEngine } from '../../uploads/choices/suppressionChoice';
import { followChecks } from '../../uploads/draft/followChecks';
import { draftPlanOf, failureOf } from '../../uploads/draftStep';
import { outcomeOfFailure } from '../../uploads/outcome';
import { uploadResult } from '../../uploads/report/uploadResult';
import { canResume, isFileChanged, isOutdated } from '../../uploads/standing';
import type { Upload } from '../../uploads/upload';
import { choicesOfEntry, rejectTracked } from '../file/entryChoices';
import { findFiles } from '../file/findFiles';
import type { NightlyEntry } from '../file/nightlyFile';
import { figuresOf, whyStopped } from '../report/entryFigures';
import type { NightEntry } from '../report/nightReport';
import { isDone } from '../report/nightTexts';
import { factsOf, stoppedBy, upToDate, type EntryFacts } from './entryEnds';
import type { NightSegments } from './nightSegments';
import type { NightControl, NightServices } from './nightServices';

/** Milliseconds after which it is looked again whether a segment is free. */
const POLL_INTERVAL = 500;
/** How many are checked at a time: more would only share the processor. */
const CHECKS_AT_ONCE = 2;
const COMMAND = 'run';
/** A file has changed since it was looked at: it is looked at again, once nobody is writing it. */
const CHANGED: readonly string[] = ['file-changed', 'changed'];

/** An entry is put off until a time, in milliseconds since 1970: why, as a sentence, if that may take long. */
export interface Later {
  readonly at: number;
  readonly why?: string;
}

/** What an entry sends. */
interface Found {
  readonly account: AccountHandle;
  readonly facts: EntryFacts;
  readonly choices: Choices;
  /** Absent if a file can't be read, or there is no such segment. */
  readonly digest?: string;
}

/** What a run of nightly files does with each of their entries. */
export class EntryRun {
  readonly #drafts;
  readonly #checks = new KeyedQueue();
  /** The IDs of uploads that can't be finished any more, because a file has changed. */
  readonly #over = new Set<string>();
  #checked = 0;

  constructor(
    private readonly segments: NightSegments,
    private readonly services: NightServices,
    private readonly control: NightControl,
  ) {
    this.#drafts = services.drafts(segments);
  }

  /**
   * Finds what an entry sends, and sends it unless that was done before. `isLast`: it was put off for as long
   * as it may be. Rejects with `Failure` if nothing is sent.
   */
  async run(
    account: AccountHandle,
    entry: NightlyEntry,
    { wasPutOff, isLast }: { wasPutOff: boolean; isLast: boolean },
  ): Promise<NightEntry | Later> {
    const { services } = this;
    const { isCheck = false } = this.control;
    const { paths, wait } = await findFiles(entry, services.now());
    if (wait && !isCheck) {
      const name = fileNameOf(wait.path);
      if (!isLast)
        return { at: wait.until, why: t('Waiting for {0}, which has just changed.', name) };
      const text = t('{0} kept changing while it was waited for.', name);
      const failure = new Failure('file-changed', text, COMMAND);
      return { ...stoppedBy(factsOf(entry, undefined, paths), failure), outcome: 'gave-up' };
    }
    try {
      if (!isCheck) services.engine().assertNotBusy(account.origin, entry.id);
    } catch (error) {
      if (isLast) throw error;
      return this.#whenFree(paths);
    }
    // Another process may have sent the same.
    if (wasPutOff) await services.engine().refresh();
    const found = await this.#find(account, entry, paths);
    const { choices, digest, facts } = found;
    const isFresh = digest !== undefined && (await areFresh(choices, services.now()));
    if (!isFresh) return this.#plan(found, { isLast });
    const jobId = isCheck ? undefined : this.#resumable(account, entry.id, digest);
    if (jobId !== undefined)
      return this.#send(found, services.open(jobId, account), { state: 'resumed' }).catch(
        (error: unknown) => {
          // Another process has just finished it: what it sent is found.
          if (!(error instanceof Failure) || error.code !== 'not-resumable') throw error;
          this.#over.add(jobId);
          return { at: services.now() };
        },
      );
    const sentAt = await this.#sentAt(found);
    const target = { origin: account.origin, segmentId: entry.id };
    const newness = await this.#drafts.newness(choices, target, COMMAND, this.control.signal);
    const { failure, unchangedSince, wasSent = false } = newness ?? {};
    const known = { ...found, facts: compact<EntryFacts>({ ...facts, unchangedSince }) };
    const isSent = sentAt !== undefined && !isCheck;
    if (isSent && newness) await services.engine().recordExport(target, newness.found);
    if (failure && (isSent || !wasSent)) return stoppedBy(known.facts, failure);
    if (isSent) return upToDate(known.facts, sentAt);
    const end = await this.#plan(known, { isLast, sentAt });
    // Others than its people have changed, such as a suppression list.
    return failure && 'outcome' in end && isDone(end)
      ? { ...end, outcome: outcomeOfFailure(failure), error: failure.toJSON() }
      : end;
  }

  /** When what an entry sends was sent completely (ISO 8601), if that is still there, and was kept. */
  async #sentAt(found: Found): Promise<string | undefined> {
    const { account, choices, digest, facts } = found;
    const { keep } = choices;
    const { origin } = account;
    const { segmentId } = facts;
    const sent = await this.services.engine().sentEntry({ origin, segmentId });
    const isKept = keep === undefined || existsSync(fileURLToPath(keep));
    return isKept && sent && sent.digest === digest ? new Date(sent.at).toISOString() : undefined;
  }

  async #find(
    account: AccountHandle,
    entry: NightlyEntry,
    paths: readonly string[],
  ): Promise<Found> {
    const { services } = this;
    const { allow, confirm = false, isCheck = false, signal } = this.control;
    const segment = this.segments.find(account, entry.id);
    const type = segment?.contactList?.identifierType;
    let choices: Choices = {
      ...choicesOfEntry(entry, paths, account, services.stateFolder, type),
      // That the others go there is what the file says.
      confirm: entry.operation !== 'replace' ? false : isCheck ? undefined : confirm,
      ...(allow && { allow }),
    };
    await rejectTracked(choices, services.isTracked);
    const folder = choices.keep && dirname(fileURLToPath(choices.keep));
    if (folder !== undefined && !isCheck) await makePrivateFolder(folder);
    const isFirst = folder !== undefined && isCheck && !existsSync(folder);
    if (isFirst) choices = { ...choices, keep: undefined, previous: [] };
    const digest = segment && (await this.#drafts.digest(choices, type, 'program', signal));
    return compact<Found>({ account, facts: factsOf(entry, segment, paths), choices, digest });
  }

  #whenFree([path]: readonly string[]): Later {
    const why = t('Waiting for another upload to the segment of {0}.', fileNameOf(path));
    return { at: this.services.now() + POLL_INTERVAL, why };
  }

  /** Rejects with `Cancelled` where nothing may begin any more. */
  #assertMayBegin(): void {
    const { deadline = Infinity, signal } = this.control;
    if (signal.aborted || this.services.now() >= deadline) throw new Cancelled();
  }

  #resumable({ origin }: AccountHandle, segmentId: string, digest: string): string | undefined {
    return this.services
      .engine()
      .jobs()
      .find(
        ({ entry, target, ...job }) =>
          entry === digest &&
          target.origin === origin &&
          target.segmentId === segmentId &&
          canResume({ ...job, target }) &&
          !this.#over.has(job.jobId) &&
          !job.checkedLongAgo,
      )?.jobId;
  }

  /** Checks it, and sends it unless that is all. `sentAt`: it is up to date. `isLast`: see `run`. */
  async #plan(
    found: Found,
    { isLast, sentAt }: { isLast: boolean; sentAt?: string },
  ): Promise<NightEntry | Later> {
    const { choices, facts } = found;
    const { isCheck = false, signal } = this.control;
    const draft = this.#drafts.draft(choices, {
      ...{ by: 'program', command: COMMAND, isEntry: true, isDry: isCheck },
    });
    const lane = String(this.#checked++ % CHECKS_AT_ONCE);
    try {
      const step = await this.#checks.run(lane, () => {
        this.#assertMayBegin();
        return followChecks(draft, () => draft.check(), signal, undefined);
      });
      const planned = draftPlanOf(step);
      const figures = planned && figuresOf(planned);
      if (step.kind !== 'ready') {
        const { cancelled, code } = failureOf(step);
        if (cancelled) throw failureOf(step);
        if (CHANGED.includes(code) && !isCheck && !isLast) return { at: this.services.now() };
        return compact<NightEntry>({
          ...stoppedBy(facts, failureOf(step)),
          ...{ why: whyStopped(step), figures },
        });
      }
      const optOut = planned?.optOut;
      const told =
        optOut === undefined ? facts : { ...facts, notes: [...(facts.notes ?? []), optOut] };
      if (isCheck)
        return compact<NightEntry>({
          ...told,
          ...{ state: 'checked', outcome: 'finished', sentAt, figures },
        });
      // The check may have taken hours, in which another process may have sent the same.
      this.#assertMayBegin();
      const sentMeanwhile = await this.#sentAt(found);
      if (sentMeanwhile !== undefined) return upToDate(facts, sentMeanwhile);
      const ends = { state: 'sent', figures } as const;
      return await this.#send({ ...found, facts: told }, await draft.send(), ends);
    } finally {
      // Unless it was sent.
      await draft.discard();
    }
  }

  /** Sends it, or its rest, and leaves no record where nothing was sent, and never will be. */
  async #send(
    { facts, choices }: Found,
    upload: Upload,
    ends: Pick<NightEntry, 'state' | 'figures'>,
  ): Promise<NightEntry | Later> {
    const { patience, signal, onDidBegin } = this.control;
    const isNew = ends.state === 'sent';
    const queued = new AbortController();
    onDidBegin?.({ ...facts, state: ends.state });
    const { report } = await upload.run({
      ...{ autoResume: true, patience, signal: AbortSignal.any([signal, queued.signal]) },
      onProgress: ({ wait }) => {
        // Whatever is sent there may be the same.
        if (wait === 'queue') queued.abort();
      },
    });
    const { calls } = report;
    const wasQueued = queued.signal.aborted && !signal.aborted;
    const hasChanged = isFileChanged(report);
    const isOver = hasChanged || isOutdated(report);
    const { outcome } = uploadResult(report, limitsOf(choices).maxRefused);
    if (isNew && calls === 0 && (wasQueued || isOver || outcome === 'blocked'))
      await upload.discard();
    if (wasQueued) return this.#whenFree(facts.files);
    if (isOver) this.#over.add(upload.jobId);
    if (isOver && (calls === 0 || !isNew || hasChanged)) return { at: this.services.now() };
    return compact<NightEntry>({ ...facts, ...ends, outcome, error: report.error, report });
  }
}

/** Whether the suppression lists are there, and new enough: otherwise, that is what is told. */
async function areFresh({ suppress = [] }: Choices, now: number): Promise<boolean> {
  const each = await Promise.all(
    listsOfEngine(suppress).map(async ({ path, maxAge = Infinity }) => {
      const stats = await stat(path).catch(() => undefined);
      return stats !== undefined && now - stats.mtimeMs <= maxAge;
    }),
  );
  return !each.includes(false);
}
