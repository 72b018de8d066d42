/** Names of package.json's `languageModelTools`. */
export const NAMES = ['listSegments', 'readStatistics', 'checkCsv', 'proposeUpload'] as const;
export type ToolName = (typeof NAMES)[number];
