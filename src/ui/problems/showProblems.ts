import { Uri } from 'vscode';
import { problemsOf, type FileFindings } from '../../app/uploads/plan/planProblems';
import type { Finding, Plan, Report } from '../../upload/uploadTypes';
import type { Problems } from './problems';
import { RejectedRows } from './rejectedRows';

/** Shows in Problems what is wrong with the files of a plan, and what the API refused of them. */
export function showProblems(
  problems: Problems,
  plan: Plan,
  serverFindings?: readonly Finding[],
  report?: Report,
): void {
  for (const file of problemsOf(plan, serverFindings, report)) showFindings(problems, file);
}

/** `rejectionError`: rows that the API refused before, followed through edits since. */
export function showFindings(
  problems: Problems,
  { uri, size, modifiedAt, refused: found, ...rest }: FileFindings,
  refused = new RejectedRows(found, { size, modifiedAt }),
): void {
  problems.show({ ...rest, uri: Uri.parse(uri), refused });
}
