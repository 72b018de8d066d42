import type { HomeDeps } from './context';
import { registerForget } from './forget';
import { registerSampleCsv } from './sampleCsv';

/** The commands of the first minutes and the last. */
export function registerHome(deps: HomeDeps, openWalkthrough: () => Promise<void>): void {
  registerSampleCsv(deps.commands);
  registerForget(deps);
  deps.commands.add<never, void>({ id: 'criteoAudiences.openWalkthrough', asked: openWalkthrough });
}
