import type { UploadModel } from '../../../src/webview/uploadModel';
import { context, file, NONE } from './parts';
import { LOYALTY_CARDS, MAID } from './records';

const lapsed: UploadModel['context'] = {
  items: [
    { text: 'Lapsed Customers', icon: 'mail' },
    { text: 'Maple & Main' },
    { text: 'Sandbox Retail Group' },
  ],
  badge: { kind: 'sandbox', text: 'Sandbox: nothing goes to Criteo' },
};

const use = (
  name: string,
): { label: string; action: 'useSegment'; value: string; description: string } => ({
  label: 'Use',
  action: 'useSegment',
  value: name,
  description: `Use ${name}`,
});

const wrongType: UploadModel = {
  ...NONE,
  step: 'wrongType',
  heading: { text: 'maid.csv holds mobile IDs, Lapsed Customers takes emails' },
  context: lapsed,
  main: [
    {
      type: 'ways',
      title: 'Send them to a segment for mobile IDs',
      items: [
        {
          icon: 'mobile',
          text: 'App Installs 2025',
          note: 'Maple & Main',
          count: '3,904',
          press: use('App Installs 2025'),
          look: 'primary',
        },
        {
          icon: 'mobile',
          text: 'App Users',
          note: 'Other retailer: Brightcart',
          count: '12,480',
          press: use('App Users'),
          look: 'secondary',
        },
        {
          icon: 'add',
          text: '',
          press: { label: 'Create a Segment for Mobile IDs…', action: 'createSegment' },
          look: 'link',
        },
        {
          icon: 'search',
          text: '',
          press: { label: 'Choose Another Segment…', action: 'changeSegment' },
          look: 'link',
        },
      ],
    },
    file(
      'maid.csv',
      'UTF-8 · comma · header · 8,412 rows',
      ['device_id: Mobile ID · fits 100%', 'os', 'last_seen', 'app_version'],
      MAID,
      'No column looks like emails. Select a header to use a column anyway.',
    ),
  ],
};

const noColumn: UploadModel = {
  ...NONE,
  step: 'noColumn',
  heading: { text: 'No column of loyalty-cards.csv looks like emails' },
  context: lapsed,
  main: [
    {
      type: 'ways',
      title: 'loyalty_no looks like customer IDs',
      items: [
        {
          icon: 'person',
          text: 'Loyalty Card Holders',
          note: 'Other retailer: Harbor Home',
          count: '31,077',
          press: use('Loyalty Card Holders'),
          look: 'secondary',
        },
        {
          icon: 'phone',
          text: 'Phone List',
          note: 'Maple & Main',
          count: '812',
          press: use('Phone List'),
          look: 'secondary',
        },
        {
          icon: 'link',
          text: 'Links',
          note: 'Maple & Main',
          press: use('Links'),
          look: 'secondary',
        },
        {
          icon: 'add',
          text: '',
          press: { label: 'Create a Segment for Customer IDs…', action: 'createSegment' },
          look: 'link',
        },
        {
          icon: 'table',
          text: '',
          note: 'if the columns look wrong below',
          press: { label: 'Change How the File Is Read…', action: 'changeReading' },
          look: 'link',
        },
      ],
    },
    file(
      'loyalty-cards.csv',
      'UTF-8 · comma · header · 900 rows',
      ['loyalty_no: Customer ID · fits 100%', 'first_name', 'store', 'points', 'tier'],
      LOYALTY_CARDS,
      'Select a header to use a column anyway.',
    ),
  ],
};

const stopped = (
  step: string,
  heading: string,
  callout: NonNullable<UploadModel['callout']>,
): UploadModel => ({
  ...NONE,
  step,
  heading: { text: heading },
  context: context('Northwind EU', 'live'),
  callout,
});

/** A draft that can't be sent as it is: its ways on. */
export const STOPPED = {
  'wrong-type': wrongType,
  'no-column': noColumn,
  changed: stopped('changed', 'crm-export.csv has changed since it was checked', {
    tone: 'warning',
    icon: 'warning',
    text: 'Saved at 09:58, six minutes after the check. The figures no longer hold, so nothing is sent.',
    presses: [
      { label: 'Check Again', action: 'check' },
      { label: 'Open File', action: 'openFile' },
    ],
  }),
  gone: stopped('gone', 'CRM Users 2025 no longer exists', {
    tone: 'danger',
    icon: 'error',
    text: 'It was deleted at Criteo, or this account may no longer see it. Nothing was sent.',
    presses: [
      { label: 'Choose Another Segment…', action: 'changeSegment' },
      { label: 'Refresh Segments', action: 'refreshSegments' },
    ],
    details: 'operation=addIdentifiers code=segment-not-found status=404 traceId=3f0c',
  }),
  unreadable: stopped('unreadable', 'crm-export.csv can’t be read', {
    tone: 'danger',
    icon: 'error',
    text: 'The file is not there any more: it was moved, renamed or deleted.',
    presses: [
      { label: 'Try Again', action: 'check' },
      { label: 'Choose Another File…', action: 'chooseFile' },
    ],
  }),
} satisfies Record<string, UploadModel>;
