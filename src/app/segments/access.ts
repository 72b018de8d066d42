import { t } from '@vscode/l10n';
import type { Segment } from '../../api/apiTypes';
import type { RequestOptions } from '../../api/options';
import { Failure } from '../../common/failure';
import type { AccountHandle } from '../accounts/account';
import { accessOf, nameOf } from './labels';
import type { SegmentList } from './segmentList';

/** What the uploads know of the lists in segments. */
export interface Lists {
  /** Rejects with `locked` while an upload works on the segment. */
  requireIdle(account: AccountHandle, segmentId: string): Promise<void>;
  /**
   * Empties a list with `clear`: no upload that was cut off goes on into it. Rejects as
   * `refuseBusy` and `clear` do.
   */
  clear(
    account: AccountHandle,
    segmentId: string,
    clear: (options: Pick<RequestOptions, 'mayTry'>) => Promise<void>,
  ): Promise<void>;
  /** The segment was deleted: what is known of its list no longer holds. */
  forget(account: AccountHandle, segmentId: string): Promise<void>;
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
      'Account {0} has no segment {1}. Refresh the segments and choose again.',
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
          '“{0}” is an Events segment: it’s based on a rule and has no identifier list. Choose another segment.',
          nameOf(segment).forNotification(),
        ),
        operation,
      );
    case 'other':
      throw new Failure(
        'segment-not-contact-list',
        t('“{0}” isn’t a contact list. Choose another segment.', nameOf(segment).forNotification()),
        operation,
      );
  }
}

/** What a confirmation says of the sandbox, and only of it. */
export function sandboxLines({ sandbox }: AccountHandle): string[] {
  return sandbox ? ['', t('Local sandbox: nothing is sent to Criteo.')] : [];
}
