import { t } from '@vscode/l10n';
import type { ToolCode } from '../../common/codes/toolCodes';
import { Failure } from '../../common/failure';
import { count } from '../../common/format';
import type { OutsideText } from '../../common/outsideText';

/** A message names at most this many items. */
const MOST_NAMED = 5;

type Reason = readonly [code: ToolCode, text: string];

/**
 * The only item of exactly this name; never guessed. Throws a `Failure` for `missing`, or for `ambiguous`,
 * which gets the number of those that have it and some of their IDs.
 */
export function findByName<T extends { id: string; name?: OutsideText; retailerId?: string }>(
  items: readonly T[],
  name: string,
  operation: string,
  missing: Reason,
  ambiguous: (found: string, candidates: string) => Reason,
): T {
  const found = items.filter((item) => item.name?.raw() === name);
  const [only] = found;
  if (!only) throw new Failure(...missing, operation);
  if (found.length === 1) return only;
  const candidates = found
    .slice(0, MOST_NAMED)
    .map(({ id, retailerId }) => (retailerId ? t('{0} (retailer {1})', id, retailerId) : id));
  if (found.length > MOST_NAMED) candidates.push('…');
  throw new Failure(...ambiguous(count(found.length), candidates.join(', ')), operation);
}
