/**
 * The addresses in a `text/uri-list`: one a line, CRLF between, lines with `#` are comments (RFC
 * 2483).
 */
export function uriList(text: string): string[] {
  return text
    .split(/\r\n|\r|\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
}
