/** The commands of the Segments view, read from disk together when the first of them is run. */
export { registerClear } from './clear';
export { registerCreate } from './create';
export { registerFind } from './filterCommands';
export { registerLook } from './inspect';
export { registerLoad } from './load';
export { registerRemove } from './remove';
