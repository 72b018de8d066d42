import type { ExtensionContext } from 'vscode';
import type { Segment } from '../../api/apiTypes';
import type { AccountHandle, Accounts } from '../../app/accounts/account';
import type { SegmentList } from '../../app/segments/segmentList';
import type { FormState, FormToHost, FormToPage, FormValues } from '../../webview/protocol';
import type { Commands } from '../base/command';
import { Panels } from './panel';
import { SegmentForm, titleOf } from './segmentForm';

/** The forms to create and edit segments: one panel per segment, per account (create), per copy. */
export class SegmentForms extends Panels<FormState, FormToHost, FormToPage> {
  constructor(
    context: Pick<ExtensionContext, 'extensionUri'>,
    accounts: Accounts,
    segments: SegmentList,
    commands: Commands,
  ) {
    super(context, accounts, commands, {
      name: 'form',
      keyOf: ({ accountKey, segmentId, copyOf }) =>
        JSON.stringify([accountKey, segmentId ?? null, copyOf ?? null]),
      title: (state) => titleOf(state, accounts, segments),
      isState,
      connect: (panel) =>
        new SegmentForm(
          panel,
          accounts,
          segments,
          (account, copyOf, like) => void this.show({ accountKey: account.key, copyOf, like }),
        ),
    });
  }

  create(account: AccountHandle): void {
    this.show({ accountKey: account.key });
  }

  edit(account: AccountHandle, segment: Segment): void {
    this.show({ accountKey: account.key, segmentId: segment.id });
  }
}

function isState(value: unknown): value is FormState {
  if (typeof value !== 'object' || value === null) return false;
  const { accountKey, segmentId, copyOf, like, sent } = value as Partial<
    Record<keyof FormState, unknown>
  >;
  if (typeof accountKey !== 'string' || (segmentId !== undefined && typeof segmentId !== 'string'))
    return false;
  if (sent !== undefined && !isSent(sent)) return false;
  return copyOf === undefined && like === undefined
    ? true
    : typeof copyOf === 'string' && isValues(like);
}

function isSent(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { at, values } = value as Record<string, unknown>;
  return typeof at === 'number' && isValues(values);
}

function isValues(value: unknown): value is FormValues {
  if (typeof value !== 'object' || value === null) return false;
  return ['name', 'description', 'retailerId', 'identifierType'].every(
    (field) => typeof (value as Record<string, unknown>)[field] === 'string',
  );
}
