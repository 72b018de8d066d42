/** Text with names from the API, for a notification: its links are markup, and a name is never one. */
export function inNotice(text: string): string {
  return text.replace(/\]\(/g, '] (');
}
