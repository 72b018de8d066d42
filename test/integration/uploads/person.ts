import * as vscode from 'vscode';
import type { UploadToPage } from '../../../src/webview/protocol';
import type { UploadAction } from '../../../src/webview/uploadActions';
import type { BarButton, UploadModel } from '../../../src/webview/uploadModel';
import { waitUntil } from '../../support/waitUntil';

/** A question that the window asked, or an upload's page that waited for a person. */
export interface Question {
  text: string;
  detail: string;
  choices: readonly string[];
  /** What a list that is filtered by typing shows besides each choice. */
  descriptions?: readonly (string | undefined)[];
  /** What another list shows below each choice. */
  details?: readonly (string | undefined)[];
}

/** A press of a control on an upload's page. */
interface Press {
  action: UploadAction;
  value?: string;
  /** The line in whose detail it is. */
  line?: string;
}

/** A press of a button on a row of a picker. */
interface RowButton {
  row: RegExp;
  button: string;
}

/**
 * Picks the first choice that matches (of a question with choices), types the text, or presses a
 * control of the page; undefined is Escape, or closes the page.
 */
type Answer = RegExp | string | Press | RowButton | undefined;

/** Milliseconds in which a page shows what a press does. */
const DRAWN_WITHIN = 5000;

/**
 * Presses a control of the page once it is at rest. `value`: see `UploadAction`. `line`: the ID of
 * the line in whose detail it is.
 */
export function press(action: UploadAction, value?: string, line?: string): Press {
  return { action, value, line };
}

/** Presses the button with this tooltip on the first row that matches. */
export function rowButton(row: RegExp, button: string): RowButton {
  return { row, button };
}

interface Answered<T> {
  result: T;
  asked: readonly Question[];
  /** The last model of each page, in the order they were opened. */
  pages: readonly UploadModel[];
}

/**
 * Answers the window's questions in this order while `work` runs, because an extension host under
 * test can't show dialogs, and plays the pages of uploads. Returns the questions that were asked,
 * and the pages that were shown. Fails with the question that had no answer. `work` gets the pages
 * as they are, and everything that was drawn on them.
 */
export async function answering<T>(
  answers: readonly Answer[],
  work: (pages: () => readonly UploadModel[], drawn: () => readonly UploadModel[]) => Thenable<T>,
): Promise<Answered<T>> {
  const left = [...answers];
  const asked: Question[] = [];
  const pages: PlayedPage[] = [];
  const failed: Error[] = [];
  let pressedAt = 0;
  const shown = (): UploadModel[] => pages.flatMap(({ model }) => model ?? []);
  const answer = (question: Question): string | undefined => {
    asked.push(question);
    if (left.length === 0) {
      failed.push(new Error(`no answer to: ${JSON.stringify(question)}`));
      return undefined;
    }
    const next = left.shift();
    if (next !== undefined && typeof next !== 'string' && !(next instanceof RegExp)) {
      failed.push(new Error(`a press, not an answer to: ${JSON.stringify(question)}`));
      return undefined;
    }
    if (next === undefined || question.choices.length === 0) return next?.toString();
    const found = question.choices.find((choice) =>
      typeof next === 'string' ? choice === next : next.test(choice),
    );
    if (found === undefined)
      failed.push(new Error(`no ${next} among: ${JSON.stringify(question)}`));
    return found;
  };
  const labelOf = (item: string | vscode.QuickPickItem): string =>
    typeof item === 'string' ? item : item.label;
  const message = (
    text: string,
    ...rest: (string | vscode.MessageOptions)[]
  ): Thenable<string | undefined> => {
    const options = rest.find((one): one is vscode.MessageOptions => typeof one === 'object');
    const choices = rest.filter((one) => typeof one === 'string');
    // A notification may stay unanswered.
    const next = left[0];
    const answered =
      options?.modal || (next !== undefined && choices.some((choice) => matches(next, choice)));
    return Promise.resolve(
      answered ? answer({ text, detail: options?.detail ?? '', choices }) : undefined,
    );
  };
  const person = {
    showInformationMessage: message,
    showWarningMessage: message,
    showErrorMessage: message,
    showQuickPick: (
      items: readonly (string | vscode.QuickPickItem)[],
      options?: vscode.QuickPickOptions,
    ) => {
      const offered = items.filter(
        (item) => typeof item === 'string' || item.kind !== vscode.QuickPickItemKind.Separator,
      );
      const label = answer({
        text: options?.title ?? '',
        detail: options?.placeHolder ?? '',
        choices: offered.map(labelOf),
        details: offered.map((item) => (typeof item === 'string' ? undefined : item.detail)),
      });
      return Promise.resolve(offered.find((item) => labelOf(item) === label));
    },
    showInputBox: (options?: vscode.InputBoxOptions) =>
      Promise.resolve(
        answer({ text: options?.title ?? '', detail: options?.prompt ?? '', choices: [] }),
      ),
    createQuickPick: () =>
      pickOf(answer, (question) => {
        if (!isRowButton(left[0])) return undefined;
        asked.push(question);
        return left.shift() as RowButton;
      }),
    createWebviewPanel: (
      viewType: string,
      ...rest: Parameters<typeof vscode.window.createWebviewPanel> extends [unknown, ...infer R]
        ? R
        : never
    ) => {
      if (viewType !== 'criteoAudiences.upload') return createWebviewPanel(viewType, ...rest);
      const offered = (model: UploadModel): boolean => isPress(left[0]) && offers(model, left[0]);
      const page = new PlayedPage(viewType, offered, (question, model) => {
        const [next] = left;
        // It is for a question that the page asks, such as which segment to choose.
        if (left.length > 0 && !isPress(next) && next !== undefined) return 'wait';
        // The effect of what came before isn't drawn yet.
        if (isPress(next) && !shows(model, next)) return 'wait';
        if (left.length === 0 && Date.now() - pressedAt < DRAWN_WITHIN) return 'wait';
        asked.push(question);
        if (left.length > 0) {
          pressedAt = Date.now();
          return left.shift() as Press | undefined;
        }
        failed.push(new Error(`nothing to press on: ${JSON.stringify(question)}`));
        return undefined;
      });
      pages.push(page);
      return page.panel;
    },
  };
  const real = Object.fromEntries(
    (Object.keys(person) as (keyof typeof person)[]).map((name) => [name, vscode.window[name]]),
  );
  const { createWebviewPanel } = vscode.window;
  Object.assign(vscode.window, person);
  try {
    const result = await work(shown, () => pages.flatMap(({ drawn }) => drawn));
    // A page may come to rest after the command has its result.
    await waitUntil('every answer is given', () => left.length === 0 || failed.length > 0).catch(
      (error: unknown) => failed.push(error as Error),
    );
    if (failed.length > 0) throw failed[0];
    return { result, asked, pages: shown() };
  } finally {
    Object.assign(vscode.window, real);
    for (const page of pages) page.panel.dispose();
  }
}

function isPress(answer: Answer): answer is Press {
  return typeof answer === 'object' && 'action' in answer;
}

function isRowButton(answer: Answer): answer is RowButton {
  return typeof answer === 'object' && 'button' in answer;
}

function matches(answer: Answer, choice: string): boolean {
  if (answer instanceof RegExp) return answer.test(choice);
  return answer === choice;
}

/** An upload's page without its drawing: keeps the last model, and presses what a person would. */
class PlayedPage {
  model: UploadModel | undefined;
  /** All models, in their order. */
  readonly drawn: UploadModel[] = [];
  private readonly messages = new vscode.EventEmitter<unknown>();
  private readonly disposed = new vscode.EventEmitter<void>();
  private isClosed = false;

  /**
   * `isNext`: whether an upload has what is to be pressed next. `decide`: what to press on it, or on a
   * draft that waits for it; undefined closes it; `wait` asks again a little later.
   */
  constructor(
    readonly viewType: string,
    private readonly isNext: (model: UploadModel) => boolean,
    private readonly decide: (question: Question, model: UploadModel) => Press | 'wait' | undefined,
  ) {}

  readonly panel = this.panelOf();

  private panelOf(): vscode.WebviewPanel {
    const { messages, disposed } = this;
    const ready = (): void => messages.fire({ type: 'ready' });
    const receive = (message: UploadToPage | { type: 'state' }): void => this.receive(message);
    const close = (): void => {
      if (this.isClosed) return;
      this.isClosed = true;
      disposed.fire();
    };
    const webview = {
      options: {},
      cspSource: 'none',
      set html(_: string) {
        setImmediate(ready);
      },
      asWebviewUri: (uri: vscode.Uri) => uri,
      onDidReceiveMessage: messages.event,
      postMessage: (message: UploadToPage) => {
        // As plain JSON, as the editor sends it.
        receive(JSON.parse(JSON.stringify(message)) as UploadToPage);
        return Promise.resolve(true);
      },
    };
    const panel: Partial<vscode.WebviewPanel> = {
      viewType: this.viewType,
      title: '',
      visible: true,
      active: true,
      webview: webview as unknown as vscode.Webview,
      onDidDispose: disposed.event,
      reveal: () => undefined,
      dispose: close,
    };
    return panel as vscode.WebviewPanel;
  }

  private receive(message: UploadToPage | { type: 'state' }): void {
    if (message.type !== 'model') return;
    const { model } = message as { model: UploadModel };
    this.model = model;
    this.drawn.push(model);
    if (isAtRest(model) || (NOT_DRAFTS.has(model.step) && this.isNext(model)))
      setImmediate(() => this.act(model));
  }

  private act(model: UploadModel): void {
    // A newer one may have come, or this one was acted upon.
    if (this.isClosed || this.model !== model) return;
    const choices = buttonsOf(model).map(({ label }) => label);
    const answer = this.decide(
      { text: model.heading.text, detail: textsOf(model).join('\n'), choices },
      model,
    );
    if (answer === 'wait') {
      setTimeout(() => this.act(model), 20);
      return;
    }
    // It was acted upon.
    this.model = { ...model };
    if (answer) this.messages.fire({ type: 'press', ...answer });
    else this.panel.dispose();
  }
}

/** Whether a draft can be sent if it is to be. */
function shows(model: UploadModel, { action }: Press): boolean {
  return action !== 'send' || buttonsOf(model).some((button) => button.action === 'send');
}

function buttonsOf({ bar }: UploadModel): BarButton[] {
  return [...(bar?.start ?? []), ...(bar?.buttons ?? [])];
}

const NOT_DRAFTS: ReadonlySet<string> = new Set([
  'planned',
  'sending',
  'ended',
  'unreadable',
  'batch-sending',
  'batch-ended',
]);

/** Whether a draft waits for a person. */
function isAtRest(model: UploadModel): boolean {
  const actions = buttonsOf(model).map(({ action }) => action);
  const isDraft = !NOT_DRAFTS.has(model.step);
  return isDraft && !model.bar?.busy && !actions.includes('hold');
}

/** Whether a part of a model has a control that does this. */
function offers(part: unknown, press: Press): boolean {
  if (typeof part !== 'object' || part === null) return false;
  const { action, value } = part as Partial<Press>;
  return (
    (action === press.action && value === press.value) ||
    Object.values(part).some((one) => offers(one, press))
  );
}

/** Every text of a model, in its order. */
function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(textsOf);
}

/** A list that may still be loading: answered once it is no longer busy. */
function pickOf(
  answer: (question: Question) => string | undefined,
  buttonFor: (question: Question) => RowButton | undefined,
): object {
  const triggered = new vscode.EventEmitter<object>();
  const accepted = new vscode.EventEmitter<void>();
  const hidden = new vscode.EventEmitter<void>();
  const changed = new vscode.EventEmitter<readonly vscode.QuickPickItem[]>();
  let busy = false;
  const pick = {
    title: '',
    placeholder: '',
    canSelectMany: false,
    items: [] as vscode.QuickPickItem[],
    activeItems: [] as vscode.QuickPickItem[],
    selectedItems: [] as vscode.QuickPickItem[],
    onDidAccept: accepted.event,
    onDidHide: hidden.event,
    onDidChangeSelection: changed.event,
    onDidTriggerItemButton: triggered.event,
    get busy() {
      return busy;
    },
    set busy(now: boolean) {
      if (busy && !now) setImmediate(choose);
      busy = now;
    },
    show: () => {
      if (!busy) setImmediate(choose);
    },
    hide: () => hidden.fire(),
    dispose: () => undefined,
  };
  const choose = (): void => {
    const question = {
      text: pick.title,
      detail: pick.placeholder,
      choices: pick.items.map(({ label }) => label),
      descriptions: pick.items.map(({ description }) => description),
    };
    const pressed = buttonFor(question);
    if (pressed) {
      const item = pick.items.find(({ label }) => pressed.row.test(label));
      const button = item?.buttons?.find(({ tooltip }) => tooltip === pressed.button);
      if (button) triggered.fire({ item, button });
      return;
    }
    const label = answer(question);
    pick.selectedItems = pick.items.filter((item) => item.label === label);
    if (pick.canSelectMany) changed.fire(pick.selectedItems);
    if (pick.selectedItems.length > 0) accepted.fire();
    else hidden.fire();
  };
  return pick;
}
