import { t } from '@vscode/l10n';
import { peopleText, segmentsText } from '../../../common/counts';
import { count } from '../../../common/format';
import { present } from '../../../common/records';
import type {
  LinesSection,
  NotesSection,
  ProgressSection,
  UploadModel,
  UploadSection,
} from '../../../webview/uploadModel';
import { notesSection, timesSection } from '../../uploads/page/commonSections';
import { peopleOf, segmentCounts, segmentStateOf } from '../removalFigures';
import { accountName, segmentName, segmentNames } from '../removalTexts';
import type { RemovalRecord, RemovalSegment } from '../removalTypes';
import { contextOfRecord, receiptFacts, type RecordPageInput } from './removalFacts';
import { answered, answeredText, linesSection, shareText } from './removalSections';

/** More cells than this can't be told apart. */
const MAX_CELLS = 400;
/** From the worst to the best: what a cell of several segments shows. */
const CELLS = ['rejected', 'unknown', 'waiting', 'accepted'] as const;

/** The page of a removal that runs in this window. */
export function runningModel(input: RecordPageInput): UploadModel {
  const { record, isCancelling, now } = input;
  const segments = record.segments;
  const done = answered(segments);
  return {
    step: 'removing',
    heading: { text: t('Removing {0} everywhere', peopleText(peopleOf(record))) },
    context: contextOfRecord(record),
    intro: [],
    main: present<UploadSection>([
      progressSection(record),
      accountsTable(record),
      waitingSection(record),
    ]),
    first: [],
    last: [
      receiptFacts(input),
      timesSection(now, t('removing'), now, {
        live: t('out of campaigns'),
        hint: t('You can close this page. Closing VS Code pauses the removal.'),
      }),
    ],
    bar: isCancelling
      ? { text: t('Cancelling: waiting for answers'), busy: true, start: [], buttons: [] }
      : {
          text: t('What was accepted stays removed. A cancelled removal can be resumed.'),
          start: [],
          buttons: [{ label: t('Cancel'), action: 'cancel', look: 'secondary' }],
        },
    announcement: isCancelling
      ? t('Cancelling: waiting for answers')
      : t('Removing: {0}', shareText(done, segments.length, 10)),
  };
}

function cellOf(segment: RemovalSegment): (typeof CELLS)[number] {
  switch (segmentStateOf(segment)) {
    case 'failed':
    case 'rejected':
      return 'rejected';
    case 'open':
      return segment.sendings.some(({ unknown }) => unknown > 0) ? 'unknown' : 'waiting';
    default:
      return 'accepted';
  }
}

/** One cell for each segment, or for several if there are very many. */
function progressSection({ segments }: RemovalRecord): ProgressSection {
  const words = {
    accepted: t('accepted'),
    rejected: t('rejected'),
    unknown: t('unknown'),
    waiting: t('waiting'),
  };
  const kinds = segments.map(cellOf);
  const done = answered(segments);
  const perCell = Math.max(1, Math.ceil(segments.length / MAX_CELLS));
  const cells = Array.from({ length: Math.ceil(segments.length / perCell) }, (_, index) => {
    const from = index * perCell;
    const some = kinds.slice(from, from + perCell);
    const kind = CELLS.find((worst) => some.includes(worst)) ?? 'waiting';
    return {
      kind,
      title: t('{0}: {1}', segmentNames(segments.slice(from, from + perCell)), words[kind]),
    };
  });
  const legend = [...CELLS].reverse().flatMap((kind) => {
    const n = kinds.filter((one) => one === kind).length;
    return n > 0 ? [{ kind, count: count(n), text: words[kind] }] : [];
  });
  return {
    type: 'progress',
    title: t('Progress'),
    percent: shareText(done, segments.length),
    texts: [
      {
        text: answeredText(done, segments.length),
        muted: true,
      },
    ],
    cells,
    cellsLabel: t(
      '{0}: {1}',
      segmentsText(segments.length),
      legend.map(({ count: n, text }) => `${n} ${text}`).join(', '),
    ),
    legend,
  };
}

function accountsTable(record: RemovalRecord): LinesSection | undefined {
  if (record.accounts.length < 2) return undefined;
  return linesSection(
    t('Accounts'),
    { name: t('Account'), numbers: [t('Segments'), t('Accepted')] },
    record.accounts.map((account) => {
      const own = record.segments.filter(({ accountId }) => accountId === account.accountId);
      const { accepted, again } = segmentCounts(own);
      return {
        id: account.accountId,
        name: accountName(account),
        numbers: [count(own.length), count(accepted + again)],
        notes: [],
      };
    }),
  );
}

/** Segments with an upload in progress: the removal follows it. */
function waitingSection({ segments }: RemovalRecord): NotesSection | undefined {
  const waiting = segments.filter(({ sendings }) => sendings.some(({ isWaiting }) => isWaiting));
  return notesSection(
    t('Uploads to these segments'),
    waiting.map((segment) =>
      t('{0} waits for an upload in progress. The removal follows it.', segmentName(segment)),
    ),
  );
}
