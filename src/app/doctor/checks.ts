import { t } from '@vscode/l10n';
import { isUnstable } from '../../api/accountLists';
import { ApiError } from '../../api/apiError';
import { DEFAULT_API } from '../../api/baseUrl';
import { Failure } from '../../common/failure';
import { duration, size, utcDateTime } from '../../common/format';
import { argumentText } from '../../common/messageText';
import { optionName, optionValue } from '../../common/optionNames';
import { plainText } from '../../common/outsideText';
import { present } from '../../common/records';
import { endWarning, versionEnd } from '../accounts/versionEnds';
import { requireWritable } from '../segments/access';
import { kindLabel, nameOf } from '../segments/labels';
import { stoppedUpdateText } from '../uploads/update/updateReview';
import type { Check, Finding } from './checkup';
import type { Setup } from './setup';

const MINUTE = 60_000;
/** A clock that is further off than this is wrong; a slow response takes a part of it. */
const MOST_OFF = 5 * MINUTE;
/** Less free space than this is worth a word: an upload record of millions of rows takes megabytes. */
const LITTLE_SPACE = 100_000_000;
/** Characters of a client ID that are shown. */
const SHOWN_ID = 8;
const OPERATION = 'doctor';
/** The cheapest request for a list. */
const ONE = { limit: 1 } as const;

/** All checks, in order: each after those that it needs. */
export function allChecks({ segments }: Pick<Setup, 'segments'>): readonly Check[] {
  return [
    {
      name: 'credentials',
      needs: [],
      failed: t('none that can be used'),
      run: checkCredentials,
    },
    { name: 'address', needs: [], failed: t('can’t be used'), run: checkAddress },
    {
      name: 'token',
      needs: ['credentials', 'address'],
      failed: t('none issued'),
      run: checkToken,
    },
    { name: 'clock', needs: ['address'], failed: t('not known'), run: checkClock },
    { name: 'version', needs: ['token'], failed: t('can’t be used'), run: checkVersion },
    { name: 'account', needs: ['version'], failed: t('not known'), run: checkAccount },
    {
      name: 'read-segments',
      needs: ['account'],
      failed: t('failed'),
      run: checkReadSegments,
    },
    {
      name: 'manage-segments',
      needs: ['read-segments'],
      failed: t('not allowed'),
      run: checkManageSegments,
    },
    {
      name: 'read-audiences',
      needs: ['account'],
      failed: t('failed'),
      run: checkReadAudiences,
    },
    {
      name: 'segment',
      needs: segments.length > 0 ? ['read-segments'] : [],
      failed: t('failed'),
      run: checkSegments,
    },
    { name: 'state-folder', needs: [], failed: t('can’t be used'), run: checkFolder },
    { name: 'updates', needs: ['state-folder'], failed: t('not known'), run: checkUpdates },
    { name: 'removals', needs: ['state-folder'], failed: t('not known'), run: checkRemovals },
  ];
}

/** Client ID and secret are set. Whether they are right is known once there is a token. */
async function checkCredentials(setup: Setup): Promise<Finding> {
  if (setup.isSandbox) return { message: t('of the local sandbox') };
  const { clientId, idFrom, secretFrom } = await setup.credentials();
  return {
    message: t('client ID {0} ({1}), secret ({2})', shownId(clientId), idFrom, secretFrom),
  };
}

/** Enough of an ID to recognize it. */
function shownId(id: string): string {
  const plain = plainText(id);
  return `${plain.slice(0, Math.min(SHOWN_ID, Math.ceil(plain.length / 2)))}…`;
}

/** Something that speaks like the API answers at the address. */
async function checkAddress(setup: Setup): Promise<Finding> {
  const { url, proxy } = await setup.address();
  const message = proxy
    ? t('{0}, through the proxy {1}', url, proxy)
    : t('{0}, without a proxy', url);
  try {
    await setup.reach();
    return { message };
  } catch (error) {
    if (error instanceof Failure) return { message, error };
    throw error;
  }
}

/** A token is given for the credentials: by Criteo, or by the sandbox. */
async function checkToken(setup: Setup): Promise<Finding> {
  const seconds = await (await setup.client()).signIn();
  return {
    message:
      seconds === undefined ? t('issued') : t('issued, valid for {0}', duration(seconds * 1000)),
  };
}

/** This machine's clock is that of the server, by the header of its response. */
async function checkClock(setup: Setup): Promise<Finding> {
  const { clockAhead } = await setup.reach();
  if (clockAhead === undefined) return { ok: null, message: t('Criteo’s isn’t known') };
  const off = Math.abs(clockAhead);
  if (off <= MOST_OFF) return { message: t('correct') };
  const how =
    clockAhead > 0
      ? t('{0} ahead of Criteo’s', duration(off))
      : t('{0} behind Criteo’s', duration(off));
  return {
    message: how,
    error: new Failure(
      'wrong-clock',
      t(
        'This machine’s clock is {0}. Set it, such as with NTP: the age of an upload, and what a computation has counted, are judged by it.',
        how,
      ),
      OPERATION,
    ),
  };
}

/** The API answers for this version, and will for some time. */
async function checkVersion(setup: Setup): Promise<Finding> {
  const client = await setup.client();
  const { version } = client;
  await client.whoAmI();
  const now = setup.now();
  if (isUnstable(version))
    return {
      message: version,
      advice: t(
        'This version may change at any time: use one such as {0} ({1}).',
        DEFAULT_API.version,
        optionName('criteoAudiences.apiVersion'),
      ),
    };
  const advice = endWarning(version, now);
  return { message: `${version}, ${versionEnd(version, now)}`, ...(advice && { advice }) };
}

/** There is an account. An application that may not list accounts is given the ID of one. */
async function checkAccount(setup: Setup): Promise<Finding> {
  const { handle, name, by, isListed } = await setup.account();
  const id = handle.accountId;
  const shown = name && name.forTerminal() !== id ? t('{0} “{1}”', id, name.forTerminal()) : id;
  if (setup.isSandbox) return { message: shown };
  if (by === undefined) return { message: t('{0}, the only one', shown) };
  return {
    message: t('{0} ({1})', shown, by),
    ...(isListed === false && {
      advice: t(
        'This account isn’t one of those that the application has access to: check its ID.',
      ),
    }),
  };
}

/** The permission “Audiences Read”, and the consent of the account's owner, by a page of one segment. */
async function checkReadSegments(setup: Setup): Promise<Finding> {
  const { client, accountId } = await setup.signedIn();
  await client.searchSegments(accountId, {}, ONE);
  return { message: t('allowed') };
}

/**
 * The permission “Audiences Manage”, as far as it can be known: Criteo denies it for certain, or doesn't
 * say. Only an edit of no segments is sent.
 */
async function checkManageSegments(setup: Setup): Promise<Finding> {
  const { client, accountId } = await setup.signedIn();
  try {
    await client.editNothing(accountId);
  } catch (error) {
    if (!(error instanceof ApiError) || error.kind === 'permission') throw error;
  }
  return {
    ok: null,
    message: t('not denied, but only known for certain once something is changed'),
  };
}

/** The same permission for audiences, which updates and removals are checked by. */
async function checkReadAudiences(setup: Setup): Promise<Finding> {
  const { client, accountId } = await setup.signedIn();
  await client.searchAudiences(accountId, {}, ONE);
  return { message: t('allowed') };
}

/** Each segment given exists, and its identifiers can be changed. */
async function checkSegments(setup: Setup): Promise<Finding[]> {
  if (setup.segments.length === 0)
    return [{ ok: null, message: t('none given ({0})', optionName('segmentId')) }];
  const findings: Finding[] = [];
  for (const given of setup.segments) findings.push(await checkSegment(setup, given));
  return findings;
}

async function checkSegment(setup: Setup, given: string): Promise<Finding> {
  try {
    const segment = await setup.segment(given);
    requireWritable(segment, OPERATION);
    return {
      message: t(
        '{0} “{1}”: {2}, can be changed',
        segment.id,
        nameOf(segment).forTerminal(),
        kindLabel(segment),
      ),
    };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { message: argumentText(given), error };
  }
}

/** Upload records can be written, and only this user can read them. */
async function checkFolder(setup: Setup): Promise<Finding> {
  const { exists, isOpen, free } = await setup.inspectStateFolder();
  const message = present([
    setup.stateFolder,
    exists ? undefined : t('can be created'),
    isOpen && t('others can read it until the next upload'),
    free !== undefined && t('{0} free', size(free)),
  ]).join(', ');
  return {
    message,
    ...(free !== undefined &&
      free < LITTLE_SPACE && {
        advice: t(
          'Free some space: upload records are written there, and copies of files where {0} says.',
          optionName('keep'),
        ),
      }),
  };
}

/** The next update of each segment can compare with everything that is in the list. */
async function checkUpdates(setup: Setup): Promise<Finding[]> {
  const stopped = await setup.stoppedUpdates();
  if (stopped.length === 0) return [{ message: t('none would stop') }];
  const advice = t(
    'Put it back, or allow it once ({0}).',
    optionValue('allow', 'previous-unknown'),
  );
  return stopped.map(({ segment, unknown }) => ({
    message: segment,
    error: new Failure(
      'previous-unknown',
      `${stoppedUpdateText(segment, [...unknown])} ${advice}`,
      OPERATION,
    ),
  }));
}

/** No removal from every segment is due: people may be in segments until it is sent again. */
async function checkRemovals(setup: Setup): Promise<Finding[]> {
  const due = await setup.dueRemovals();
  if (due.length === 0) return [{ message: t('none is due') }];
  const advice = t(
    'The next “run” or “uploads resume --all” of this account finishes it, unless people were typed: type them again.',
  );
  const error = new Failure('incomplete', advice, OPERATION);
  return due.map(({ record: { id }, at }) => ({
    message: t('{0} is due after {1}', id, utcDateTime(at)),
    ...(at > setup.now() ? { advice } : { error }),
  }));
}
