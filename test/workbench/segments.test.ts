import assert from 'node:assert/strict';
import { launch, type Launched } from './fixture';

/** The Segments view as a person uses it, on the sandbox: what needs modals, key strokes and welcome texts. */

const VIEW = 'Segments';

describe('the Segments view', () => {
  let editor: Launched;

  before(async () => {
    editor = await launch({ files: { 'new segments.csv': 'name,retailer,type\nFrom a file,Brightcart,Email\n,Brightcart,Email\n' } });
    await editor.workbench.showContainer('Audience Segments');
  });
  after(() => editor?.close());

  const name = (index: number): Promise<string> => editor.workbench.rows(VIEW).then((rows) => rows[index].label);

  it('welcomes who is not signed in, and fills with the sandbox’s segments', async () => {
    const { workbench } = editor;
    await workbench.welcome(VIEW).getByRole('button', { name: 'Sign In' }).waitFor();
    await workbench.screenshot('segments-welcome');
    await workbench.welcome(VIEW).getByRole('button', { name: 'Try with the Sandbox Account' }).click();
    await workbench.row(VIEW, 'Newsletter subscribers').waitFor();
    const [first] = await workbench.rows(VIEW);
    assert.match(first.description, / · Email · Offsite$/);
    assert.match(first.aria, /Newsletter subscribers/);
    await workbench.row(VIEW, 'Newsletter subscribers').click();
    await workbench.screenshot('segments-tree');
  });

  it('follows a filter key stroke by key stroke, and has a way back', async () => {
    const { workbench, page } = editor;
    await workbench.row(VIEW, 'Newsletter subscribers').click();
    await page.keyboard.press('Control+f');
    await workbench.inputField().fill('lap');
    await workbench.row(VIEW, 'Newsletter subscribers').waitFor({ state: 'detached' });
    assert.deepEqual((await workbench.rows(VIEW)).map(({ label }) => label), ['Lapsed customers']);
    await workbench.screenshot('segments-filter');
    await workbench.escape();
    await workbench.row(VIEW, 'Newsletter subscribers').waitFor();
    await workbench.row(VIEW, 'Newsletter subscribers').click();
    await page.keyboard.press('Control+f');
    await workbench.input('no such segment');
    await workbench.welcome(VIEW).getByRole('button', { name: 'Clear Filter' }).click();
    await workbench.row(VIEW, 'Newsletter subscribers').waitFor();
  });

  it('filters by type, retailer and identifiers from its menu, where the filter can be changed too', async () => {
    const { workbench } = editor;
    await workbench.viewMenu(VIEW, 'Filter Segments by…');
    await workbench.pickMany(['IdentityLink', 'Customer id']);
    await workbench.row(VIEW, 'Newsletter subscribers').waitFor({ state: 'detached' });
    assert.deepEqual((await workbench.rows(VIEW)).map(({ label }) => label).sort(), ['LiveRamp reach', 'Loyalty card holders', 'Partner panel']);
    await workbench.viewMenu(VIEW, /^Filter Segments…/);
    await workbench.input('card');
    await workbench.row(VIEW, 'Partner panel').waitFor({ state: 'detached' });
    assert.deepEqual((await workbench.rows(VIEW)).map(({ label }) => label), ['Loyalty card holders']);
    await workbench.viewAction(VIEW, 'Clear Filter');
    await workbench.row(VIEW, 'Newsletter subscribers').waitFor();
  });

  it('shows details, hostile names as text', async () => {
    const { workbench } = editor;
    await workbench.expand(VIEW, 'Newsletter subscribers');
    await workbench.row(VIEW, 'Statistics').waitFor();
    assert.equal(await name(1), 'Statistics');
    await workbench.screenshot('segments-details');
  });

  it('groups and sorts', async () => {
    const { workbench } = editor;
    await workbench.command('Criteo Audiences: Group Segments by…');
    await workbench.pick('Retailer');
    await workbench.row(VIEW, 'Blau & Söhne').waitFor();
    const app = (await workbench.rows(VIEW)).find(({ label }) => label === 'App users');
    assert.equal(app?.description, 'Mobile id · Offsite', 'the group tells the retailer');
    await workbench.screenshot('segments-groups');
    await workbench.command('Criteo Audiences: Group Segments by…');
    await workbench.pick('Nothing');
    await workbench.row(VIEW, 'Newsletter subscribers').waitFor();
  });

  it('asks before a deletion, names audience and account, and tells a refusal in the API’s words', async () => {
    const { workbench } = editor;
    const row = workbench.row(VIEW, 'CRM Users 2025');
    await row.scrollIntoViewIfNeeded();
    await workbench.contextMenu(row, /^Delete Segments…/);
    const text = await (await workbench.modal('CRM Users 2025')).innerText();
    assert.match(text, /Sandbox Retail Group · Maple & Main Grocery · CRM Users 2025/);
    assert.match(text, /“Win back” \(under AND\)/);
    await workbench.screenshot('segments-delete');
    await workbench.answerModal('Cancel');
    assert.deepEqual(await workbench.notifications(), [], 'a cancel is no error');
    await workbench.contextMenu(row, /^Delete Segments…/);
    await workbench.answerModal('Delete');
    await workbench.notification('0 of 1 deleted');
    await workbench.screenshot('segments-refused');
  });
});
