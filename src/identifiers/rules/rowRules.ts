import { t } from '@vscode/l10n';
import { IDENTIFIER_TYPES } from '../identifierTypes';
import { documentedRule, rules, type Rule } from './rule';

const row = { types: IDENTIFIER_TYPES, fixes: ['remove'] } as const;

export const ROW_RULES: Rule[] = [
  ...rules(
    { ...row, level: 'error', source: () => 'RFC 4180 2.4' },
    {
      'field-missing': [
        () => t('Row too short'),
        () => t('The row ends before the chosen column. Complete the row, or check the delimiter.'),
      ],
    },
  ),
  ...rules(
    { ...row, level: 'error', fixes: ['pad', 'remove'], source: () => 'RFC 4180 2.4' },
    {
      'row-ragged': [
        () => t('Wrong number of fields'),
        () =>
          t(
            'More or fewer fields than the header: the column is uncertain. Quote fields that contain the delimiter.',
          ),
      ],
    },
  ),
  ...rules(
    { ...row, level: 'warning', source: documentedRule },
    {
      duplicate: [
        () => t('Duplicate'),
        () =>
          t('The same identifier is in an earlier row. It’s sent once; you can delete this row.'),
      ],
    },
  ),
  ...rules(
    { ...row, level: 'error', source: () => t('Criteo’s response') },
    {
      'refused-by-api': [
        () => t('Rejected by Criteo'),
        () =>
          t(
            'Criteo rejected it, although it passed the checks here. Compare it with its source, then fix or remove it.',
          ),
      ],
    },
  ),
];
