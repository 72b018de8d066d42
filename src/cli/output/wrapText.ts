/**
 * A text as lines that are at most `width` characters long, where its words permit that: the first
 * after `start`, the others after `indent`. Doesn't break at no-break spaces, of which French has many.
 */
export function hanging(text: string, start: string, indent: string, width: number): string[] {
  const lines: string[] = [];
  let line = start;
  let isEmpty = true;
  for (const word of text.split(' ')) {
    if (!isEmpty && line.length + 1 + word.length > width) {
      lines.push(line);
      line = indent;
      isEmpty = true;
    }
    line += isEmpty ? word : ` ${word}`;
    isEmpty = false;
  }
  return [...lines, line];
}
