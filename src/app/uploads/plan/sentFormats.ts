import { t } from '@vscode/l10n';
import { count } from '../../../common/format';
import { OutsideText } from '../../../common/outsideText';
import { compact } from '../../../common/records';
import { formatLabel } from '../../../identifiers/formatLabel';
import { knownType, type ValueFormat } from '../../../identifiers/identifierTypes';
import { columnsRead } from '../../../upload/fieldsRead';
import { countSentInEveryFormat, HASH_FORMATS } from '../../../upload/hashFormats';
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

/** In which formats an upload sends emails; empty for other types. */
export function formatsOf(plan: Plan): EmailFormats {
  const { update, options } = plan;
  if (!isEmail(plan)) return {};
  const counts = countSentInEveryFormat(plan);
  const sent = HASH_FORMATS.filter((format) => counts[format]);
  const some = (formats: readonly ValueFormat[]): ValueFormat[] | undefined =>
    formats.length > 0 ? [...formats] : undefined;
  return compact<EmailFormats>({
    sent: some(sent),
    notSent:
      options.operation === 'remove' && sent.length > 0
        ? some(HASH_FORMATS.filter((format) => !sent.includes(format)))
        : undefined,
    removed:
      update && update.counts.removed > 0
        ? some(update.removedFormats ?? update.formats)
        : undefined,
  });
}

/** The hash formats in which emails were sent; undefined for other types. */
export function formatsSent(plan: Plan): string | undefined {
  return labels(formatsOf(plan).sent);
}

/**
 * For a removal of emails: the formats in which none were removed, and what that means; undefined if
 * there are none, or for another upload.
 */
export function formatsNotSent(plan: Plan): string | undefined {
  const others = labels(formatsOf(plan).notSent);
  if (others === undefined) return undefined;
  return plan.options.forms === 'given'
    ? t('{0}: removed in the format of the file only, so people in these formats stay', others)
    : t('{0}: people in these formats stay', others);
}

/** For an update of emails: in which formats the people who left were removed. */
export function formatsRemoved(plan: Plan): string | undefined {
  const formats = labels(formatsOf(plan).removed);
  return formats && t('removed as {0}', formats);
}

function isEmail({ target }: Pick<Plan, 'target'>): boolean {
  return knownType(target.identifierType) === 'Email';
}

function labels(formats: readonly ValueFormat[] | undefined): string | undefined {
  return formats?.map(formatLabel).join(', ');
}
