import assert from 'node:assert/strict';
import type { Draft } from '../../../src/app/uploads/draft/draft';
import type { ListedRows } from '../../../src/app/uploads/page/kindsSection';
import { DraftView } from '../../../src/ui/uploads/page/draftView';
import type { PageSegments } from '../../../src/ui/uploads/page/pageSegments';
import type { PreviousActions } from '../../../src/ui/uploads/page/previousActions';
import type { RowActions } from '../../../src/ui/uploads/page/rowActions';
import { SentUpload, type UploadSources } from '../../../src/ui/uploads/page/sentUpload';
import type { UploadAction } from '../../../src/webview/uploadActions';
import { job } from '../../unit/app/uploads/page/jobs';

const LISTED = { rule: 'no-at', lines: [] } as unknown as ListedRows;
/** The editor can show the rows of any other rule. */
const rows = {
  run: (_: unknown, action: UploadAction, rule: string) =>
    Promise.resolve(action === 'showRows' && rule === LISTED.rule ? LISTED : undefined),
} as unknown as RowActions;

describe('rows that a page lists itself', () => {
  const pages: Record<string, (redraw: () => void) => Pick<SentUpload, 'press'>> = {
    'a draft': (redraw) =>
      new DraftView(
        {
          choices: { files: [{ uri: 'file:///work/a.csv' }] },
          onDidChange: () => ({ dispose: () => undefined }),
        } as unknown as Draft,
        { choose: () => assert.fail('chosen'), chooseReading: () => assert.fail('read') },
        {} as PageSegments,
        { press: () => Promise.resolve(false) } as unknown as PreviousActions,
        rows,
        redraw,
      ),
    'an upload that was sent': (redraw) =>
      new SentUpload(
        'a',
        { startUpload: () => assert.fail('nothing else is uploaded') },
        { events: { engine: () => ({ job: () => job({}) }) } } as unknown as UploadSources,
        rows,
        redraw,
      ),
  };
  for (const [page, make] of Object.entries(pages))
    it(`are all that ${page} is drawn again for`, async () => {
      let drawn = 0;
      const view = make(() => void drawn++);
      await view.press('fix', 'no-at');
      await view.press('showRows', 'spaces');
      assert.equal(drawn, 0);
      await view.press('showRows', 'no-at');
      assert.equal(drawn, 1);
    });
});
