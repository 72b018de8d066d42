import type { BulkResult, Page, Segment } from '../../../../src/api/types';
import type { AccountHandle } from '../../../../src/ui/services';

/** A contact list for Email, unless told otherwise. */
export function segment(id: string, parts: Partial<Segment> = {}): Segment {
  return { id, name: `Segment ${id}`, type: 'ContactList', retailerId: '12', channels: ['Offsite'], contactList: { isReadOnly: false, identifierType: 'Email' }, json: () => `{"id":"${id}"}`, ...parts };
}

export function page(items: Segment[], offset: number, total: number | undefined, limit = 500): Page<Segment> {
  return { items, count: items.length, offset, limit, total };
}

export function bulk<T>(parts: Partial<BulkResult<T>>): BulkResult<T> {
  return { done: [], failed: [], missing: [], warnings: [], ...parts };
}

/** An account whose client has only the methods that a test is about. */
export function account(client: Partial<AccountHandle['client']>, parts: Partial<AccountHandle> = {}): AccountHandle {
  return {
    key: 'https://api.example|app|77',
    accountId: '77',
    label: 'Grocer',
    sessionId: 's',
    origin: 'https://api.example',
    clientId: 'app',
    sandbox: false,
    isProtected: false,
    client: client as AccountHandle['client'],
    ...parts,
  };
}
