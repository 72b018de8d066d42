import { t } from '@vscode/l10n';
import { Option } from 'commander';
import type { Segment } from '../../../api/apiTypes';
import type { AccountHandle } from '../../../app/accounts/account';
import { nameOf, plainSegment } from '../../../app/segments/labels';
import { resolveRetailerId } from '../../../app/segments/resolveSegment';
import { detailsOf } from '../../../app/segments/segmentDetails';
import type { Result } from '../../output/reporter';
import type { Session } from '../../session/openSession';

/** For a segment that is given by its name. */
export interface ByName {
  retailer?: string;
}

export function retailerOption(): Option {
  return new Option(
    '--retailer <retailer>',
    t('ID or name of the retailer, if a name isn’t unique'),
  );
}

export function segmentHelp(): string {
  return t('ID or exact name of the segment');
}

export function confirmOption(): Option {
  return new Option(
    '--confirm <account-id>',
    t('the account ID, to confirm where there is no prompt (--no-input)'),
  );
}

export function segmentResult(segment: Segment): Result {
  return { document: { segment: plainSegment(segment) }, lines: segmentLines(segment) };
}

/** A segment's details. */
export function segmentLines(segment: Segment): string[] {
  return [
    nameOf(segment).forTerminal(),
    ...detailsOf(segment, undefined).map(({ label, value }) =>
      t('{0}: {1}', label, value.forTerminal()),
    ),
  ];
}

/** The IDs of retailers that are given by ID or name. Rejects as `resolveRetailerId`. */
export async function retailerIdsOf(
  { accounts }: Pick<Session, 'accounts'>,
  account: AccountHandle,
  retailers: readonly string[] = [],
  operation: string,
): Promise<string[]> {
  const ids: string[] = [];
  for (const one of retailers) ids.push(await resolveRetailerId(accounts, account, one, operation));
  return ids;
}
