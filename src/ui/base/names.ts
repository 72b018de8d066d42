/**
 * Names that the manifest or an earlier window knows, of what is read from disk only when it is
 * used. Context keys have a list of their own; commands are listed by the manifest alone.
 */

/** Of the pages that uploads show: plan, report, what a problem means. */
export const PAGE_SCHEME = 'criteo-uploads';

/** As in the manifest's `taskDefinitions`. */
export const TASK_TYPE = 'criteo-audience-upload';

/** As in the manifest's `languageModelTools`, without what they all begin with. */
export const TOOLS = ['listSegments', 'readStatistics', 'checkCsv', 'proposeUpload'] as const;
export type ToolName = (typeof TOOLS)[number];

export type PanelName = 'form' | 'statistics';

/** The editor's name for a kind of panels, under which it brings them back after a reload. */
export function viewType(name: PanelName): string {
  return `criteoAudiences.${name}`;
}
