import { t } from '@vscode/l10n';
import type { Retailer, Segment, SegmentChange } from '../../api/apiTypes';
import type { AccountHandle, Accounts } from '../../app/accounts/account';
import { createOne, updateOne } from '../../app/segments/changes/save';
import { rejectionOf } from '../../app/segments/changes/saveRejection';
import type { SegmentList } from '../../app/segments/segmentList';
import { describe, Failure, toFailure } from '../../common/failure';
import { plainText } from '../../common/outsideText';
import type {
  FormField,
  FormModel,
  FormState,
  FormToHost,
  FormToPage,
  FormValues,
} from '../../webview/protocol';
import { actionsFor } from '../base/failureActions';
import { accountOf, locale, type Connection, type OwnPanel, type Panel } from './panel';

type Retailers = readonly Retailer[];

/** Neither while they are being read. */
interface Found {
  retailers?: Retailers;
  failed?: FormModel['retailersFailed'];
}

const EMPTY: FormValues = { name: '', description: '', retailerId: '', identifierType: '' };

/**
 * One open form. The page holds what is typed; here is what the API has, and what became of the
 * last save.
 */
export class SegmentForm implements Connection<FormToHost> {
  /** Told again when the page comes back: a message to a hidden page is lost. */
  private last: FormToPage | undefined;
  /** What the page was told of the segment. */
  private shown: FormModel | undefined;

  constructor(
    private readonly panel: Panel<FormState, FormToPage>,
    private readonly accounts: Accounts,
    private readonly segments: SegmentList,
    private readonly copy: (account: AccountHandle, of: string, like: FormValues) => void,
  ) {
    panel.own(segments.onDidChange(() => this.follow()));
    // Names of retailers come when the API has given them.
    panel.own(accounts.onDidChange(() => this.follow()));
  }

  async ready(): Promise<void> {
    const account = await accountOf(this.accounts, this.panel.state.accountKey);
    const segment = await this.segment(account);
    this.tell(account, segment);
    if (this.last) this.panel.send(this.last);
    if (!segment) await this.readRetailers(account);
  }

  async receive(message: OwnPanel<FormToHost>): Promise<void> {
    const { panel } = this;
    switch (message.type) {
      case 'changed':
        if (this.last?.type !== 'saving') this.last = undefined;
        panel.view.title = `${message.dirty ? '● ' : ''}${plainText(message.values.name).trim() || titleOf(panel.state, this.accounts, this.segments)}`;
        return;
      case 'readRetailers': {
        const account = await accountOf(this.accounts, panel.state.accountKey);
        this.tell(account, undefined);
        return this.readRetailers(account);
      }
      case 'submit':
        return this.submit(message.values, message.changed);
      case 'copy':
        if (panel.state.segmentId) {
          const like = {
            ...message.values,
            name: t('{0} (copy)', message.values.name),
            identifierType: '',
          };
          this.copy(
            await accountOf(this.accounts, panel.state.accountKey),
            panel.state.segmentId,
            like,
          );
        }
        return;
      case 'close':
        panel.view.dispose();
    }
  }

  /** The form can be used meanwhile, and be that of the new segment when they come. */
  private async readRetailers(account: AccountHandle): Promise<void> {
    let found: Found;
    try {
      found = { retailers: await this.accounts.retailers(account) };
    } catch (error) {
      const failure = toFailure(error, 'retailers');
      found = { failed: { message: failure.message, details: describe(failure) } };
    }
    if (!this.panel.state.segmentId) this.tell(account, undefined, found);
  }

  private tell(account: AccountHandle, segment: Segment | undefined, found?: Found): void {
    this.shown = this.model(account, segment, found);
    this.panel.view.title = titleOf(this.panel.state, this.accounts, this.segments);
    this.panel.send({ type: 'model', model: this.shown, locale: locale() });
  }

  /** `retailers` is absent while they are being read; an edit needs its own only. */
  private model(
    account: AccountHandle,
    segment: Segment | undefined,
    { retailers, failed }: Found = {},
  ): FormModel {
    const retailer = segment?.retailerId;
    return {
      mode: segment ? 'edit' : 'create',
      segmentId: segment?.id,
      account: account.label.forTree(),
      sandbox: account.sandbox,
      initial: segment ? valuesOf(segment) : (this.panel.state.like ?? EMPTY),
      retailers: retailer
        ? [{ id: retailer, name: this.accounts.retailerName(account, retailer)?.forTree() }]
        : retailers && this.withNames(account, retailers),
      retailersFailed: failed,
      identifierTypes: identifierTypes(),
    };
  }

  /** The segment was changed or read anew elsewhere: what is typed stays, the rest follows. */
  private follow(): void {
    const { accountKey, segmentId } = this.panel.state;
    const account = this.accounts.byKey(accountKey);
    const segment = account && segmentId && this.segments.find(account, segmentId);
    if (!segment || this.shown?.mode !== 'edit') return;
    if (JSON.stringify(this.model(account, segment)) !== JSON.stringify(this.shown))
      this.tell(account, segment);
  }

  private async submit(values: FormValues, changed: readonly FormField[]): Promise<void> {
    const { panel } = this;
    if (this.last?.type === 'saving') return;
    this.say({ type: 'saving' });
    try {
      const account = await accountOf(this.accounts, panel.state.accountKey);
      const { segmentId } = panel.state;
      const saved = await (segmentId
        ? this.update(account, segmentId, values, changed)
        : this.insert(account, values));
      panel.keep({ accountKey: account.key, segmentId: saved.id });
      this.say({
        type: 'saved',
        segmentId: saved.id,
        submitted: values,
        initial: valuesOf(saved),
        message: segmentId ? t('Saved.') : t('The segment was created. Its ID is {0}.', saved.id),
      });
      if (!panel.closed) this.tell(account, saved);
    } catch (error) {
      const failure = toFailure(error, 'saveSegment');
      const refusal = rejectionOf(error);
      this.say({
        type: 'refused',
        field: refusal?.field,
        message: refusal?.message ?? failure.message,
        details: describe(failure),
      });
      // The form tells it where it is looked at; elsewhere, or with something to click, a
      // notification does.
      if (panel.closed || !panel.view.visible || actionsFor(failure).length > 0) throw error;
    }
  }

  private say(message: FormToPage): void {
    this.last = message;
    this.panel.send(message);
  }

  /**
   * The page keeps when it was sent: a window that is reloaded before the answer finds its own
   * segment the next time.
   */
  private async insert(account: AccountHandle, values: FormValues): Promise<Segment> {
    const { name, description, retailerId, identifierType } = values;
    const { sent } = this.panel.state;
    const since = sent && sameSegment(sent.values, values) ? sent.at : undefined;
    this.panel.keep({ ...this.panel.state, sent: { at: since ?? Date.now(), values } });
    try {
      return await createOne(
        this.segments,
        account,
        { name, description: description || undefined, retailerId, identifierType },
        { since },
      );
    } catch (error) {
      if (surelyNotDone(error)) this.panel.keep({ ...this.panel.state, sent: undefined });
      throw error;
    }
  }

  /** Only what the user changed: another's change of the other field stays. */
  private async update(
    account: AccountHandle,
    id: string,
    values: FormValues,
    changed: readonly FormField[],
  ): Promise<Segment> {
    const change: SegmentChange = { id };
    if (changed.includes('name')) change.name = values.name;
    if (changed.includes('description')) change.description = values.description;
    if (change.name === undefined && change.description === undefined)
      return this.needed(await this.segment(account));
    return updateOne(this.segments, account, change);
  }

  /** The segment that is edited; undefined where one is to be created. Rejects where it is gone. */
  private async segment(account: AccountHandle): Promise<Segment | undefined> {
    const { segmentId } = this.panel.state;
    if (!segmentId) return undefined;
    return this.needed(
      this.segments.find(account, segmentId) ??
        (await this.segments.search(account, { segmentIds: [segmentId] }))[0],
    );
  }

  private needed(segment: Segment | undefined): Segment {
    if (segment) return segment;
    throw new Failure(
      'segment-not-found',
      t(
        'Segment {0} no longer exists or belongs to another account. Refresh the segments.',
        this.panel.state.segmentId ?? '',
      ),
      'form',
    );
  }

  /**
   * Retailers as the API lists them, with the names that the settings give, and those of the
   * account's own segments.
   */
  private withNames(account: AccountHandle, retailers: Retailers): { id: string; name?: string }[] {
    const seen = new Set([
      ...retailers.map(({ id }) => id),
      ...this.segments.state(account).segments.flatMap(({ retailerId }) => retailerId ?? []),
    ]);
    return [...seen]
      .map((id) => ({
        id,
        name: (
          this.accounts.retailerName(account, id) ??
          retailers.find((retailer) => retailer.id === id)?.name
        )?.forTree(),
      }))
      .sort((a, b) => (a.name ?? a.id).localeCompare(b.name ?? b.id));
  }
}

/** The panel's title while nothing is typed. */
export function titleOf(
  { accountKey, segmentId, like }: FormState,
  accounts: Accounts,
  segments: SegmentList,
): string {
  if (!segmentId) return (like && plainText(like.name)) || t('New Segment');
  const account = accounts.byKey(accountKey);
  return (
    (account && segments.find(account, segmentId)?.name?.forTree()) || t('Segment {0}', segmentId)
  );
}

function sameSegment(a: FormValues, b: FormValues): boolean {
  return (
    a.name === b.name && a.retailerId === b.retailerId && a.identifierType === b.identifierType
  );
}

function surelyNotDone(error: unknown): boolean {
  return error instanceof Failure && error.outcome !== 'unknown';
}

function valuesOf(segment: Segment): FormValues {
  return {
    name: segment.name?.raw() ?? '',
    description: segment.description?.raw() ?? '',
    retailerId: segment.retailerId ?? '',
    identifierType: segment.contactList?.identifierType ?? '',
  };
}

/** What each type accepts and which channel it serves (README: Identifiers). */
function identifierTypes(): { value: string; hint: string }[] {
  return [
    {
      value: 'Email',
      hint: t(
        'Email addresses or their hashes: MD5, SHA-256 or SHA-256 of MD5. For the Offsite channel.',
      ),
    },
    {
      value: 'UserIdentifier',
      hint: t('Mobile advertising IDs (IDFA, AAID) or Criteo cookie IDs. For the Offsite channel.'),
    },
    { value: 'IdentityLink', hint: t('LiveRamp IdentityLink IDs.') },
    { value: 'CustomerId', hint: t('The retailer’s own customer IDs. For the Onsite channel.') },
    {
      value: 'PhoneNumber',
      hint: t(
        'Phone numbers in E.164 format or their SHA-256 hashes. Criteo doesn’t document the format.',
      ),
    },
  ];
}
