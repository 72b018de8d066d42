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
import { type Segment, type Statistics } from '../../api/types';
import type { AccountHandle, Accounts } from '../../app/accounts/account';
import type { Arguments } from '../../app/arguments';
import { guardOf } from '../../app/segments/confirmation';
import { accessOf, fullName, nameOf } from '../../app/segments/labels';
import type { SegmentList } from '../../app/segments/segmentList';
import { figuresOf, lookUpStatistics } from '../../app/segments/statistics';
import { isUnderWay } from '../../app/uploads/jobState';
import { checkedOf, type Checked } from '../../app/uploads/plan/checkResult';
import { rowsSentence } from '../../common/counts';
import { Failure } from '../../common/failure';
import { fileName } from '../../common/fileName';
import { count } from '../../common/format';
import { pick } from '../../common/pick';
import { IDENTIFIER_TYPES } from '../../identifiers/types';
import { OPERATIONS, type Operation, type Report } from '../../upload/types';
import type { ToolName } from '../base/names';
import type { LazyUploads } from '../uploads/lazyUploads';
import { told, withoutIdentifiers } from './forModels';
import { toolInput, workspaceFileIn } from './input';
import { identityOf } from './workspaceFile';

const MOST_SEGMENTS = 200;
/** What a model reads of an upload's report, as it stands there. */
const COUNTS = [
  'state',
  'jobId',
  'rows',
  'blank',
  'invalid',
  'duplicates',
  'sent',
  'unsent',
  'accepted',
  'refused',
  'unknown',
  'calls',
  'cleared',
] as const satisfies (keyof Report)[];

interface Proposal {
  uri: Uri;
  account: AccountHandle;
  segmentId: string;
  operation: Operation;
  column?: string | number;
  /** See `identityOf`. */
  identity: string;
}

/** The tools, each a thin shell around a command of the public contract. */
export class Tools {
  /** Uploads that the user is being asked about, by what the model passed. */
  private readonly proposals = new Map<string, Proposal>();

  constructor(
    private readonly accounts: Accounts,
    private readonly list: SegmentList,
    private readonly uploads: Pick<LazyUploads, 'load'>,
  ) {}

  async prepare(name: ToolName, raw: object): Promise<PreparedToolInvocation> {
    const messages: Record<ToolName, () => string> = {
      listSegments: () => t('Listing audience segments'),
      readStatistics: () => t('Reading the statistics of an audience segment'),
      checkCsv: () => t('Checking a CSV for an audience upload'),
      proposeUpload: () => t('Uploading to an audience segment'),
    };
    const invocationMessage = messages[name]();
    if (name !== 'proposeUpload') return { invocationMessage };
    return told(name, raw, async () => ({
      invocationMessage,
      confirmationMessages: await this.propose(raw),
    }));
  }

  async invoke(
    name: ToolName,
    raw: object,
    token: CancellationToken,
  ): Promise<LanguageModelToolResult> {
    const input = toolInput(raw, name);
    const result = await told(name, raw, () => {
      switch (name) {
        case 'listSegments':
          return this.listSegments(input);
        case 'readStatistics':
          return this.readStatistics(input);
        case 'checkCsv':
          return this.checkCsv(input);
        case 'proposeUpload':
          return this.upload(raw, token);
      }
    });
    return new LanguageModelToolResult([new LanguageModelTextPart(JSON.stringify(result))]);
  }

  private async listSegments(input: Arguments): Promise<object> {
    const account = await this.accounts.require(input.optionalId('accountId'));
    const part = input.optionalText('nameContains')?.toLowerCase();
    const type = input.optionalOneOf('identifierType', IDENTIFIER_TYPES);
    const all = await this.list.search(account, {});
    const found = all.filter(
      (segment) =>
        (part === undefined || nameOf(segment).forTree().toLowerCase().includes(part)) &&
        (type === undefined ||
          segment.contactList?.identifierType?.toLowerCase() === type.toLowerCase()),
    );
    const segments = found
      .slice(0, Math.min(MOST_SEGMENTS, input.optionalCount('limit') ?? 50))
      .map((segment) => ({
        id: segment.id,
        name: withoutIdentifiers(nameOf(segment)),
        retailerId: segment.retailerId,
        retailer: this.retailer(account, segment),
        type: segment.type,
        identifierType: segment.contactList?.identifierType,
        takesUploads: accessOf(segment) === 'writable',
      }));
    return {
      account: outward(account),
      segmentsInAccount: all.length,
      matching: found.length,
      segments,
    };
  }

  private retailer(account: AccountHandle, { retailerId }: Segment): string | undefined {
    const name = this.accounts.retailerName(account, retailerId);
    return name && withoutIdentifiers(name);
  }

  private async readStatistics(input: Arguments): Promise<object> {
    const account = await this.accounts.require(input.optionalId('accountId'));
    const segmentId = input.id('segmentId');
    const statistics = await run<Statistics>('showStatistics', {
      id: segmentId,
      accountId: account.accountId,
    });
    return {
      account: outward(account),
      segmentId,
      ...figuresOf(statistics),
      note: 'Computed daily at 00:00 and 12:00 UTC. matchRate is a ratio from 0 to 1; anything above 1 is what the API sent, and no ratio.',
    };
  }

  private async checkCsv(input: Arguments): Promise<object> {
    const uri = await workspaceFileIn(input, 'checkCsv');
    const identifierType = input.optionalOneOf('identifierType', IDENTIFIER_TYPES);
    const segmentId = input.optionalId('segmentId');
    if (identifierType === undefined && segmentId === undefined)
      throw input.bad(t('checkCsv needs “identifierType” or “segmentId”.'));
    const checked = await run<Checked>('checkCsv', uri, {
      identifierType,
      segmentId,
      accountId: input.optionalId('accountId'),
      column: input.optionalColumn('column'),
    });
    return {
      ...checkedOf(checked),
      note: 'The rows are marked in the Problems panel.',
    };
  }

  /** Everything that can be said before a yes: what is asked is exactly what would be sent. */
  private async propose(raw: object): Promise<{ title: string; message: MarkdownString }> {
    const input = toolInput(raw, 'proposeUpload');
    const operation = input.oneOf('operation', OPERATIONS);
    const account = await this.accounts.require(input.optionalId('accountId'));
    const segmentId = input.id('segmentId');
    const segment = (await this.list.search(account, { segmentIds: [segmentId] })).find(
      ({ id }) => id === segmentId,
    );
    if (!segment)
      throw new Failure(
        'segment-not-found',
        t(
          'Account {0} has no segment {1}. Refresh the list of segments and choose again.',
          account.accountId,
          segmentId,
        ),
        'proposeUpload',
      );
    const guard = operation === 'replace' ? guardOf(account, segment) : undefined;
    if (guard === 'marked')
      throw new Failure(
        'protected',
        t(
          'Account {0} is protected: its lists are replaced from the window only, where its id is typed.',
          account.accountId,
        ),
        'proposeUpload',
      );
    if (guard === 'unresolved') {
      throw new Failure(
        'protected',
        t(
          'The API does not say that this segment belongs to account {0}, so it counts as protected: its list is replaced from the window only, where the account’s id is typed.',
          account.accountId,
        ),
        'proposeUpload',
      );
    }
    const uri = await workspaceFileIn(input, 'proposeUpload');
    const column = input.optionalColumn('column');
    const identity = await identityOf(uri);
    const checked = await run<Checked>('checkCsv', uri, {
      segmentId,
      accountId: account.accountId,
      column,
    });
    if (checked.good === 0)
      throw new Failure(
        'nothing-to-send',
        t(
          'Nothing in "{0}" can be sent. Its rows are marked in Problems.',
          fileName(uri).forNotification(),
        ),
        'proposeUpload',
      );
    this.proposals.set(keyOf(raw), {
      uri,
      account,
      segmentId,
      operation,
      column: checked.column,
      identity,
    });
    const file = fileName(uri).forNotification();
    const message = new MarkdownString();
    // Read aloud and shown without markup by the editor: escaped its own way.
    const line = (text: string): void => void message.appendText(text).appendMarkdown('\n\n');
    line(
      fullName(segment, {
        account: account.label,
        retailer: this.accounts.retailerName(account, segment.retailerId),
      }).forTree(),
    );
    line(rowsSentence(checked));
    if (operation === 'replace') line(await sizeSentence(account, segmentId, checked.distinct));
    if (operation === 'replace')
      line(
        t(
          'Replacing is not one step: the list is emptied first, then filled call by call. If it stops in between, the list stays incomplete until you resume.',
        ),
      );
    if (account.sandbox) line(t('Local sandbox: nothing goes to Criteo.'));
    const titles: Record<Operation, () => string> = {
      add: () => t('Add {0} to an audience segment?', file),
      remove: () => t('Remove those in {0} from an audience segment?', file),
      replace: () => t('Empty an audience segment, then fill it with {0}?', file),
    };
    return { title: titles[operation](), message };
  }

  private async upload(raw: object, token: CancellationToken): Promise<object> {
    const proposal = this.proposals.get(keyOf(raw));
    this.proposals.delete(keyOf(raw));
    if (!proposal)
      throw new Failure(
        'not-confirmed',
        t('Nobody was asked about this upload. Nothing was sent. Propose it first.'),
        'proposeUpload',
      );
    const { uri, account, segmentId, operation, column, identity } = proposal;
    // A link may have been put in its place, or in that of a folder above it.
    const now = await workspaceFileIn(toolInput(raw, 'proposeUpload'), 'proposeUpload');
    if (now.toString() !== uri.toString() || (await identityOf(now)) !== identity)
      throw new Failure(
        'changed',
        t(
          '"{0}" was changed after the question. Nothing was sent. Propose it again.',
          fileName(uri).forNotification(),
        ),
        'proposeUpload',
      );
    const stopping = token.onCancellationRequested(() => void this.cancel(account, segmentId));
    try {
      const report = await run<Report>('uploadCsv', uri, {
        segmentId,
        operation,
        column,
        accountId: account.accountId,
        confirm: false,
      });
      return {
        account: outward(account),
        segmentId,
        operation,
        ...pick(report, COUNTS),
        warnings: report.warnings.length,
        error: report.error?.code,
        note: '"accepted" means well-formed; the API does not say whether they matched.',
      };
    } finally {
      stopping.dispose();
    }
  }

  private async cancel(account: AccountHandle, segmentId: string): Promise<void> {
    const jobs = await (await this.uploads.load()).jobsOf(account);
    for (const { jobId } of jobs.filter(
      (job) => isUnderWay(job) && job.target.segmentId === segmentId,
    ))
      await run('cancelUpload', { jobId });
  }
}

function outward({ accountId, label, sandbox, isProtected }: AccountHandle): object {
  return { id: accountId, name: withoutIdentifiers(label), sandbox, protected: isProtected };
}

/** What a replace does to the list's size. */
async function sizeSentence(
  account: AccountHandle,
  segmentId: string,
  distinct: number,
): Promise<string> {
  const identifiers = (await lookUpStatistics(account, segmentId))?.numberOfIdentifiers;
  if (identifiers === undefined)
    return t(
      'How many identifiers the list has could not be read: how many are lost is not known.',
    );
  return t('{0} → {1} identifiers.', count(identifiers), count(distinct));
}

function keyOf(raw: object): string {
  return JSON.stringify(Object.entries(raw).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function run<T>(command: string, ...args: unknown[]): Thenable<T> {
  return commands.executeCommand<T>(`criteoAudiences.${command}`, ...args);
}
