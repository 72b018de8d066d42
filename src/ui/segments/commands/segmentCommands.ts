/** The commands of the Segments view, read from disk together when the first of them is run. */
export { registerClear } from './clear';
export { registerCreate } from './create';
export { registerFilter } from './filterCommands';
export { registerInspect } from './inspect';
export { registerLoad } from './load';
export { registerRemove } from './remove';
