import { compact } from '../../../common/records';
import type { ValueFormat } from '../../../identifiers/identifierTypes';
import type { JobSummary, LeftOutFile, Report } from '../../../upload/jobTypes';
import type { Plan } from '../../../upload/uploadTypes';
import { columnNames, formatsOf } from '../plan/sentFormats';

/** What a report for programs says beside its figures. */
export interface ReceiptFacts {
  /** The columns that were sent: names, or numbers from 1 where a name is missing or isn't kept. */
  columnNames?: string[];
  /** Of emails: the hash formats in which they were sent. */
  formatsSent?: ValueFormat[];
  /** Of a removal of emails: those in which none were removed, so that people stay in them. */
  formatsNotSent?: ValueFormat[];
  /** Of an update of emails: those in which the people who left were removed. */
  formatsRemoved?: ValueFormat[];
  /** Files that were left out when others were sent, or segments to which it wasn't sent. */
  leftOut?: LeftOut[];
}

export interface LeftOut {
  uri: string;
  segmentId?: string;
  /** A sentence. */
  reason: string;
}

/** A report for programs. `plan`: absent if it can't be read any more. */
export function receiptOf(
  report: Report,
  { plan, job }: { plan?: Plan; job?: Pick<JobSummary, 'leftOut'> },
): Report & ReceiptFacts {
  const leftOut = job?.leftOut?.map(leftOutOf);
  return { ...report, ...(plan && planFacts(plan, report)), ...(leftOut?.length && { leftOut }) };
}

function planFacts(plan: Plan, report: Report): ReceiptFacts {
  const { sent, notSent, removed } = formatsOf(plan, report);
  return compact<ReceiptFacts>({
    columnNames: columnNames(plan),
    formatsSent: sent,
    formatsNotSent: notSent,
    formatsRemoved: removed,
  });
}

function leftOutOf({ uri, segment, reason }: LeftOutFile): LeftOut {
  return { uri, ...(segment && { segmentId: segment.id }), reason };
}
