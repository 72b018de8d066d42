import { t } from '@vscode/l10n';
import { count } from '../../../common/format';
import { OutsideText } from '../../../common/outsideText';
import { formatLabel } from '../../../identifiers/formatLabel';
import { knownType, type ValueFormat } from '../../../identifiers/identifierTypes';
import { columnsRead } from '../../../upload/fieldsRead';
import { countSentInEveryFormat, HASH_FORMATS } from '../../../upload/hashFormats';
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

/** The hash formats in which emails were sent; undefined for other types. */
export function formatsSent(plan: Plan): string | undefined {
  return isEmail(plan)
    ? labels(HASH_FORMATS.filter((format) => sentIn(plan).has(format)))
    : undefined;
}

/**
 * For a removal of emails: the formats in which none were removed, and what that means; undefined if
 * there are none, or for another upload.
 */
export function formatsNotSent(plan: Plan): string | undefined {
  if (!isEmail(plan) || plan.options.operation !== 'remove') return undefined;
  const sent = sentIn(plan);
  if (sent.size === 0) return undefined;
  const others = labels(HASH_FORMATS.filter((format) => !sent.has(format)));
  if (others === undefined) return undefined;
  return plan.options.forms === 'given'
    ? t('{0}: removed in the format of the file only, so people in these formats stay', others)
    : t('{0}: people in these formats stay', others);
}

/** For an update of emails: in which formats the people who left were removed. */
export function formatsRemoved({ update, target }: Plan): string | undefined {
  if (!isEmail({ target }) || !update || update.counts.removed === 0) return undefined;
  const formats = labels(update.removedFormats ?? update.formats);
  return formats && t('removed as {0}', formats);
}

function isEmail({ target }: Pick<Plan, 'target'>): boolean {
  return knownType(target.identifierType) === 'Email';
}

function sentIn(plan: Plan): ReadonlySet<ValueFormat> {
  const counts = countSentInEveryFormat(plan);
  return new Set(HASH_FORMATS.filter((format) => counts[format]));
}

function labels(formats: readonly ValueFormat[]): string | undefined {
  return formats.length > 0 ? formats.map(formatLabel).join(', ') : undefined;
}
