import { t } from '@vscode/l10n';
import { count } from '../../../common/format';
import { OutsideText } from '../../../common/outsideText';
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

/** The columns that were sent: by name, otherwise by number. */
export function columnsSent(plan: Plan): OutsideText {
  const columns = plan.files.flatMap((file) =>
    columnsRead(file).map((column) => {
      // A name that may be personal data isn't kept.
      const name = file.columns?.[column];
      return name ? OutsideText.name(name).forTree() : count(column + 1);
    }),
  );
  return OutsideText.text([...new Set(columns)].join(', '));
}

/** What a report says was sent. */
type SentFigures = Pick<Report, 'sent' | 'unsent' | 'forms' | 'removed'>;

/**
 * The hash formats in which emails were sent, as far as a report tells; undefined for other types,
 * and if none were.
 */
export function formatsSent(plan: Plan, report: SentFigures | undefined): string | undefined {
  if (!isEmail(plan) || !report) return undefined;
  const { sent } = formatsOf(plan, report);
  return labels(HASH_FORMATS.filter((format) => sent.has(format)));
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
  if (!isEmail(plan) || plan.options.operation !== 'remove' || !report) return undefined;
  const { planned, sent, unclear } = formatsOf(plan, report);
  if (planned.size === 0) return undefined;
  const isOpen = (format: ValueFormat): boolean =>
    isOver ? sent.has(format) || unclear.has(format) : planned.has(format);
  const others = labels(HASH_FORMATS.filter((format) => !isOpen(format)));
  if (others === undefined) return undefined;
  return plan.options.forms === 'given' && report.sent > 0
    ? t('{0}: removed in the format of the file only, so people in these formats stay', others)
    : t('{0}: people in these formats stay', others);
}

/** For an update of emails: the formats in which people who left were removed. */
export function formatsRemoved(
  { update, target }: Plan,
  report: SentFigures | undefined,
): string | undefined {
  return isEmail({ target }) && update && (report?.removed?.sent ?? 0) > 0
    ? labels(update.removedFormats ?? update.formats)
    : undefined;
}

function isEmail({ target }: Pick<Plan, 'target'>): boolean {
  return knownType(target.identifierType) === 'Email';
}

/**
 * The formats of a plan, and those that were sent. `unclear`: a part of the rows was, which have
 * several.
 */
function formatsOf(
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

function labels(formats: readonly ValueFormat[]): string | undefined {
  return formats.length > 0 ? formats.map(formatLabel).join(', ') : undefined;
}
