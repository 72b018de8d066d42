import { t } from '@vscode/l10n';
import {
  commands,
  LanguageModelTextPart,
  LanguageModelToolResult,
  type CancellationToken,
  type PreparedToolInvocation,
} from 'vscode';
import type { Segment } from '../../api/apiTypes';
import type { AccountHandle, Accounts } from '../../app/accounts/account';
import { Arguments } from '../../app/arguments';
import { usersOf, type AudienceList } from '../../app/audiences/audienceList';
import { sentenceText } from '../../app/audiences/audienceSentence';
import { audienceName } from '../../app/audiences/audienceUsage';
import { plainAudience } from '../../app/audiences/plainAudience';
import { segmentNames } from '../../app/audiences/segmentNames';
import { accessOf, nameOf } from '../../app/segments/labels';
import type { SegmentList } from '../../app/segments/segmentList';
import type { SizedStatistics } from '../../app/segments/sizes/knownSizes';
import { figuresOf } from '../../app/segments/statistics';
import { namesIn } from '../../app/uploads/choices/choiceTable';
import { choicesOf, readChoices } from '../../app/uploads/choices/request';
import type { CheckResult } from '../../app/uploads/plan/checkResult';
import type { Receipt } from '../../app/uploads/receipt/receipt';
import { OutsideText } from '../../common/outsideText';
import { pick } from '../../common/records';
import { IDENTIFIER_TYPES, knownType } from '../../identifiers/identifierTypes';
import type { ToolName } from '../base/names';
import type { LazyUploads } from '../uploads/lazyUploads';
import { redactFailure, redactIdentifiers } from './redactForModels';
import { workspaceFileIn } from './workspaceFile';

/** Segments or audiences in one reply. */
const MAX_LISTED = 200;
/** The fields of an upload's report that a model gets. */
const REPORT_FIELDS = [
  'state',
  'jobId',
  'startedAt',
  'finishedAt',
  'rows',
  'fields',
  'blank',
  'invalid',
  'suppressed',
  'duplicates',
  'sent',
  'unsent',
  'accepted',
  'refused',
  'unknown',
  'calls',
  'cleared',
  'formatsSent',
  'formatsNotSent',
  'size',
] as const satisfies (keyof Receipt)[];

/** An Update needs a previous file, which a model can't choose. */
const PROPOSABLE_OPERATIONS = ['add', 'remove', 'replace'] as const;

const PROGRESS: Readonly<Record<ToolName, () => string>> = {
  listSegments: () => t('Listing audience segments'),
  listAudiences: () => t('Listing audiences'),
  readStatistics: () => t('Reading the statistics of an audience segment'),
  checkCsv: () => t('Checking a CSV for an audience upload'),
  proposeUpload: () => t('Opening the page of an upload, where you confirm it'),
};

/** The tools: each is a thin wrapper around a command of the public contract. */
export class Tools {
  constructor(
    private readonly accounts: Accounts,
    private readonly list: SegmentList,
    private readonly audiences: Pick<AudienceList, 'all'>,
    private readonly uploads: Pick<LazyUploads, 'load'>,
  ) {}

  /** The progress message of a call. The editor asks nothing: an upload is confirmed on its page. */
  prepare(name: ToolName): PreparedToolInvocation {
    return { invocationMessage: PROGRESS[name]() };
  }

  /** Runs a tool. The result is one part of JSON text. Rejects as `redactFailure` does. */
  async invoke(
    name: ToolName,
    raw: object,
    token: CancellationToken,
  ): Promise<LanguageModelToolResult> {
    const input = toolInput(raw, name);
    const tools: Record<ToolName, () => Promise<object>> = {
      listSegments: () => this.listSegments(input),
      listAudiences: () => this.listAudiences(input),
      readStatistics: () => this.readStatistics(input),
      checkCsv: () => this.checkCsv(input),
      proposeUpload: () => this.upload(input, token),
    };
    const result = await redactFailure(name, raw, tools[name]);
    return new LanguageModelToolResult([new LanguageModelTextPart(JSON.stringify(result))]);
  }

  private async listSegments(input: Arguments): Promise<object> {
    const account = await this.accounts.require(input.optionalId('accountId'));
    const isNamed = nameFilter(input);
    const type = input.optionalOneOf('identifierType', IDENTIFIER_TYPES);
    const all = await this.list.search(account, {});
    const matching = all.filter(
      (segment) =>
        isNamed(nameOf(segment)) &&
        (type === undefined || knownType(segment.contactList?.identifierType) === type),
    );
    return {
      account: accountFacts(account),
      segmentsInAccount: all.length,
      matching: matching.length,
      segments: matching.slice(0, limitOf(input)).map((segment) => ({
        id: segment.id,
        name: redactIdentifiers(nameOf(segment)),
        retailerId: segment.retailerId,
        retailer: this.retailer(account, segment),
        type: segment.type,
        identifierType: segment.contactList?.identifierType,
        takesUploads: accessOf(segment) === 'writable',
      })),
    };
  }

  private async listAudiences(input: Arguments): Promise<object> {
    const account = await this.accounts.require(input.optionalId('accountId'));
    const isNamed = nameFilter(input);
    const segmentId = input.optionalId('segmentId');
    const all = await this.audiences.all(account, { maxAge: 0 });
    const matching = (segmentId === undefined ? all : usersOf(all, segmentId)).filter((audience) =>
      isNamed(audienceName(audience)),
    );
    const listed = matching.slice(0, limitOf(input));
    const segmentName = await segmentNames(this.list, account, listed);
    const nameOf = (id: string): string => {
      const name = segmentName(id);
      return name ? redactIdentifiers(name) : id;
    };
    return {
      account: accountFacts(account),
      audiencesInAccount: all.length,
      matching: matching.length,
      audiences: listed.map((audience) => ({
        id: audience.id,
        name: audience.name && redactIdentifiers(audience.name),
        retailerId: audience.retailerId,
        retailer: this.retailer(account, audience),
        channels: audience.channels,
        sentence: sentenceText(audience.algebra, nameOf),
        segmentIds: plainAudience(audience).segmentIds,
      })),
      note: 'Audiences of other accounts that use a shared segment are not visible.',
    };
  }

  private retailer(
    account: AccountHandle,
    { retailerId }: Pick<Segment, 'retailerId'>,
  ): string | undefined {
    const name = this.accounts.retailerName(account, retailerId);
    return name && redactIdentifiers(name);
  }

  private async readStatistics(input: Arguments): Promise<object> {
    const account = await this.accounts.require(input.optionalId('accountId'));
    const segmentId = input.id('segmentId');
    const statistics = await run<SizedStatistics>('showStatistics', {
      id: segmentId,
      accountId: account.accountId,
    });
    return {
      account: accountFacts(account),
      segmentId,
      ...figuresOf(statistics),
      size: statistics.size,
      note: 'Computed daily at 00:00 and 12:00 UTC. matchRate is a ratio from 0 to 1; anything above 1 is what the API sent, and no ratio.',
    };
  }

  private async checkCsv(input: Arguments): Promise<object> {
    const uri = await workspaceFileIn(input, 'checkCsv');
    const identifierType = input.optionalOneOf('identifierType', IDENTIFIER_TYPES);
    const segmentId = input.optionalId('segmentId');
    if (identifierType === undefined && segmentId === undefined)
      throw input.invalid(t('“{0}” or “{1}” is required.', 'identifierType', 'segmentId'));
    const checkable = namesIn('tool').filter((name) => name !== 'operation');
    const checked = await run<CheckResult>('checkCsv', uri, {
      identifierType,
      ...readChoices(input, checkable),
    });
    return {
      ...checked,
      note: 'The rows are marked in the Problems panel.',
    };
  }

  /**
   * Opens the page of an upload, where a person sends it or closes it: what a model, or an editor that
   * approves its calls by itself, can't do.
   */
  private async upload(input: Arguments, token: CancellationToken): Promise<object> {
    input.oneOf('operation', PROPOSABLE_OPERATIONS);
    const request = { ...readChoices(input, namesIn('tool')), segmentId: input.id('segmentId') };
    const uri = await workspaceFileIn(input, 'proposeUpload');
    const account = await this.accounts.require(request.accountId);
    const choices = await choicesOf([uri.toString()], request, this.accounts);
    const { drafts, uploader } = await this.uploads.load();
    const draft = drafts.draft(choices, {
      by: 'program',
      command: 'proposeUpload',
      isProposal: true,
    });
    const aborting = new AbortController();
    const stopping = token.onCancellationRequested(() => aborting.abort());
    const report = await uploader
      .uploadByContract(draft, { signal: aborting.signal })
      .finally(() => stopping.dispose());
    return {
      account: accountFacts(account),
      segmentId: report.segmentId,
      operation: report.operation,
      ...pick(report, REPORT_FIELDS),
      columnNames: report.columnNames?.map((name) => redactIdentifiers(OutsideText.name(name))),
      warnings: report.warnings.length,
      error: report.error?.code,
      note: '"accepted" means well-formed; the API does not say whether they matched.',
    };
  }
}

/** The input of a tool, validated like any untrusted input. */
function toolInput(raw: object, tool: ToolName): Arguments {
  return new Arguments({ ...raw }, tool, true);
}

/** Whether a name contains the input's `nameContains`. */
function nameFilter(input: Arguments): (name: OutsideText) => boolean {
  const part = input.optionalText('nameContains')?.toLowerCase() ?? '';
  return (name) => name.forTree().toLowerCase().includes(part);
}

/** How many a reply lists. */
function limitOf(input: Arguments): number {
  return Math.min(MAX_LISTED, input.optionalCount('limit') ?? 50);
}

function accountFacts({ accountId, label, sandbox, isProtected }: AccountHandle): object {
  return { id: accountId, name: redactIdentifiers(label), sandbox, protected: isProtected };
}

function run<T>(command: string, ...args: unknown[]): Thenable<T> {
  return commands.executeCommand<T>(`criteoAudiences.${command}`, ...args);
}
