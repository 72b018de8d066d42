import { Uri } from 'vscode';
import { problemsOf, type FileFindings } from '../../app/uploads/plan/planProblems';
import type { Report } from '../../upload/jobTypes';
import type { Finding, Plan } from '../../upload/uploadTypes';
import type { Problems } from './problems';
import { RejectedRows } from './rejectedRows';

/** Shows the problems of a plan's files, and of an upload of it: rejected rows. */
export function showProblems(
  problems: Problems,
  plan: Plan,
  serverFindings?: readonly Finding[],
  report?: Report,
): void {
  for (const file of problemsOf(plan, serverFindings, report))
    showFindings(problems, file, undefined, report);
}

/**
 * Shows the problems of one file. `rejected` are rows that the API rejected earlier, if they are
 * still followed; by default those of `findings`. `report`: of the upload that they are of.
 */
export function showFindings(
  problems: Problems,
  { uri, size, modifiedAt, valid, refused, ...rest }: FileFindings,
  rejected = new RejectedRows(refused, { size, modifiedAt }),
  report?: Report,
): void {
  const read = { stamp: { size, modifiedAt }, valid };
  problems.show({ ...rest, uri: Uri.parse(uri), rejected, read, report });
}
