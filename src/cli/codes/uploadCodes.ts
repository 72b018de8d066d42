import { t } from '@vscode/l10n';
import { optionName } from '../../common/optionNames';
import type { CodeTexts } from './codeText';

export const uploadCodes = () =>
  ({
    locked: [
      t('Another upload to the segment, or another window or run, is working on it.'),
      t('Wait for it to end.'),
    ],
    'adds-open': [
      t('An update hasn’t removed anyone yet, since Criteo hasn’t accepted all of the file.'),
      t('Resume it.'),
    ],
    incomplete: [
      t('An update or a removal from every segment didn’t remove everyone.'),
      t('Resume it, or follow what it says about people who stay.'),
    ],
    'refused-too-much': [
      t(
        'It was sent, and more rows were invalid or rejected than {0} allows.',
        optionName('maxInvalid'),
      ),
      t('Fix the rows that the report names.'),
    ],
    'not-kept': [
      t('The file couldn’t be kept for the next update ({0}).', optionName('keep')),
      t('Check its folder; if everything was sent, resuming the upload tries again.'),
    ],
    'list-emptied': [
      t('The segment was cleared after a part of the upload was sent.'),
      t('Start over.'),
    ],
    'list-changed': [
      t('Rejected rows can’t be found, since something else has changed the segment.'),
      t('Upload the file again to learn which rows are rejected.'),
    ],
    'not-resumable': [
      t('The upload can’t be resumed: it has finished or was cancelled.'),
      t('Start over if you want to send it again.'),
    ],
    'not-ready': [t('Something is missing before it can be sent.'), t('Do what the message says.')],
    'unsaved-changes': [t('The file has changes that aren’t saved.'), t('Save it.')],
    'not-expressible': [
      t('One command line can’t do what the upload did.'),
      t('Send its files one by one.'),
    ],
    'bad-report': [
      t('The file isn’t a report of this tool.'),
      t('Open what the terminal writes with “{0}”.', '--report'),
    ],
  }) satisfies CodeTexts;
