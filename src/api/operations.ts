import { t } from '@vscode/l10n';
import type { Operation } from './apiError';

interface OperationFacts {
  /** Changes something: if the reply is lost, the outcome is unknown. */
  writes: boolean;
  /** May be sent again if the reply was lost. */
  repeat: boolean;
  /** The body has identifiers, so any text of the reply may quote one. */
  identifiers?: boolean;
  /** The permission that the application needs (segments-and-audiences.md: Permissions). */
  permission?: 'Audiences Manage' | 'Audiences Read' | 'Accounts Read' | 'Campaigns Read';
}

const reads = (permission?: OperationFacts['permission']): OperationFacts => ({
  writes: false,
  repeat: true,
  permission,
});

export const OPERATIONS: Record<Operation, OperationFacts> = {
  token: reads(),
  whoAmI: reads(),
  accounts: reads('Accounts Read'),
  retailers: reads('Campaigns Read'),
  search: reads('Audiences Read'),
  statistics: reads('Audiences Read'),
  audiences: reads('Audiences Read'),
  // There is no idempotency key: a second create would create a second segment, or be rejected
  // because of the first one's name.
  create: { writes: true, repeat: false, permission: 'Audiences Manage' },
  update: { writes: true, repeat: true, permission: 'Audiences Manage' },
  delete: { writes: true, repeat: true, permission: 'Audiences Manage' },
  // Adding or removing the same identifiers again should be harmless (plausible, not documented).
  addRemove: { writes: true, repeat: true, identifiers: true, permission: 'Audiences Manage' },
  clear: { writes: true, repeat: true, permission: 'Audiences Manage' },
};

/** What was being done, as the subject of a sentence. */
export function operationLabel(operation: Operation): string {
  switch (operation) {
    case 'token':
      return t('Signing in');
    case 'whoAmI':
      return t('Checking the application');
    case 'accounts':
      return t('Listing the accounts');
    case 'retailers':
      return t('Listing the retailers');
    case 'search':
      return t('Reading the segments');
    case 'create':
      return t('Creating the segment');
    case 'update':
      return t('Editing the segment');
    case 'delete':
      return t('Deleting the segment');
    case 'statistics':
      return t('Reading the statistics');
    case 'addRemove':
      return t('Sending identifiers');
    case 'clear':
      return t('Clearing the segment');
    case 'audiences':
      return t('Reading the audiences');
  }
}
