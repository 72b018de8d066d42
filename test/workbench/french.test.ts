import assert from 'node:assert/strict';
import { cutTextsOf } from './cutTexts';
import { launch, type Launched } from './fixture';
import { pageText, UploadPage, uploadPage } from './uploadPage';

/**
 * The French translation in the window: what a user sees from the welcome to the review of an
 * upload.
 */

const CONTAINER = 'Segments d’audience';
const VIEW = 'Segments';
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
  let editor: Launched;

  before(async function () {
    this.timeout(90_000);
    editor = await launch({
      locale: 'fr',
      vsix: process.env.CRITEO_AUDIENCES_TEST_VSIX,
      container: CONTAINER,
      files: { 'clients.csv': people },
      // Several requests.
      settings: { 'criteoAudiences.upload.chunkSize': 500 },
    });
    await editor.workbench.showContainer(CONTAINER);
  });
  after(() => editor?.close());

  it('welcomes a signed-out user', async () => {
    const { workbench } = editor;
    const welcome = workbench.welcome(VIEW);
    await welcome.getByRole('button', { name: 'Se connecter', exact: true }).waitFor();
    const text = await welcome.innerText();
    assert.match(text, /Affichez les segments d’audience de votre compte Criteo Retail Media/);
    assert.match(text, /Pas de compte\u00a0\?/);
    noEnglish(text);
    await workbench.screenshot('french-1-welcome');
  });

  it('fits in the first steps, though its words are longer', async () => {
    const { workbench, page } = editor;
    const steps = page.locator('.gettingStartedDetailsContent .getting-started-step');
    await workbench.welcome(VIEW).locator('a').last().click();
    await steps.filter({ hasText: 'Corriger ce qui a été écarté' }).waitFor();
    assert.equal(await steps.count(), 4);
    for (const width of [1000, 1400]) {
      await page.setViewportSize({ width, height: 900 });
      for (let index = 0; index < 4; index++) {
        const step = steps.nth(index);
        if ((await step.getAttribute('aria-expanded')) !== 'true') await step.click();
        assert.deepEqual(await cutTextsOf(page), []);
      }
    }
    await workbench.closeTab();
  });

  it('shows the segments view with its actions and rows', async () => {
    const { workbench, page } = editor;
    await workbench
      .welcome(VIEW)
      .getByRole('button', { name: 'Essayer avec le compte bac à sable' })
      .click();
    await workbench.row(VIEW, SEGMENT).waitFor();
    await workbench.pane(VIEW).hover();
    const title = workbench
      .pane(VIEW)
      .locator('.pane-header')
      .or(page.locator('.part.sidebar .composite.title'));
    for (const action of ['Créer un segment…', 'Filtrer les segments…', 'Actualiser les segments'])
      await title.getByRole('button', { name: action }).first().waitFor();
    const aria = (await workbench.rows(VIEW)).map((row) => row.aria).join('\n');
    assert.match(aria, /, segment d’événements, /);
    assert.match(aria, /ID client/i);
    await workbench.screenshot('french-2-segments');
  });

  it('asks in the form', async () => {
    const { workbench } = editor;
    await workbench.viewAction(VIEW, 'Créer un segment…');
    const form = workbench.webview();
    await form.getByRole('heading', { name: 'Créer un segment' }).waitFor();
    for (const label of ['Nom', 'Enseigne', 'Type d’identifiant', 'Description'])
      await form.getByText(label, { exact: true }).first().waitFor();
    await form.getByText('Le type d’identifiant que le segment accepte.').waitFor();
    await form.getByRole('button', { name: 'Créer un segment' }).waitFor();
    noEnglish(await form.locator('body').innerText());
    await workbench.screenshot('french-3-form');
  });

  it('shows what will be sent, with French number formatting', async () => {
    const { workbench } = editor;
    await workbench.contextMenu(
      await workbench.file('clients.csv'),
      'Segments d’audience',
      'Envoyer vers un segment d’audience…',
    );
    await workbench.pick(SEGMENT, SEGMENT);
    const upload = await uploadPage(workbench, `Ajouter clients.csv à ${SEGMENT}`);
    const button = upload.getByRole('button', { name: /^Ajouter [\d\s]+$/ });
    await button.waitFor({ timeout: 30_000 });
    assert.match(await button.innerText(), GROUPED);
    const text = await pageText(upload);
    assert.match(text, /1[\u00a0\u202f]519 à envoyer/);
    assert.match(text, /UTF-8 · .*1[\u00a0\u202f]519 lignes/);
    // With the space that French puts before it.
    assert.match(text, /100[\u00a0\u202f]%/);
    noEnglish(text.replaceAll(SEGMENT, ''));
    await workbench.screenshot('french-4-plan');
    for (const operation of ['Retirer', 'Remplacer']) {
      await new UploadPage(workbench).choose(operation);
      await upload.getByRole('button', { name: new RegExp(`^${operation} .*\\d`) }).waitFor();
      noEnglish((await pageText(upload)).replaceAll(SEGMENT, ''));
      await workbench.screenshot(`french-5-${operation}`);
    }
  });

  it('shows the progress and the report', async () => {
    const { workbench } = editor;
    const upload = workbench.webview();
    await new UploadPage(workbench).choose('Ajouter');
    await upload.getByRole('button', { name: /^Ajouter [\d\s]+$/ }).click();
    await uploadPage(workbench, /^1\s519 ajoutés à Empty so far$/);
    const text = await pageText(upload);
    assert.match(text, /1[\u00a0\u202f]519 acceptées?/);
    noEnglish(text.replaceAll(SEGMENT, ''));
    await workbench.screenshot('french-6-report');
  });
});
