import { knownType, type ValueFormat } from '../../../identifiers/identifierTypes';
import {
  countSentByFormat,
  countSentInEveryFormat,
  HASH_FORMATS,
} from '../../../upload/hashFormats';
import type { Report } from '../../../upload/jobTypes';
import type { Plan } from '../../../upload/uploadTypes';

/** Hash formats of emails; absent where there are none, or it doesn't apply. */
export interface EmailFormats {
  /** In which they were sent. */
  formatsSent?: ValueFormat[];
  /** Of a removal: in which none were removed, so that people stay in them. */
  formatsNotSent?: ValueFormat[];
  /** Of an update: in which the people who left were removed. */
  formatsRemoved?: ValueFormat[];
  /** In which suppressed people were removed. */
  formatsSuppressed?: ValueFormat[];
}

/** What a report says was sent. */
type SentFigures = Pick<Report, 'sent' | 'unsent' | 'forms' | 'removed' | 'suppression'>;

/**
 * In which hash formats emails were sent, as far as a report tells; empty for other types. `isOver`: see
 * `planFacts`.
 */
export function formatsOf(
  plan: Plan,
  report: SentFigures | undefined,
  isOver: boolean,
): EmailFormats {
  if (!report || knownType(plan.target.identifierType) !== 'Email') return {};
  const { update, suppression, options } = plan;
  const { planned, sent, unclear } = setsOf(plan, report);
  const isOpen = (format: ValueFormat): boolean =>
    isOver ? sent.has(format) || unclear.has(format) : planned.has(format);
  // An undo has no others to remove.
  const isRemoval =
    options.operation === 'remove' && options.undoes === undefined && planned.size > 0;
  const hasRemoved = (report.removed?.sent ?? 0) > 0;
  const hasSuppressed = (report.suppression?.removed.sent ?? 0) > 0;
  const formats = {
    formatsSent: HASH_FORMATS.filter((format) => sent.has(format)),
    formatsNotSent: isRemoval ? HASH_FORMATS.filter((format) => !isOpen(format)) : [],
    formatsRemoved: update && hasRemoved ? [...update.removedFormats] : [],
    formatsSuppressed: suppression && hasSuppressed ? [...suppression.removedFormats] : [],
  };
  return Object.fromEntries(Object.entries(formats).filter(([, some]) => some.length > 0));
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
