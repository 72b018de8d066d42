import type { Pairing } from '../../../../../src/app/uploads/pairings/pairing';

/** As it is stored after an Add of `crm-1.csv`. */
export const CRM_PAIRING: Pairing = {
  pattern: 'crm-*.csv',
  accountKey: 'k',
  accountId: '18',
  segmentId: '7',
  segment: 'CRM Users',
  operation: 'add',
  hash: 'none',
  columns: ['email'],
  read: { delimiter: ',', header: true, columns: 3 },
};
