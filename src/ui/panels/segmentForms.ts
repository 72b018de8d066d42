import type { ExtensionContext } from 'vscode';
import type { Segment } from '../../api/apiTypes';
import type { AccountHandle, Accounts } from '../../app/accounts/account';
import type { SegmentList } from '../../app/segments/segmentList';
import { isRecord } from '../../common/records';
import type { FormState, FormToHost, FormToPage, FormValues } from '../../webview/protocol';
import type { Commands } from '../base/command';
import { Panels, type Panel } from './panel';
import { EMPTY, SegmentForm, titleOf } from './segmentForm';

/**
 * The forms to create and edit segments: one panel per segment, per account and given type (create),
 * per copy.
 */
export class SegmentForms extends Panels<FormState, FormToHost, FormToPage> {
  private readonly forms = new WeakMap<Panel<FormState, FormToPage>, SegmentForm>();

  constructor(
    context: Pick<ExtensionContext, 'extensionUri'>,
    accounts: Accounts,
    segments: SegmentList,
    commands: Commands,
  ) {
    super(context, accounts, commands, {
      name: 'form',
      keyOf: ({ accountKey, segmentId, copyOf, like }) =>
        JSON.stringify([
          accountKey,
          segmentId ?? null,
          copyOf ?? null,
          (!copyOf && like?.identifierType) ?? null,
        ]),
      title: (state) => titleOf(state, accounts, segments),
      isState,
      connect: (panel) => {
        const form = new SegmentForm(panel, accounts, segments);
        this.forms.set(panel, form);
        return form;
      },
    });
  }

  /**
   * Shows the form for a new segment, filled with `like` if it is a new one. Resolves with the
   * segment once it is created, or with undefined once the form is closed.
   */
  create(account: AccountHandle, like?: Partial<FormValues>): Promise<Segment | undefined> {
    const panel = this.show({
      accountKey: account.key,
      ...(like && { like: { ...EMPTY, ...like } }),
    });
    return this.forms.get(panel)?.created ?? Promise.resolve(undefined);
  }

  edit(account: AccountHandle, segment: Segment): void {
    this.show({ accountKey: account.key, segmentId: segment.id });
  }
}

function isState(value: unknown): value is FormState {
  if (!isRecord(value)) return false;
  const { accountKey, segmentId, copyOf, like, sent } = value;
  if (typeof accountKey !== 'string' || (segmentId !== undefined && typeof segmentId !== 'string'))
    return false;
  if (sent !== undefined && !isSent(sent)) return false;
  if (copyOf !== undefined && (typeof copyOf !== 'string' || like === undefined)) return false;
  return like === undefined || isValues(like);
}

function isSent(value: unknown): boolean {
  return isRecord(value) && typeof value.at === 'number' && isValues(value.values);
}

function isValues(value: unknown): value is FormValues {
  return isRecord(value) && Object.keys(EMPTY).every((field) => typeof value[field] === 'string');
}
