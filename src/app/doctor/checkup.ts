import { t } from '@vscode/l10n';
import { toFailure, type Failure, type StoredFailure } from '../../common/failure';
import type { Setup } from './setup';

/** All checks, in the order in which they are shown. Published: programs go by the names. */
export const CHECKS = [
  'credentials',
  'address',
  'token',
  'clock',
  'version',
  'account',
  'read-segments',
  'manage-segments',
  'read-audiences',
  'segment',
  'state-folder',
  'updates',
  'removals',
] as const;

export type CheckName = (typeof CHECKS)[number];

/** What a check found. */
export interface Finding {
  /** Default: whether there is no `error`. Null: not known. */
  readonly ok?: boolean | null;
  /** What was found, in a few words. */
  readonly message: string;
  /** What to do. Default: the message of `error`. */
  readonly advice?: string;
  readonly error?: Failure;
}

export interface Check {
  readonly name: CheckName;
  /** What must be right before this can be checked. They come before it. */
  readonly needs: readonly CheckName[];
  /** What a failure means here, in a few words. */
  readonly failed: string;
  /** Looks at one thing and changes nothing. What it rejects with is the check's failure. */
  run(setup: Setup): Promise<Finding | readonly Finding[]>;
}

/** A line of the result. */
export interface CheckResult {
  readonly check: CheckName;
  /** Null: it doesn't apply, couldn't be tried, or can't be known. */
  readonly ok: boolean | null;
  readonly message: string;
  readonly advice?: string;
  readonly error?: StoredFailure;
}

export interface Checkup {
  readonly results: readonly CheckResult[];
  /** The first failure. */
  readonly failure?: { readonly check: CheckName; readonly error: Failure };
}

/** Runs checks one after the other; leaves out those that need one which isn't right. */
export async function examine(setup: Setup, checks: readonly Check[]): Promise<Checkup> {
  const results: CheckResult[] = [];
  /** The checks that aren't right, and the failed one that this goes back to. */
  const wrong = new Map<CheckName, CheckName>();
  let failure: Checkup['failure'];
  for (const check of checks) {
    const { name, needs } = check;
    const cause = needs.map((needed) => wrong.get(needed)).find((one) => one !== undefined);
    const findings = cause === undefined ? await findingsOf(check, setup) : [untried(cause)];
    for (const finding of findings) {
      const { error, ok = error === undefined, message, advice = error?.message } = finding;
      if (ok !== true && !wrong.has(name)) wrong.set(name, cause ?? name);
      if (error) failure ??= { check: name, error };
      results.push({
        check: name,
        ok,
        message,
        ...(advice !== undefined && { advice }),
        ...(error && { error: error.toJSON() }),
      });
    }
  }
  return { results, failure };
}

async function findingsOf(check: Check, setup: Setup): Promise<readonly Finding[]> {
  try {
    return [await check.run(setup)].flat();
  } catch (error) {
    return [{ message: check.failed, error: toFailure(error, 'doctor') }];
  }
}

function untried(cause: CheckName): Finding {
  return { ok: null, message: t('not checked, because of “{0}”', checkLabel(cause)) };
}

/** What a check is about, for the beginning of a line. */
export function checkLabel(name: CheckName): string {
  switch (name) {
    case 'credentials':
      return t('Credentials');
    case 'address':
      return t('Address');
    case 'token':
      return t('Token');
    case 'clock':
      return t('Clock');
    case 'version':
      return t('API version');
    case 'account':
      return t('Account');
    case 'read-segments':
      return t('Read segments');
    case 'manage-segments':
      return t('Change segments');
    case 'read-audiences':
      return t('Read audiences');
    case 'segment':
      return t('Segment');
    case 'state-folder':
      return t('State folder');
    case 'updates':
      return t('Updates');
    case 'removals':
      return t('Removals');
  }
}
