/** As in the manifest's `taskDefinitions`. */
export const TASK_TYPE = 'criteo-audience-upload';
