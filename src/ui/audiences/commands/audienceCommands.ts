import type { AudienceServices } from '../audienceServices';
import { registerExportAudiences } from './exportAudiences';
import { registerFilterAudiences } from './filterAudiences';
import { registerInspectAudiences } from './inspectAudiences';

/** The Audiences view's commands, loaded together when the first of them runs. */
export function registerAudienceCommands(services: AudienceServices): void {
  registerInspectAudiences(services);
  registerFilterAudiences(services);
  registerExportAudiences(services);
}
