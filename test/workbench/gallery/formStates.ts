import { IDENTIFIER_TYPES } from '../../../src/identifiers/identifierTypes';
import type { FormModel } from '../../../src/webview/protocol';

// The form of a segment as its host draws it.

const RETAILERS = [
  { id: '1200', name: 'Brightcart' },
  { id: '1201', name: 'Maple & Main Grocery' },
  { id: '1202' },
];

export const create: FormModel = {
  mode: 'create',
  account: 'Northwind EU',
  badge: { kind: 'sandbox', text: 'Sandbox: nothing goes to Criteo' },
  initial: { name: '', description: '', retailerId: '', identifierType: '' },
  retailers: RETAILERS,
  identifierTypes: IDENTIFIER_TYPES.map((value) => ({
    value,
    label: `Label of ${value}`,
    hint: `What ${value} accepts.`,
  })),
};

export const edit: FormModel = {
  ...create,
  mode: 'edit',
  segmentId: '738406689035866259',
  badge: { kind: 'protected', text: 'Live, protected' },
  initial: {
    name: 'CRM Users 2025',
    description: 'All of them',
    retailerId: '1201',
    identifierType: 'email',
  },
};

const failed = {
  message: 'Couldn’t reach api.criteo.com.',
  details: 'operation=retailers code=network system=ECONNREFUSED',
};

/** Each without its retailers, for a reason of its own. */
export const loading: FormModel = { ...create, retailers: undefined };
export const retailersFailed: FormModel = { ...loading, retailersFailed: failed };
export const noRetailers: FormModel = { ...create, retailers: [] };
