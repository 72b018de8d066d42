/** The Segments view's commands, loaded together when the first of them runs. */
export { registerClear } from './clear';
export { registerCreate, registerUpdate } from './create';
export { registerFilter } from './filterCommands';
export { registerGoToSegment } from './goToSegment';
export { registerInspect } from './inspect';
export { registerLoad } from './load';
export { registerReadAllSizes } from './readAllSizes';
export { registerRemove } from './remove';
export { showInTree } from '../showInTree';
