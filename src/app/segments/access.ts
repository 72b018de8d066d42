import { t } from '@vscode/l10n';
import type { Segment } from '../../api/apiTypes';
import { Failure } from '../../common/failure';
import type { AccountHandle } from '../accounts/account';
import { accessOf, nameOf } from './labels';
import type { SegmentList } from './segmentList';

/**
 * The segment from the list if loaded, otherwise from the API. Rejects with `Failure`
 * 'segment-not-found'.
 */
export async function requireSegment(
  list: Pick<SegmentList, 'find' | 'search'>,
  account: AccountHandle,
  id: string,
  operation: string,
): Promise<Segment> {
  return list.find(account, id) ?? readSegment(list, account, id, operation);
}

/**
 * The segment straight from the API, because the list can be stale. Rejects with `Failure`
 * 'segment-not-found'.
 */
export async function readSegment(
  list: Pick<SegmentList, 'search'>,
  account: AccountHandle,
  id: string,
  operation: string,
  signal?: AbortSignal,
): Promise<Segment> {
  const match = (await list.search(account, { segmentIds: [id] }, signal)).find(
    (segment) => segment.id === id,
  );
  if (match) return match;
  throw new Failure(
    'segment-not-found',
    t(
      'Account {0} has no segment {1}. Check the ID, or choose another segment.',
      account.label.forNotification(),
      id,
    ),
    operation,
  );
}

/**
 * Throws `Failure` 'segment-read-only', 'segment-events' or 'segment-not-contact-list' for a
 * segment whose identifiers can't be changed here.
 */
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
          '“{0}” is an Events segment: it’s based on a rule, and takes no identifiers. Choose another segment.',
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

/** The lines that a confirmation adds for the sandbox; empty for a real account. */
export function sandboxLines({ sandbox }: AccountHandle): string[] {
  return sandbox ? ['', t('Local sandbox: nothing is sent to Criteo.')] : [];
}
