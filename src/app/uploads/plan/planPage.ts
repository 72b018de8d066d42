import type { SourceFile } from '../../../upload/types';
import { examplesOf } from './examples';
import { planDocument } from './planDocument';
import type { PlanView } from './planView';

/** The plan's page, with examples of each kind of problem. */
export async function planText(
  view: PlanView,
  files: readonly SourceFile[],
  limits: { maxRefused: number; minKept: number },
): Promise<string> {
  return planDocument(view, await examplesOf(view.plan, files), limits);
}
