import { t } from '@vscode/l10n';
import type { CallOptions } from '../../api/options';
import type { Segment } from '../../api/types';
import { Failure } from '../../common/failure';
import type { AccountHandle } from '../accounts/account';
import type { Confirm } from '../arguments';
import { accessOf, nameOf } from './labels';
import type { SegmentList } from './segmentList';

/** What the uploads know of the lists in segments. */
export interface Lists {
  /** Rejects with `locked` while an upload works on the segment. */
  refuseBusy(account: AccountHandle, segmentId: string): Promise<void>;
  /**
   * Empties a list with `clear`: no upload that was cut off goes on into it. Rejects as
   * `refuseBusy` and `clear` do.
   */
  empty(
    account: AccountHandle,
    segmentId: string,
    clear: (options: Pick<CallOptions, 'mayTry'>) => Promise<void>,
  ): Promise<void>;
  /** The segment was deleted: what is known of its list no longer holds. */
  changed(account: AccountHandle, segmentId: string): Promise<void>;
}

/**
 * The segment in the list, else from the API. Rejects before any other call where there is none of
 * that id.
 */
export async function requireSegment(
  list: Pick<SegmentList, 'find' | 'search'>,
  account: AccountHandle,
  id: string,
  operation: string,
): Promise<Segment> {
  return list.find(account, id) ?? readSegment(list, account, id, operation);
}

/** The segment straight from the API: the list may be old. Rejects where there is none of that id. */
export async function readSegment(
  list: Pick<SegmentList, 'search'>,
  account: AccountHandle,
  id: string,
  operation: string,
): Promise<Segment> {
  const found = (await list.search(account, { segmentIds: [id] })).find(
    (segment) => segment.id === id,
  );
  if (found) return found;
  throw new Failure(
    'segment-not-found',
    t(
      'Account {0} has no segment {1}. Refresh the list of segments and choose again.',
      account.label.forNotification(),
      id,
    ),
    operation,
  );
}

/** Rejects for a segment whose identifiers cannot be changed from here. */
export function requireWritable(segment: Segment, operation: string): void {
  switch (accessOf(segment)) {
    case 'writable':
      return;
    case 'readOnly':
      throw new Failure(
        'segment-read-only',
        t(
          '“{0}” is read-only: its identifiers are managed elsewhere. Choose another segment.',
          nameOf(segment).forNotification(),
        ),
        operation,
      );
    case 'events':
      throw new Failure(
        'segment-events',
        t(
          '“{0}” is an Events segment: it follows a rule and has no list of identifiers. Choose another segment.',
          nameOf(segment).forNotification(),
        ),
        operation,
      );
    case 'other':
      throw new Failure(
        'segment-not-contact-list',
        t(
          '“{0}” is not a contact list. Choose another segment.',
          nameOf(segment).forNotification(),
        ),
        operation,
      );
  }
}

/** Why the account's id is asked for in writing. */
export type Guard = 'marked' | 'unresolved' | undefined;

/**
 * `marked`: the settings say so. `unresolved`: the segment does not say that it is this account's;
 * clearing and add-remove have no account in their path, so that nothing else would tell. Without a
 * segment: the call itself names the account.
 */
export function guardOf(account: AccountHandle, segment?: Segment): Guard {
  if (account.isProtected) return 'marked';
  return segment && segment.accountId !== account.accountId ? 'unresolved' : undefined;
}

/**
 * What `confirm` of the contract allows: true where nothing is to be asked, false where the window
 * is to ask. Rejects where a guarded account's id is needed and missing, and for an id of another
 * account.
 */
export function isConfirmed(
  { label, accountId }: AccountHandle,
  guard: Guard,
  confirm: Confirm,
  operation: string,
): boolean {
  if (confirm === accountId) return true;
  if (typeof confirm === 'string')
    throw new Failure(
      'protected',
      t('“confirm” is another account’s id: this is {0}. Pass this one.', accountId),
      operation,
    );
  if (confirm === false && guard === 'marked')
    throw new Failure(
      'protected',
      t(
        'Account {0} is protected: pass its id, {1}, as “confirm”.',
        label.forNotification(),
        accountId,
      ),
      operation,
    );
  if (confirm === false && guard === 'unresolved') {
    throw new Failure(
      'protected',
      t(
        'The API does not say that this segment belongs to account {0}, so it counts as protected: pass the account’s id, {1}, as “confirm”.',
        label.forNotification(),
        accountId,
      ),
      operation,
    );
  }
  return confirm === false;
}

/** What a confirmation says of the sandbox, and only of it. */
export function sandboxLines({ sandbox }: AccountHandle): string[] {
  return sandbox ? ['', t('Local sandbox: nothing goes to Criteo.')] : [];
}
