import { t } from '@vscode/l10n';
import { count } from '../../../common/format';
import { OutsideText } from '../../../common/outsideText';
import { compact } from '../../../common/records';
import { formatLabel } from '../../../identifiers/formatLabel';
import { knownType, type ValueFormat } from '../../../identifiers/identifierTypes';
import { columnsRead } from '../../../upload/fieldsRead';
import {
  countSentByFormat,
  countSentInEveryFormat,
  HASH_FORMATS,
} from '../../../upload/hashFormats';
import type { Report } from '../../../upload/jobTypes';
import type { Plan } from '../../../upload/uploadTypes';

/** The columns that were sent: by name, otherwise by number, from 1. */
export function columnNames(plan: Plan): string[] {
  const columns = plan.files.flatMap((file) =>
    columnsRead(file).map((column) => {
      // A name that may be personal data isn't kept.
      const name = file.columns?.[column];
      return name ? OutsideText.name(name).forTree() : count(column + 1);
    }),
  );
  return [...new Set(columns)];
}

/** The same as one text. */
export function columnsSent(plan: Plan): OutsideText {
  return OutsideText.text(columnNames(plan).join(', '));
}

/** Hash formats of emails; absent where there are none, or it doesn't apply. */
export interface EmailFormats {
  sent?: ValueFormat[];
  /** Of a removal: those in which none were removed. */
  notSent?: ValueFormat[];
  /** Of an update: those in which the people who left were removed. */
  removed?: ValueFormat[];
}

/** What a report says was sent. */
type SentFigures = Pick<Report, 'sent' | 'unsent' | 'forms' | 'removed'>;

/**
 * In which formats emails were sent, as far as a report tells; empty for other types. `isOver`: whether
 * it is sending no more; until then, only those count as not sent in which none will be.
 */
export function formatsOf(
  plan: Plan,
  report: SentFigures | undefined,
  isOver = true,
): EmailFormats {
  if (!isEmail(plan) || !report) return {};
  const { update, options } = plan;
  const { planned, sent, unclear } = setsOf(plan, report);
  const isOpen = (format: ValueFormat): boolean =>
    isOver ? sent.has(format) || unclear.has(format) : planned.has(format);
  const some = (formats: readonly ValueFormat[]): ValueFormat[] | undefined =>
    formats.length > 0 ? [...formats] : undefined;
  return compact<EmailFormats>({
    sent: some(HASH_FORMATS.filter((format) => sent.has(format))),
    notSent:
      options.operation === 'remove' && planned.size > 0
        ? some(HASH_FORMATS.filter((format) => !isOpen(format)))
        : undefined,
    removed:
      update && (report.removed?.sent ?? 0) > 0
        ? some(update.removedFormats ?? update.formats)
        : undefined,
  });
}

/** The hash formats in which emails were sent; undefined for other types, and if none were. */
export function formatsSent(plan: Plan, report: SentFigures | undefined): string | undefined {
  return labels(formatsOf(plan, report).sent);
}

/**
 * For a removal of emails: the formats in which none were removed, and what that means; undefined if
 * there are none, or for another upload. `isOver`: whether it is sending no more; until then, only
 * those count in which none will be.
 */
export function formatsNotSent(
  plan: Plan,
  report: SentFigures | undefined,
  isOver: boolean,
): string | undefined {
  const others = labels(formatsOf(plan, report, isOver).notSent);
  if (others === undefined) return undefined;
  return plan.options.forms === 'given' && (report?.sent ?? 0) > 0
    ? t('{0}: removed in the format of the file only, so people in these formats stay', others)
    : t('{0}: people in these formats stay', others);
}

/** For an update of emails: in which formats people who left were removed. */
export function formatsRemoved(plan: Plan, report: SentFigures | undefined): string | undefined {
  const formats = labels(formatsOf(plan, report).removed);
  return formats && t('removed as {0}', formats);
}

function isEmail({ target }: Pick<Plan, 'target'>): boolean {
  return knownType(target.identifierType) === 'Email';
}

/**
 * The formats of a plan, and those that were sent. `unclear`: a part of the rows was, which have
 * several.
 */
function setsOf(
  plan: Plan,
  { sent, unsent, forms = [] }: SentFigures,
): Record<'planned' | 'sent' | 'unclear', ReadonlySet<ValueFormat>> {
  const given = setOf(countSentByFormat(plan));
  const isClear = sent > 0 && (unsent === 0 || given.size === 1);
  const made = forms.filter((one) => one.sent > 0).map(({ form }) => form);
  return {
    planned: setOf(countSentInEveryFormat(plan)),
    sent: new Set([...(isClear ? given : []), ...made]),
    unclear: new Set(sent > 0 && !isClear ? given : []),
  };
}

function setOf(counts: Partial<Record<ValueFormat, number>>): ReadonlySet<ValueFormat> {
  return new Set(HASH_FORMATS.filter((format) => counts[format]));
}

function labels(formats: readonly ValueFormat[] | undefined): string | undefined {
  return formats?.map(formatLabel).join(', ');
}
