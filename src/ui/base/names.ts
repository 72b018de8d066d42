// Names shared with the manifest or stored by an earlier window, for modules that are loaded lazily.
// Context keys are in contextKeys.ts; commands are listed in the manifest only.

/** URI scheme of read-only documents: plans, reports, problem explanations. */
export const PAGE_SCHEME = 'criteo-uploads';

/** The source of every problem, which the Problems panel shows next to its message. */
export const PROBLEM_SOURCE = 'Criteo';

/** As in the manifest's `taskDefinitions`. */
export const TASK_TYPE = 'criteo-audience-upload';

/** As in the manifest's `languageModelTools`, without their common prefix. */
export const TOOLS = [
  'listSegments',
  'listAudiences',
  'readStatistics',
  'checkCsv',
  'proposeUpload',
] as const;
export type ToolName = (typeof TOOLS)[number];

/** For `findFiles` and document selectors, which are case-sensitive. */
export const CSV_GLOB =
  '**/*.{[cC][sS][vV],[tT][sS][vV],[tT][xX][tT],[cC][sS][vV].[gG][zZ],[tT][sS][vV].[gG][zZ]}';

/** Nightly files. Also in the manifest. */
export const NIGHTLY_GLOB = '**/*.criteo.jsonc';

export type PanelName = 'form' | 'segment' | 'upload';

/** The view type under which the editor restores panels of this kind after a reload. */
export function viewType(name: PanelName): string {
  return `criteoAudiences.${name}`;
}
