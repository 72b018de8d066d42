import { registerClear } from './clear';
import type { Parts } from './context';
import { registerCreate } from './create';
import { registerFind } from './filterCommands';
import { registerLook } from './inspect';
import { registerLoad } from './load';
import { registerRemove } from './remove';

/** The commands of the Segments view, read from disk when the first is run. */
export function registerSegmentCommands(parts: Parts): void {
  registerLoad(parts);
  registerFind(parts);
  registerCreate(parts);
  registerRemove(parts);
  registerClear(parts);
  registerLook(parts);
}
