/** The pictures of the walkthrough's steps, taken from the real product. */
import fs from 'node:fs';
import path from 'node:path';
import type { CDPSession, Locator } from 'playwright-core';
import { sampleCsv } from '../../src/app/sampleRows';
import { launch, type Launched } from '../workbench/fixture';
import { startUpload } from '../workbench/uploadPage';
import { toIndexedPng } from './indexedPng';
import { openWithReadings } from './readings';
import { root } from './root';

const OUT = path.join(root, 'media', 'walkthrough');
const FILE = 'sample-customers.csv';
const SEGMENT = 'CRM Users 2025';

/** CSS pixels of the window: the pages have 450, their narrow layout. The editor shows a step's picture 400 to 600 wide. */
const WIDTH = 500;
/** Pixels for each CSS pixel. The editor shows pictures at this scale. */
const SCALE = 1.25;
/** Enough for text and icons; a picture takes about 10 KB. */
const COLORS = 8;

/** Takes all pictures, for the steps `signIn`, `segment`, `upload` and `problems`. About 40 s. */
export async function takeWalkthroughPictures(settings: Record<string, unknown>): Promise<void> {
  const window = await launch({
    files: { [FILE]: sampleCsv() },
    settings: {
      ...settings,
      'workbench.layoutControl.enabled': false,
      'workbench.tips.enabled': false,
      'editor.scrollbar.horizontal': 'hidden',
      'editor.scrollbar.vertical': 'hidden',
    },
    viewport: { width: 1280, height: 800 },
  });
  const camera = new Camera(window, await window.context.newCDPSession(window.page));
  await takeSignIn(window, camera);
  await takeSegment(window, camera);
  await takeUploadAndProblems(window, camera);
  await window.close();
}

/** What the sidebar has once the sandbox is signed in. */
async function takeSignIn({ workbench, page }: Launched, camera: Camera): Promise<void> {
  await workbench.trySandbox(SEGMENT);
  await workbench.resizeSidebar(360);
  await camera.take('signIn', 440, page.locator('.part.sidebar'));
}

/** A segment's page with readings of some weeks. */
async function takeSegment(window: Launched, camera: Camera): Promise<void> {
  const { workbench, page } = window;
  await openWithReadings(window, SEGMENT);
  await camera.take('segment', 640, page.locator('.part.editor .editor-instance').first());
  await workbench.closeEditors();
}

/** The page before the upload, and the rows that it leaves out. */
async function takeUploadAndProblems(window: Launched, camera: Camera): Promise<void> {
  const { workbench, page } = window;
  const editor = page.locator('.part.editor .editor-instance').first();
  const upload = await startUpload(workbench, FILE, SEGMENT);
  await upload.getByRole('button', { name: /^Add [\d,]+$/ }).waitFor();
  await camera.take('upload', 540, editor);
  await workbench.problems();
  await camera.take('problems', 430, editor, page.locator('.part.panel'), async () => {
    await page
      .locator('.markers-panel .monaco-list-row')
      .nth(1)
      .dblclick({ position: { x: 120, y: 8 } });
    await workbench.statusItem(/selected/).waitFor();
  });
}

/** Takes pictures of a narrow window, and makes it wide again. */
class Camera {
  constructor(
    private readonly window: Launched,
    private readonly session: CDPSession,
  ) {}

  /**
   * Shows what is from the top of `first` to the bottom of `last`, in a window of this height. `ready`: what is
   * to be done once it has that.
   */
  async take(
    name: string,
    height: number,
    first: Locator,
    last = first,
    ready = () => Promise.resolve(),
  ): Promise<void> {
    const { page, workbench } = this.window;
    const wide = page.viewportSize();
    if (!wide) throw new Error('The window has no size.');
    // The sidebar is narrow already; all else gets a window of its own width.
    const narrows = (await first.and(page.locator('.part.sidebar')).count()) === 0;
    const toggle = 'View: Toggle Primary Side Bar Visibility';
    if (narrows) await workbench.command(toggle);
    await page.setViewportSize({ width: narrows ? WIDTH : wide.width, height });
    await page.mouse.move(0, 0);
    // The layout follows in several steps.
    await page.waitForTimeout(1_000);
    await ready();
    await page.mouse.move(0, 0);
    const [top, bottom] = [await first.boundingBox(), await last.boundingBox()];
    if (!top || !bottom) throw new Error(`There is nothing to show for ${name}.`);
    const { data } = await this.session.send('Page.captureScreenshot', {
      format: 'png',
      clip: {
        x: top.x,
        y: top.y,
        width: top.width,
        height: bottom.y + bottom.height - top.y,
        scale: SCALE,
      },
    });
    fs.mkdirSync(OUT, { recursive: true });
    const picture = toIndexedPng(Buffer.from(data, 'base64'), COLORS);
    fs.writeFileSync(path.join(OUT, `${name}.png`), picture);
    await page.setViewportSize(wide);
    if (narrows) await workbench.command(toggle);
  }
}
