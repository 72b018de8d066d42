import { t } from '@vscode/l10n';
import {
  commands,
  LanguageModelTextPart,
  LanguageModelToolResult,
  MarkdownString,
  type CancellationToken,
  type PreparedToolInvocation,
  type Uri,
} from 'vscode';
import type { Segment } from '../../api/apiTypes';
import type { AccountHandle, Accounts } from '../../app/accounts/account';
import { Arguments } from '../../app/arguments';
import { usersOf, type AudienceList } from '../../app/audiences/audienceList';
import { sentenceText } from '../../app/audiences/audienceSentence';
import { audienceName } from '../../app/audiences/audienceUsage';
import { plainAudience } from '../../app/audiences/plainAudience';
import { segmentNames } from '../../app/audiences/segmentNames';
import type { Confirmation } from '../../app/segments/confirmation';
import { accessOf, nameOf } from '../../app/segments/labels';
import type { SegmentList } from '../../app/segments/segmentList';
import type { SizedStatistics } from '../../app/segments/sizes/knownSizes';
import { figuresOf } from '../../app/segments/statistics';
import { namesIn } from '../../app/uploads/choices/choiceTable';
import { choicesOf, readChoices } from '../../app/uploads/choices/request';
import type { Draft } from '../../app/uploads/draft/draft';
import type { DraftPlan } from '../../app/uploads/draftStep';
import { targetLabel } from '../../app/uploads/messages';
import type { CheckResult } from '../../app/uploads/plan/checkResult';
import { sizeLines } from '../../app/uploads/plan/planReview';
import type { Receipt } from '../../app/uploads/receipt/receipt';
import { unusedListsText } from '../../app/uploads/suppression/suppressionSection';
import { suppressionLines } from '../../app/uploads/suppression/suppressionTexts';
import { rowCountsText } from '../../common/counts';
import { Failure } from '../../common/failure';
import { fileName } from '../../common/fileName';
import { OutsideText } from '../../common/outsideText';
import { pick } from '../../common/records';
import { IDENTIFIER_TYPES, knownType } from '../../identifiers/identifierTypes';
import type { ToolName } from '../base/names';
import type { LazyUploads } from '../uploads/lazyUploads';
import { redactFailure, redactIdentifiers } from './redactForModels';
import { identityOf, workspaceFileIn } from './workspaceFile';

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
type ProposableOperation = (typeof PROPOSABLE_OPERATIONS)[number];
/** Proposals kept at most: the editor doesn't report when the user declines one. */
const MAX_PROPOSALS = 10;

const PROGRESS: Readonly<Record<ToolName, () => string>> = {
  listSegments: () => t('Listing audience segments'),
  listAudiences: () => t('Listing audiences'),
  readStatistics: () => t('Reading the statistics of an audience segment'),
  checkCsv: () => t('Checking a CSV for an audience upload'),
  proposeUpload: () => t('Uploading to an audience segment'),
};
/** Asks for the upload of a file, by its name. */
const QUESTIONS: Readonly<Record<ProposableOperation, (name: string) => string>> = {
  add: (name) => t('Add the identifiers in {0} to an audience segment?', name),
  remove: (name) => t('Remove the identifiers in {0} from an audience segment?', name),
  replace: (name) => t('Clear an audience segment, then add the identifiers in {0}?', name),
};

interface Proposal {
  uri: Uri;
  draft: Draft;
  account: AccountHandle;
  /** From `identityOf`, when the upload was planned. */
  identity: string;
}

/** The tools: each is a thin wrapper around a command of the public contract. */
export class Tools {
  /** Uploads awaiting confirmation, by the model's input (`keyOf`). */
  private readonly proposals = new Map<string, Proposal>();

  constructor(
    private readonly accounts: Accounts,
    private readonly list: SegmentList,
    private readonly audiences: Pick<AudienceList, 'all'>,
    private readonly uploads: Pick<LazyUploads, 'load'>,
  ) {}

  /** The progress message of a call and, for `proposeUpload`, the confirmation to show. */
  async prepare(
    name: ToolName,
    raw: object,
    token?: CancellationToken,
  ): Promise<PreparedToolInvocation> {
    const invocationMessage = PROGRESS[name]();
    if (name !== 'proposeUpload') return { invocationMessage };
    return redactFailure(name, raw, async () => ({
      invocationMessage,
      confirmationMessages: await this.propose(raw, token),
    }));
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
      proposeUpload: () => this.upload(raw, token),
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

  /** Plans the upload. The confirmation describes exactly what would be sent. */
  private async propose(
    raw: object,
    token?: CancellationToken,
  ): Promise<{ title: string; message: MarkdownString }> {
    const input = toolInput(raw, 'proposeUpload');
    const operation = input.oneOf('operation', PROPOSABLE_OPERATIONS);
    const request = readChoices(input, namesIn('tool'));
    const account = await this.accounts.require(request.accountId);
    const segmentId = input.id('segmentId');
    const uri = await workspaceFileIn(input, 'proposeUpload');
    const choices = await choicesOf([uri.toString()], { ...request, segmentId }, this.accounts);
    const identity = await identityOf(uri);
    const { drafts, uploader } = await this.uploads.load();
    const draft = drafts.draft(choices, {
      by: 'program',
      command: 'proposeUpload',
      isProposal: true,
    });
    const stopping = token?.onCancellationRequested(() => draft.cancel());
    const planned = await uploader.check(draft).finally(() => stopping?.dispose());
    if (planned.confirmation?.kind === 'accountId') {
      await draft.discard();
      throw protectedFailure(planned.confirmation);
    }
    await this.keepProposal(keyOf(raw), { uri, draft, account, identity });
    return {
      title: QUESTIONS[operation](fileName(uri).forNotification()),
      message: await describeUpload(planned, operation),
    };
  }

  /** Discards the oldest proposals beyond the limit, and any for the same input. */
  private async keepProposal(key: string, proposal: Proposal): Promise<void> {
    const { proposals } = this;
    const others = [...proposals].filter(
      ([one], index) => one === key || proposals.size - index >= MAX_PROPOSALS,
    );
    for (const [one, { draft }] of others) {
      proposals.delete(one);
      await draft.discard();
    }
    proposals.set(key, proposal);
  }

  private async upload(raw: object, token: CancellationToken): Promise<object> {
    const proposal = this.proposals.get(keyOf(raw));
    this.proposals.delete(keyOf(raw));
    if (!proposal)
      throw new Failure(
        'not-confirmed',
        t('This upload wasn’t confirmed, so nothing was sent. Propose it first.'),
        'proposeUpload',
      );
    const { uri, draft, account, identity } = proposal;
    const aborting = new AbortController();
    const stopping = token.onCancellationRequested(() => aborting.abort());
    try {
      // The file, or a folder above it, may have been replaced by a link since.
      const now = await workspaceFileIn(toolInput(raw, 'proposeUpload'), 'proposeUpload');
      if (now.toString() !== uri.toString() || (await identityOf(now)) !== identity)
        throw new Failure(
          'changed',
          t(
            '"{0}" changed after the upload was proposed. Nothing was sent. Propose it again.',
            fileName(uri).forNotification(),
          ),
          'proposeUpload',
        );
      const { runner } = await this.uploads.load();
      const upload = await draft.send('yes');
      const report = await runner.run(upload, { quiet: true, signal: aborting.signal });
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
    } finally {
      stopping.dispose();
      await draft.discard();
    }
  }
}

/** Exactly what would be sent. */
async function describeUpload(
  planned: DraftPlan,
  operation: ProposableOperation,
): Promise<MarkdownString> {
  const view = await planned.view();
  const message = new MarkdownString();
  for (const line of [
    targetLabel(view.names).forTree(),
    rowCountsText(planned.plan),
    ...suppressionLines(planned.plan, view.now),
    planned.areListsUnused && unusedListsText(),
    ...planned.reasons,
    ...sizeLines(view),
    operation === 'replace' &&
      t(
        'Replacing takes more than one step: the segment is cleared first, then filled request by request. If it stops in between, the segment is incomplete until you resume.',
      ),
    view.sandbox && t('Local sandbox: nothing is sent to Criteo.'),
  ])
    // `appendText` escapes Markdown: names come from outside.
    if (line) message.appendText(line).appendMarkdown('\n\n');
  return message;
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

/** A model can't type the account ID on the user's behalf. */
function protectedFailure({ account, guard }: Confirmation): Failure {
  return new Failure(
    'protected',
    guard === 'marked'
      ? t(
          'Account {0} is protected. Identifiers can be replaced only in the editor, where the user types the account ID.',
          account.accountId,
        )
      : t(
          'Criteo doesn’t say that this segment belongs to account {0}, so the account counts as protected. Identifiers can be replaced only in the editor, where the user types the account ID.',
          account.accountId,
        ),
    'proposeUpload',
  );
}

function accountFacts({ accountId, label, sandbox, isProtected }: AccountHandle): object {
  return { id: accountId, name: redactIdentifiers(label), sandbox, protected: isProtected };
}

function keyOf(raw: object): string {
  return JSON.stringify(Object.entries(raw).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function run<T>(command: string, ...args: unknown[]): Thenable<T> {
  return commands.executeCommand<T>(`criteoAudiences.${command}`, ...args);
}
