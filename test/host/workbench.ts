/**
 * The editor window as a user operates it. Every method waits for what it needs (15 s, then it
 * throws) and none sleeps. Written for VS Code 1.139, also tested with 1.100.
 */
import type { FrameLocator, Locator, Page } from 'playwright-core';
import { waitUntil } from '../support/waitUntil';
import type { Bridge } from './bridge';
import { saveScreenshot } from './picture';

/** A string that must be equal, or a pattern that must match. */
export type Name = string | RegExp;

/** The extension's submenu in the Explorer. */
const FILE_MENU = 'Audience Segments';

export interface Row {
  /** Label, and the dimmed description beside it (empty if there is none). */
  label: string;
  description: string;
  /** The row's accessible name. */
  aria: string;
  /** 1 for a root. */
  level: number;
  /** Undefined for a leaf. */
  expanded: boolean | undefined;
  selected: boolean;
}

/** Milliseconds that something in the window may take: a machine under load needs many. */
export const WAIT = 60_000;

export class Workbench {
  readonly quickInput: Locator;

  constructor(
    readonly page: Page,
    readonly bridge: Bridge,
    /** Where `screenshot` saves files, if not where others are wanted. */
    private readonly screenshots?: string,
  ) {
    page.setDefaultTimeout(WAIT);
    this.quickInput = page.locator('.quick-input-widget:visible');
  }

  /** Waits until the window is ready, and until the given view container appears, if any. */
  async ready(container?: Name): Promise<void> {
    await this.page
      .locator('.monaco-workbench .statusbar-item')
      .first()
      .waitFor({ timeout: 60_000 });
    if (container !== undefined) await this.activity(container).waitFor({ timeout: 60_000 });
  }

  private activity(container: Name): Locator {
    return this.page
      .locator('.activitybar')
      .getByRole('tab', { name: beginning(container) })
      .first();
  }

  /**
   * Shows a view container by its title in the activity bar (including "Explorer"); does nothing if
   * it is already shown.
   */
  async showContainer(container: Name): Promise<void> {
    const title = this.page
      .locator('.part.sidebar .composite.title')
      .filter({ hasText: container });
    const shown = (timeout: number): Promise<boolean> =>
      title.waitFor({ timeout }).then(
        () => true,
        () => false,
      );
    // While the window restores its sidebar, a click can hide the container: click again.
    for (let tries = 0; tries < 9 && !(await shown(tries === 0 ? 300 : 3_000)); tries++)
      await this.activity(container).click();
    await title.waitFor();
  }

  /** Signs in to the sandbox, and waits until its list has a row. */
  async trySandbox(row: Name): Promise<void> {
    await this.showContainer('Audience Segments');
    await this.welcome('Segments')
      .getByRole('button', { name: 'Try with Sandbox Account' })
      .click();
    await this.row('Segments', row).waitFor();
  }

  /**
   * Runs a command from the palette by its title as shown there, including the category:
   * "Developer: Reload Window".
   */
  async command(title: string): Promise<void> {
    await this.openPalette();
    await this.quickInput
      .locator('input[type=text], input[type=password]')
      .first()
      .fill(`>${title}`);
    // Not Enter, which runs the top entry even while the list is still being filtered.
    await this.quickInput
      .getByRole('option', { name: beginning(title) })
      .first()
      .click();
  }

  /** Closes all tabs of editors and pages. */
  async closeEditors(): Promise<void> {
    await this.command('View: Close All Editors');
    await waitUntil(
      'all are closed',
      async () => (await this.page.locator('.tabs-container').getByRole('tab').count()) === 0,
      WAIT,
    );
  }

  /**
   * Closes the tab in sight by mouse. The steps of a walkthrough take the focus some time after one was
   * opened, which would close the palette.
   */
  async closeTab(): Promise<void> {
    const tabs = this.page.locator('.tabs-container').getByRole('tab');
    const before = await tabs.count();
    await this.page.locator('.tab.active .tab-actions').getByRole('button').click();
    await tabs.nth(before - 1).waitFor({ state: 'detached' });
  }

  /** Opens the Command Palette by its key. */
  async openPalette(): Promise<void> {
    await this.webviewsLoaded();
    await this.focusArrived();
    await this.page.keyboard.press('F1');
  }

  /**
   * Waits until the page in a webview has the focus, if the webview has it. The editor hands it on
   * 50 ms after the webview got it, by a message: a palette that opened in between would close. A
   * page that was still loading then doesn’t get it any more.
   */
  private async focusArrived(): Promise<void> {
    const focused = async (): Promise<boolean> => {
      const inWebview = await this.page.evaluate(
        "document.activeElement?.matches('iframe.webview')",
      );
      if (!inWebview) return true;
      for (const webview of await this.shownWebviews().all()) {
        const body = bodyOf(webview);
        // One that was just closed has none.
        if ((await body.count()) > 0 && (await body.evaluate('document.hasFocus()'))) return true;
      }
      return false;
    };
    for (
      const stop = Date.now() + 3_000;
      !(await focused()) && Date.now() < stop;
      await this.page.waitForTimeout(20)
    );
  }

  /**
   * Waits until the pages that are shown are loaded, and there are so many: a webview that is still
   * loading takes a key, and does nothing with it.
   */
  private async webviewsLoaded(atLeast = 0): Promise<void> {
    const areLoaded = async (): Promise<boolean> => {
      const webviews = await this.shownWebviews().all();
      for (const webview of webviews) if ((await bodyOf(webview).count()) === 0) return false;
      return webviews.length >= atLeast;
    };
    await waitUntil('all pages are loaded', areLoaded, WAIT);
  }

  private shownWebviews(): Locator {
    return this.page.locator('iframe.webview').filter({ visible: true });
  }

  /** Picks one entry of a quick pick by its label; types `filter` first, if given. */
  async pick(label: Name, filter?: string): Promise<void> {
    if (filter !== undefined)
      await this.quickInput.locator('input[type=text]').first().fill(filter);
    await this.option(label).click();
  }

  /** Checks exactly these entries of a multi-select quick pick, and accepts. */
  async pickMany(labels: readonly Name[]): Promise<void> {
    await this.quickInput
      .getByRole('option')
      .or(this.quickInput.getByRole('checkbox'))
      .first()
      .waitFor();
    for (const label of labels) await this.option(label).click();
    await this.quickInput.getByRole('button', { name: 'OK' }).click();
  }

  /** The labels of the open quick pick, with their descriptions and details. */
  async options(): Promise<string[]> {
    await this.quickInput.locator('.monaco-list-row').first().waitFor();
    return (await this.quickInput.locator('.monaco-list-row').allInnerTexts()).map(oneLine);
  }

  /** The same of those out of sight, too. Moves the focus through the list. */
  async allOptions(): Promise<string[]> {
    const found = new Map<number, string>();
    for (let pages = 0; pages < 50; pages++) {
      const rows = this.quickInput.locator('.monaco-list-row[aria-setsize]');
      await rows.first().waitFor();
      const drawn = await rows.evaluateAll((elements: DrawnRow[]) =>
        elements.map((row) => ({
          place: Number(row.getAttribute('aria-posinset')),
          of: Number(row.getAttribute('aria-setsize')),
          text: row.innerText,
        })),
      );
      for (const { place, text } of drawn) found.set(place, oneLine(text));
      if (found.size === drawn[0]?.of)
        return [...found].sort(([a], [b]) => a - b).map(([, text]) => text);
      await this.page.keyboard.press('PageDown');
    }
    throw new Error('The list does not end.');
  }

  private option(label: Name): Locator {
    return this.quickInput
      .locator('.monaco-list-row')
      .filter({
        has: this.page
          .locator('.quick-input-list-label .label-name')
          .filter({ hasText: exact(label) }),
      })
      .first();
  }

  /**
   * Types into the open input box and accepts it; waits for the one that shows `prompt`, if given.
   */
  async input(text: string, prompt?: Name): Promise<void> {
    if (prompt !== undefined) await this.quickInput.filter({ hasText: prompt }).waitFor();
    await this.inputField().fill(text);
    await this.inputField().press('Enter');
  }

  /** Opens a file in the editor's own dialog, once that has its folder: until then it overwrites what is typed. */
  async openInDialog(path: string): Promise<void> {
    const field = this.inputField();
    await waitUntil('the dialog has its folder', async () =>
      (await field.inputValue()).endsWith('/'),
    );
    await this.quickInput.getByRole('option', { name: exact('..') }).waitFor();
    await field.fill(path);
    await field.press('Enter');
    await this.quickInput.waitFor({ state: 'hidden' });
  }

  /** The field of the open input box or quick pick, to inspect or type into without accepting. */
  inputField(): Locator {
    return this.quickInput.locator('.quick-input-box input').first();
  }

  /** The text below the field: the prompt or a validation message. */
  inputMessage(): Promise<string> {
    return this.quickInput.locator('.quick-input-message').innerText();
  }

  /** Title, placeholder and message of the open quick input. */
  async quickInputTexts(): Promise<{ title: string; placeholder: string; message: string }> {
    const [title, placeholder, message] = await Promise.all([
      this.quickInput.locator('.quick-input-title').first().innerText(),
      this.inputField().getAttribute('placeholder'),
      this.quickInput.locator('.quick-input-message').first().innerText(),
    ]);
    return { title: title.trim(), placeholder: placeholder ?? '', message: message.trim() };
  }

  /** Presses Escape, and waits until the quick input has closed and the focus is where it was. */
  async escape(): Promise<void> {
    await this.page.keyboard.press('Escape');
    await this.quickInput.waitFor({ state: 'hidden' });
    await this.focusArrived();
  }

  /** A tree by its name: the view's title, or "Files Explorer". */
  tree(view: Name): Locator {
    // Nearly everything looks for a tree, and looking at all roles takes longer.
    return typeof view === 'string'
      ? this.page.locator(`[role=tree][aria-label^=${JSON.stringify(view)}]`).first()
      : this.page.getByRole('tree', { name: view }).first();
  }

  /** A row of a tree by its label. */
  row(view: Name, label: Name): Locator {
    return this.tree(view)
      .locator('.monaco-list-row')
      .filter({ has: this.page.locator('.label-name').filter({ hasText: exact(label) }) })
      .first();
  }

  /**
   * The rows of uploads of these files, newest first: a row shows its segment, and only tells screen
   * readers its files. `state`: what the row says.
   */
  uploads(files: string, state: RegExp = /./): Locator {
    return this.tree('Uploads')
      .locator(`.monaco-list-row[aria-label*=${JSON.stringify(files)}]`)
      .filter({ hasText: state });
  }

  /** Expands the Uploads view in the container that is shown, if it isn't. */
  async expandUploads(): Promise<void> {
    await this.expandView('Uploads');
  }

  /** Expands a view of the container that is shown, if it isn't. */
  async expandView(view: Name): Promise<void> {
    const header = this.pane(view).locator('.pane-header');
    // A click would collapse a view that has expanded by itself meanwhile.
    await header.press('ArrowRight');
    await header.and(this.page.locator('[aria-expanded=true]')).waitFor();
  }

  /** Drags the sidebar's edge until it is as wide as given, in pixels. */
  async resizeSidebar(width: number): Promise<void> {
    const box = await boxOf(this.page.locator('.part.sidebar'));
    const y = box.y + box.height / 2;
    await this.drag([box.x + box.width, y], [box.x + width, y]);
  }

  /** Drags the upper edge of a view, which isn't the first, up by these pixels. */
  async growView(view: Name, by: number): Promise<void> {
    const box = await boxOf(this.pane(view));
    const x = box.x + box.width / 2;
    await this.drag([x, box.y], [x, box.y - by]);
  }

  private async drag(from: [x: number, y: number], to: [x: number, y: number]): Promise<void> {
    const { mouse } = this.page;
    await mouse.move(...from);
    await mouse.down();
    await mouse.move(...to, { steps: 5 });
    await mouse.up();
  }

  /** A file's row in the Explorer, which is shown first. */
  async file(name: Name): Promise<Locator> {
    await this.showContainer('Explorer');
    const row = this.row('Files Explorer', name);
    await row.waitFor();
    return row;
  }

  /** The visible rows of a tree (a tree only renders those), from top to bottom. */
  async rows(view: Name): Promise<Row[]> {
    return this.tree(view).locator('.monaco-list-row').evaluateAll(readRows);
  }

  /**
   * Selects exactly these rows, each with a Ctrl+click: a plain click on the first would open it
   * and move the rows below while they are clicked. Others are deselected in the same way: Escape goes
   * to the list that had the focus last, which may still be that of a picker that has just closed.
   */
  async select(view: Name, labels: readonly Name[]): Promise<void> {
    const selected = this.tree(view).locator('.monaco-list-row[aria-selected=true]');
    await this.tree(view).focus();
    for (let left: number; (left = await selected.count()) > 0;) {
      await this.still(selected.first());
      // The Explorer forgets them by itself when it reads its folder anew: then there is none to click.
      await selected
        .first()
        .click({ modifiers: ['Control'], timeout: 10_000 })
        .catch(() => undefined);
      await waitUntil('the row is deselected', async () => (await selected.count()) < left, WAIT);
    }
    for (const label of labels) {
      const row = this.row(view, label);
      await this.still(row);
      await row.click({ modifiers: ['Control'] });
      await row.and(this.page.locator('[aria-selected=true]')).waitFor();
    }
    const count = await selected.count();
    if (count !== labels.length)
      throw new Error(`${count} rows are selected instead of ${labels.length}.`);
  }

  /** Expands a collapsed row and waits until it is open. */
  async expand(view: Name, label: Name): Promise<void> {
    const row = this.row(view, label);
    if ((await row.getAttribute('aria-expanded')) === 'true') return;
    await this.still(row);
    await row.locator('.monaco-tl-twistie').click();
    await row.and(this.page.locator('[aria-expanded=true]')).waitFor();
  }

  /**
   * The tooltip of a view's row at `index` (by default the first) once it contains `text`, shown by
   * keyboard: focus the row, then "Show Hover".
   */
  async tooltip(view: Name, text: Name, index = 0): Promise<string> {
    return this.inTooltip(view, text, index, async (hover) => {
      const shown = await hover.innerText({ timeout: 1_000 });
      // To the tooltip itself: if its row was just drawn anew, the tree has the focus, and would lose its
      // selection by Escape.
      const escape = { key: 'Escape', code: 'Escape', keyCode: 27, bubbles: true };
      await hover.dispatchEvent('keydown', escape, { timeout: 1_000 });
      return shown;
    });
  }

  /** Clicks a link in the tooltip of a view's row. */
  async clickInTooltip(view: Name, link: string, index: number): Promise<void> {
    await this.inTooltip(view, link, index, (hover) =>
      hover.getByText(link, { exact: true }).click({ timeout: 2_000 }),
    );
  }

  /** Shows a tooltip, and again if the tree was drawn anew before `use` had ended. */
  private async inTooltip<Result>(
    view: Name,
    text: Name,
    index: number,
    use: (hover: Locator) => Promise<Result>,
  ): Promise<Result> {
    const hover = this.page
      .locator('.workbench-hover')
      .filter({ visible: true, hasText: text })
      .first();
    const focused = this.tree(view).locator(`.monaco-list-row.focused[data-index="${index}"]`);
    // A tooltip that is still loading is rendered again when its content arrives, and then closed
    // by whatever is under the pointer, so move the pointer away.
    await this.page.locator('.part.editor').hover();
    let failure: unknown;
    for (const end = Date.now() + 20_000; Date.now() < end;) {
      // Every time: the tooltip takes the focus, and a re-rendered tree closes it. No Escape in
      // between: without a tooltip, it takes the focus off the row permanently.
      await this.tree(view).focus();
      await this.page.keyboard.press('Home');
      for (let row = 0; row < index; row++) await this.page.keyboard.press('ArrowDown');
      await focused.waitFor();
      await this.page.keyboard.press('Control+k');
      await this.page.keyboard.press('Control+i');
      try {
        await hover.waitFor({ timeout: 5_000 });
        return await use(hover);
      } catch (error) {
        failure = error;
      }
    }
    throw new Error('The tooltip does not appear, or not for long enough.', { cause: failure });
  }

  /** The content of an empty view: its welcome paragraphs and buttons. */
  welcome(view: Name): Locator {
    return this.pane(view).locator('.welcome-view-content');
  }

  /** A view with its title; `label` is the beginning of the title. */
  pane(view: Name): Locator {
    return this.page
      .locator('.part.sidebar .pane, .part.panel .pane')
      .filter({ has: this.page.locator('.pane-header h3').filter({ hasText: view }) })
      .first();
  }

  /** Clicks an action in a view's title, which is visible while the pointer is over the view. */
  async viewAction(view: Name, action: Name): Promise<void> {
    const pane = this.pane(view);
    await pane.hover();
    const inPane = pane.locator('.pane-header').getByRole('button', { name: beginning(action) });
    // A container with a single view shows the view's actions in its own title.
    await inPane
      .or(
        this.page
          .locator('.part.sidebar .composite.title')
          .getByRole('button', { name: beginning(action) }),
      )
      .first()
      .click();
  }

  /** Picks an entry of the view's "…" menu; those before the last are submenus. */
  async viewMenu(view: Name, ...entries: readonly Name[]): Promise<void> {
    await this.openViewMenu(view);
    await this.chooseAmong(entries);
  }

  /** The entries of a view's "…" menu. */
  async viewMenuEntries(view: Name): Promise<string[]> {
    await this.openViewMenu(view);
    await this.menu().getByRole('menuitem').first().waitFor();
    return this.closeMenu();
  }

  private async openViewMenu(view: Name): Promise<void> {
    // The container has its own menu, which lists its views.
    await this.pane(view).hover();
    const button = this.pane(view)
      .locator('.pane-header')
      .getByRole('button', { name: /More Actions/ });
    // A view that has just changed draws its actions several times, and an open menu goes with them.
    let same = 0;
    const stays = async (): Promise<boolean> => {
      const isSame = await button.evaluate(({ dataset }: { dataset: { seen?: string } }) => {
        const seen = dataset.seen !== undefined;
        dataset.seen = '';
        return seen;
      });
      same = isSame ? same + 1 : 0;
      return same >= 20;
    };
    await waitUntil('the actions of the view stay', stays, WAIT);
    await button.click();
  }

  /** Right-clicks a row (or anything else) and picks a menu entry; those before are submenus. */
  async contextMenu(target: Locator, ...entries: readonly Name[]): Promise<void> {
    await this.openMenu(target);
    await this.chooseAmong(entries);
  }

  /** Goes through submenus of the open menu, and clicks the last entry. */
  private async chooseAmong(entries: readonly Name[]): Promise<void> {
    for (const [i, entry] of entries.entries()) {
      const item = this.menu()
        .getByRole('menuitem', { name: beginning(entry) })
        .first();
      await (i < entries.length - 1 ? item.hover() : this.choose(item));
    }
  }

  /** Right-clicks a file in the Explorer and picks an entry of the extension's submenu. */
  async fileMenu(file: Locator, entry: Name): Promise<void> {
    await this.contextMenu(file, FILE_MENU, entry);
  }

  /** The same by keyboard. */
  async fileMenuByKey(file: Locator, entry: Name): Promise<void> {
    await file.click();
    await this.menuByKey(FILE_MENU, entry);
  }

  /** Picks an entry of a submenu in the context menu of what has the focus, by keyboard. */
  async menuByKey(submenu: Name, entry: Name): Promise<void> {
    await this.page.keyboard.press('Shift+F10');
    await this.menu().getByRole('menuitem').first().waitFor();
    await this.focusEntry(submenu);
    await this.page.keyboard.press('ArrowRight');
    await this.menu().locator('.monaco-submenu').getByRole('menuitem').first().waitFor();
    await this.focusEntry(entry);
    await this.page.keyboard.press('Enter');
  }

  /** Moves the focus of the open menu down to an entry. */
  private async focusEntry(entry: Name): Promise<void> {
    const focused = this.menu().locator('.action-item.focused > [role=menuitem]').last();
    for (let tries = 0; tries < 50; tries++) {
      const text = await focused.innerText({ timeout: 500 }).catch(() => '');
      if (beginning(entry).test(text.split('\n')[0]?.trim() ?? '')) return;
      await this.page.keyboard.press('ArrowDown');
    }
    throw new Error(`The menu has no entry ${String(entry)}.`);
  }

  /** A CodeLens of the editor in sight. */
  lens(title: Name): Locator {
    return this.page
      .locator('.monaco-editor .codelens-decoration')
      .locator('a, span')
      .filter({ hasText: exact(title) })
      .filter({ visible: true })
      .first();
  }

  /** Clicks a CodeLens once the editor has stopped drawing its lenses anew. */
  async clickLens(title: Name): Promise<void> {
    const lens = this.lens(title);
    await this.still(lens);
    // The editor draws lenses again when any of them changes, and a click on an old one is lost.
    for (let tries = 0; tries < 20; tries++) {
      await lens.evaluate((drawn: { dataset: Record<string, string> }) => {
        drawn.dataset.before = '';
      });
      await this.page.waitForTimeout(500);
      if ((await lens.getAttribute('data-before')) !== null) break;
    }
    await lens.click();
  }

  /**
   * Follows a link in the text of the editor by Ctrl+click. The editor draws a link anew once Ctrl is
   * held over it, and a click on the old one is lost.
   */
  async followLink(text: Name): Promise<void> {
    const editor = this.page.locator('.monaco-editor');
    const link = editor.locator('.detected-link, .detected-link-active').filter({ hasText: text });
    const active = editor.locator('.detected-link-active').filter({ hasText: text });
    await link.first().hover();
    await this.page.keyboard.down('Control');
    // It is also drawn anew, as one that isn't held, when the editor has looked for links again.
    for (let tries = 0; tries < 10 && !(await active.first().isVisible()); tries++) {
      await link.first().hover();
      await active
        .first()
        .waitFor({ timeout: 1_000 })
        .catch(() => undefined);
    }
    await this.page.mouse.down();
    await this.page.mouse.up();
    await this.page.keyboard.up('Control');
  }

  /** The entries of that submenu. */
  async fileMenuEntries(file: Locator): Promise<string[]> {
    await this.openMenu(file);
    await this.menu()
      .getByRole('menuitem', { name: beginning(FILE_MENU) })
      .hover();
    // A submenu is inside of the menu that it belongs to.
    const submenu = this.menu().locator('.monaco-submenu');
    await submenu.getByRole('menuitem').first().waitFor();
    const texts = await submenu.getByRole('menuitem').allInnerTexts();
    await this.page.keyboard.press('Escape');
    await this.page.keyboard.press('Escape');
    await this.menu().first().waitFor({ state: 'hidden' });
    return entriesIn(texts);
  }

  /**
   * A menu ignores the mouse for its first 100 ms, so click again if it is still open. A slow one may
   * close just then: there is nothing left to click.
   */
  private async choose(item: Locator): Promise<void> {
    await item.click();
    for (let tries = 0; tries < 15; tries++) {
      if (tries > 0) await item.click({ timeout: 1_000 }).catch(() => undefined);
      const closed = item.waitFor({ state: 'hidden', timeout: 200 });
      if (
        await closed.then(
          () => true,
          () => false,
        )
      )
        return;
    }
    throw new Error('The menu is still open after a click.');
  }

  /** The entries of a context menu, which is closed again. */
  async contextMenuEntries(target: Locator): Promise<string[]> {
    await this.openMenu(target);
    return this.closeMenu();
  }

  /** The same for a view's first row, opened by keyboard. */
  async keyMenuEntries(view: Name): Promise<string[]> {
    // A page that was just shown would take the focus from the view.
    await this.focusArrived();
    await this.tree(view).focus();
    await this.page.keyboard.press('Home');
    await this.page.keyboard.press('Shift+F10');
    await this.menu().getByRole('menuitem').first().waitFor();
    return this.closeMenu();
  }

  /** Closes the open menu and returns its entries. */
  private async closeMenu(): Promise<string[]> {
    const texts = await this.menu().getByRole('menuitem').allInnerTexts();
    await this.page.keyboard.press('Escape');
    await this.menu().first().waitFor({ state: 'hidden' });
    return entriesIn(texts);
  }

  /** The editor opens none for a row that is drawn anew just then, so a user clicks again. */
  private async openMenu(target: Locator): Promise<void> {
    await this.focusArrived();
    const item = this.menu().getByRole('menuitem').first();
    let isAgain = false;
    const opens = async (): Promise<boolean> => {
      // A slow one has come meanwhile.
      if (isAgain && (await item.isVisible())) return true;
      isAgain = true;
      await this.still(target);
      await target.click({ button: 'right' });
      return item.waitFor({ timeout: 5_000 }).then(
        () => true,
        () => false,
      );
    };
    await waitUntil('the menu is open', opens, WAIT);
  }

  /**
   * Clicks a row action, which is visible while the pointer is over the row. A loading tree moves
   * its rows away from the pointer, so the pointer follows the row, as a user's does.
   */
  async rowAction(row: Locator, action: string | RegExp): Promise<void> {
    const button = row.getByRole('button', { name: action });
    await row.waitFor();
    const canBeClicked = async (): Promise<boolean> => {
      await this.still(row);
      await row.hover();
      return button.click({ trial: true, timeout: 2_000 }).then(
        () => true,
        () => false,
      );
    };
    await waitUntil('the row’s action is under the pointer', canBeClicked, WAIT);
    await button.click();
  }

  /** Waits until a row stops moving: a loading tree moves its rows under the pointer. */
  private async still(target: Locator): Promise<void> {
    await target.evaluate(
      (row: DrawnRow) =>
        new Promise<void>((resolve) => {
          let place = '';
          let same = 0;
          const look = (): void => {
            const { left, top } = row.getBoundingClientRect();
            same = `${left} ${top}` === place ? same + 1 : 0;
            place = `${left} ${top}`;
            if (same < 3) setTimeout(look, 50);
            else resolve();
          };
          look();
        }),
    );
  }

  /** The open menu. */
  private menu(): Locator {
    return this.page.locator('.monaco-menu');
  }

  /** The toast whose message contains the text, once it appears. */
  async notification(text: Name): Promise<Locator> {
    const toast = this.page
      .locator('.notifications-toasts .notification-list-item')
      .filter({ hasText: text })
      .first();
    await toast.waitFor();
    return toast;
  }

  /** Waits for the toast and clicks one of its buttons. */
  async answerNotification(text: Name, button: Name): Promise<void> {
    await (await this.notification(text)).getByRole('button', { name: exact(button) }).click();
  }

  /** The messages of the visible toasts. */
  async notifications(): Promise<string[]> {
    return (
      await this.page
        .locator('.notifications-toasts .notification-list-item-message')
        .allInnerTexts()
    ).map(oneLine);
  }

  async clearNotifications(): Promise<void> {
    await this.command('Notifications: Clear All Notifications');
    await this.page
      .locator('.notifications-toasts .notification-list-item')
      .first()
      .waitFor({ state: 'hidden' });
  }

  /** The modal dialog, once it appears. */
  async modal(text?: Name): Promise<Locator> {
    const dialog = this.page.locator('.monaco-dialog-box');
    await (text === undefined ? dialog : dialog.filter({ hasText: text })).waitFor();
    return dialog;
  }

  /** Clicks a button of the modal dialog and waits until it has closed. */
  async answerModal(button: Name): Promise<void> {
    const dialog = await this.modal();
    await dialog.getByRole('button', { name: exact(button) }).click();
    await dialog.waitFor({ state: 'hidden' });
  }

  /**
   * Shows the Problems panel and returns the texts of its visible rows: files and, below each,
   * their entries.
   */
  async problems(): Promise<string[]> {
    const panel = this.page.locator('.markers-panel');
    if (!(await panel.isVisible())) await this.command('View: Toggle Problems');
    await panel.locator('.monaco-list-row').first().waitFor();
    return (await panel.locator('.monaco-list-row').allInnerTexts()).map(oneLine);
  }

  /**
   * Applies a quick fix to the selection in the editor, by keyboard. `prepare`: done before the key is
   * pressed, once the editor knows its fixes.
   */
  async quickFix(name: Name, prepare?: () => Promise<void>): Promise<void> {
    // Shortly after the selection changes, the editor looks for fixes by itself and discards an
    // earlier request by key. Its light bulb shows that it is done.
    await this.page
      .locator('.monaco-editor.focused')
      .locator('.codicon-gutter-lightbulb, .codicon-gutter-lightbulb-auto-fix, .lightBulbWidget')
      .filter({ visible: true })
      .first()
      .waitFor();
    await prepare?.();
    const fix = this.page.getByRole('option', { name: beginning(name) }).first();
    // It does so again when the problems of the file are set anew, which can't be seen: then the request
    // is lost.
    for (const end = Date.now() + WAIT; Date.now() < end;) {
      await this.page.keyboard.press('Control+.');
      const isShown = fix.waitFor({ timeout: 5_000 }).then(
        () => true,
        () => false,
      );
      if (await isShown) break;
    }
    await fix.click();
  }

  /** The content of the visible webview; with several side by side, the nth. */
  webview(n = 0): FrameLocator {
    return this.page
      .locator('iframe.webview.ready')
      .filter({ visible: true })
      .nth(n)
      .contentFrame()
      .frameLocator('#active-frame');
  }

  /**
   * Waits until the page that was opened has the focus. It takes it once it is there, also from the
   * Command Palette, which closes then.
   */
  async webviewFocused(): Promise<void> {
    await this.page.waitForFunction("document.activeElement?.tagName === 'IFRAME'");
    await this.focusArrived();
  }

  /** The texts of the status bar items. */
  async statusBar(): Promise<string[]> {
    return (await this.page.locator('.statusbar-item:visible').allInnerTexts())
      .map(oneLine)
      .filter(Boolean);
  }

  statusItem(text: Name): Locator {
    return this.page.locator('.statusbar-item').filter({ hasText: text }).first();
  }

  /**
   * Reloads the window as a user does, and waits until it is ready again, with the pages that were
   * shown: an extension host starts later than its window. The page of one that was killed is gone.
   */
  async reload(container?: Name): Promise<void> {
    const pages = await this.shownWebviews().count();
    const loaded = this.page.waitForEvent('load', { timeout: 60_000 });
    await this.command('Developer: Reload Window');
    await loaded;
    await this.ready(container);
    const tabs = await this.page.locator('.tabs-container').getByRole('tab').count();
    await this.webviewsLoaded(Math.min(pages, tabs));
  }

  /** Saves `NAME.png` of the window, if pictures are wanted. */
  async screenshot(name: string): Promise<void> {
    await saveScreenshot(this.page, name, { folder: this.screenshots });
  }
}

/**
 * The part of the page's `Element` that `readRows` needs: the tests are compiled for Node, without
 * DOM types.
 */
interface DrawnRow {
  innerText: string;
  getAttribute(name: string): string | null;
  querySelector(selector: string): { textContent: string | null } | null;
  getBoundingClientRect(): { left: number; top: number };
}

/** Runs in the page. */
function readRows(rows: DrawnRow[]): Row[] {
  // Rows are reused while scrolling, so sort them by their position on the screen, not in the
  // document.
  const top = (row: DrawnRow): number => row.getBoundingClientRect().top;
  return [...rows]
    .sort((a, b) => top(a) - top(b))
    .map((row) => {
      const text = (selector: string): string =>
        row.querySelector(selector)?.textContent?.trim() ?? '';
      const expanded = row.getAttribute('aria-expanded');
      return {
        label: text('.label-name'),
        description: text('.label-description'),
        aria: row.getAttribute('aria-label') ?? '',
        level: Number(row.getAttribute('aria-level')),
        expanded: expanded === null ? undefined : expanded === 'true',
        selected: row.getAttribute('aria-selected') === 'true',
      };
    });
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** Names in the window can end with a key, a state, a badge or a hint: "Hello, Ctrl+H". */
function beginning(name: Name): RegExp {
  return typeof name === 'string'
    ? new RegExp(`^${escaped(name)}($|[,:(]| \\(| - | Section)`)
    : name;
}

/** The entries of a menu: each text also has its key. */
function entriesIn(texts: readonly string[]): string[] {
  return texts.map((text) => text.split('\n')[0]?.trim() ?? '').filter(Boolean);
}

function exact(name: Name): RegExp {
  return typeof name === 'string' ? new RegExp(`^\\s*${escaped(name)}\\s*$`) : name;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

/** The body of the page in a webview. */
function bodyOf(webview: Locator): Locator {
  return webview.contentFrame().frameLocator('#active-frame').locator('body');
}

async function boxOf(
  part: Locator,
): Promise<{ x: number; y: number; width: number; height: number }> {
  const box = await part.boundingBox();
  if (!box) throw new Error('It is out of sight.');
  return box;
}
