import { choosingModel } from '../../../src/app/removals/page/choosingPage';
import { recordModel } from '../../../src/app/removals/page/recordPage';
import type { RemovalRecord } from '../../../src/app/removals/removalTypes';
import { configureFormat } from '../../../src/common/format';
import type { UploadModel } from '../../../src/webview/uploadModel';
import {
  CHOICES,
  choosing,
  guarded,
  incomplete,
  NOW,
  open,
  OPT_OUTS,
  planned,
  record,
  running,
} from '../../unit/app/removals/page/removalPages';

// A removal from every segment, before, while and after it runs.

configureFormat('en', 'UTC');

const RECEIPT = 'removal-R-20261127-174104-3f9c.md';
const of = (shown: RemovalRecord, isRunning = false): UploadModel =>
  recordModel({ record: shown, isRunning, receipt: RECEIPT, now: NOW });

export const REMOVALS = {
  'removal-reading': choosingModel(choosing({ ratio: 0.4 })),
  'removal-failed': choosingModel(
    choosing({
      failure: {
        message: '"erasure-2026-11.csv" wasn’t found.',
        code: 'not-found',
        details: 'not-found',
      },
    }),
  ),
  'removal-before': choosingModel(choosing({ planned: planned() })),
  'removal-erasure': choosingModel(
    choosing({
      choices: { ...CHOICES, alsoFrom: [OPT_OUTS.id], keepsOut: true, sendsPlain: true },
      planned: planned({ maybeEmpty: [{ ...OPT_OUTS, size: 9 }] }),
    }),
  ),
  'removal-typed': choosingModel(choosing({ planned: guarded() })),
  'removal-running': of(running(), true),
  'removal-incomplete': of(incomplete()),
  'removal-cut-off': of(open()),
  'removal-complete': of(
    record({ keptOut: { path: '/state/kept-out.csv', at: '2026-11-27T17:45:00Z', people: 12 } }),
  ),
};
