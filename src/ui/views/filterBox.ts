import { t } from '@vscode/l10n';
import { ThemeIcon, window, type QuickInputButton } from 'vscode';
import { Cancelled } from '../../common/failure';

/**
 * An input box by which a view is filtered as one types, with a button that clears the filter (`none`).
 * Enter keeps the filter; Escape restores the one before, and throws `Cancelled`. `button`: another
 * one, which ends the box.
 */
export async function filterBox<F extends { text: string }>(
  viewState: { readonly view: { readonly filter: F }; setFilter(filter: F): void },
  none: F,
  {
    title,
    prompt,
    button,
    typed,
  }: { title: string; prompt: string; button?: QuickInputButton; typed?(text: string): void },
): Promise<'accepted' | 'button'> {
  const previous = viewState.view.filter;
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
    box.value = previous.text;
    box.buttons = button ? [button, clearButton] : [clearButton];
    box.ignoreFocusOut = true;
    box.onDidChangeValue((text) => {
      viewState.setFilter({ ...viewState.view.filter, text });
      typed?.(text);
    });
    box.onDidAccept(() => end('accepted'));
    box.onDidTriggerButton((pressed) => {
      if (pressed !== clearButton) return end('button');
      box.value = '';
      viewState.setFilter(none);
    });
    box.onDidHide(() => {
      box.dispose();
      if (outcome) return resolve(outcome);
      viewState.setFilter(previous);
      return reject(new Cancelled());
    });
    box.show();
  });
}
