import { t } from '@vscode/l10n';
import { OutsideText } from '../../../common/outsideText';
import { groupBy } from '../../../common/records';
import { accountOf } from '../removalTexts';
import type { RemovalRecord, SegmentName } from '../removalTypes';
import { receiptName } from './plainReference';

/** `Maple & Main (22)`: a name from outside with its ID, or the ID alone. */
export function withId(name: string | undefined, id: string): OutsideText {
  return name === undefined || name === id
    ? OutsideText.name(id)
    : OutsideText.join([receiptName(name), `(${id})`], ' ');
}

export function segmentName({ id, name }: Pick<SegmentName, 'id' | 'name'>): OutsideText {
  return withId(name, id);
}

export function accountName(
  record: Pick<RemovalRecord, 'accounts'>,
  accountId: string,
): OutsideText {
  return withId(accountOf(record, accountId).name, accountId);
}

/** Segments by their accounts, for Markdown: `A (1), B (2) in Northwind EU (8)`. */
export function segmentNames(
  segments: readonly SegmentName[],
  record: Pick<RemovalRecord, 'accounts'>,
): string {
  return [...groupBy(segments, ({ accountId }) => accountId)]
    .map(([accountId, those]) =>
      t(
        '{0} in {1}',
        those.map((one) => segmentName(one).forCopy()).join(', '),
        accountName(record, accountId).forCopy(),
      ),
    )
    .join('; ');
}
