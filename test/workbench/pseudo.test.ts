import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { seedWorld } from '../../src/sandbox/seed';
import { launch, type Launched } from './fixture';
import { pseudo, pseudoPackage } from './pseudoPackage';

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

  before(async function () {
    this.timeout(90_000);
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

  it('welcomes a signed-out user', async () => {
    const welcome = editor.workbench.welcome(view);
    // "Loading" comes first, with one text and no button.
    await welcome.getByRole('button').nth(1).waitFor();
    const buttons = await welcome.getByRole('button').allInnerTexts();
    assert.ok(
      buttons.filter((text) => text.includes('⟦')).length >= 2,
      'links on their own line are buttons in every language',
    );
    // Including the texts of the buttons; a link inside a sentence is part of it.
    allTranslated([await welcome.innerText()]);
  });

  it('asks who is signing in', async () => {
    await editor.workbench.welcome(view).getByRole('button').first().click();
    await editor.workbench.quickInput.waitFor();
    const { title, placeholder, message } = await editor.workbench.quickInputTexts();
    // The editor's own hint on how to accept is in the editor's language.
    allTranslated(
      [title, placeholder, message.replace(/\(?Press 'Enter'.*$/s, '')].filter(Boolean),
    );
    await editor.workbench.escape();
  });

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

  it('signs in to the sandbox', async () => {
    await editor.workbench.welcome(view).getByRole('button').nth(1).click();
    await editor.workbench
      .tree(view)
      .locator('.monaco-list-row')
      .first()
      .waitFor({ timeout: 30_000 });
  });

  it('shows segments: rows, tooltips and the title’s buttons', async () => {
    const { workbench, page } = editor;
    const rows = await workbench.rows(view);
    assert.ok(rows.length > 10);
    allTranslated(
      rows.map(({ aria }) => aria),
      known,
    );

    const buttons = await workbench
      .pane(view)
      .locator('.pane-header')
      .or(page.locator('.part.sidebar .composite.title'))
      .getByRole('button')
      .evaluateAll((all: { getAttribute(name: string): string | null }[]) =>
        all.map((item) => item.getAttribute('aria-label') ?? ''),
      );
    const ours = buttons.filter((label) => label.includes('⟦'));
    assert.ok(ours.length >= 3, buttons.join(' | '));

    // Of the account, and of the first segment with its links, which come last.
    for (const [index, text] of ['⟦', pseudo('Copy ID')].entries())
      allTranslated([await workbench.tooltip(view, text, index)], [...known, /127\.0\.0\.1:\d+/g]);
  });

  it('shows the form in that language', async () => {
    await editor.workbench.command(`${pseudo('Audience Segments')}: ${pseudo('Create Segment…')}`);
    const body = editor.workbench.webview().locator('body');
    await body.getByRole('button').first().waitFor({ timeout: 30_000 });
    allTranslated(await visibleTexts(body), [...known, ...types]);
  });

  it('reports invalid rows in that language', async () => {
    const { workbench, page } = editor;
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
