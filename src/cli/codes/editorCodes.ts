import { t } from '@vscode/l10n';
import type { CodeTexts } from './codeText';

export const editorCodes = () =>
  ({
    'not-in-workspace': [
      t('A language model asked for a file outside the open folders.'),
      t('Open its folder.'),
    ],
    'unknown-draft': [
      t('The page of an upload can’t be restored.'),
      t('Close it, and upload the file again.'),
    ],
    'no-segment': [t('The file wasn’t dropped onto a segment.'), t('Drop it onto a segment.')],
    'not-csv': [t('A dropped file isn’t a CSV file.'), t('Drop CSV files.')],
    'not-saved': [t('The file couldn’t be saved.'), t('Save it yourself, then try again.')],
    'not-applied': [t('The editor didn’t make the change.'), t('Try again.')],
    'no-problems': [t('The file has no upload problems.'), t('Check or upload it first.')],
    'other-encoding': [
      t('The editor has the file open in another encoding than the check.'),
      t('Reopen it in that encoding.'),
    ],
  }) satisfies CodeTexts;
