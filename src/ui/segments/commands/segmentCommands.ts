import type { SegmentServices } from '../segmentServices';
import { registerClear } from './clear';
import { registerCreate, registerUpdate } from './create';
import { registerFilter } from './filterCommands';
import { registerGoToSegment } from './goToSegment';
import { registerInspect } from './inspect';
import { registerLoad } from './load';
import { registerReadAllSizes } from './readAllSizes';
import { registerRemove } from './remove';

/** The Segments view's commands, loaded together when the first of them runs. */
export function registerSegmentCommands(services: SegmentServices): void {
  registerLoad(services);
  registerReadAllSizes(services);
  registerFilter(services);
  registerCreate(services);
  registerUpdate(services);
  registerRemove(services);
  registerClear(services);
  registerInspect(services);
  registerGoToSegment(services);
}
