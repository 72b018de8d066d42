import type { SourceFile } from '../../../upload/types';
import type { Planned } from '../step';
import { examplesOf } from './examples';
import { planDocument } from './planDocument';

/** The plan's page, with examples of each kind of problem out of the files. */
export async function planText(
  { plan, reasons, view }: Planned,
  sources: readonly SourceFile[],
): Promise<string> {
  return planDocument(await view(), await examplesOf(plan, sources), reasons);
}
