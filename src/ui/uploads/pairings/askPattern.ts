import { t } from '@vscode/l10n';
import { window } from 'vscode';
import { normalizePattern, patternProblem } from '../../../app/uploads/pairings/filePattern';
import { orCancel } from '../../../common/failure';
import { OutsideText } from '../../../common/outsideText';

/**
 * Asks for a pattern of file names that these names fit. Throws `Cancelled` on Escape. Returns it as
 * it is kept.
 */
export async function askPattern(
  pattern: string,
  names: readonly OutsideText[] = [],
): Promise<string> {
  const [first] = names;
  const typed = await window.showInputBox({
    title: first
      ? t('Files Named Like {0}', first.forPrompt())
      : t('Files Named Like {0}', OutsideText.name(pattern).forPrompt()),
    prompt: t('* means digits, such as a number or a date. Everything else is literal.'),
    value: pattern,
    ignoreFocusOut: true,
    validateInput: (text) => patternProblem(text, names),
  });
  const edited = orCancel(typed);
  return patternProblem(edited, names) === undefined ? normalizePattern(edited) : pattern;
}
