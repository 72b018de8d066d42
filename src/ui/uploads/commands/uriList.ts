/** Parses a `text/uri-list` (RFC 2483): one URI per line, CRLF between, `#` starts a comment. */
export function uriList(text: string): string[] {
  return text
    .split(/\r\n|\r|\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
}
