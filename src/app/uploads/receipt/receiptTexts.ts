import { t } from '@vscode/l10n';
import { fileNames } from '../../../common/fileName';
import { OutsideText } from '../../../common/outsideText';
import { present } from '../../../common/records';
import { formatLabel } from '../../../identifiers/formatLabel';
import type { ValueFormat } from '../../../identifiers/identifierTypes';
import type { Report } from '../../../upload/jobTypes';
import { sizesOfPlain } from '../../segments/sizes/plainSizes';
import { sizesLines } from '../../segments/sizes/sizeTexts';
import { nameOf } from '../leftOutFiles';
import { reportedLists } from '../suppression/suppressionTexts';
import { utcSpan } from '../words/timeSpan';
import { namesOf, type Receipt, type ReceiptFacts } from './receipt';

/** Escapes a text from outside for where it goes. */
export type Escape = (text: OutsideText) => string;

/** A fact with its label. */
export interface ReceiptText {
  label: string;
  text: OutsideText | string;
  /** Of a fact that is one file. */
  uri?: string;
}

/** What was sent: compared with which file, which columns, and in which formats. */
export function sentTexts(
  facts: ReceiptFacts,
  report?: Pick<Report, 'sent' | 'forms'>,
): ReceiptText[] {
  const { previousFiles, columnNames, formatsSent, formatsNotSent } = facts;
  const { formatsRemoved, formatsSuppressed } = facts;
  return present([
    previousFiles && previousText(previousFiles),
    columnNames && {
      label: columnNames.length === 1 ? t('Column') : t('Columns'),
      text: OutsideText.text(columnNames.join(', ')),
    },
    formatsSent && { label: t('Sent as'), text: labelsOf(formatsSent) },
    formatsNotSent && notSentText(formatsNotSent, report),
    formatsRemoved && {
      label: t('People who left'),
      text: t('removed as {0}', labelsOf(formatsRemoved)),
    },
    formatsSuppressed && {
      label: t('Suppressed people'),
      text: t('removed as {0}', labelsOf(formatsSuppressed)),
    },
  ]);
}

function previousText(uris: readonly string[]): ReceiptText {
  const label = t('Previous file');
  if (uris.length === 0) return { label, text: t('none, first run') };
  const text = fileNames(uris.map((uri) => ({ uri })));
  return { label, text, ...(uris.length === 1 && { uri: uris[0] }) };
}

/** The formats in which people stay, and what that means. */
function notSentText(
  formats: readonly ValueFormat[],
  report?: Pick<Report, 'sent' | 'forms'>,
): ReceiptText {
  // Whoever asks for all formats gets figures of each.
  const isOneFormat = report && report.sent > 0 && report.forms === undefined;
  return {
    label: t('Not sent as'),
    text: isOneFormat
      ? t(
          '{0}: removed in the format of the file only, so people in these formats stay',
          labelsOf(formats),
        )
      : t('{0}: people in these formats stay', labelsOf(formats)),
  };
}

function labelsOf(formats: readonly ValueFormat[]): string {
  return formats.map(formatLabel).join(', ');
}

/**
 * What the sentences of a result leave open, a line each: when, where and how it was sent, the IDs, and
 * the segment's size.
 */
export function receiptLines(receipt: Receipt, escape: Escape): string[] {
  const { accountId, segmentId, jobId, startedAt, finishedAt } = receipt;
  const names = namesOf(receipt);
  const named = (name: OutsideText | undefined, id: string): string =>
    name === undefined || name.forTree() === id ? id : `${escape(name)} (${id})`;
  return [
    ...present<ReceiptText>([
      { label: t('Time'), text: utcSpan(Date.parse(startedAt), Date.parse(finishedAt)) },
      { label: t('Account'), text: named(names.account, accountId) },
      names.retailer && { label: t('Retailer'), text: names.retailer },
      { label: t('Segment'), text: named(names.segment, segmentId) },
      { label: t('Upload'), text: jobId },
      ...sentTexts(receipt, receipt),
    ]).map((fact) => lineOf(fact, escape)),
    ...listLines(receipt, escape),
    ...sizeLine(receipt),
  ];
}

/** Of these lines, those that a result has that is told in sentences alone. */
export function briefLines(receipt: Receipt, escape: Escape): string[] {
  const { formatsNotSent } = receipt;
  return [
    ...listLines(receipt, escape),
    ...(formatsNotSent ? [lineOf(notSentText(formatsNotSent, receipt), escape)] : []),
    ...sizeLine(receipt),
  ];
}

function lineOf({ label, text }: ReceiptText, escape: Escape): string {
  return t('{0}: {1}', label, typeof text === 'string' ? text : escape(text));
}

/** The suppression lists, a line each, and what they lacked. */
function listLines({ suppression }: Receipt, escape: Escape): string[] {
  return suppression
    ? reportedLists(suppression).map((text) => escape(OutsideText.text(text)))
    : [];
}

function sizeLine({ size }: ReceiptFacts): string[] {
  return size ? sizesLines(sizesOfPlain(size)) : [];
}

/** What wasn't sent and why, a line each. */
export function leftOutLines({ leftOut = [] }: ReceiptFacts, escape: Escape): string[] {
  return leftOut.map((one) =>
    t('{0}: {1}', escape(nameOf(one)), escape(OutsideText.text(one.reason))),
  );
}
