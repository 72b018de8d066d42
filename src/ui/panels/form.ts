import { window, type ExtensionContext } from 'vscode';
import { t } from '@vscode/l10n';
import { ApiError } from '../../api/errors';
import type { BulkResult, NewSegment, Problem, Segment, SegmentChange } from '../../api/types';
import type { FormField, FormState, FormToHost, FormToPage, FormValues } from '../../webview/protocol';
import type { Commands } from '../base/command';
import { toFailure } from '../base/failure';
import { Owner } from '../base/lifecycle';
import type { AccountHandle, Accounts, SegmentList } from '../services';
import { Panels, accountOf, locale, type Panel } from './panel';

type FormPanel = Panel<FormState, FormToPage>;

interface Parts {
  accounts: Accounts;
  segments: SegmentList;
  commands: Commands;
}

/** Create and edit segments in a form: one panel per segment, one for creating per account. */
export class SegmentForms extends Owner {
  private readonly panels: Panels<FormState, FormToHost, FormToPage>;

  constructor(
    context: Pick<ExtensionContext, 'extensionUri'>,
    private readonly parts: Parts,
  ) {
    super();
    this.panels = this.register(
      new Panels<FormState, FormToHost, FormToPage>(context, {
        name: 'form',
        keyOf: ({ accountKey, segmentId }) => `${accountKey}|${segmentId ?? 'new'}`,
        title: (state) => this.title(state),
        isState: (value): value is FormState => typeof value === 'object' && value !== null && typeof (value as FormState).accountKey === 'string',
        connect: (panel) => (message) => this.receive(panel, message),
        failed: (error) => parts.commands.report(error, 'form'),
      }),
    );
  }

  /** A new segment; `like` fills in the form. */
  create(account: AccountHandle, like?: Partial<FormValues>): void {
    const panel = this.panels.show({ accountKey: account.key, values: like ? { ...EMPTY, ...like } : undefined });
    if (like && panel.state.values) void this.model(panel);
  }

  edit(account: AccountHandle, segment: Segment): void {
    this.panels.show({ accountKey: account.key, segmentId: segment.id });
  }

  private async receive(panel: FormPanel, message: FormToHost): Promise<void> {
    switch (message.type) {
      case 'ready':
        return this.model(panel);
      case 'changed':
        panel.view.title = `${message.dirty ? '● ' : ''}${message.values.name.trim() || this.title(panel.state)}`;
        return undefined;
      case 'submit':
        return this.submit(panel, message.values);
      case 'copy':
        return this.create(await accountOf(this.parts.accounts, panel.state.accountKey), { ...message.values, name: t('{0} (copy)', message.values.name), identifierType: '' });
      case 'close':
        return panel.view.dispose();
    }
  }

  private async model(panel: FormPanel): Promise<void> {
    const account = await accountOf(this.parts.accounts, panel.state.accountKey);
    const [segment, retailers] = await Promise.all([this.segment(account, panel.state), this.parts.accounts.retailers(account)]);
    panel.send({
      type: 'model',
      locale: locale(),
      typed: panel.state.values,
      model: {
        mode: panel.state.segmentId ? 'edit' : 'create',
        account: account.label,
        sandbox: account.sandbox,
        initial: segment ? valuesOf(segment) : EMPTY,
        retailers: this.withNames(account, retailers, segment),
        identifierTypes: identifierTypes(),
      },
    });
    if (panel.state.values) panel.keep({ ...panel.state, values: undefined });
  }

  private async submit(panel: FormPanel, values: FormValues): Promise<void> {
    panel.send({ type: 'saving' });
    try {
      const account = await accountOf(this.parts.accounts, panel.state.accountKey);
      const before = await this.segment(account, panel.state);
      const saved = before ? await this.update(account, before, values) : await this.insert(account, values);
      if ('problem' in saved) {
        panel.send({ type: 'refused', field: fieldOf(saved.problem), message: wordsOf(saved.problem) });
        return;
      }
      this.parts.segments.put(account, saved);
      const message = before ? t('Saved.') : t('Segment "{0}" was created.', saved.name ?? saved.id);
      panel.keep({ accountKey: account.key, segmentId: saved.id });
      panel.view.title = this.title(panel.state);
      panel.send({ type: 'saved', initial: valuesOf(saved), message });
      if (!before) void window.showInformationMessage(message);
    } catch (error) {
      panel.send({ type: 'refused', message: toFailure(error, 'saveSegment').message });
      throw error;
    }
  }

  private async insert(account: AccountHandle, { name, description, retailerId, identifierType }: FormValues): Promise<Segment | { problem: Problem }> {
    const wanted: NewSegment = { name, description: description || undefined, retailerId, identifierType };
    const since = Date.now();
    try {
      return one(await account.client.createSegments(account.accountId, [wanted]));
    } catch (error) {
      // The answer was lost: it may have been created all the same (API.md, Limits).
      if (!(error instanceof ApiError) || error.outcome !== 'unknown') throw error;
      const found = await account.client.findCreated(account.accountId, wanted, since);
      if (found) return found;
      throw error;
    }
  }

  private async update(account: AccountHandle, before: Segment, values: FormValues): Promise<Segment | { problem: Problem }> {
    const change: SegmentChange = { id: before.id };
    if (values.name !== (before.name ?? '')) change.name = values.name;
    if (values.description !== (before.description ?? '')) change.description = values.description;
    if (change.name === undefined && change.description === undefined) return before;
    return one(await account.client.updateSegments(account.accountId, [change]));
  }

  /** Retailers as the API lists them, with the names that the settings give, and the segment's own in any case. */
  private withNames(account: AccountHandle, retailers: readonly { id: string; name?: string }[], segment: Segment | undefined): { id: string; name?: string }[] {
    const seen = new Set([...retailers.map(({ id }) => id), ...this.parts.segments.state(account).segments.flatMap(({ retailerId }) => retailerId ?? [])]);
    if (segment?.retailerId) seen.add(segment.retailerId);
    return [...seen]
      .map((id) => ({ id, name: retailers.find((retailer) => retailer.id === id)?.name ?? this.parts.accounts.retailerName(account, id) }))
      .sort((a, b) => (a.name ?? a.id).localeCompare(b.name ?? b.id));
  }

  private async segment(account: AccountHandle, { segmentId }: FormState): Promise<Segment | undefined> {
    if (!segmentId) return undefined;
    return this.parts.segments.find(account, segmentId) ?? (await this.parts.segments.search(account, { segmentIds: [segmentId] }))[0];
  }

  private title({ accountKey, segmentId }: FormState): string {
    if (!segmentId) return t('New Segment');
    const account = this.parts.accounts.byKey(accountKey);
    return (account && this.parts.segments.find(account, segmentId)?.name) || t('Segment {0}', segmentId);
  }
}

const EMPTY: FormValues = { name: '', description: '', retailerId: '', identifierType: '' };

function valuesOf(segment: Segment): FormValues {
  return {
    name: segment.name ?? '',
    description: segment.description ?? '',
    retailerId: segment.retailerId ?? '',
    identifierType: segment.contactList?.identifierType ?? '',
  };
}

/** The one item of a bulk call, or why not. */
function one(result: BulkResult<Segment>): Segment | { problem: Problem } {
  if (result.done.length > 0) return result.done[0].item;
  return { problem: result.failed[0]?.problem ?? result.warnings[0] ?? { code: 'missing' } };
}

function fieldOf({ code }: Problem): FormField | undefined {
  switch (code) {
    case 'name-must-be-unique':
    case 'name-must-not-be-empty':
      return 'name';
    default:
      return code?.includes('retailer') ? 'retailerId' : code?.includes('identifier') ? 'identifierType' : undefined;
  }
}

function wordsOf({ code, title, detail }: Problem): string {
  if (code === 'name-must-be-unique') return t('This retailer already has a segment of this name. Choose another.');
  if (code === 'name-must-not-be-empty') return t('A segment needs a name.');
  if (code === 'missing') return t('The API answered without a word about this segment. Refresh the list to see whether it was saved.');
  return t('The API refused it: {0}', [title, detail, code && `(${code})`].filter(Boolean).join(' '));
}

/** What each type accepts and which channel it serves (API.md, Identifiers). */
function identifierTypes(): { value: string; hint: string }[] {
  return [
    { value: 'Email', hint: t('Email addresses, or their MD5, SHA-256 or SHA-256 of MD5. Serves the Offsite channel.') },
    { value: 'UserIdentifier', hint: t('Mobile advertising ids (IDFA, AAID) or Criteo cookie ids. Serves the Offsite channel.') },
    { value: 'IdentityLink', hint: t('LiveRamp IdentityLink ids.') },
    { value: 'CustomerId', hint: t("The retailer's own customer ids. Serves the Onsite channel.") },
    { value: 'PhoneNumber', hint: t('Phone numbers in E.164 form or their SHA-256. The format is not documented by Criteo.') },
  ];
}
