/**
 * The editor window as a user operates it. Every method waits for what it needs (15 s, then it
 * throws) and none sleeps. Written for VS Code 1.139, also tested with 1.100.
 */
import type { FrameLocator, Locator, Page } from 'playwright-core';
import { eventually, waitUntil } from '../support/waitUntil';
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

  /**
   * Waits until the window has restored what it showed, and until the given view container appears,
   * if any.
   */
  async ready(container?: Name): Promise<void> {
    await this.page.locator('.monaco-workbench .statusbar-item').first().waitFor();
    const restored = "performance.getEntriesByName('code/didStartWorkbench').length > 0";
    await this.page.waitForFunction(restored);
    if (container !== undefined) await this.activity(container).waitFor();
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
    await this.quiet(this.page.locator('.part.sidebar'));
    if (!(await title.isVisible())) await this.click(this.activity(container));
    await title.waitFor();
  }

  /** Signs in to the sandbox, and waits until its list has a row. */
  async trySandbox(row: Name): Promise<void> {
    await this.showContainer('Audience Segments');
    await this.bridge.run('criteoAudiences.useSandbox');
    await this.row('Segments', row).waitFor();
  }

  /** Signs in without the window, to where the rows of the list have their sizes. */
  async signIn(
    {
      clientId,
      clientSecret,
      accountId,
    }: Record<'clientId' | 'clientSecret' | 'accountId', string>,
    row: Name,
  ): Promise<void> {
    await this.showContainer('Audience Segments');
    await this.bridge.run('criteoAudiences.signIn', { clientId, clientSecret });
    await this.bridge.run('criteoAudiences.selectAccount', accountId);
    await this.row('Segments', row).waitFor();
    await this.bridge.settled();
  }

  /** Signs out of all accounts, and waits for the welcome. */
  async signOut(): Promise<void> {
    await this.showContainer('Audience Segments');
    await this.bridge.evaluate(async ({ authentication, commands }) => {
      for (const { id } of await authentication.getAccounts('criteo'))
        await commands.executeCommand('criteoAudiences.signOut', { sessionId: id });
    });
    await this.welcome('Segments').getByRole('button', { name: 'Sign In' }).waitFor();
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
    await this.click(this.quickInput.getByRole('option', { name: beginning(title) }).first());
  }

  tabs(name?: string | RegExp): Locator {
    return this.page.locator('.tabs-container').getByRole('tab', { name });
  }

  /** Closes all tabs of editors and pages. What isn’t saved is lost. */
  async closeEditors(): Promise<void> {
    await this.bridge.evaluate(async ({ commands, window, TabInputText }) => {
      // Not all documents: the editor’s own, of the settings it writes, can’t be shown while it does.
      for (const { input, isDirty } of window.tabGroups.all.flatMap(({ tabs }) => tabs))
        if (isDirty && input instanceof TabInputText) {
          await window.showTextDocument(input.uri);
          await commands.executeCommand('workbench.action.files.revert');
        }
      await commands.executeCommand('workbench.action.closeAllEditors');
    });
    await this.tabs().first().waitFor({ state: 'detached' });
  }

  /**
   * Closes the tab in sight by mouse. The steps of a walkthrough take the focus some time after one was
   * opened, which would close the palette.
   */
  async closeTab(): Promise<void> {
    const tabs = this.tabs();
    const before = await tabs.count();
    await this.click(this.page.locator('.tab.active .tab-actions').getByRole('button'));
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
    await waitUntil('the page has the focus', focused, 3_000).catch(() => undefined);
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
    await this.click(this.option(label));
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

  /** The field of the open input box or quick pick, to inspect or type into without accepting. */
  inputField(): Locator {
    return this.quickInput.locator('.quick-input-box input').first();
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

  /** Waits until a tree shows all that the product has in hand for it. */
  async drawn(view: Name): Promise<void> {
    await this.bridge.settled();
    await this.quiet(this.tree(view));
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
    const header = this.pane('Uploads').locator('.pane-header');
    // A click would collapse a view that has expanded by itself meanwhile.
    await header.press('ArrowRight');
    await header.and(this.page.locator('[aria-expanded=true]')).waitFor();
  }

  /** Drags the sidebar's edge until it is as wide as given, in pixels. */
  async resizeSidebar(width: number): Promise<void> {
    const box = await boxOf(await this.quiet(this.page.locator('.part.sidebar')));
    const y = box.y + box.height / 2;
    await this.drag([box.x + box.width, y], [box.x + width, y]);
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
   * and move the rows below.
   */
  async select(view: Name, labels: readonly Name[]): Promise<void> {
    const tree = this.tree(view);
    const selected = tree.locator('.monaco-list-row[aria-selected=true]');
    const escape = async (): Promise<void> => {
      // Escape goes to the list that got the focus last.
      await tree.blur();
      await tree.focus();
      await this.page.keyboard.press('Escape');
    };
    await eventually('nothing is selected', escape, async () => (await selected.count()) === 0);
    for (const label of labels) {
      const row = this.row(view, label);
      await this.click(row, { modifiers: ['Control'] });
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
    await this.click(row.locator('.monaco-tl-twistie'));
    await row.and(this.page.locator('[aria-expanded=true]')).waitFor();
  }

  /**
   * The tooltip of a view's row at `index` (by default the first) once it contains `text`, shown by
   * keyboard: focus the row, then "Show Hover".
   */
  async tooltip(view: Name, text: Name, index = 0): Promise<string> {
    return this.inTooltip(view, text, index, (hovers) =>
      hovers.map((hover) => {
        const shown = hover.innerText;
        // To the tooltip itself: the tree would lose its selection by it.
        const { KeyboardEvent } = globalThis as unknown as {
          KeyboardEvent: new (type: string, init: object) => Event;
        };
        const escape = { key: 'Escape', code: 'Escape', keyCode: 27, bubbles: true };
        hover.dispatchEvent(new KeyboardEvent('keydown', escape));
        return shown;
      }),
    );
  }

  /** Clicks a link in the tooltip of a view's row. */
  async clickInTooltip(view: Name, link: string, index: number): Promise<void> {
    await this.inTooltip(view, link, index, (hovers, link) =>
      hovers.map((hover) => {
        const all = [...hover.querySelectorAll('a')];
        all.find(({ innerText }) => innerText.trim() === link)?.click();
      }),
    );
  }

  /** Shows a tooltip, and uses it at once: the editor closes it when its row is drawn anew. */
  private async inTooltip<Result>(
    view: Name,
    text: Name,
    index: number,
    use: (hovers: DrawnTooltip[], text: Name) => Result[],
  ): Promise<Result> {
    const hover = this.page
      .locator('.workbench-hover')
      .filter({ visible: true, hasText: text })
      .first();
    const focused = this.tree(view).locator(`.monaco-list-row.focused[data-index="${index}"]`);
    // One that is drawn again when its content arrives is closed by whatever is under the pointer.
    await this.page.locator('.part.editor').hover();
    const show = async (): Promise<void> => {
      await this.quiet(this.tree(view));
      await this.tree(view).focus();
      await this.page.keyboard.press('Home');
      for (let row = 0; row < index; row++) await this.page.keyboard.press('ArrowDown');
      await focused.waitFor();
      await this.page.keyboard.press('Control+k');
      await this.page.keyboard.press('Control+i');
    };
    let used: Result[] = [];
    await eventually('the tooltip is shown', show, async () => {
      used = await hover.evaluateAll<Result[], Name, DrawnTooltip>(use, text);
      return used.length > 0;
    });
    return used[0];
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
    await (await this.quiet(pane)).hover();
    const inPane = pane.locator('.pane-header').getByRole('button', { name: beginning(action) });
    // A container with a single view shows the view's actions in its own title.
    const inTitle = this.page
      .locator('.part.sidebar .composite.title')
      .getByRole('button', { name: beginning(action) });
    await this.click(inPane.or(inTitle).first());
  }

  /** Picks an entry of the view's "…" menu; those before the last are submenus. */
  async viewMenu(view: Name, ...entries: readonly Name[]): Promise<void> {
    await this.openViewMenu(view);
    await this.chooseAmong(entries);
  }

  private async openViewMenu(view: Name): Promise<void> {
    // The container has its own menu, which lists its views.
    await (await this.quiet(this.pane(view))).hover();
    const button = this.pane(view)
      .locator('.pane-header')
      .getByRole('button', { name: /More Actions/ });
    await this.click(button);
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
      if (i < entries.length - 1) await (await this.quiet(item)).hover();
      else await this.click(item);
    }
    await this.menu().first().waitFor({ state: 'hidden' });
  }

  /** Right-clicks a file in the Explorer and picks an entry of the extension's submenu. */
  async fileMenu(file: Locator, entry: Name): Promise<void> {
    await this.contextMenu(file, FILE_MENU, entry);
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

  /** Clicks a CodeLens of the editor in sight. */
  async clickLens(title: Name): Promise<void> {
    // The editor asks for lenses some time after they have changed, and draws them anew.
    await (await this.quiet(this.lens(title), 500)).click();
  }

  /** The entries of a context menu, which is closed again. */
  async contextMenuEntries(target: Locator): Promise<string[]> {
    await this.openMenu(target);
    return this.closeMenu();
  }

  /** Closes the open menu and returns its entries. */
  private async closeMenu(): Promise<string[]> {
    const texts = await this.menu().getByRole('menuitem').allInnerTexts();
    await this.page.keyboard.press('Escape');
    await this.menu().first().waitFor({ state: 'hidden' });
    return entriesIn(texts);
  }

  private async openMenu(target: Locator): Promise<void> {
    await this.focusArrived();
    await this.click(target, { button: 'right' });
    await this.menu().getByRole('menuitem').first().waitFor();
  }

  /** Clicks a row action, which is visible while the pointer is over the row. */
  async rowAction(row: Locator, action: string | RegExp): Promise<void> {
    await (await this.quiet(row)).hover();
    await this.click(row.getByRole('button', { name: action }));
  }

  /** Clicks once, as soon as the target's part of the window is quiet. */
  private async click(target: Locator, options?: Parameters<Locator['click']>[0]): Promise<void> {
    await (await this.quiet(target)).click(options);
  }

  /**
   * Waits until the part of the window that the target is in has not been drawn for `silence` ms, nor the
   * target moved: the editor loses a click on what it draws anew, and its menus ignore the mouse for
   * 100 ms.
   */
  private async quiet(target: Locator, silence = 100): Promise<Locator> {
    await target.waitFor();
    // One that was replaced meanwhile is looked for again.
    await waitUntil(
      'its part of the window is quiet',
      () => target.evaluate(isDrawn, { parts: PARTS, silence }),
      WAIT,
    );
    return target;
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
    const toast = await this.notification(text);
    await this.click(toast.getByRole('button', { name: exact(button) }));
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
    await this.bridge.run('notifications.clearAll');
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
    await this.click(dialog.getByRole('button', { name: exact(button) }));
    await dialog.waitFor({ state: 'hidden' });
  }

  /**
   * Shows the Problems panel and returns the texts of its visible rows: files and, below each,
   * their entries.
   */
  async problems(): Promise<string[]> {
    const panel = this.page.locator('.markers-panel');
    await this.bridge.run('workbench.panel.markers.view.focus');
    await panel.locator('.monaco-list-row').first().waitFor();
    return (await panel.locator('.monaco-list-row').allInnerTexts()).map(oneLine);
  }

  /** Applies a quick fix to the selection in the editor, by keyboard. */
  async quickFix(name: Name): Promise<void> {
    const fix = this.page.getByRole('option', { name: beginning(name) }).first();
    // The editor looks for fixes by itself, and discards a request by key meanwhile: after the selection
    // has changed, and when the problems of the file are set anew.
    await eventually(
      'the fixes are shown',
      async () => {
        await this.bridge.run('workbench.action.focusActiveEditorGroup');
        await this.page.keyboard.press('Control+.');
      },
      () => fix.isVisible(),
    );
    await this.click(fix);
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
    const tabs = await this.tabs().count();
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

interface DrawnTooltip extends DrawnRow {
  dispatchEvent(event: Event): void;
  querySelectorAll(selector: 'a'): Iterable<{ innerText: string; click(): void }>;
}

/** What is drawn by itself in a window; the innermost one counts. */
const PARTS =
  '.pane, .monaco-menu, .quick-input-widget, .monaco-dialog-box, .notification-toast, .workbench-hover, .tabs-container, .monaco-editor, .part';

/** What `isDrawn` needs of the page. */
interface Drawn {
  isConnected: boolean;
  closest(selector: string): object | null;
  getBoundingClientRect(): object;
}

/** Runs in the page: waits until the target's part is quiet; whether the target is still there. */
async function isDrawn(
  target: Drawn,
  { parts, silence }: { parts: string; silence: number },
): Promise<boolean> {
  const { MutationObserver, requestAnimationFrame, document } = globalThis as unknown as {
    MutationObserver: new (changed: () => void) => {
      observe(part: object, options: Record<string, boolean>): void;
      disconnect(): void;
    };
    requestAnimationFrame(draw: () => void): void;
    document: object;
  };
  let since = performance.now();
  const observer = new MutationObserver(() => (since = performance.now()));
  const all = { subtree: true, childList: true, attributes: true, characterData: true };
  observer.observe(target.closest(parts) ?? document, all);
  for (let place = ''; performance.now() - since < silence;) {
    for (let frames = 0; frames < 2; frames++)
      await new Promise<void>((resolve) => requestAnimationFrame(resolve));
    const box = JSON.stringify(target.getBoundingClientRect());
    if (box !== place) since = performance.now();
    place = box;
  }
  observer.disconnect();
  return target.isConnected;
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
