import { t } from '@vscode/l10n';
import type { Accounts } from '../../../app/accounts/account';
import type { AudienceList } from '../../../app/audiences/audienceList';
import { audienceName } from '../../../app/audiences/audienceUsage';
import { byName } from '../../../app/lists/itemOrder';
import { Cancelled } from '../../../common/failure';
import { OutsideText } from '../../../common/outsideText';
import { pickOne } from '../../base/pickOne';
import { withCancel } from '../../base/progress';
import type { AudienceNode } from '../audienceNodes';

/**
 * Lets the user pick an audience of the accounts shown. Throws `Cancelled` on Escape, or the API's
 * error.
 */
export async function pickAudience(
  accounts: Accounts,
  audiences: AudienceList,
  title: string,
): Promise<AudienceNode> {
  await accounts.require();
  const shown = accounts.shown();
  const lists = await withCancel(t('Loading all audiences…'), (signal) =>
    Promise.all(shown.map((account) => audiences.all(account, { signal }))),
  );
  const items = shown.flatMap((account, index) =>
    [...(lists[index] ?? [])].sort(byName).map((audience) => {
      const { id, retailerId } = audience;
      const retailer = accounts.retailerName(account, retailerId) ?? retailerId;
      const parts = [shown.length > 1 ? account.label : undefined, retailer, id];
      return {
        label: audienceName(audience).forPrompt(),
        description: OutsideText.join(parts, ' · ').forPrompt(),
        node: { kind: 'audience', account, audience } as const,
      };
    }),
  );
  if (items.length === 0) throw new Cancelled();
  return (await pickOne(items, title)).node;
}
