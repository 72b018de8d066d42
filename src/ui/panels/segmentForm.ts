import { t } from '@vscode/l10n';
import type { Retailer, Segment, SegmentChange } from '../../api/apiTypes';
import type { AccountHandle, Accounts } from '../../app/accounts/account';
import { accountBadge } from '../../app/accounts/accountBadge';
import { createOne, updateOne } from '../../app/segments/changes/save';
import { rejectionOf } from '../../app/segments/changes/saveRejection';
import type { SegmentList } from '../../app/segments/segmentList';
import { deferred } from '../../common/deferred';
import { describe, Failure, toFailure } from '../../common/failure';
import { plainText } from '../../common/outsideText';
import { identifierTypeLabel } from '../../identifiers/identifierTypeLabel';
import { IDENTIFIER_TYPES, type IdentifierType } from '../../identifiers/identifierTypes';
import type {
  FormField,
  FormModel,
  FormState,
  FormToHost,
  FormToPage,
  FormValues,
} from '../../webview/protocol';
import { actionsFor } from '../base/failureActions';
import { accountOf, locale, type PageMessage, type Panel, type PanelController } from './panel';

type Retailers = readonly Retailer[];

/** Both are absent while the retailers are loading. */
interface RetailersResult {
  retailers?: Retailers;
  failed?: FormModel['retailersFailed'];
}

export const EMPTY: FormValues = { name: '', description: '', retailerId: '', identifierType: '' };

/** The host's side of a form. The page holds what is typed; this holds the API's values. */
export class SegmentForm implements PanelController<FormToHost> {
  /** The last reply to a save. Sent again when the page reloads: messages to a hidden page are lost. */
  private lastReply: FormToPage | undefined;
  /** The last model sent to the page. */
  private sentModel: FormModel | undefined;
  private readonly creation = deferred<Segment | undefined>();
  /** Resolves with the new segment, or with undefined once the form is closed. */
  readonly created = this.creation.promise;

  constructor(
    private readonly panel: Panel<FormState, FormToPage>,
    private readonly accounts: Accounts,
    private readonly segments: SegmentList,
  ) {
    panel.own({ dispose: () => this.creation.resolve(undefined) });
    panel.own(segments.onDidChange(() => this.updateModel()));
    // The names of retailers are loaded in the background.
    panel.own(accounts.onDidChange(() => this.updateModel()));
  }

  async ready(): Promise<void> {
    const account = await this.account();
    const segment = await this.segment(account);
    this.sendModel(account, segment);
    if (this.lastReply) this.panel.send(this.lastReply);
    if (!segment) await this.readRetailers(account);
  }

  async receive(message: PageMessage<FormToHost>): Promise<void> {
    const { panel } = this;
    switch (message.type) {
      case 'changed':
        if (this.lastReply?.type !== 'saving') this.lastReply = undefined;
        panel.view.title = `${message.dirty ? '● ' : ''}${plainText(message.values.name).trim() || titleOf(panel.state, this.accounts, this.segments)}`;
        return;
      case 'readRetailers': {
        const account = await this.account();
        this.sendModel(account, undefined);
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
          const { key } = await this.account();
          panel.open({ accountKey: key, copyOf: panel.state.segmentId, like });
        }
        return;
      case 'close':
        panel.view.dispose();
    }
  }

  /** The form stays usable while loading, and may have become an edit form by the end. */
  private async readRetailers(account: AccountHandle): Promise<void> {
    let result: RetailersResult;
    try {
      result = { retailers: await this.accounts.retailers(account) };
    } catch (error) {
      const failure = toFailure(error, 'retailers');
      result = { failed: { message: failure.message, details: describe(failure) } };
    }
    if (!this.panel.state.segmentId) this.sendModel(account, undefined, result);
  }

  private sendModel(
    account: AccountHandle,
    segment: Segment | undefined,
    retailers?: RetailersResult,
  ): void {
    this.sentModel = this.model(account, segment, retailers);
    this.panel.view.title = titleOf(this.panel.state, this.accounts, this.segments);
    this.panel.send({ type: 'model', model: this.sentModel, locale: locale() });
  }

  /** An edit form needs only the segment's own retailer. */
  private model(
    account: AccountHandle,
    segment: Segment | undefined,
    { retailers, failed }: RetailersResult = {},
  ): FormModel {
    const retailer = segment?.retailerId;
    return {
      mode: segment ? 'edit' : 'create',
      segmentId: segment?.id,
      account: account.label.forTree(),
      badge: accountBadge(account),
      initial: segment ? valuesOf(segment) : (this.panel.state.like ?? EMPTY),
      retailers: retailer
        ? [{ id: retailer, name: this.accounts.retailerName(account, retailer)?.forTree() }]
        : retailers && this.withNames(account, retailers),
      retailersFailed: failed,
      identifierTypes: identifierTypes(),
    };
  }

  /** Updates an edit form when its segment or a name changes elsewhere. The page keeps what is typed. */
  private updateModel(): void {
    const { accountKey, segmentId } = this.panel.state;
    const account = this.accounts.byKey(accountKey);
    const segment = account && segmentId && this.segments.find(account, segmentId);
    if (!segment || this.sentModel?.mode !== 'edit') return;
    if (JSON.stringify(this.model(account, segment)) !== JSON.stringify(this.sentModel))
      this.sendModel(account, segment);
  }

  private async submit(values: FormValues, changed: readonly FormField[]): Promise<void> {
    const { panel } = this;
    if (this.lastReply?.type === 'saving') return;
    this.reply({ type: 'saving' });
    try {
      const account = await this.account();
      const { segmentId } = panel.state;
      const saved = await (segmentId
        ? this.update(account, segmentId, values, changed)
        : this.create(account, values));
      panel.keep({ accountKey: account.key, segmentId: saved.id });
      this.creation.resolve(saved);
      this.reply({
        type: 'saved',
        segmentId: saved.id,
        submitted: values,
        initial: valuesOf(saved),
        message: segmentId ? t('Saved.') : t('The segment was created. Its ID is {0}.', saved.id),
      });
      if (!panel.closed) this.sendModel(account, saved);
    } catch (error) {
      const failure = toFailure(error, 'saveSegment');
      const rejection = rejectionOf(error);
      this.reply({
        type: 'rejected',
        field: rejection?.field,
        message: rejection?.message ?? failure.message,
        details: describe(failure),
      });
      // The page shows the failure. Also show a notification if the page isn't visible, or if there
      // is an action to offer.
      if (panel.closed || !panel.view.visible || actionsFor(failure).length > 0) throw error;
    }
  }

  private reply(message: FormToPage): void {
    this.lastReply = message;
    this.panel.send(message);
  }

  /**
   * The state keeps when the request was sent: if the window is reloaded before the response, the
   * next save finds the segment instead of creating another.
   */
  private async create(account: AccountHandle, values: FormValues): Promise<Segment> {
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
      if (hadNoEffect(error)) this.panel.keep({ ...this.panel.state, sent: undefined });
      throw error;
    }
  }

  /** Sends only the fields that the user changed, to keep changes of other fields made elsewhere. */
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
      return this.requireSegment(await this.segment(account));
    return updateOne(this.segments, account, change);
  }

  private account(): Promise<AccountHandle> {
    return accountOf(this.accounts, this.panel.state.accountKey);
  }

  /** The segment to edit; undefined in a create form. Rejects with 'segment-not-found'. */
  private async segment(account: AccountHandle): Promise<Segment | undefined> {
    const { segmentId } = this.panel.state;
    if (!segmentId) return undefined;
    return this.requireSegment(
      this.segments.find(account, segmentId) ??
        (await this.segments.search(account, { segmentIds: [segmentId] }))[0],
    );
  }

  private requireSegment(segment: Segment | undefined): Segment {
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
   * The retailers that the API lists and those of the account's segments, by name. Names from the
   * settings take precedence.
   */
  private withNames(account: AccountHandle, retailers: Retailers): { id: string; name?: string }[] {
    const ids = new Set([
      ...retailers.map(({ id }) => id),
      ...this.segments.state(account).segments.flatMap(({ retailerId }) => retailerId ?? []),
    ]);
    return [...ids]
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

/** The panel's title before a name is typed. */
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

function hadNoEffect(error: unknown): boolean {
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

/** What each type accepts and which channel it serves (uploads.md: Identifiers). */
function identifierTypes(): FormModel['identifierTypes'] {
  const hints: Record<IdentifierType, string> = {
    Email: t(
      'Email addresses or their hashes: MD5, SHA-256 or SHA-256 of MD5. For the Offsite channel.',
    ),
    UserIdentifier: t(
      'Mobile advertising IDs (IDFA, AAID) or Criteo cookie IDs. For the Offsite channel.',
    ),
    IdentityLink: t('LiveRamp IdentityLink IDs.'),
    CustomerId: t('The retailer’s own customer IDs. For the Onsite channel.'),
    PhoneNumber: t(
      'Phone numbers in E.164 format or their SHA-256 hashes. Criteo doesn’t document the format.',
    ),
  };
  return IDENTIFIER_TYPES.map((value) => ({
    value,
    label: identifierTypeLabel(value),
    hint: hints[value],
  }));
}
