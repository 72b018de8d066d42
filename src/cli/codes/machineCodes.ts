import { t } from '@vscode/l10n';
import { optionName } from '../../common/optionNames';
import type { CodeTexts } from './codeText';

export const machineCodes = () =>
  ({
    'state-folder': [
      t('The folder for upload records can’t be used.'),
      t('Choose another one ({0}).', optionName('criteoAudiences.stateFolder')),
    ],
    'journal-full': [
      t('The upload record can’t be written.'),
      t('Free some disk space, then resume.'),
    ],
    'journal-broken': [t('The upload record can’t be read.'), t('Start over.')],
    'records-unreadable': [
      t('What was sent to the segment from here can’t be read.'),
      t('Give the file back to the user who runs this, or restore it from a backup.'),
    ],
    worker: [
      t('The thread that reads the file ended unexpectedly.'),
      t('Try again; if it happens again, please report it.'),
    ],
    'sandbox-start': [t('The sandbox couldn’t be started.'), t('Read why in the message.')],
    'wrong-clock': [
      t('The clock of this machine is more than 5 minutes off.'),
      t('Set it, such as with NTP.'),
    ],
    unexpected: [
      t('An unexpected error.'),
      t('Please report it, with the lines below the message.'),
    ],
  }) satisfies CodeTexts;
