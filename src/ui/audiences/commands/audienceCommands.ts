/** The Audiences view's commands, loaded together when the first of them runs. */
export { registerExportAudiences } from './exportAudiences';
export { registerFilterAudiences } from './filterAudiences';
export { registerInspectAudiences } from './inspectAudiences';
