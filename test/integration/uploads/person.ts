import * as vscode from 'vscode';

/** A question that the window asked. */
export interface Question {
  text: string;
  detail: string;
  choices: readonly string[];
}

/**
 * Picks the first choice that matches (of a question with choices) or types the text; undefined is
 * Escape.
 */
type Answer = RegExp | string | undefined;

interface Answered<T> {
  result: T;
  asked: readonly Question[];
  /** Pages shown as a preview. */
  pages: readonly vscode.Uri[];
}

/**
 * Answers the window's questions in this order while `work` runs, because an extension host under
 * test can't show dialogs. Returns the questions that were asked, and the pages that were shown.
 * Fails with the question that had no answer.
 */
export async function answering<T>(
  answers: readonly Answer[],
  work: () => Thenable<T>,
): Promise<Answered<T>> {
  const left = [...answers];
  const asked: Question[] = [];
  const pages: vscode.Uri[] = [];
  const failed: Error[] = [];
  const answer = (question: Question): string | undefined => {
    asked.push(question);
    if (left.length === 0) {
      failed.push(new Error(`no answer to: ${JSON.stringify(question)}`));
      return undefined;
    }
    const next = left.shift();
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
      options?.modal ||
      (next !== undefined &&
        choices.some((choice) => (typeof next === 'string' ? choice === next : next.test(choice))));
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
      });
      return Promise.resolve(offered.find((item) => labelOf(item) === label));
    },
    showInputBox: (options?: vscode.InputBoxOptions) =>
      Promise.resolve(
        answer({ text: options?.title ?? '', detail: options?.prompt ?? '', choices: [] }),
      ),
    createQuickPick: () => pickOf(answer),
  };
  const real = Object.fromEntries(
    (Object.keys(person) as (keyof typeof person)[]).map((name) => [name, vscode.window[name]]),
  );
  const { executeCommand } = vscode.commands;
  Object.assign(vscode.window, person);
  Object.assign(vscode.commands, {
    executeCommand: (command: string, ...args: unknown[]) => {
      if (command !== 'markdown.showPreview') return executeCommand(command, ...args);
      pages.push(args[0] as vscode.Uri);
      return Promise.resolve();
    },
  });
  try {
    const result = await work();
    if (failed.length > 0) throw failed[0];
    return { result, asked, pages };
  } finally {
    Object.assign(vscode.window, real);
    Object.assign(vscode.commands, { executeCommand });
  }
}

/** A list that may still be loading: answered once it is no longer busy. */
function pickOf(answer: (question: Question) => string | undefined): object {
  const accepted = new vscode.EventEmitter<void>();
  const hidden = new vscode.EventEmitter<void>();
  let busy = false;
  const pick = {
    title: '',
    placeholder: '',
    items: [] as vscode.QuickPickItem[],
    activeItems: [] as vscode.QuickPickItem[],
    selectedItems: [] as vscode.QuickPickItem[],
    onDidAccept: accepted.event,
    onDidHide: hidden.event,
    get busy() {
      return busy;
    },
    set busy(now: boolean) {
      if (busy && !now) setImmediate(choose);
      busy = now;
    },
    show: () => undefined,
    hide: () => hidden.fire(),
    dispose: () => undefined,
  };
  const choose = (): void => {
    const label = answer({
      text: pick.title,
      detail: pick.placeholder,
      choices: pick.items.map((item) => item.label),
    });
    pick.selectedItems = pick.items.filter((item) => item.label === label);
    if (pick.selectedItems.length > 0) accepted.fire();
    else hidden.fire();
  };
  return pick;
}
