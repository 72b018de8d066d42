import { window, type LogOutputChannel } from 'vscode';

/**
 * The extension's log. Whoever writes here answers for it that no identifier, token or secret is in
 * the line: texts from outside (`JSON.parse`, node-fetch, csv-parse, the API's `detail`) quote data
 * and do not belong here.
 */
export function createLog(): LogOutputChannel {
  return window.createOutputChannel('Criteo Audience Segments', { log: true });
}
