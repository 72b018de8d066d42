import fs from 'node:fs';
import path from 'node:path';
import type { RequestRecord } from '../../src/sandbox/control';

/** What a failed test tells besides its error, by headings; empty ones are left out. */
export type Story = Readonly<Record<string, string | undefined>>;

/** Adds a story to the error of a test. Reporters print the stack of an error as it is. */
export function tell(error: Error | undefined, story: Story): void {
  if (!error) return;
  const parts = Object.entries(story)
    .filter(([, text]) => text)
    .map(([heading, text = '']) => `${heading}:\n${text.replace(/^/gm, '  ')}`);
  error.stack = [error.stack ?? error.message, ...parts].join('\n\n');
}

/** The end of a text: its last lines, each cut after 200 characters. */
export function lastLines(text: string, most = 15): string {
  return text
    .trimEnd()
    .split('\n')
    .slice(-most)
    .map((line) => (line.length > 200 ? `${line.slice(0, 200)}…` : line))
    .join('\n');
}

/** The last lines of the extension's log below a folder. */
export function extensionLog(folder: string): string {
  const files = fs
    .readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('Audience Segments.log'))
    .map((file) => path.join(folder, file))
    .sort((a, b) => fs.statSync(a).mtimeMs - fs.statSync(b).mtimeMs);
  return lastLines(files.map((file) => fs.readFileSync(file, 'utf8')).join(''));
}

/** The last requests to a sandbox, a line each. */
export function sandboxLog(requests: readonly RequestRecord[]): string {
  return requests
    .slice(-15)
    .map(({ time, operation, segmentId, status, identifiers, bytes }) =>
      [
        time,
        operation,
        segmentId,
        status || 'no response',
        identifiers > 0 && `${identifiers} identifiers`,
        `${bytes} bytes`,
      ]
        .filter(Boolean)
        .join(' '),
    )
    .join('\n');
}

/** A file name for what is kept of a failed test. */
export function failedName(title: string): string {
  return `failed-${title.replace(/[^\p{L}\p{N}]+/gu, '-').slice(0, 100)}`;
}
