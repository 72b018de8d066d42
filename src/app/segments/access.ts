import { t } from '@vscode/l10n';
import type { Segment } from '../../api/types';
import { Failure } from '../../common/failure';
import type { AccountHandle } from '../accounts/account';
import { accessOf, nameOf } from './labels';
import type { SegmentList } from './segmentList';

/**
 * The segment in the list, else from the API. Rejects before any other call where there is none of
 * that id.
 */
export async function requireSegment(
  list: SegmentList,
  account: AccountHandle,
  id: string,
  operation: string,
): Promise<Segment> {
  const known =
    list.find(account, id) ??
    (await list.search(account, { segmentIds: [id] })).find((segment) => segment.id === id);
  if (known) return known;
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
