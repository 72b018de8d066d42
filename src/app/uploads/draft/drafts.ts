import { pathToFileURL } from 'node:url';
import { t } from '@vscode/l10n';
import { badArgument, Failure, toFailure } from '../../../common/failure';
import { fileName } from '../../../common/fileName';
import type { PlanControl, Uploads } from '../../../upload/contract';
import { fileChangedError } from '../../../upload/fileChanged';
import type { Plan, SourceFile } from '../../../upload/uploadTypes';
import type { AccountHandle, Accounts } from '../../accounts/account';
import type { AudienceList } from '../../audiences/audienceList';
import { confirmationOf, guardOf } from '../../segments/confirmation';
import type { History, HistoryEntry } from '../../segments/history';
import type { SegmentList } from '../../segments/segmentList';
import { misplacedText } from '../choices/choiceRules';
import { UPLOAD_CHOICES, type Choices } from '../choices/choices';
import { givenOf } from '../choices/choiceTable';
import { optionsOf } from '../choices/engineOptions';
import { fileChoice, type FileChoice } from '../choices/fileChoice';
import type { DraftPlan } from '../draftStep';
import { applyingPairing } from '../pairings/coveredFile';
import type { Pairing } from '../pairings/pairing';
import type { Pairings } from '../pairings/pairings';
import { choicesOfPairing, rememberedType } from '../pairings/rememberedChoices';
import { loadPlanFacts } from '../plan/planFacts';
import { sentFromHere } from '../plan/sentFromHere';
import { describeChanges } from '../plan/stalePlan';
import { requireAccountOfJob, requireJob } from '../requireJob';
import {
  identifierTypeOf,
  targetOf,
  targetOfCheck,
  writableDestination,
  type Destination,
} from '../target';
import {
  choicesOfUndo,
  requireUndoable,
  undoneUpload,
  undoObstacle,
  type UndoEngine,
} from '../undoUpload';
import { guardFailure } from '../update/guardFailure';
import type { OpenUpload, Upload } from '../upload';
import { Draft, type CheckFindings, type DraftOptions, type DraftWork } from './draft';
import { keepPairings } from './draftPairings';
import { draftPlan, sizeReader } from './draftPlan';
import { entryDigest, fileHashes } from './entryDigest';
import { listsChangedText, listSources, settingsTogether, withLists } from './listsInUse';
import {
  applyGuards,
  needsOperation,
  needsPrevious,
  needsSave,
  needsSegment,
  needsType,
  sentInSeveralFormats,
  stepForFailure,
  withoutMissingColumns,
} from './missingChoices';
import { newnessOf } from './newExport';
import { heedsOptOuts, OptOuts } from './optOuts';
import { isPreviousChosen, previousSources } from './previousSources';
import { startOverAsGiven } from './startOverAlone';
import { virtualFileBytes, type Workspace } from './workspace';

/** Creates drafts, and does their work. */
export class Drafts implements DraftWork {
  readonly optOuts: OptOuts;
  readonly #hashOf = fileHashes();

  constructor(
    private readonly accounts: Accounts,
    private readonly segments: Pick<SegmentList, 'find' | 'search'>,
    private readonly audiences: Pick<AudienceList, 'all' | 'using'>,
    private readonly history: Pick<History, 'of' | 'add'>,
    private readonly pairings: Pick<Pairings, 'keep' | 'fitting' | 'own' | 'ready'>,
    readonly workspace: Workspace,
    private readonly uploads: {
      readonly engine: () => Pick<Uploads, 'plan' | 'discard' | 'recordExport'> &
        Parameters<typeof newnessOf>[0]['engine'] &
        UndoEngine;
      readonly open: OpenUpload;
    },
  ) {
    this.optOuts = new OptOuts(audiences, () => uploads.engine().jobs());
  }

  /** Creates a draft without checking anything yet. */
  draft(choices: Choices, options: DraftOptions): Draft {
    return new Draft(this, choices, options);
  }

  /**
   * The choices remembered for each file, by its name and how it is read; the rest must be chosen.
   * Rejects with `Failure` 'unknown-account'.
   */
  async remembered(uris: readonly string[]): Promise<Choices[]> {
    const byPairing = new Map<string, ReturnType<typeof choicesOfPairing>>();
    return Promise.all(
      uris.map(async (uri) => {
        const pairing = await this.pairingOf(uri, 'uploadCsv');
        if (!pairing) return { files: [{ uri }] };
        const key = JSON.stringify(pairing);
        const known = byPairing.get(key) ?? choicesOfPairing(pairing, this.accounts, this.segments);
        byPairing.set(key, known);
        const { reading, ...rest } = await known;
        return { ...rest, files: [fileChoice(uri, reading)] };
      }),
    );
  }

  /**
   * A draft for a person's check of a file, read as last time, for the type of its last segment.
   */
  async check(uri: string): Promise<Draft> {
    const command = 'checkCsv';
    const pairing = await this.pairingOf(uri, command);
    const identifierType = rememberedType(pairing, this.accounts, this.segments);
    // Columns and hash only apply to the type that they were chosen for.
    const { columns, hash, ...dialect } = pairing ?? {};
    const ofType = identifierType ? { columns, hash } : {};
    return this.draft(
      {
        files: [fileChoice(uri, { ...dialect, columns: ofType.columns })],
        identifierType,
        operation: 'add',
        hash: ofType.hash,
      },
      { by: 'person', command, checks: true },
    );
  }

  /** A segment that accepts identifiers. Rejects as `writableDestination`. */
  destination(
    into: NonNullable<Choices['into']>,
    command: string,
    signal?: AbortSignal,
  ): Promise<Destination> {
    return writableDestination(
      this.segments,
      { ...into, account: this.current(into.account) },
      command,
      signal,
    );
  }

  /**
   * A draft that undoes an upload: a Remove of its files, as long as they and the segment are as that
   * upload left them. Reads the files. `given`: `confirm` and `minKept`, as for a Remove. Rejects as
   * `requireUndoable` and `requireAccountOfJob`.
   */
  async undo(
    jobId: string,
    options: Pick<DraftOptions, 'by' | 'command'>,
    given?: Parameters<typeof choicesOfUndo>[2],
  ): Promise<Draft> {
    const { job, plan } = await this.undoable(jobId, options.command);
    const account = await requireAccountOfJob(this.accounts, job, options.command);
    return this.draft(choicesOfUndo(plan, account, given), {
      ...options,
      undoes: undoneUpload(job),
    });
  }

  private undoable(jobId: string, command: string): ReturnType<typeof requireUndoable> {
    return requireUndoable(
      this.uploads.engine(),
      jobId,
      (uri) => this.workspace.stampOf(uri),
      command,
    );
  }

  /** The first pairing that a file's name fits and that covers the file as it is read. */
  private async pairingOf(uri: string, command: string): Promise<Pairing | undefined> {
    await this.pairings.ready();
    const fitting = this.pairings.fitting(fileName(uri), uri);
    const source =
      fitting.length > 0 && (await this.workspace.sourceOf(uri, command).catch(() => undefined));
    return source ? applyingPairing(fitting, source) : fitting.at(0);
  }

  /** The lists that are remembered for a person's file of this name. */
  private pairedLists(uri: string, by: DraftOptions['by']): Pairing['suppress'] {
    return by === 'person' ? this.pairings.fitting(fileName(uri), uri).at(0)?.suppress : undefined;
  }

  likelyOperation(choices: Choices, options: DraftOptions): Choices['operation'] {
    const isOffered = options.by === 'person' && heedsOptOuts(options, choices.operation);
    return choices.operation ?? (isOffered ? this.optOuts.likelyOperation(choices) : undefined);
  }

  /** What an entry of a nightly file sends: see `entryDigest`. */
  digest(
    choices: Choices,
    identifierType: string | undefined,
    by: DraftOptions['by'],
    signal?: AbortSignal,
  ): Promise<string | undefined> {
    const { settingsOf } = this.workspace;
    const settings = settingsTogether(choices.files.map(({ uri }) => settingsOf(uri)));
    return entryDigest(choices, identifierType, settings, by, this.#hashOf, signal);
  }

  /** See `newnessOf`. */
  newness(
    choices: Pick<Choices, 'files' | 'every'>,
    target: Pick<Plan['target'], 'origin' | 'segmentId'>,
    command: string,
    signal?: AbortSignal,
  ): ReturnType<typeof newnessOf> {
    const services = { engine: this.uploads.engine(), hashOf: this.#hashOf, now: Date.now() };
    return newnessOf(services, choices, target, command, signal);
  }

  async nextStep(
    choices: Choices,
    options: DraftOptions,
    control: PlanControl,
    known: Destination | undefined,
  ): Promise<CheckFindings> {
    const { files } = choices;
    const { by, command, checks = false, undoes, startsOver, isEntry, reads } = options;
    const { workspace } = this;
    try {
      if (!checks) await this.accounts.require();
      // What an upload sent is in the file on disk.
      const read = [...files, ...((choices.operation === 'update' && choices.previous) || [])];
      const unsaved = undoes ? undefined : read.find(({ uri }) => workspace.isUnsaved(uri));
      if (unsaved) return { step: needsSave(unsaved.uri, command) };
      const into =
        known ?? (choices.into && (await this.destination(choices.into, command, control.signal)));
      const type = into ? identifierTypeOf(into.segment) : choices.identifierType;
      if (!into && !checks) return { step: needsSegment(command) };
      if (type === undefined) {
        const sources = await this.sources(files, command);
        return { sources, step: await needsType(sources[0], command) };
      }
      const optOut =
        into && heedsOptOuts(options, choices.operation)
          ? await this.optOuts.of(choices, into, control.signal)
          : undefined;
      const operation = choices.operation ?? (by === 'person' ? optOut?.operation : undefined);
      if (operation === undefined) return { into, step: needsOperation(command) };
      const misplaced =
        by === 'program' && misplacedText({ ...givenOf(choices, UPLOAD_CHOICES), operation });
      if (misplaced) throw badArgument(command, misplaced);
      if (operation === 'update' && !isPreviousChosen(choices))
        return { into, step: needsPrevious(command) };
      // Whatever takes out too much requires typing the account ID, too, once the plan is known.
      const guard =
        into && operation === 'replace' ? guardOf(into.account, into.segment) : undefined;
      const confirmation =
        into && !checks ? confirmationOf(into.account, guard, choices.confirm, command) : undefined;
      // Of an entry, whoever runs it has looked.
      if (by === 'program' && choices.every !== undefined && into && !isEntry) {
        const { failure } =
          (await this.newness(choices, targetOf(into), command, control.signal)) ?? {};
        if (failure) throw failure;
      }
      const sources = await this.sources(files, command);
      const previous =
        operation === 'update' ? await previousSources(choices, workspace, command) : undefined;
      const target = into ? targetOf(into) : targetOfCheck(type);
      const each = files.map(({ uri }) => workspace.settingsOf(uri));
      const settings = settingsTogether(each);
      const hashes = each.map((own) => optionsOf(choices, operation, type, own, by).hash);
      // Files are grouped by it; their settings may have changed since.
      if (into && new Set(hashes).size > 1)
        return { into, sources, step: sentInSeveralFormats(files, command) };
      const given = optionsOf(choices, operation, type, settings, by);
      const mayUseLists = given.suppress !== undefined || given.requireSuppression === true;
      const role = mayUseLists && into && (await this.optOuts.roleOf(into, control.signal));
      const keepsOut = role ? role === 'keepOut' : choices.keepsOut;
      const digest = (): ReturnType<Drafts['digest']> =>
        this.digest({ ...choices, operation }, type, by, control.signal);
      const lists = listSources(given, settings.suppress, this.pairedLists(files[0].uri, by));
      const uploadOptions = {
        ...(await withLists(given, settings, sources, { keepsOut, checks, command })),
        ...(undoes && { undoes: undoes.jobId }),
        ...(startsOver && { startsOver }),
        ...(isEntry && { entry: await digest() }),
      };
      const unsavedList = uploadOptions.suppress
        ?.map(({ path }) => pathToFileURL(path).href)
        .find((uri) => workspace.isUnsaved(uri));
      if (unsavedList !== undefined)
        return { into, sources, step: needsSave(unsavedList, command) };
      const readHistory = async (): Promise<readonly HistoryEntry[]> =>
        into ? this.history.of(into.account, into.segment.id) : [];
      const entries = await readHistory().catch(() => []);
      try {
        const plan = await this.uploads.engine().plan(sources, target, uploadOptions, {
          ...control,
          reads,
          sender: into && sizeReader(this.history, into.account, operation, by),
          previous,
          isCheck: checks || options.isDry,
        });
        if (undoes) await this.requireStill(plan, () => this.undoable(undoes.jobId, command));
        if (isEntry && !options.isDry)
          await this.requireStill(plan, async () => {
            if ((await digest()) !== plan.options.entry) throw fileChangedError(files[0]);
          });
        const reason =
          into && optOut && (await this.optOuts.reason(plan, optOut, into, control.signal));
        if (reason !== undefined && choices.operation === undefined) {
          // Only now it is known that these people were removed.
          await this.uploads.engine().discard(plan.jobId);
          return await this.nextStep({ ...choices, operation: 'remove' }, options, control, into);
        }
        const known = {
          ...{ into, confirmation, choices, by, optOut: reason, lists },
          areListsUnused: mayUseLists && keepsOut === true,
          ...{ entries, readHistory },
          sentBy: (all: readonly HistoryEntry[]) =>
            into && sentFromHere(this.uploads.engine().jobs(), all, target),
        };
        const planned = draftPlan(plan, known, (facts) =>
          loadPlanFacts(facts, this.accounts, this.audiences, workspace.isTrusted),
        );
        return {
          into,
          operation,
          sources: [...sources, ...(previous ?? [])],
          step: checks ? { kind: 'ready', planned } : applyGuards(planned, options),
        };
      } catch (error) {
        const isGuarded = by === 'program' && operation === 'update';
        const failure = isGuarded ? guardFailure(error, files.length) : error;
        const step = await stepForFailure(failure, sources, type, options, lists);
        const without = by === 'person' ? withoutMissingColumns(files, step) : undefined;
        if (without === undefined) return { into, sources, step };
        return await this.nextStep({ ...choices, files: without }, options, control, into);
      }
    } catch (error) {
      return { step: { kind: 'blocked', failure: toFailure(error, command), changes: ['check'] } };
    }
  }

  /** Afterwards, so that what was planned is what is compared. Deletes the plan otherwise. */
  private async requireStill({ jobId }: Plan, holds: () => Promise<unknown>): Promise<void> {
    try {
      await holds();
    } catch (error) {
      await this.uploads.engine().discard(jobId);
      throw error;
    }
  }

  private sources(files: readonly FileChoice[], command: string): Promise<SourceFile[]> {
    return Promise.all(
      files.map(async ({ uri, columns, dialect }) => ({
        ...(await this.workspace.sourceOf(uri, command)),
        columns,
        dialect,
      })),
    );
  }

  async changedSince(planned: DraftPlan): Promise<string | undefined> {
    const { plan, into, confirmation } = planned;
    if (!into) return undefined;
    const account = this.current(into.account);
    const { id } = into.segment;
    const found = await this.segments.search(account, { segmentIds: [id] });
    const now = found.find((segment) => segment.id === id);
    const change =
      account.isProtected && plan.options.operation === 'replace' && confirmation?.kind === 'yes'
        ? t('Account {0} is now protected.', account.label.forNotification())
        : (listsChangedText(planned, this.workspace) ??
          (await this.undoObstacle(plan)) ??
          (await describeChanges(plan, into, now, (uri) => this.workspace.stampOf(uri))));
    return change && t('{0} The plan is out of date. Nothing was sent. Check again.', change);
  }

  /** Why what a plan undoes can't be undone any more, without reading its files again. */
  private async undoObstacle({ options: { undoes } }: Plan): Promise<string | undefined> {
    if (undoes === undefined) return undefined;
    const engine = this.uploads.engine();
    const job = await requireJob(engine, undoes, 'undoUpload');
    return undoObstacle(engine, job, (uri) => this.workspace.stampOf(uri));
  }

  /** The account as currently signed in and protected. */
  private current(account: AccountHandle): AccountHandle {
    return this.accounts.byKey(account.key) ?? account;
  }

  /** The plan may be gone already, with its account's data. */
  async discard({ plan, confirmation }: DraftPlan): Promise<void> {
    if (confirmation)
      await this.uploads
        .engine()
        .discard(plan.jobId)
        .catch(() => undefined);
  }

  async handOver(
    { plan, into, reading, isEmpty, lists }: DraftPlan,
    choices: Choices,
    { remembers, command, by, startsOver, isEntry }: DraftOptions,
    sources: readonly SourceFile[],
  ): Promise<Upload> {
    if (!into)
      throw new Failure('not-ready', t('Nothing was sent: no segment is chosen.'), command);
    if (isEntry || choices.every !== undefined) {
      const { found } = (await this.newness(choices, plan.target, command)) ?? {};
      if (found) await this.uploads.engine().recordExport(plan.target, found);
    }
    return this.uploads.open(plan.jobId, into.account, {
      onBegin: () =>
        remembers ? keepPairings({ plan, into, lists }, choices, this.pairings) : undefined,
      lastKnown: reading,
      content: virtualFileBytes(sources),
      ...(isEmpty && { mayBeEmpty: true }),
      ...(by === 'program' &&
        !startsOver && { startOver: startOverAsGiven(this, choices, isEntry) }),
    });
  }
}
