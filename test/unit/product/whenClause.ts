/** What a context key can be set to, as far as our conditions go. */
export type Context = Readonly<Record<string, unknown>>;

/**
 * Whether a `when` or `enablement` clause holds, as the editor decides it, of the operators that the
 * manifest uses: `||`, `&&`, `!`, `==`, `!=`, `=~`. Throws for any other.
 */
export function holds(clause: string | undefined, context: Context): boolean {
  if (clause === undefined) return true;
  return split(clause, '||').some((part) =>
    split(part, '&&').every((term) => termHolds(term.trim(), context)),
  );
}

/** Patterns may contain the operator. */
function split(clause: string, operator: string): string[] {
  const patterns: string[] = [];
  const bare = clause.replace(
    /\/(?:\\.|[^/\\])+\/\w*/g,
    (pattern) => `§${patterns.push(pattern) - 1}§`,
  );
  return bare
    .split(operator)
    .map((part) => part.replace(/§(\d+)§/g, (_, index) => patterns[Number(index)] ?? ''));
}

function termHolds(term: string, context: Context): boolean {
  const matches = /^([\w.]+) =~ \/(.+)\/(\w*)$/.exec(term);
  if (matches) {
    const [, key = '', pattern = '', flags] = matches;
    const value = context[key];
    return typeof value === 'string' && new RegExp(pattern, flags).test(value);
  }
  const compared = /^([\w.]+) ([!=])= ([\w.:-]+)$/.exec(term);
  if (compared) {
    const [, key = '', sign, value] = compared;
    return (String(context[key]) === value) === (sign === '=');
  }
  const single = /^(!?)([\w.]+)$/.exec(term);
  if (!single) throw new Error(`Not a known condition: ${term}`);
  const [, not, key = ''] = single;
  const value = key === 'true' ? true : key === 'false' ? false : Boolean(context[key]);
  return value !== (not === '!');
}
