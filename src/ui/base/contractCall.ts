/**
 * Whether a command was called by contract: an argument is an object of its own, other than what the
 * editor passes. It passes nothing (Command Palette), URIs (menus of files), rows of a tree, which
 * have a `kind`, and the place of an editor, which has a `groupId`. Only for a command that couldn't
 * be loaded: otherwise its `parse` decides.
 */
export function isContractCall(args: readonly unknown[]): boolean {
  return args.some(
    (arg) => isPlainObject(arg) && !('kind' in arg || 'groupId' in arg || 'scheme' in arg),
  );
}

function isPlainObject(value: unknown): value is object {
  return (
    typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
  );
}
