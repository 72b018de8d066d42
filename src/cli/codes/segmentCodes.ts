import { t } from '@vscode/l10n';
import type { CodeTexts } from './codeText';

export const segmentCodes = () =>
  ({
    'segment-read-only': [
      t('This account may not change the segment.'),
      t('Choose one that this account owns.'),
    ],
    'segment-events': [
      t('It is an Events segment, which can’t be changed through the API.'),
      t('Use Criteo’s user interface.'),
    ],
    'segment-not-contact-list': [
      t('The segment has no identifiers to upload to.'),
      t('Choose another segment.'),
    ],
    'unsupported-type': [
      t('The segment’s identifier type can’t be checked here.'),
      t('Choose another segment, or update this tool.'),
    ],
    'name-must-not-be-empty': [
      t('A row of a file of segments has no name.'),
      t('Enter a name in that row.'),
    ],
    'retailer-missing': [
      t('A row of a file of segments has no retailer.'),
      t('Enter the retailer’s ID or name.'),
    ],
    'retailer-unknown': [
      t('No retailer of the account has the name in a row, or several do.'),
      t('Enter the retailer’s ID.'),
    ],
    'type-unknown': [
      t('A row of a file of segments has no valid identifier type.'),
      t('Enter one of those that the message names.'),
    ],
    'events-not-creatable': [
      t('A row is an Events segment, which the API can’t create.'),
      t('Create it in Criteo’s user interface.'),
    ],
    duplicate: [t('A row has the same segment as an earlier one.'), t('Delete one of the rows.')],
  }) satisfies CodeTexts;
