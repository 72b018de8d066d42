import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { seedWorld } from '../../src/sandbox/seed';
import { cutTextsOf } from './cutTexts';
import { launch, type Launched } from './fixture';
import { pseudo, pseudoPackage } from './pseudoPackage';
import { pageText, UploadPage, uploadPage } from './uploadPage';

/** The window in another language, from the welcome on. That every text is translated is in `test/unit/product`. */

const SEGMENT = 'Empty so far';
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

/** The editor knows the language "fr"; its own texts stay English here. */
const LANGUAGE = 'fr';
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
  let remove: () => void;

  before(async () => {
    const made = pseudoPackage(LANGUAGE);
    remove = made.remove;
    editor = await launch({
      vsix: made.vsix,
      locale: LANGUAGE,
      container,
      files: { 'customers.csv': 'email\nann@example.com\nbob@example.com\nbad@\n' },
    });
    await editor.workbench.showContainer(container);
  });
  after(async () => {
    await editor?.close();
    remove?.();
  });

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
    await checked.locator('.legend').waitFor();
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
