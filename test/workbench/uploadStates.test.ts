import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import type { FrameLocator } from 'playwright-core';
import { embeddedSandbox, type SandboxRemote } from '../host/sandbox';
import { launch, writeFiles, type Launched } from './fixture';
import { UploadPage } from './uploadPage';
import { violations } from './violations';

// Every state that an upload's page can be in, reached in the window. With GALLERY=1,
// out/screenshots has a picture of each in four themes and two widths.

const THEMES = {
  'Dark Modern': 'vs-dark',
  'Light Modern': 'vs',
  'Dark High Contrast': 'hc-black',
  'Light High Contrast': 'hc-light',
};
const WIDE = { width: 1400, height: 1000 };
/** The page is about 450 px wide. */
const NARROW = { width: 760, height: 1000 };
const LIST = 'CRM Users 2025';

const people = (count: number, name = 'person'): string =>
  `email\n${Array.from({ length: count }, (_, n) => `${name}${n}@example.com`).join('\n')}\n`;
/** An export with five kinds of invalid rows, a blank one and a duplicate. */
const crm = (): string => {
  const email = (n: number): string => {
    const plain = `p${n}@example.com`;
    if (n % 60 === 3) return `Ann Lee <${plain}>`;
    if (n % 60 === 7) return `${plain}; other${n}@example.com`;
    if (n % 60 === 11) return `p ${n}@example.com`;
    if (n % 60 === 13) return `p${n}.example.com`;
    if (n % 60 === 17) return `<${plain}>`;
    if (n % 60 === 19) return '';
    return n % 60 === 23 ? 'p0@example.com' : plain;
  };
  const rows = Array.from(
    { length: 1200 },
    (_, n) => `C-${1000 + n},${email(n)},w${n}@work.example.com,Liam,Lyon`,
  );
  return `customer_id,email,work_email,first_name,city\n${rows.join('\n')}\n`;
};
const uuids = Array.from(
  { length: 40 },
  (_, n) => `${(0xa0000000 + n).toString(16)}-0000-4000-8000-000000000000,ios`,
).join('\n');

describe('the page of an upload, in the window', () => {
  let launched: Launched;
  let sandbox: SandboxRemote;

  before(async () => {
    launched = await launch({
      viewport: WIDE,
      settings: {
        'criteoAudiences.upload.chunkSize': 100,
        'window.autoDetectColorScheme': false,
      },
      files: {
        'crm-export.csv': crm(),
        'small.csv': people(1013),
        'twenty.csv': people(2_000),
        'two-hundred.csv': people(20_000),
        'paused.csv': people(1_000),
        'half.csv': people(2_000, 'half'),
        'large.csv': people(600_000),
        'maid.csv': `device_id,os\n${uuids}\n`,
        'names.csv': 'first_name,city\nLiam,Lyon\nHanna,Graz\n',
        'changing.csv': people(30),
        'vanishing.csv': people(30),
        'gone.csv': people(30),
      },
    });
    const { workbench } = launched;
    await workbench.trySandbox(LIST);
    sandbox = embeddedSandbox(launched.server);
  });
  after(() => launched?.close());
  afterEach(() => sandbox.clearFaults());

  const web = (): FrameLocator => launched.workbench.webview();
  const heading = (name: string | RegExp): Promise<void> =>
    web().getByRole('heading', { level: 1, name }).waitFor({ timeout: 30_000 });
  const button = (name: string | RegExp) => web().getByRole('button', { name });
  const choose = (operation: 'Add' | 'Remove' | 'Replace'): Promise<void> =>
    new UploadPage(launched.workbench).choose(operation);
  const upload = async (file: string, segment = LIST): Promise<void> => {
    const { workbench } = launched;
    await workbench.fileMenu(await workbench.file(file), 'Upload to Audience Segment…');
    await workbench.pick(segment, segment);
  };
  const close = (): Promise<void> => launched.workbench.closeEditors();
  const theme = async (name: keyof typeof THEMES): Promise<void> => {
    const { workbench } = launched;
    await workbench.command('Preferences: Color Theme');
    await workbench.pick(name, name);
    await workbench.page.locator(`.monaco-workbench.${THEMES[name]}`).waitFor();
  };

  /**
   * Nothing wider than the page, and nothing that axe-core finds in the states that stand for all:
   * it looks at each in the gallery. Pictures only if wanted.
   */
  const looksRight = async (state: string): Promise<void> => {
    const { page, workbench } = launched;
    if (['ready', 'running', 'done'].includes(state))
      assert.deepEqual(await violations(web()), [], state);
    const wide = process.env.GALLERY ? Object.keys(THEMES) : [];
    for (const size of [NARROW, WIDE]) {
      await page.setViewportSize(size);
      await web().locator('h1').waitFor();
      assert.equal(
        await web()
          .locator('html')
          .evaluate((element) => element.scrollWidth > element.clientWidth),
        false,
        `${state} is too wide at ${size.width} px`,
      );
      for (const name of wide as (keyof typeof THEMES)[]) {
        await theme(name);
        await workbench.screenshot(`state-${state}-${THEMES[name]}-${size.width}`);
      }
    }
  };

  it('checks a file, and has its first rows and figures meanwhile', async () => {
    await upload('large.csv');
    await heading(`Add large.csv to ${LIST}`);
    await button('Add 600,000').waitFor({ timeout: 60_000 });
    // Each drawing is looked at: the check may be over before anybody asks for it.
    await web().locator('#page').evaluate(`globalThis.meanwhile = new Promise((resolve) => {
      const page = document.getElementById('page');
      new MutationObserver((_, observer) => {
        if (!page.innerText.includes('valid so far')) return;
        observer.disconnect();
        const button = page.querySelector('.bar-actions > .button:last-child');
        resolve([button.textContent.trim(), button.getAttribute('aria-disabled')]);
      }).observe(page, { subtree: true, childList: true, characterData: true });
    }), undefined`);
    await choose('Remove');
    assert.deepEqual(await web().locator('#page').evaluate('globalThis.meanwhile'), [
      'Remove',
      'true',
    ]);
    await close();
  });

  it('is ready, with its invalid rows by kind', async () => {
    await upload('crm-export.csv');
    await heading(`Add crm-export.csv to ${LIST}`);
    await button(/^Add [\d,]+/).waitFor();
    await web().getByText('5,000').first().waitFor();
    await looksRight('ready');
  });

  it('warns at the top of a Replace that keeps little', async () => {
    await choose('Replace');
    await heading(`Replace ${LIST} with crm-export.csv`);
    await web().locator('.danger').getByText('fewer', { exact: false }).waitFor();
    await looksRight('replace');
  });

  it('says in which formats emails are removed, and how many are left at least', async () => {
    await choose('Remove');
    await heading(`Remove the people in crm-export.csv from ${LIST}`);
    const formats = web().getByRole('group', { name: 'Remove emails as' });
    await formats.getByText('plain, MD5, SHA-256, SHA-256 of MD5', { exact: true }).waitFor();
    await web().getByText('at least').first().waitFor();
    await looksRight('remove');
    await close();
  });

  it('says that the size of a list is unknown', async () => {
    await sandbox.post('segments', { name: 'Never read', identifiers: ['a@example.com'] });
    await launched.workbench.command('Criteo Audiences: Refresh Segments');
    await sandbox.fault({ fault: '403', operation: 'statistics', times: 100 });
    await upload('small.csv', 'Never read');
    await button('Add 1,013').waitFor();
    await choose('Replace');
    await button('Replace Identifiers with 1,013').waitFor();
    await web().locator('.danger').getByText('unknown').first().waitFor();
    await looksRight('replace-unknown');
    await close();
  });

  it('has a cell for each request while it sends, and says that it is cancelling', async () => {
    await upload('twenty.csv', 'Empty so far');
    await button('Add 2,000').waitFor();
    await sandbox.fault(
      { fault: 'latency', operation: 'addRemove', ms: 60_000, nth: 5, times: 100 },
      { fault: 'cutAfter', operation: 'addRemove', nth: 3, times: 1 },
    );
    await button('Add 2,000').click();
    await heading('Adding twenty.csv to Empty so far');
    await web()
      .getByRole('img', { name: /^20 requests: .*under way.*waiting/ })
      .waitFor();
    await looksRight('running');
    await button('Cancel').click();
    await web()
      .getByText(/Cancelling, waiting for \d answers?/)
      .waitFor();
    await looksRight('cancelling');
    await sandbox.clearFaults();
    await button(/^Resume/).waitFor();
    await looksRight('cancelled-add');
    await close();
  });

  it('has small cells for many requests', async () => {
    await upload('two-hundred.csv', 'Empty so far');
    await button('Add 20,000').waitFor();
    await sandbox.fault({
      fault: 'latency',
      operation: 'addRemove',
      ms: 60_000,
      nth: 30,
      times: 1000,
    });
    await button('Add 20,000').click();
    await web()
      .getByRole('img', { name: /^200 requests: .*waiting/ })
      .waitFor();
    await looksRight('running-200');
    await sandbox.clearFaults();
    await heading('20,000 added to Empty so far');
    await close();
  });

  it('says why it pauses, and until when', async () => {
    await upload('paused.csv', 'Empty so far');
    await button('Add 1,000').waitFor();
    await sandbox.fault({ fault: '429', operation: 'addRemove', times: 1000, ms: 6_000 });
    await button('Add 1,000').click();
    await web()
      .getByText(/^Paused: /)
      .first()
      .waitFor();
    await looksRight('paused');
    await button('Cancel').click();
    await button(/^Resume/).waitFor();
    await close();
  });

  it('is a report at the end', async () => {
    await upload('crm-export.csv', 'Empty so far');
    await button(/^Add [\d,]+/).click();
    await heading(/^[\d,]+ added to Empty so far$/);
    await looksRight('done');
    await close();
  });

  it('says that a list is incomplete after a Replace that was cut off', async () => {
    await upload('half.csv', 'Empty so far');
    await button('Add 2,000').waitFor();
    await choose('Replace');
    await button(/^Replace /).waitFor();
    await sandbox.fault({
      fault: 'latency',
      operation: 'addRemove',
      ms: 60_000,
      nth: 10,
      times: 100,
    });
    await button(/^Replace /).click();
    await web()
      .getByText(/Replacing in \d s/)
      .waitFor();
    await looksRight('countdown');
    await web()
      .getByRole('img', {
        name: /^21 requests: [5-9] accepted.*under way|^21 requests: 1\d accepted.*under way/,
      })
      .waitFor();
    await button('Cancel').click();
    // Only then may the requests under way be answered, or all are before the press arrives.
    await web()
      .getByText(/^Cancelling/)
      .first()
      .waitFor();
    await sandbox.clearFaults();
    await heading('The segment is incomplete');
    await button(/^Resume: Send/).waitFor();
    await looksRight('cancelled');
    await close();
  });

  it('leads on from a file that does not fit', async () => {
    await upload('maid.csv');
    await heading('maid.csv holds mobile IDs, CRM Users 2025 takes emails');
    await button(/^Use App Users/)
      .first()
      .waitFor();
    await looksRight('wrong-type');
    await close();
    await upload('names.csv');
    await heading('No column of names.csv looks like emails');
    await looksRight('no-column');
    await close();
  });

  it('says what changed, and what is gone', async () => {
    const { workspace, workbench } = launched;
    await upload('changing.csv');
    await button('Add 30').waitFor();
    writeFiles(workspace, { 'changing.csv': people(31) });
    await button('Add 30').click();
    await heading('Something has changed since changing.csv was checked');
    await looksRight('changed');
    await button('Check Again').click();
    await button('Add 31').waitFor();
    await close();
    await upload('vanishing.csv');
    await button('Add 30').waitFor();
    fs.rmSync(path.join(workspace, 'vanishing.csv'));
    await button('Add 30').click();
    await button('Check Again').click();
    await heading('vanishing.csv can’t be read');
    await looksRight('unreadable');
    await close();
    await upload('gone.csv', 'Never read');
    await button('Add 30').waitFor();
    await workbench.showContainer('Audience Segments');
    await workbench.contextMenu(workbench.row('Segments', 'Never read'), /^Delete Segment/);
    await workbench.answerModal('Delete');
    await workbench.row('Segments', 'Never read').waitFor({ state: 'detached' });
    await button('Add 30').click();
    await button('Check Again').click();
    await heading('Never read no longer exists');
    await looksRight('gone');
  });
});
