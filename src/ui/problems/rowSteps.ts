import { t } from '@vscode/l10n';
import {
  commands,
  StatusBarAlignment,
  window,
  type Position,
  type StatusBarItem,
  type Uri,
} from 'vscode';
import { DisposableOwner } from '../../common/disposableOwner';
import { count } from '../../common/format';
import type { Place } from '../../csv/csvTypes';
import { ruleOf } from '../../identifiers/rules/allRules';
import type { Commands } from '../base/command';
import { setContext } from '../base/contextKeys';
import type { Problems } from './problems';
import { fitsWindow, inOrder, selectPlace } from './showRows';

const ICON = 'arrow-down';

/** A row with the problem: the file's index, and the place in it. */
interface Row {
  file: number;
  place: Place;
}

/**
 * Goes through the rows with one problem by F8 and Shift+F8, in one file or several: in the Problems
 * panel all kinds are mixed, and no command sets its filter. The status bar says where one is; a
 * press there ends it, and the keys are the editor’s again.
 */
export class RowSteps extends DisposableOwner {
  private kind?: { rule: string; uris: readonly Uri[] };
  private item: StatusBarItem | undefined;

  constructor(
    commandList: Commands,
    private readonly problems: Pick<Problems, 'placesOf' | 'leftOutOf' | 'readAs' | 'onDidChange'>,
  ) {
    super();
    commandList.add({ id: 'criteoAudiences.nextSuchRow', prompt: () => this.step(1) });
    commandList.add({ id: 'criteoAudiences.previousSuchRow', prompt: () => this.step(-1) });
    commandList.add({ id: 'criteoAudiences.allRows', prompt: () => Promise.resolve(this.end()) });
    this.register(problems.onDidChange(() => this.update()));
    this.register(window.onDidChangeActiveTextEditor(() => this.update()));
    this.register(window.onDidChangeTextEditorSelection(() => this.update()));
    this.register({ dispose: () => this.end() });
  }

  /** The rows of these files with a rule, one of which was just shown. */
  async begin(uris: readonly Uri[], rule: string): Promise<void> {
    const fits = await Promise.all(uris.map(fitsWindow));
    this.kind = { rule, uris: uris.filter((_, index) => fits[index]) };
    this.update();
    await explainRow();
  }

  private end(): void {
    this.kind = undefined;
    this.update();
  }

  /** To the next row, or the one before; from the last one to the first. */
  private async step(by: 1 | -1): Promise<void> {
    const { kind } = this;
    const rows = this.rows();
    if (!kind || rows.length === 0) return;
    const order = by === 1 ? rows : rows.reverse();
    const { file, place } = order.find((row) => Math.sign(this.fromCursor(row)) === by) ?? order[0];
    const readAs = this.problems.readAs(kind.uris[file]);
    if (!readAs) return;
    await selectPlace(kind.uris[file], readAs, place);
    await explainRow();
  }

  private rows(): Row[] {
    const { problems, kind } = this;
    return (kind?.uris ?? []).flatMap((uri, file) =>
      inOrder(problems.placesOf(uri, kind?.rule)).map((place) => ({ file, place })),
    );
  }

  /** The index of the active editor's file; -1 if it is none of these. */
  private get shownFile(): number {
    const shown = window.activeTextEditor?.document.uri.toString();
    return this.kind?.uris.findIndex((uri) => uri.toString() === shown) ?? -1;
  }

  /** Above 0 for a row after the cursor, below 0 for one before it, 0 for the cursor's. */
  private fromCursor({ file, place }: Row): number {
    const cursor: Position | undefined = window.activeTextEditor?.selection.start;
    if (!cursor || file !== this.shownFile) return file - this.shownFile || 1;
    return place.line - cursor.line || place.startColumn - cursor.character;
  }

  private update(): void {
    if (!this.kind && !this.item) return;
    const rows = this.rows();
    if (rows.length === 0) this.kind = undefined;
    const isShown = this.kind !== undefined && this.shownFile >= 0;
    void setContext('criteoAudiences.stepping', isShown);
    if (this.kind && isShown) this.show(this.kind, rows);
    else this.hide();
  }

  private show({ rule, uris }: { rule: string; uris: readonly Uri[] }, rows: readonly Row[]): void {
    if (!this.item) {
      this.item = window.createStatusBarItem('criteoAudiences.rows', StatusBarAlignment.Left);
      this.item.name = t('Rows with One Problem');
      this.item.command = 'criteoAudiences.allRows';
    }
    const at = rows.findIndex((row) => this.fromCursor(row) === 0);
    const leftOut = uris.reduce((sum, uri) => sum + this.problems.leftOutOf(uri, rule), 0);
    const text = placeText(rule, at, rows.length, rows.length + leftOut);
    const keys = t(
      'F8 goes to the next row with this problem, Shift+F8 to the one before. Select to end this: then F8 goes to the next problem of any kind.',
    );
    this.item.text = `$(${ICON}) ${text}`;
    this.item.tooltip = keys;
    this.item.accessibilityInformation = {
      label: `${text}. ${keys}`,
    };
    this.item.show();
  }

  private hide(): void {
    this.item?.dispose();
    this.item = undefined;
  }
}

/**
 * Which row of so many is shown. `at`: its 0-based index, or -1 if it is none of them; `listed`: those
 * that the keys reach, of `all`.
 */
function placeText(rule: string, at: number, listed: number, all: number): string {
  const title = ruleOf(rule).title();
  if (listed < all)
    return at < 0
      ? t('{0}: {1} listed, {2} in all', title, count(listed), count(all))
      : t('{0}: {1} of {2} listed, {3} in all', title, count(at + 1), count(listed), count(all));
  return at < 0
    ? t('{0}: {1}', title, count(listed))
    : t('{0}: {1} of {2}', title, count(at + 1), count(listed));
}

/** Shows the message at the cursor, which stays in the text. */
async function explainRow(): Promise<void> {
  await commands.executeCommand('editor.action.showHover', { focus: 'noAutoFocus' });
}
