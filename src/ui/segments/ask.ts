import { window, type QuickPickItem } from 'vscode';
import { t } from '@vscode/l10n';
import { IDENTIFIER_TYPES, type IdentifierType, type NewSegment } from '../../api/types';
import { answered } from '../base/failure';
import type { AccountHandle, Accounts, SegmentList } from '../services';
import { withoutIcons } from './pick';
import { identifierTypeWords } from './words';

/** Asks in boxes for what a new segment needs. Throws `Cancelled` on Escape. */
export async function askNewSegment(accounts: Accounts, list: SegmentList, account: AccountHandle): Promise<NewSegment> {
  const title = t('New segment in {0}', account.label);
  const name = answered(
    await window.showInputBox({ title, prompt: t('Name'), ignoreFocusOut: true, validateInput: (text) => (text.trim() === '' ? t('A segment needs a name.') : undefined) }),
  );
  const retailerId = await askRetailer(accounts, list, account, title);
  const types = IDENTIFIER_TYPES.map((type) => ({ type, label: identifierTypeWords(type), detail: typeHint(type) }));
  const { type } = answered(await window.showQuickPick(types, { title, placeHolder: t('What identifies the people in it? This cannot be changed later.'), ignoreFocusOut: true }));
  const description = answered(await window.showInputBox({ title, prompt: t('Description (may stay empty)'), ignoreFocusOut: true }));
  return { name, retailerId, identifierType: type, description: description || undefined };
}

/** Those that the API names, and those seen in the account's own segments; else a typed id. */
async function askRetailer(accounts: Accounts, list: SegmentList, account: AccountHandle, title: string): Promise<string> {
  const named = await accounts.retailers(account);
  const seen = list.state(account).segments.flatMap((segment) => segment.retailerId ?? []);
  const ids = [...new Set([...named.map((retailer) => retailer.id), ...seen])];
  type Item = QuickPickItem & { id?: string };
  const items: Item[] = ids.map((id) => ({ id, label: withoutIcons(accounts.retailerName(account, id) ?? id), description: id }));
  const typed: Item = { label: t('Type a retailer id…'), alwaysShow: true };
  const chosen =
    items.length === 0 ? typed : answered(await window.showQuickPick([...items, typed], { title, placeHolder: t('For which retailer?'), matchOnDescription: true, ignoreFocusOut: true }));
  if (chosen.id !== undefined) return chosen.id;
  const text = await window.showInputBox({
    title,
    prompt: t('Retailer id'),
    ignoreFocusOut: true,
    validateInput: (value) => (/^\d{1,20}$/.test(value.trim()) ? undefined : t('A retailer id is a number.')),
  });
  return answered(text).trim();
}

/** API.md, Identifiers: what each type accepts and which channel it serves. */
function typeHint(type: IdentifierType): string {
  switch (type) {
    case 'Email':
      return t('Addresses, or their MD5 or SHA-256 hashes. Offsite.');
    case 'UserIdentifier':
      return t('Mobile advertising ids, or Criteo cookie ids. Offsite.');
    case 'IdentityLink':
      return t('LiveRamp IdentityLink.');
    case 'CustomerId':
      return t('The retailer’s own customer ids. Onsite.');
    case 'PhoneNumber':
      return t('Numbers as +33612345678, or their hashes. Newer than the guide.');
  }
}
