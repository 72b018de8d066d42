import { t } from '@vscode/l10n';
import { env, ThemeIcon, Uri, window, type QuickInputButton } from 'vscode';

/** An input box for a value that has to be looked up somewhere else. */
interface InputWithHelp {
  title: string;
  /** May contain links: `[text](https://…)`. */
  prompt: string;
  value?: string;
  password?: boolean;
  /** The address of the page about it. */
  help: string;
  /** The error for a value, shown on Enter and until it is typed over. */
  validate(text: string): string | undefined;
}

/**
 * Asks for a value, with a button that opens a web page about it. The box stays open while the page
 * is read. Resolves with the value as typed, or with undefined on Escape.
 */
export function askWithHelp(input: InputWithHelp): Promise<string | undefined> {
  const box = window.createInputBox();
  const help: QuickInputButton = {
    iconPath: new ThemeIcon('question'),
    tooltip: t('Where Do I Find This?'),
  };
  box.title = input.title;
  box.prompt = input.prompt;
  box.value = input.value ?? '';
  // As `showInputBox` does: typing replaces the value.
  box.valueSelection = [0, box.value.length];
  box.password = input.password ?? false;
  box.buttons = [help];
  box.ignoreFocusOut = true;
  return new Promise((resolve) => {
    let accepted: string | undefined;
    box.onDidChangeValue(() => (box.validationMessage = undefined));
    box.onDidAccept(() => {
      box.validationMessage = input.validate(box.value);
      if (box.validationMessage !== undefined) return;
      accepted = box.value;
      box.hide();
    });
    box.onDidTriggerButton(() => void env.openExternal(Uri.parse(input.help)));
    box.onDidHide(() => {
      box.dispose();
      resolve(accepted);
    });
    box.show();
  });
}
