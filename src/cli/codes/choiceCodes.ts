import { t } from '@vscode/l10n';
import { optionName } from '../../common/optionNames';
import type { CodeTexts } from './codeText';

export const choiceCodes = () =>
  ({
    'bad-argument': [
      t('An option or argument is invalid or missing.'),
      t('Change it as the message says.'),
    ],
    'bad-setting': [t('A setting or variable is invalid.'), t('Change its value.')],
    'no-account': [
      t('No account is selected.'),
      t('Select one, or pass its ID ({0}).', optionName('accountId')),
    ],
    'unknown-account': [
      t('The account isn’t one of those that this application has access to.'),
      t('Check its ID, or sign in with the application that has access to it.'),
    ],
    'segment-not-found': [
      t('The account has no such segment.'),
      t('Check its ID or name, and the account.'),
    ],
    'ambiguous-segment': [
      t('Several segments of the account have this name.'),
      t('Pass the ID of the segment, or its retailer ({0}).', optionName('retailerId')),
    ],
    'audience-not-found': [
      t('The account has no such audience.'),
      t('Check its ID or name, and the account.'),
    ],
    'ambiguous-audience': [
      t('Several audiences of the account have this name.'),
      t('Pass the ID of the audience.'),
    ],
    'unknown-job': [
      t('There is no such upload, or its record was deleted.'),
      t('Take its ID from the list of uploads.'),
    ],
    cancelled: [t('It was cancelled.'), t('Run it again, or resume the upload.')],
  }) satisfies CodeTexts;
