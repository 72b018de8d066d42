import fs from 'node:fs';
import path from 'node:path';
import type { HistoryEntry } from '../../src/app/segments/history';
import { recordText } from '../../src/common/recordVersion';
import { waitUntil } from '../support/waitUntil';
import type { Launched } from '../workbench/fixture';
import { embeddedSandbox, storageOf } from './sandbox';

const DAY = 86_400_000;
/** Of the size now, every three days, the oldest first. */
const SHARES = [0.58, 0.6, 0.59, 0.68, 0.71, 0.7, 0.82, 0.84, 0.93, 0.95];

/** Opens the page of a sandbox segment that was read for some weeks. Leaves no other editor open. */
export async function openWithReadings(
  { workbench, page, server }: Launched,
  name: string,
): Promise<void> {
  const open = async (): Promise<void> => {
    await workbench.contextMenu(workbench.row('Segments', name), 'Open');
    await workbench.webview().getByText(name).first().waitFor();
  };
  const segments = await embeddedSandbox(server).segments();
  const id = segments.find((segment) => segment.name === name)?.id;
  const history = (): string | undefined => historyIn(path.join(storageOf(server), 'history'), id);
  await open();
  await waitUntil('the first reading is kept', () => history() !== undefined);
  addReadings(history() ?? '');
  await workbench.closeEditors();
  await page.locator('.tabs-container .tab').waitFor({ state: 'detached' });
  await open();
  await workbench.webview().locator('segment-chart, svg.chart').first().waitFor();
}

/** The history of a segment. */
function historyIn(folder: string, segmentId: string | undefined): string | undefined {
  if (!fs.existsSync(folder)) return undefined;
  const file = fs
    .readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .find((name) => path.basename(name) === `${segmentId}.jsonl`);
  return file && path.join(folder, file);
}

/** Adds readings of the last weeks before the first one, most of them lower than the next. */
function addReadings(history: string): void {
  const last = fs
    .readFileSync(history, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as HistoryEntry)
    .findLast(({ kind }) => kind === 'reading');
  if (!last) throw new Error('There is no reading.');
  const { numberOfIdentifiers: identifiers = 0, numberOfMatches: matches = 0 } = last;
  const older = SHARES.map((share, index): HistoryEntry => ({
    ...last,
    at: last.at - (SHARES.length - index) * 3 * DAY,
    numberOfIdentifiers: Math.round(identifiers * share),
    numberOfMatches: Math.round(matches * share * (0.9 + index / 100)),
  }));
  fs.appendFileSync(history, older.map((entry) => `\n${recordText(entry)}\n`).join(''));
}
