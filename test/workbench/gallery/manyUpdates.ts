import { batchModel } from '../../../src/app/uploads/batchPage/batchPage';
import { configureFormat } from '../../../src/common/format';
import type { UploadModel } from '../../../src/webview/uploadModel';
import { group, input, needs, opened, segmentOf } from '../../unit/app/uploads/batchPage/batches';
import { PROPOSED, READING } from '../../unit/app/uploads/update/updatePages';
import { PREVIOUS_URI, update } from '../../unit/app/uploads/update/updates';

// An Update isn't in the mock: its states are what the product makes of groups of files.

configureFormat('en', 'UTC');

const sized = { reading: READING, plan: { listReading: READING } };
const previous = { proposals: [PROPOSED, { uris: ['file:///work/crm-2026-10.csv'] }] };

/** Its older file is replaced, and its previous file isn't chosen yet. */
const waiting = group(
  'CRM Users 2025',
  {
    'crm-2026-12.csv': { rows: [49_200, 50, 10] },
    'crm-2026-11.csv': {
      rows: [48_380, 3, 5],
      more: { isLeftOut: true, replacedBy: 'file:///work/crm-2026-12.csv' },
    },
  },
  { operation: 'update', step: needs('previous'), reading: READING, more: { parts: 'newest' } },
);
const updated = group(
  'Loyalty Card Holders',
  { 'loyalty-2026-12.csv': { rows: [49_200, 50, 10] } },
  { operation: 'update', reading: READING, plan: { ...sized.plan, update: update() } },
);
const replaced = group(
  'Newsletter',
  { 'newsletter.csv': { rows: [600] } },
  { operation: 'replace', ...sized },
);
const ofOneFile = (name: string) =>
  segmentOf(name, [49_200], {
    operation: 'update',
    reading: READING,
    plan: { ...sized.plan, update: update() },
  });

/** Several Updates before they are sent. */
export const MANY_UPDATES = {
  'many-updates': batchModel(input([waiting, updated, replaced])),
  'many-updates-needs-previous': batchModel(input([opened(waiting, { previous }), updated])),
  'many-updates-open': batchModel(
    input([
      opened(replaced),
      opened(updated, {
        choices: { ...updated.choices, files: [], previous: [{ uri: PREVIOUS_URI }] },
        previous: { proposals: [], chosen: PROPOSED },
      }),
    ]),
  ),
  'many-updates-of-one-file': batchModel(
    input([opened(ofOneFile('CRM Users 2025')), ofOneFile('Loyalty Card Holders')], {
      isOneFile: true,
    }),
  ),
} satisfies Record<string, UploadModel>;
