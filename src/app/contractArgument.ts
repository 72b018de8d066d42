/**
 * Whether a command with this argument was called by contract: it is an object of its own, even an
 * empty one. The editor passes nothing (Command Palette), URIs (menus of files), rows of a tree,
 * which have a `kind`, and the place of an editor, which has a `groupId`.
 */
export function isContractArgument(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return false;
  return !('kind' in value || 'groupId' in value || 'scheme' in value);
}
