import { t } from '@vscode/l10n';
import { count } from '../../../common/format';
import { OutsideText } from '../../../common/outsideText';
import { present } from '../../../common/records';
import type { NotesSection } from '../../../webview/uploadModel';
import { accountName } from '../removalTexts';
import type { RemovalRecord } from '../removalTypes';
import { keptOutAsText } from './choosingPage';
import { showPress } from './removalSections';

/** The retailers whose segments a removal went through, by name or ID. */
export function retailersOf({ segments }: Pick<RemovalRecord, 'segments'>): string[] {
  const names = segments.flatMap(({ retailer, retailerId }) => retailer ?? retailerId ?? []);
  return [...new Set(names)].map((name) => OutsideText.name(name).forTree());
}

/** What no removal through this API reaches. */
export function stillToDo(record: RemovalRecord): NotesSection {
  const { outOfReach, keptOut, notLookedAt = [] } = record;
  const retailers = retailersOf(record);
  const removeThere = t('Remove There…');
  return {
    type: 'notes',
    title: t('Still to do'),
    items: present([
      {
        text: t('Criteo has more than segments. Its privacy team takes requests for erasure.'),
        press: { label: t('Open Page'), action: 'openCriteo' as const },
      },
      retailers.length > 0 && {
        text: t('Retailers keep their own data: {0}.', retailers.join(', ')),
        press: { label: t('Copy List'), action: 'copyRetailers' as const },
      },
      outOfReach.length > 0 && {
        text: t('Feeds from elsewhere fill segments that are out of reach.'),
        press: showPress('outOfReach', t('Out of reach'), t('Show {0}', count(outOfReach.length))),
      },
      {
        text:
          keptOut === undefined
            ? t(
                'The source system: its next export brings these people back, unless they are kept out. {0}',
                keptOutAsText(),
              )
            : t(
                'The source system still has them. A suppression list keeps them out of uploads from here.',
              ),
      },
      ...notLookedAt.map((account) => ({
        text: t('{0}: this account was not looked at.', accountName(account)),
        press: {
          label: removeThere,
          action: 'removeThere' as const,
          value: account.accountId,
          description: t('{0}: {1}', removeThere, accountName(account)),
        },
      })),
    ]),
  };
}
