import type { BulkResult, Page, Segment } from '../../../../src/api/apiTypes';
import type { AccountHandle } from '../../../../src/app/accounts/account';
import { OutsideText } from '../../../../src/common/outsideText';

/** A contact list for Email, unless told otherwise. */
export function segment(
  id: string,
  {
    name = `Segment ${id}`,
    description,
    ...parts
  }: Partial<Omit<Segment, 'name' | 'description'> & { name: string; description: string }> = {},
): Segment {
  return {
    id,
    name: OutsideText.name(name),
    ...(description !== undefined && { description: OutsideText.text(description) }),
    type: 'ContactList',
    retailerId: '12',
    channels: ['Offsite'],
    contactList: { isReadOnly: false, identifierType: 'Email' },
    json: () => `{"id":"${id}"}`,
    ...parts,
  };
}

export function page(
  items: Segment[],
  offset: number,
  total: number | undefined,
  limit = 500,
): Page<Segment> {
  return { items, count: items.length, offset, limit, total };
}

export function bulk<T>(parts: Partial<BulkResult<T>>): BulkResult<T> {
  return { done: [], failed: [], missing: [], warnings: [], ...parts };
}

/** An account whose client has only the methods that a test is about. */
export function account(
  client: Partial<AccountHandle['client']>,
  parts: Partial<AccountHandle> = {},
): AccountHandle {
  return {
    key: 'https://api.example|app|77',
    accountId: '77',
    label: OutsideText.name('Grocer'),
    sessionId: 's',
    origin: 'https://api.example',
    clientId: 'app',
    sandbox: false,
    isProtected: false,
    client: client as AccountHandle['client'],
    ...parts,
  };
}
