import { t } from '@vscode/l10n';
import { OutsideText, plainText } from '../../../common/outsideText';
import { present } from '../../../common/records';
import type { StayingPeople } from '../removalFigures';
import { accountOf } from '../removalTexts';
import type { RemovalRecord } from '../removalTypes';

/**
 * What the owner of an account needs to know to let a removal through: the account, its segments, and what
 * Criteo answered. No one who is to be removed.
 */
export function textForOwner(
  record: Pick<RemovalRecord, 'accounts' | 'id'>,
  { segments, error, accountId }: StayingPeople,
): string {
  const account = accountId ?? segments.at(0)?.accountId ?? '';
  const { name } = accountOf(record, account);
  const named = (text: string | undefined, own: string): string =>
    text === undefined ? own : `${OutsideText.name(text).forCopy()} (${own})`;
  const traceIds = segments.flatMap(({ sendings }) =>
    sendings.flatMap((one) => one.error?.traceId ?? []),
  );
  const ids = [...new Set([error?.traceId, ...traceIds])].filter((one) => one !== undefined);
  return present([
    t('{0}: {1}', t('Account'), named(name, account)),
    segments.length > 0 && t('{0}:', t('Segments')),
    ...segments.map((segment) => `- ${named(segment.name, segment.id)}`),
    error &&
      t(
        '{0}: {1}',
        t('Error'),
        present([plainText(error.message), error.code, error.status && String(error.status)]).join(
          ', ',
        ),
      ),
    ids.length > 0 && t('{0}: {1}', t('Trace ID'), ids.join(', ')),
    t('{0}: {1}', t('Request ID'), record.id),
  ]).join('\n');
}
