import { t } from '@vscode/l10n';
import { peopleText, requestsText } from '../../../common/counts';
import { fileName } from '../../../common/fileName';
import { plural, timeOfDay, utcClock } from '../../../common/format';
import { compact, present } from '../../../common/records';
import type { FactsSection, UploadModel } from '../../../webview/uploadModel';
import { accountBadge } from '../../accounts/accountBadge';
import { utcSpan } from '../../uploads/words/timeSpan';
import { stateOf } from '../removalFigures';
import { accountName, formatsSentence, outOfReachText, segmentNames } from '../removalTexts';
import type { RemovalRecord } from '../removalTypes';
import { keptOutAsText } from './choosingPage';

/** What the page of a removal shows once it is on record. */
export interface RecordPageInput {
  record: RemovalRecord;
  /** It runs in this window. */
  isRunning: boolean;
  /** It was cancelled, and waits for answers. */
  isCancelling?: boolean;
  /** Absolute path of the receipt. */
  receipt: string;
  /** Milliseconds since 1970. */
  now: number;
}

/** Where it came from, its accounts, and when it ended: without `now`, it hasn’t. */
export function contextOfRecord(record: RemovalRecord, now?: number): UploadModel['context'] {
  const { startedAt, endedAt, accounts, parts } = record;
  const [from, to] = [Date.parse(startedAt), Date.parse(endedAt ?? startedAt)];
  const sources = parts.flatMap(({ isTyped, files }) =>
    isTyped ? [t('typed')] : files.map(({ uri }) => fileName(uri).forTree()),
  );
  const [badge, ...badges] = accounts.map(({ isSandbox = false, isProtected = false }) =>
    accountBadge({ sandbox: isSandbox, isProtected }),
  );
  return compact<UploadModel['context']>({
    items: present([
      { text: [...new Set(sources)].join(', ') },
      now !== undefined && { text: timeOfDay(to, now), tooltip: utcSpan(from, to) },
      { text: accounts.map(accountName).join(', ') },
    ]),
    // Of accounts of different kinds, none.
    badge: badges.every(({ text }) => text === badge.text) ? badge : undefined,
  });
}

/** What the receipt is about. */
export function receiptFacts({ record, receipt, isRunning }: RecordPageInput): FactsSection {
  const { reference, folder, startedAt, endedAt, keptOut, leftOut, notLookedAt, id } = record;
  const sentence = formatsSentence(record);
  const requests = record.segments
    .flatMap(({ sendings }) => sendings)
    .reduce((sum, one) => sum + one.requests, 0);
  return {
    type: 'facts',
    title: t('Receipt'),
    items: present([
      { label: t('State'), text: stateText(record, isRunning) },
      {
        label: t('File'),
        text: receipt,
        press: {
          label: receipt,
          action: 'openReceipt',
          description: t('{0}: {1}', t('Open Receipt'), receipt),
        },
      },
      { label: t('Folder'), text: folder },
      reference !== undefined && { label: t('Reference'), text: reference },
      { label: t('Request ID'), text: id },
      !isRunning &&
        endedAt !== undefined && {
          label: t('Time'),
          text: utcSpan(Date.parse(startedAt), Date.parse(endedAt)),
        },
      !isRunning && requests > 0 && { label: t('Requests'), text: requestsText(requests) },
      sentence !== undefined && { label: t('Sent as'), text: sentence },
      leftOut.length > 0 && { label: t('Left out'), text: segmentNames(leftOut) },
      outOfReachFact(record),
      (notLookedAt ?? []).length > 0 && {
        label: t('Not looked at'),
        text: (notLookedAt ?? []).map(accountName).join(', '),
      },
      keptOut && {
        label: t('Kept out'),
        text: plural(keptOut.people, {
          one: t('{0} since {1}', peopleText(keptOut.people), utcClock(Date.parse(keptOut.at))),
          other: t('{0} since {1}', peopleText(keptOut.people), utcClock(Date.parse(keptOut.at))),
        }),
        tooltip: keptOutAsText(),
      },
    ]),
  };
}

function outOfReachFact(record: RemovalRecord): FactsSection['items'][number] | undefined {
  const text = outOfReachText(record);
  return text === undefined ? undefined : { label: t('Out of reach'), text };
}

/** As the receipt has it. */
export function stateText(record: RemovalRecord, isRunning = false): string {
  if (isRunning || record.endedAt === undefined) return t('open');
  return stateOf(record) === 'complete' ? t('complete') : t('incomplete, kept open');
}
