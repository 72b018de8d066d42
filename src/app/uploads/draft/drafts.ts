import { t } from '@vscode/l10n';
import { badArgument, Failure, toFailure } from '../../../common/failure';
import { fileName, fileNames } from '../../../common/fileName';
import { findColumnOfType } from '../../../csv/columns';
import { preview } from '../../../csv/sniff';
import { IDENTIFIER_TYPES, knownType, type IdentifierType } from '../../../identifiers/types';
import type { PlanControl, Uploads } from '../../../upload/contract';
import { UploadError } from '../../../upload/error';
import { emptyRefusal, refusalOf, shrinkOf } from '../../../upload/safetyChecks';
import { OPERATIONS, type Plan, type SourceFile } from '../../../upload/types';
import type { Accounts } from '../../accounts/account';
import { confirmationOf, guardOf, type Confirmation } from '../../segments/confirmation';
import type { History } from '../../segments/history';
import type { SegmentList } from '../../segments/segmentList';
import {
  limitsOf,
  optionsOf,
  type Choices,
  type FileChoice,
  type UploadSettings,
} from '../choices';
import { filePattern, rememberedFor, typeRemembered, type Pairings } from '../pairings';
import { guards, sizeBefore } from '../plan/planReview';
import { checkViewOf, readingOf, viewOf, type PlanView } from '../plan/planView';
import { changedSince } from '../plan/stalePlan';
import type { Planned, Step, Way } from '../step';
import {
  identifierTypeOf,
  targetOf,
  targetOfCheck,
  writableSegment,
  type Destination,
} from '../target';
import type { OpenUpload, Upload } from '../upload';
import { Draft, type DraftWork, type Found, type Manner } from './draft';

/** Files and their settings, as the face has them. */
export interface Workspace {
  /** Where the engine reads a file. Rejects with `Failure` where it is not there. */
  sourceOf(uri: string, command: string): Promise<SourceFile>;
  /** A file as it is now; undefined where it is gone. Milliseconds since 1970. */
  stampOf(uri: string): Promise<{ size: number; modifiedAt?: number } | undefined>;
  /** Somebody changes it, and it is not saved: what is on disk is not what is meant. */
  isUnsaved(uri: string): boolean;
  settingsOf(uri: string): UploadSettings;
  /** Whether git may be run in a file's folder. */
  readonly isTrusted: boolean;
}

/** One file or several that a person uploads to one segment. */
export const BY_PERSON: Manner = { by: 'person', command: 'uploadCsv', remembers: true };

/** Makes drafts, and does their work. */
export class Drafts implements DraftWork {
  constructor(
    private readonly accounts: Accounts,
    private readonly segments: SegmentList,
    private readonly history: Pick<History, 'last'>,
    private readonly pairings: Pick<Pairings, 'keep' | 'of'>,
    private readonly engine: () => Pick<Uploads, 'plan' | 'discard'>,
    private readonly workspace: Workspace,
    private readonly openUpload: OpenUpload,
  ) {}

  /** Checks nothing yet. */
  draft(choices: Choices, manner: Manner): Draft {
    return new Draft(this, choices, manner);
  }

  /**
   * What is remembered for each file, by the pattern of its name; the rest is to be chosen. Rejects
   * with `unknown-account`.
   */
  async remembered(uris: readonly string[]): Promise<Choices[]> {
    const byPattern = new Map<string, ReturnType<typeof rememberedFor>>();
    return Promise.all(
      uris.map(async (uri) => {
        const name = fileName(uri);
        const pattern = filePattern(name);
        const known =
          byPattern.get(pattern) ??
          rememberedFor(name, this.pairings, this.accounts, this.segments);
        byPattern.set(pattern, known);
        const { column, dialect, ...rest } = await known;
        return { ...rest, files: [{ uri, column, dialect }] };
      }),
    );
  }

  /** A person's check of a file, read as it was last, for the type that it went to. */
  check(uri: string): Draft {
    const pairing = this.pairings.of(fileName(uri));
    const identifierType = typeRemembered(pairing, this.accounts, this.segments);
    // Column and hash are of the type that they were chosen for.
    const { column, hash } = (identifierType && pairing) ?? {};
    return this.draft(
      {
        files: [{ uri, column, dialect: pairing?.dialect }],
        identifierType,
        operation: 'add',
        hash,
      },
      { by: 'person', command: 'checkCsv', checks: true },
    );
  }

  async find(
    choices: Choices,
    manner: Manner,
    control: PlanControl,
    known: Destination | undefined,
  ): Promise<Found> {
    const { command, checks = false } = manner;
    try {
      if (!checks) await this.accounts.require();
      const unsaved = choices.files.find(({ uri }) => this.workspace.isUnsaved(uri));
      if (unsaved) return { step: needsSave(unsaved.uri, command) };
      if (!choices.into && choices.identifierType === undefined)
        return { step: checks ? await this.needsType(choices, command) : needsSegment(command) };
      const into = known ?? (choices.into && (await this.locate(choices.into, command)));
      const type = into ? identifierTypeOf(into.segment) : choices.identifierType;
      const { operation } = choices;
      if (operation === undefined || type === undefined)
        return { step: needsOperation(command), into };
      const confirmation =
        into &&
        !checks &&
        confirmationOf(
          into.account,
          // Only emptying a list asks for the id in writing.
          operation === 'replace' ? guardOf(into.account, into.segment) : undefined,
          choices.confirm,
          command,
        );
      const sources = await this.sources(choices.files, command);
      const step = await this.plan(
        { ...choices, operation },
        { into, type, confirmation: confirmation || undefined, sources },
        manner,
        control,
      );
      return { step, into, sources };
    } catch (error) {
      return {
        step: { kind: 'blocked', failure: toFailure(error, command), ways: ['check'] },
      };
    }
  }

  private async locate(
    { account, segmentId }: NonNullable<Choices['into']>,
    command: string,
  ): Promise<Destination> {
    const segment = await writableSegment(this.segments, account, segmentId, command);
    return { account, segment };
  }

  private sources(files: readonly FileChoice[], command: string): Promise<SourceFile[]> {
    return Promise.all(
      files.map(async ({ uri, column, dialect }) => ({
        ...(await this.workspace.sourceOf(uri, command)),
        column,
        dialect,
      })),
    );
  }

  private async plan(
    choices: Choices & { operation: NonNullable<Choices['operation']> },
    {
      into,
      type,
      confirmation,
      sources,
    }: {
      into: Destination | undefined;
      type: IdentifierType;
      confirmation: Confirmation | undefined;
      sources: readonly SourceFile[];
    },
    { by, command, checks = false }: Manner,
    control: PlanControl,
  ): Promise<Step> {
    const identifierType = into?.segment.contactList?.identifierType ?? type;
    const settings = this.workspace.settingsOf(choices.files[0].uri);
    const options = optionsOf(choices, choices.operation, identifierType, settings, by);
    let plan: Plan;
    try {
      plan = await this.engine().plan(
        sources,
        into ? targetOf(into) : targetOfCheck(type),
        options,
        { ...control, sender: into?.account.client },
      );
    } catch (error) {
      return stepAfter(error, sources, type, checks, command);
    }
    if (checks) await this.engine().discard(plan.jobId);
    const reading = into && (await readingOf(plan, into.account, this.history));
    const known = { plan, reading, now: Date.now() };
    let view: Promise<PlanView> | undefined;
    const planned: Planned = {
      plan,
      into,
      reasons: guards(known, limitsOf(choices)),
      confirmation,
      ways: waysOf(type),
      view: () =>
        (view ??= into
          ? viewOf(plan, into, this.accounts, reading, this.workspace.isTrusted)
          : checkViewOf(plan, this.accounts.selected(), this.workspace.isTrusted)),
    };
    const refusal =
      !checks && (emptyRefusal(plan) ?? refusalOf(plan) ?? shrinkOf(plan, sizeBefore(known)));
    return refusal
      ? {
          kind: 'blocked',
          failure: toFailure(refusal, command),
          ways: planned.ways,
          planned,
        }
      : { kind: 'ready', planned };
  }

  /** The types whose column was found come first. */
  private async needsType({ files }: Choices, command: string): Promise<Step> {
    const [source] = await this.sources(files.slice(0, 1), command);
    const shown = await preview(source, source.dialect);
    const sure = (type: IdentifierType): number =>
      findColumnOfType(type, shown).candidates[0]?.confidence ?? 0;
    const candidates = IDENTIFIER_TYPES.map((type) => ({ type, confidence: sure(type) }))
      .sort((a, b) => b.confidence - a.confidence)
      .map(({ type, confidence }) => ({ type, fits: confidence >= 0.7 }));
    const failure = badArgument(command, t('checkCsv needs “identifierType” or “segmentId”.'));
    return { kind: 'needs', what: 'type', candidates, failure };
  }

  async changedSince({ plan, into }: Planned): Promise<string | undefined> {
    if (!into) return undefined;
    const { account, segment } = into;
    const found = await this.segments.search(account, { segmentIds: [segment.id] });
    const now = found.find(({ id }) => id === segment.id);
    return changedSince(plan, segment, now, (uri) => this.workspace.stampOf(uri));
  }

  /** Its account's data may have been forgotten meanwhile, and the plan with it. */
  async discard({ plan, confirmation }: Planned): Promise<void> {
    if (confirmation)
      await this.engine()
        .discard(plan.jobId)
        .catch(() => undefined);
  }

  async handOver(
    { plan, into }: Planned,
    { files }: Choices,
    { remembers, command }: Manner,
    sources: readonly SourceFile[],
  ): Promise<Upload> {
    if (!into) throw new Failure('not-ready', t('A check cannot be sent.'), command);
    if (remembers) await this.pairings.keep(files, into, plan);
    const reading = await readingOf(plan, into.account, this.history);
    return this.openUpload(plan.jobId, into.account, {
      lastKnown: reading?.identifiers,
      content: contentOf(sources),
    });
  }
}

/** Virtual files' bytes, which the engine does not keep on disk. */
export function contentOf(files: readonly SourceFile[]): ReadonlyMap<string, Uint8Array> {
  return new Map(files.flatMap(({ uri, bytes }) => (bytes ? [[uri, bytes] as const] : [])));
}

/** What can be changed about an upload of identifiers of this type. */
function waysOf(type: IdentifierType): Way[] {
  return [
    'column',
    'dialect',
    ...(type === 'Email' ? (['hash'] as const) : []),
    'operation',
    'segment',
  ];
}

function needsSave(uri: string, command: string): Step {
  const failure = new Failure(
    'unsaved-changes',
    t(
      '"{0}" has changes that are not saved. Save it first: only what is saved is sent.',
      fileNames([{ uri }]).forNotification(),
    ),
    command,
  );
  return { kind: 'needs', what: 'save', uri, failure };
}

function needsSegment(command: string): Step {
  const failure = badArgument(command, t('“{0}” is needed: an id, as text.', 'segmentId'));
  return { kind: 'needs', what: 'segment', failure };
}

function needsOperation(command: string): Step {
  const failure = badArgument(
    command,
    t('“{0}” must be one of: {1}.', 'operation', OPERATIONS.join(', ')),
  );
  return { kind: 'needs', what: 'operation', failure };
}

/** A file that is broken as it is read, and may not be when it is read otherwise. */
const READING: ReadonlySet<string> = new Set([
  'encoding',
  'delimiter',
  'invalid-opening-quote',
  'invalid-closing-quote',
  'quote-not-closed',
  'record-too-long',
  'mixed-line-ends',
]);

/** Where a file leads that the engine could not plan. */
async function stepAfter(
  error: unknown,
  sources: readonly SourceFile[],
  type: IdentifierType,
  checks: boolean,
  command: string,
): Promise<Step> {
  const failure = toFailure(error, command);
  const blocked: Step = { kind: 'blocked', failure, ways: ['check'] };
  if (!(error instanceof UploadError)) return blocked;
  const { file = 0 } = error;
  const source = sources[file];
  const other = knownType(error.identifierType);
  if (error.code === 'wrong-type' && other !== undefined)
    return {
      ...blocked,
      ways: [checks ? 'type' : 'segment', 'column'],
      file,
      identifierType: other,
    };
  const asksColumn = error.code === 'ambiguous-column' || error.code === 'no-column';
  if (!asksColumn && !READING.has(error.code)) return blocked;
  const shown = await preview(source, source.dialect).catch(() => undefined);
  if (!shown) return blocked;
  return asksColumn
    ? {
        kind: 'needs',
        what: 'column',
        file,
        candidates: findColumnOfType(type, shown).candidates,
        failure,
      }
    : { kind: 'needs', what: 'dialect', file, current: shown.dialect, failure };
}
