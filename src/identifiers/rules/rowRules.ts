import { t } from '@vscode/l10n';
import { IDENTIFIER_TYPES } from '../identifierTypes';
import { documentedRule, rules, type Rule } from './rule';

const row = { scope: 'row', types: IDENTIFIER_TYPES, fixes: ['remove'] } as const;

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
        () => t('Row with more or fewer fields'),
        () =>
          t(
            'The row has another number of fields than the header, so the identifier may come from another column. Quote fields that hold the delimiter; where only empty fields at the end are missing, add them.',
          ),
      ],
    },
  ),
  ...rules(
    { ...row, level: 'warning', source: documentedRule },
    {
      duplicate: [
        () => t('Duplicate'),
        () => t('The same identifier stands in an earlier row. It is sent once; this row may go.'),
      ],
    },
  ),
  ...rules(
    { ...row, level: 'error', source: () => t('the API’s answer') },
    {
      'refused-by-api': [
        () => t('Refused by the API'),
        () =>
          t(
            'The API called this identifier invalid, although it passed the checks here. Compare it with its source, then correct or remove it.',
          ),
      ],
    },
  ),
];
