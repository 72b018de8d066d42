import { t } from '@vscode/l10n';
import { ThemeIcon, window, type QuickInputButton } from 'vscode';
import { Cancelled } from '../../common/failure';

/**
 * An input box by which a view is filtered as one types, with a button that clears the filter. Enter
 * keeps the filter; Escape restores the one before, and throws `Cancelled`. `button`: another one,
 * which ends the box.
 */
export async function filterBox({
  title,
  prompt,
  value,
  button,
  change,
  clear,
  restore,
}: {
  title: string;
  prompt: string;
  value: string;
  button?: QuickInputButton;
  change(text: string): void;
  clear(): void;
  restore(): void;
}): Promise<'accepted' | 'button'> {
  const clearButton: QuickInputButton = {
    iconPath: new ThemeIcon('clear-all'),
    tooltip: t('Clear Filter'),
  };
  return new Promise((resolve, reject) => {
    const box = window.createInputBox();
    let outcome: 'accepted' | 'button' | undefined;
    const end = (as: 'accepted' | 'button'): void => {
      outcome = as;
      box.hide();
    };
    box.title = title;
    box.prompt = prompt;
    box.value = value;
    box.buttons = button ? [button, clearButton] : [clearButton];
    box.ignoreFocusOut = true;
    box.onDidChangeValue(change);
    box.onDidAccept(() => end('accepted'));
    box.onDidTriggerButton((pressed) => {
      if (pressed !== clearButton) return end('button');
      box.value = '';
      clear();
    });
    box.onDidHide(() => {
      box.dispose();
      if (outcome) return resolve(outcome);
      restore();
      return reject(new Cancelled());
    });
    box.show();
  });
}
