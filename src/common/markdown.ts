/** A table. Cells must be Markdown already; `numeric` has the indexes of right-aligned columns. */
export function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  numeric: readonly number[] = [],
): string {
  const rule = head.map((_, column) => (numeric.includes(column) ? '---:' : '---'));
  return [head, rule, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

export function bullets(items: readonly string[]): string {
  return items.map((item) => `- ${item}`).join('\n');
}

/** Joins sections with blank lines; leaves out empty ones. */
export function joinSections(sections: readonly (string | undefined | false)[]): string {
  return `${sections.filter(Boolean).join('\n\n')}\n`;
}
