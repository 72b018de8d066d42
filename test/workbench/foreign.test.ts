import assert from 'node:assert/strict';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { seedWorld } from '../../src/sandbox/seed';
import { embeddedSandbox, type SandboxRemote } from '../host/sandbox';
import { startSandbox } from '../support/sandboxes';
import { cutTextsOf } from './cutTexts';
import { launch, writeFiles, type Launched, type LaunchOptions } from './fixture';
import { pseudo, translate } from './pseudoLanguage';
import { pageText, startUpload, UploadPage, uploadPage } from './uploadPage';

/**
 * What comes from outside: names with markup, in what the editor draws, folders of strangers, and other
 * languages. Names on pages are in the galleries, those in rows, tooltips and pickers in
 * `test/integration`; that every text is translated is in `test/unit/product`.
 */

const VIEW = 'Segments';
const LINK = '[press here](command:workbench.action.closeWindow)';
/** For a segment: escape sequences, a right-to-left mark, a line break, a link, an icon, markup. */
const NAME = `Evil\u001b[2K\u001b[1A \u202e${LINK} $(zap)\n<b>*bold*</b>`;
const SHOWN = `Evil ${LINK} $(zap) <b>*bold*</b>`;
const FILE = '[file](command:workbench.action.closeWindow) $(zap).csv';

describe('hostile names', () => {
  let editor: Launched;
  let sandbox: SandboxRemote;
  let id: string;

  before(async () => {
    editor = await launch({
      files: {
        [FILE]: `email\n${Array.from({ length: 12 }, (_, at) => `ann${at}@example.com`).join('\n')}\n`,
      },
    });
    const { workbench } = editor;
    await workbench.trySandbox('Newsletter Subscribers');
    sandbox = embeddedSandbox(editor.server);
    await sandbox.post('segments', { name: NAME });
    id =
      (await sandbox.segments()).find(({ name }) => name === NAME)?.id ??
      assert.fail('The sandbox has no such segment');
    const task = {
      type: 'criteo-audience-upload',
      label: 'nightly',
      file: FILE,
      segment: id,
      operation: 'add',
      column: 'email',
    };
    writeFiles(path.join(editor.workspace, '.vscode'), {
      'tasks.json': JSON.stringify({ version: '2.0.0', tasks: [task] }),
    });
    await workbench.command('Audience Segments: Refresh Segments');
    await workbench.row(VIEW, /^Evil/).waitFor();
  });
  after(() => editor?.close());

  /** Nothing in this part of the window is a command link, an icon from a name, or bold. */
  async function isText(selector: string): Promise<void> {
    const part = editor.page.locator(selector);
    assert.ok((await part.count()) > 0, selector);
    assert.equal(
      await part.locator('a[href*="command"], a[data-href*="command"], a.monaco-link').count(),
      0,
      `a link in ${selector}`,
    );
    assert.equal(await part.locator('.codicon-zap').count(), 0, `an icon in ${selector}`);
    assert.equal(
      await part.locator('b, em, strong', { hasText: 'bold' }).count(),
      0,
      `markup in ${selector}`,
    );
  }

  it('are plain text in the tree, a tooltip, a picker, a tab, a notification, a question and a terminal', async () => {
    const { workbench, page } = editor;
    const row = (await workbench.rows(VIEW)).find(({ label }) => label.startsWith('Evil'));
    assert.equal(row?.label, SHOWN);
    await isText('.monaco-list-row[aria-label^="Evil"]');
    await workbench.select(VIEW, [/^Evil/]);
    // It is the first row then, after the account.
    await page.keyboard.press('Control+f');
    await workbench.input('Evil');
    await workbench.row(VIEW, 'Newsletter Subscribers').waitFor({ state: 'detached' });
    assert.ok((await workbench.tooltip(VIEW, 'Evil', 1)).includes(SHOWN));

    await workbench.command('Audience Segments: Upload to Audience Segment…');
    await workbench.quickInput.filter({ hasText: '[file]' }).waitFor();
    await isText('.quick-input-widget');
    await workbench.pick(/^\[file\]/);
    await workbench.inputField().fill('Evil');
    await workbench.quickInput.getByRole('option', { name: /Evil/ }).waitFor();
    await isText('.quick-input-widget');
    await workbench.pick(/Evil/);
    const upload = new UploadPage(workbench);
    await upload.heading(`Add ${FILE} to ${SHOWN}`);
    await isText('.tabs-container');
    await sandbox.fault({ fault: 'latency', operation: 'addRemove', ms: 600_000 });
    await upload.press('Add 12');
    await upload.heading(`Adding ${FILE} to ${SHOWN}`);
    // With the page in sight there is no notification.
    await upload.close();
    await sandbox.clearFaults();
    await workbench.notification(/12 added to .*Evil/s);
    await isText('.notification-list-item-message');
    await workbench.clearNotifications();
    await workbench.showContainer('Audience Segments');
    await workbench.expandUploads();
    await workbench.uploads('[file]').first().waitFor();
    await isText('.monaco-list-row[aria-label*="[file]"]');

    const accountId =
      (await sandbox.segments()).find((segment) => segment.id === id)?.accountId ?? '';
    editor.server.writeMachineSettings({
      'criteoAudiences.accounts': [
        { id: accountId, session: 'sandbox', label: `${LINK} $(zap)`, protected: true },
      ],
    });
    // The account's own row has its new name: the rows are those of the protected account.
    await workbench.row(VIEW, /^\s*\[press here\]/).waitFor();
    await workbench.contextMenu(workbench.row(VIEW, /^Evil/), /^Clear Segment/);
    await workbench.modal(/Clear Evil.*\?/);
    await isText('.monaco-dialog-box');
    await workbench.answerModal('Clear Segment');
    await workbench.quickInput.filter({ hasText: 'press here' }).waitFor();
    await isText('.quick-input-widget');
    await workbench.input(accountId);
    await workbench.notification(/Evil/);
    await isText('.notification-list-item-message');
    await workbench.clearNotifications();

    await workbench.command('Tasks: Run Task');
    await workbench.quickInput.getByRole('option', { name: /nightly/ }).waitFor();
    await workbench.pick(/nightly/);
    const lines = page.locator('.terminal-wrapper.active .xterm-rows');
    await lines.filter({ hasText: 'Rows:' }).waitFor();
    const text = (await lines.innerText()).replace(/\u00a0/g, ' ');
    assert.match(text, /Checking \[file\]/);
    assert.match(text.replace(/\s+/g, ''), /Evil\[presshere\]/, 'it overwrites no line');
  });
});

/**
 * A folder from an untrusted source sets every setting of ours. The requests must not be affected.
 */

const SEGMENT = 'Empty so far';
const CSV = `email\n${Array.from({ length: 30 }, (_, index) => `person${index % 25}@example.com`).join('\n')}\n`;

/** Nobody who is in the file. */
const STRANGERS = 'email\nstranger@example.org\n';

const RENAMED = 'Renamed by a stranger';
const HOSTILE = {
  'criteoAudiences.apiUrl': 'https://api.attacker.example',
  'criteoAudiences.apiVersion': 'experimental',
  'criteoAudiences.accounts': [{ id: '666', label: 'Sandbox Retail Group' }],
  'criteoAudiences.retailerNames': { 1200: RENAMED },
  'criteoAudiences.upload.concurrency': 16,
  'criteoAudiences.upload.chunkSize': 3,
  'criteoAudiences.upload.dedupe': false,
  'criteoAudiences.upload.hashEmails': 'md5',
  'criteoAudiences.suppress': ['strangers.csv'],
};

interface Wire {
  /** Operation, status and number of identifiers of each request that writes. */
  writes: string[];
  /** Operations of all requests, without their counts. */
  operations: string[];
  list: string[];
  roots: string[];
  /** What the page says of the account. */
  badge: string;
  /** Whether a retailer has the name that the folder gave it. */
  renamed: boolean;
  /** Whether the page says that people are never sent. */
  suppresses: boolean;
}

/** The same upload in a window of its own. */
async function upload(options: LaunchOptions): Promise<Wire> {
  const editor = await launch({
    ...options,
    files: { 'people.csv': CSV, 'strangers.csv': STRANGERS, ...options.files },
  });
  try {
    const { workbench } = editor;
    // In a browser the editor doesn't ask: a new folder is restricted until the user decides
    // otherwise.
    if (options.workspaceTrust) await workbench.statusItem('Restricted Mode').waitFor();
    await workbench.trySandbox(SEGMENT);
    await workbench
      .row('Segments', 'CRM Users 2025')
      .filter({ hasNotText: /(· |2025\s*)\d+$/ })
      .waitFor();
    const sandbox = embeddedSandbox(editor.server);
    const segment = (await sandbox.segments()).find(({ name }) => name === SEGMENT);
    assert.ok(segment);
    const page = await startUpload(workbench, 'people.csv', SEGMENT);
    const badge = (await page.locator('.context .badge').innerText()).trim();
    const add = page.getByRole('button', { name: /^Add \d+$/ });
    // Until it is checked, the page has no word of suppression.
    await add.waitFor();
    const suppresses = (await page.getByText('never sent').count()) > 0;
    await add.click();
    await uploadPage(workbench, /^\d+ added to Empty so far$/);
    await workbench.showContainer('Audience Segments');
    const { log, operations } = await sandbox.counts();
    const rows = await workbench.rows('Segments');
    return {
      writes: log
        .filter(({ operation }) => operation === 'addRemove')
        .map(({ operation, status, identifiers }) => `${operation} ${status} ${identifiers}`),
      operations: Object.keys(operations).sort(),
      list: (await sandbox.list(segment.id)).sort(),
      badge,
      suppresses,
      roots: rows
        .filter(({ label, expanded }) => label === 'Sandbox Retail Group' && expanded !== undefined)
        .map(({ label }) => label),
      renamed: rows.some(({ description }) => description.includes(RENAMED)),
    };
  } finally {
    await editor.close();
  }
}

/** What the upload does in a folder without settings. */
const PLAIN: Wire = {
  writes: ['addRemove 200 25'],
  operations: ['accounts', 'addRemove', 'audiences', 'retailers', 'search', 'statistics', 'token'],
  list: Array.from({ length: 25 }, (_, index) => `person${index}@example.com`).sort(),
  roots: [],
  badge: 'Sandbox: nothing goes to Criteo',
  renamed: false,
  suppresses: false,
};

describe('a hostile folder', function () {
  this.timeout(180_000);
  it('changes nothing in Restricted Mode, but can protect an account', async () => {
    // Every sandbox has the same accounts.
    const sandbox = await startSandbox();
    const { id } = (await sandbox.control.segments())[0];
    await sandbox.close();
    const accounts = [
      ...HOSTILE['criteoAudiences.accounts'],
      { id: sandbox.accountId, label: RENAMED, protected: true },
    ];
    const settings = JSON.stringify({ ...HOSTILE, 'criteoAudiences.accounts': accounts });
    // It would say where the file goes.
    const night = JSON.stringify({
      ...{ version: 1, account: sandbox.accountId, suppress: [] },
      segments: [{ id, operation: 'remove', file: 'people.csv' }],
    });
    const options = {
      files: { '.vscode/settings.json': settings, 'night.criteo.jsonc': night },
      workspaceTrust: true,
    };
    assert.deepEqual(await upload(options), {
      ...PLAIN,
      badge: 'Sandbox, protected: nothing goes to Criteo',
    });
  });

  it('changes how files are sent once it is trusted, but still neither address nor accounts', async () => {
    const files = { '.vscode/settings.json': JSON.stringify(HOSTILE) };
    const trusted = await upload({ files });
    // The control: the settings were really there.
    assert.equal(trusted.writes.length, 10);
    assert.ok(trusted.renamed && trusted.suppresses);
    assert.ok(trusted.list.every((identifier) => /^[\da-f]{32}$/.test(identifier)));
    assert.deepEqual(trusted.operations, PLAIN.operations);
    assert.deepEqual([trusted.roots, trusted.badge], [[], PLAIN.badge]);
  });
});

const PEOPLE = 1_519;

/** `Intl` groups digits with one of the two no-break spaces, depending on its data. */
const GROUPED = /1[\u00a0\u202f]519/;
const people = `email\n${Array.from({ length: PEOPLE }, (_, n) => `person${n}@example.com`).join('\n')}\n`;

/**
 * Words that only occur in the English texts. Names of segments and retailers are data and stay
 * unchanged.
 */
const ENGLISH =
  /\b(the|and|with|will|your|sign in|account|retailer|identifiers?|rows?|upload|choose|send|create)\b/gi;
const noEnglish = (text: string): void => assert.deepEqual(text.match(ENGLISH) ?? [], [], text);

describe('in French', () => {
  const container = 'Segments d’audience';
  const view = 'Segments';
  let editor: Launched;

  before(async () => {
    editor = await launch({
      locale: 'fr',
      container,
      files: { 'clients.csv': people },
      // Several requests.
      settings: { 'criteoAudiences.upload.chunkSize': 500 },
    });
    await editor.workbench.showContainer(container);
  });
  after(() => editor?.close());

  it('leads from the welcome over the first steps to the report of an upload', async () => {
    const { workbench, page } = editor;
    const welcome = workbench.welcome(view);
    await welcome.getByRole('button', { name: 'Se connecter', exact: true }).waitFor();
    const text = await welcome.innerText();
    assert.match(text, /Affichez les segments d’audience de votre compte Criteo Retail Media/);
    assert.match(text, /Pas de compte\u00a0\?/);
    noEnglish(text);

    const steps = page.locator('.gettingStartedDetailsContent .getting-started-step');
    await welcome.locator('a').last().click();
    await steps.filter({ hasText: 'Corriger ce qui a été écarté' }).waitFor();
    assert.equal(await steps.count(), 4);
    for (const width of [1000, 1400]) {
      await page.setViewportSize({ width, height: 900 });
      for (let index = 0; index < 4; index++) {
        const step = steps.nth(index);
        if ((await step.getAttribute('aria-expanded')) !== 'true') await step.click();
        assert.deepEqual(await cutTextsOf(page), [], 'its words are longer');
      }
    }
    await workbench.closeTab();

    await welcome.getByRole('button', { name: 'Essayer avec le compte bac à sable' }).click();
    await workbench.row(view, SEGMENT).waitFor();
    const aria = (await workbench.rows(view)).map((row) => row.aria).join('\n');
    assert.match(aria, /, segment d’événements, /);
    assert.match(aria, /ID client/i);

    await workbench.contextMenu(
      await workbench.file('clients.csv'),
      container,
      'Envoyer vers un segment d’audience…',
    );
    await workbench.pick(SEGMENT, SEGMENT);
    const upload = await uploadPage(workbench, `Ajouter clients.csv à ${SEGMENT}`);
    const button = upload.getByRole('button', { name: /^Ajouter [\d\s]+$/ });
    await button.waitFor();
    assert.match(await button.innerText(), GROUPED);
    const plan = await pageText(upload);
    assert.match(plan, /1[\u00a0\u202f]519 à envoyer/);
    assert.match(plan, /UTF-8 · .*1[\u00a0\u202f]519 lignes/);
    // With the space that French puts before it.
    assert.match(plan, /100[\u00a0\u202f]%/);
    noEnglish(plan.replaceAll(SEGMENT, ''));
    for (const operation of ['Retirer', 'Remplacer', 'Ajouter']) {
      await new UploadPage(workbench).choose(operation);
      await upload.getByRole('button', { name: new RegExp(`^${operation} .*\\d`) }).waitFor();
      noEnglish((await pageText(upload)).replaceAll(SEGMENT, ''));
    }
    await button.click();
    await uploadPage(workbench, /^1\s519 ajoutés à Empty so far$/);
    const report = await pageText(upload);
    assert.match(report, /1[\u00a0\u202f]519 acceptées?/);
    noEnglish(report.replaceAll(SEGMENT, ''));
  });
});

/** The editor knows the language; its own texts stay English here. */
const LANGUAGE = 'it';
const container = pseudo('Audience Segments');

/**
 * Words outside the brackets, without those that come from the API, the user or the format: data
 * isn't translated.
 */
function untranslated(text: string, data: RegExp[] = []): string[] {
  let rest = text.replace(/\u00a0/g, ' ');
  for (let before = ''; before !== rest;) {
    before = rest;
    // From the inside out: a translated sentence may contain translated values.
    rest = rest.replace(/⟦[^⟦⟧]*⟧/gs, ' ');
  }
  for (const pattern of data) rest = rest.replace(pattern, ' ');
  return rest.match(/\p{L}{3,}[\p{L} ]*/gu) ?? [];
}

describe('in another language', () => {
  let editor: Launched;

  before(async () => {
    editor = await launch({
      locale: LANGUAGE,
      container,
      prepare: (server) => translate(server.extensionsDir, LANGUAGE),
      files: { 'customers.csv': 'email\nann@example.com\nbob@example.com\nbad@\n' },
    });
    await editor.workbench.showContainer(container);
  });
  after(() => editor?.close());

  const allTranslated = (texts: readonly string[], data: RegExp[] = []): void => {
    assert.ok(texts.length > 0);
    assert.ok(
      texts.some((text) => text.includes('⟦')),
      `nothing is translated: ${texts.join(' | ')}`,
    );
    assert.deepEqual(
      texts.flatMap((text) => untranslated(text, data).map((words) => `${words} (in: ${text})`)),
      [],
    );
  };
  const view = pseudo('Segments');

  // Names of segments, accounts and retailers are data, as are API values that this version doesn't
  // know.
  const { world } = seedWorld(1, Date.now());
  const names = [...world.retailers, ...world.accounts, ...world.segments.values()].map(
    ({ name }) => name,
  );
  const descriptions = [...world.segments.values()]
    .map(({ description }) => description ?? '')
    .filter(Boolean);
  const known = [
    ...[...names, ...descriptions].sort((x, y) => y.length - x.length).map(literally),
    /\d+ \p{L}+\.? \d{4}/gu,
    /\b(Onsite|Offsite|InStore|Unknown|Lookalike)\b/g,
  ];

  /** As spelled by the API, next to our words for them. */
  const types = [/\b(Email|UserIdentifier|IdentityLink|CustomerId|PhoneNumber)\b/g];

  it('has no text of another from the welcome to the problems of a check', async () => {
    const { workbench, page } = editor;
    const welcome = workbench.welcome(view);
    // "Loading" comes first, with one text and no button.
    await welcome.getByRole('button').nth(1).waitFor();
    const buttons = await welcome.getByRole('button').allInnerTexts();
    assert.ok(
      buttons.filter((text) => text.includes('⟦')).length >= 2,
      'links on their own line are buttons in every language',
    );
    // Including the texts of the buttons; a link inside a sentence is part of it.
    allTranslated([await welcome.innerText()]);

    await welcome.getByRole('button').first().click();
    await workbench.quickInput.waitFor();
    const { title, placeholder, message } = await workbench.quickInputTexts();
    // The editor's own hint on how to accept is in the editor's language.
    allTranslated(
      [title, placeholder, message.replace(/\(?Press 'Enter'.*$/s, '')].filter(Boolean),
    );
    await workbench.escape();

    await welcome.getByRole('button').nth(1).click();
    await workbench.tree(view).locator('.monaco-list-row').first().waitFor();

    const rows = await workbench.rows(view);
    assert.ok(rows.length > 10);
    allTranslated(
      rows.map(({ aria }) => aria),
      known,
    );

    const titles = await workbench
      .pane(view)
      .locator('.pane-header')
      .or(page.locator('.part.sidebar .composite.title'))
      .getByRole('button')
      .evaluateAll((all: { getAttribute(name: string): string | null }[]) =>
        all.map((item) => item.getAttribute('aria-label') ?? ''),
      );
    const own = titles.filter((label) => label.includes('⟦'));
    assert.ok(own.length >= 3, titles.join(' | '));

    // Of the account, and of the first segment with its links, which come last.
    for (const [index, text] of ['⟦', pseudo('Copy ID')].entries())
      allTranslated([await workbench.tooltip(view, text, index)], [...known, /127\.0\.0\.1:\d+/g]);

    await workbench.command(`${pseudo('Audience Segments')}: ${pseudo('Create Segment…')}`);
    const body = workbench.webview().locator('body');
    await body.getByRole('button').first().waitFor();
    allTranslated(await visibleTexts(body), [...known, ...types]);

    await workbench.contextMenu(
      await workbench.file('customers.csv'),
      pseudo('Audience Segments'),
      pseudo('Check CSV for Audience Upload'),
    );
    const checked = workbench.webview().locator('body');
    // Before its end, the page has the size of the file, in the words of the system's language.
    await checked.getByText(pseudo('Export Invalid Rows…')).waitFor();
    // What the file holds is data, and so are the names of encodings.
    allTranslated(await visibleTexts(checked), [
      ...types,
      /customers\.csv/g,
      /\b(email|UTF|\w+@(example\.com)?)/g,
    ]);
    const count = page.locator('#status\\.problems').filter({ hasNotText: /^\s*0\s*0?\s*$/ });
    await count.waitFor();
    // Not by keyboard: the check's own page is about to take the focus.
    await count.click();
    await page.locator('.markers-panel').waitFor();
    const problems = await workbench.problems();
    const ours = problems.filter((row) => !/customers\.csv/.test(row));
    allTranslated(ours, [/\bCriteo domain-missing\b/g, /bad@/g, /Ln \d+, Col \d+/g]);
  });
});

function literally(text: string): RegExp {
  return new RegExp(text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'), 'g');
}

/** The visible and the accessible text of a page, without the content of its fields. */
async function visibleTexts(body: Locator): Promise<string[]> {
  return body.evaluate((element: unknown) => {
    interface Part {
      childNodes: Iterable<Part>;
      nodeType: number;
      textContent: string;
      tagName?: string;
      getAttribute?(name: string): string | null;
    }
    const found: string[] = [];
    const walk = (part: Part): void => {
      if (part.nodeType === 3 && part.textContent.trim()) found.push(part.textContent.trim());
      if (part.tagName === 'SCRIPT' || part.tagName === 'STYLE') return;
      for (const name of ['aria-label', 'title', 'placeholder'])
        if (part.getAttribute?.(name)) found.push(part.getAttribute(name) ?? '');
      for (const child of part.childNodes) walk(child);
    };
    walk(element as Part);
    return found;
  });
}
