import { t } from '@vscode/l10n';
import { count, plural } from '../../../common/format';
import type { OutsideText } from '../../../common/outsideText';
import { present } from '../../../common/records';
import type { RemovalRecord, SegmentName } from '../removalTypes';
import { receiptFileName } from './plainReference';
import { segmentName, withId } from './receiptNames';

/** What a removal doesn't do. */
export interface ToDo {
  what: 'criteo' | 'retailers' | 'feeds' | 'source' | 'accounts';
  /** Who has more of these people. */
  title: string;
  text: string;
  /** Those that the text is about: retailers, segments, accounts. */
  names?: OutsideText[];
  address?: string;
}

/** Where people may ask Criteo for an erasure. */
const PRIVACY_PAGE = 'https://www.criteo.com/privacy/';

/** What is left for a person to do, however a removal ended. */
export function stillToDo(record: RemovalRecord): ToDo[] {
  const { segments, outOfReach, leftOut, notLookedAt, keptOut } = record;
  const retailers = namesOf([...segments, ...outOfReach, ...leftOut], retailerOf);
  return present<ToDo>([
    {
      what: 'criteo',
      title: 'Criteo',
      text: t('It has more than segments. Its privacy page takes requests.'),
      address: PRIVACY_PAGE,
    },
    retailers.length > 0 && {
      what: 'retailers',
      title: t('Retailers'),
      text: t('They keep data of their own.'),
      names: retailers,
    },
    outOfReach.length > 0 && {
      what: 'feeds',
      title: t('Feeds from elsewhere'),
      text: plural(outOfReach.length, {
        one: t('{0} segment is out of reach: others fill it.', count(outOfReach.length)),
        other: t('{0} segments are out of reach: others fill them.', count(outOfReach.length)),
      }),
      names: outOfReach.map(segmentName),
    },
    {
      what: 'source',
      title: t('The source system'),
      text: keptOut
        ? t(
            'Its next export has these people again. {0} keeps them out of uploads that use it as a suppression list.',
            receiptFileName(keptOut.path).forTree(),
          )
        : t('Its next export brings these people back, unless a suppression list keeps them out.'),
    },
    notLookedAt === undefined && {
      what: 'accounts',
      title: t('Other accounts'),
      text: t('They can’t be listed, and weren’t looked at.'),
    },
    notLookedAt !== undefined &&
      notLookedAt.length > 0 && {
        what: 'accounts',
        title: t('Other accounts'),
        text: t('They weren’t looked at.'),
        names: notLookedAt.map(({ accountId, name }) => withId(name, accountId)),
      },
  ]);
}

function retailerOf({ retailer, retailerId }: SegmentName): OutsideText | undefined {
  return retailerId === undefined ? undefined : withId(retailer, retailerId);
}

/** Each of the same text once. */
function namesOf<T>(of: readonly T[], nameOf: (one: T) => OutsideText | undefined): OutsideText[] {
  const names = present(of.map(nameOf));
  return [...new Map(names.map((name) => [name.forTree(), name])).values()];
}
