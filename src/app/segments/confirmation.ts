import { t } from '@vscode/l10n';
import type { Segment } from '../../api/apiTypes';
import { Failure } from '../../common/failure';
import { optionName } from '../../common/optionNames';
import type { ShrinkRisk } from '../../upload/safetyChecks';
import type { UpdateRisk } from '../../upload/update/updateRisks';
import type { AccountHandle } from '../accounts/account';
import type { Confirm } from '../arguments';

/** Why the account ID must be typed to confirm: see `guardOf` and `withLoss`. */
export type Guard = 'marked' | 'unresolved' | Loss | undefined;

/**
 * What would be lost. `clears`: the whole list. `shrinks`: too much of it. `size-unknown`: it isn't
 * known how much. Others: people who may not have left, by an update.
 */
export type Loss = 'clears' | ShrinkRisk | UpdateRisk;

/**
 * `marked`: the settings mark the account as protected. `unresolved`: the API doesn't say that the
 * segment belongs to this account; requests to clear or change it don't name the account, so
 * nothing else would catch a mix-up. Omit `segment` for requests that name the account.
 */
export function guardOf(account: AccountHandle, segment?: Segment): Guard {
  if (account.isProtected) return 'marked';
  return segment && segment.accountId !== account.accountId ? 'unresolved' : undefined;
}

/** What must still be confirmed before a plan is applied. */
export interface Confirmation {
  /** `nothing`: confirmed by argument. `accountId`: by typing the account ID. */
  readonly kind: 'nothing' | 'yes' | 'accountId';
  readonly account: AccountHandle;
  readonly guard: Guard;
}

/** A confirmation with what is asked. */
export interface Question {
  readonly confirmation: Confirmation;
  readonly question: string;
  /** The details; empty if none is needed. */
  readonly lines: readonly string[];
}

/**
 * The confirmation of something that may lose much, for a person: on every live account and on a
 * protected one, the account ID must be typed. For programs there are safety checks.
 */
export function withLoss(confirmation: Confirmation, loss: Loss | undefined): Confirmation {
  const { kind, account } = confirmation;
  if (loss === undefined || kind !== 'yes') return confirmation;
  const guard = account.isProtected ? 'marked' : account.sandbox ? undefined : loss;
  return guard ? { kind: 'accountId', account, guard } : confirmation;
}

/** What was confirmed. The account ID counts as a yes, too. */
export type Confirmed = 'yes' | { accountId: string };

/**
 * What must be confirmed, given the `confirm` argument. Throws `Failure` 'protected' if a guarded
 * account's ID is required and missing, or for another account's ID.
 */
export function confirmationOf(
  account: AccountHandle,
  guard: Guard,
  confirm: Confirm,
  operation: string,
): Confirmation {
  if (typeof confirm === 'string' && confirm !== account.accountId)
    throw new Failure(
      'protected',
      t(
        '“{1}” is the ID of another account. Pass the ID of this one, {0}.',
        account.accountId,
        optionName('confirm'),
      ),
      operation,
    );
  if (confirm === false && guard !== undefined) throw protectedFailure(account, guard, operation);
  const kind = confirm !== undefined ? 'nothing' : guard === undefined ? 'yes' : 'accountId';
  return { kind, account, guard };
}

/**
 * Throws `Failure` 'not-confirmed' or 'protected' unless `confirmed` satisfies the confirmation.
 */
export function requireConfirmed(
  { kind, account, guard }: Confirmation,
  confirmed: Confirmed | undefined,
  operation: string,
): void {
  if (kind === 'nothing') return;
  if (confirmed === undefined)
    throw new Failure('not-confirmed', t('Not confirmed. Nothing was changed.'), operation);
  if (kind === 'yes') return;
  if (confirmed === 'yes' || confirmed.accountId !== account.accountId)
    throw protectedFailure(account, guard, operation);
}

/** Asks to type the account ID, and says why. */
export function typeAccountIdText({ account, guard }: Omit<Confirmation, 'kind'>): string {
  const { accountId } = account;
  const label = account.label.forPrompt();
  switch (guard) {
    case 'unresolved':
      return t(
        'Criteo doesn’t confirm that this segment belongs to account {0}, so it’s treated as protected. If it does belong to the account, type the account ID, {1}, to continue.',
        label,
        accountId,
      );
    case 'marked':
    case undefined:
      return t('Account {0} is protected. Type its ID, {1}, to continue.', label, accountId);
    default:
      return t('{0} Type the account ID, {1}, to continue.', lossText(guard), accountId);
  }
}

function lossText(loss: Loss): string {
  switch (loss) {
    case 'clears':
      return t('The segment would have no identifiers left.');
    case 'shrinks':
      return t('The segment may lose too many of its identifiers.');
    case 'size-unknown':
      return t('It isn’t known how many identifiers the segment has, so it may lose most of them.');
    case 'max-removed':
      return t('Many of the people in the previous file would be removed.');
    case 'previous-unknown':
      return t('It isn’t known who left, so people who left may stay in the segment.');
    case 'other-list':
      return t('The segment may have people from an earlier version of this file, who would stay.');
    case 'other-formats':
      return t('Some people who left would stay in the segment, in another hash format.');
    case 'invalid-grew':
      return t('People may be removed only because their row is invalid now.');
    case 'cut-off':
      return t('The file may be cut off. The people who are missing from it would be removed.');
  }
}

function protectedFailure(account: AccountHandle, guard: Guard, operation: string): Failure {
  return new Failure('protected', passAccountIdText(account, guard), operation);
}

/** Tells a program to pass the account ID, and why. */
function passAccountIdText({ label, accountId }: AccountHandle, guard: Guard): string {
  const confirm = optionName('confirm');
  switch (guard) {
    case 'unresolved':
      return t(
        'The API doesn’t say that this segment belongs to account {0}, so it is treated as protected: pass the account ID, {1}, as “{2}”.',
        label.forNotification(),
        accountId,
        confirm,
      );
    case 'marked':
    case undefined:
      return t(
        'Account {0} is protected: pass its ID, {1}, as “{2}”.',
        label.forNotification(),
        accountId,
        confirm,
      );
    default:
      return t('{0} Pass the account ID, {1}, as “{2}”.', lossText(guard), accountId, confirm);
  }
}
