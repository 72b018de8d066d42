import { Uri, window } from 'vscode';
import type { PlannedRemoval } from '../../../app/removals/removalTypes';
import type { Problems } from '../../problems/problems';
import { showProblems } from '../../problems/showProblems';
import { showFirstProblem } from '../../problems/showRows';

/** Opens the file of a removal at the first row that can't be read, with the problems of its type. */
export async function showUnreadable(
  { plans, part }: Pick<PlannedRemoval, 'plans' | 'part'>,
  problems: Problems,
): Promise<void> {
  const first = [...plans.values()]
    .flatMap((plan) =>
      plan.findings
        .filter(({ level }) => level === 'error')
        .slice(0, 1)
        .map((finding) => ({ plan, finding })),
    )
    .sort((a, b) => a.finding.file - b.finding.file || a.finding.row - b.finding.row)
    .at(0);
  const uri = Uri.parse(part.files[first?.finding.file ?? 0].uri);
  if (!first) return void (await window.showTextDocument(uri));
  showProblems(problems, first.plan);
  await showFirstProblem(problems, uri);
}
