import { window, type LogOutputChannel } from 'vscode';

/**
 * The extension's log. Callers must make sure that a line has no identifier, token or secret: never
 * log messages from outside (`JSON.parse`, HTTP, CSV parsing, the API's `detail`), which may quote
 * data.
 */
export function createLog(): LogOutputChannel {
  return window.createOutputChannel('Audience Segments', { log: true });
}
