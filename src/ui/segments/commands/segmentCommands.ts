/** The Segments view's commands, loaded together when the first of them runs. */
export { registerClear } from './clear';
export { registerCreate } from './create';
export { registerFilter } from './filterCommands';
export { registerInspect } from './inspect';
export { registerLoad } from './load';
export { registerRemove } from './remove';
