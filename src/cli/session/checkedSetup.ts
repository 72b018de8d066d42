import { SANDBOX_ORIGIN } from '../../app/accounts/account';
import { listAccounts } from '../../app/accounts/signIn';
import type { Setup } from '../../app/doctor/setup';
import { dueOf } from '../../app/removals/dueAt';
import { readSegment } from '../../app/segments/access';
import { resolveSegmentId } from '../../app/segments/resolveSegment';
import { targetLabel } from '../../app/uploads/messages';
import { namesOfJob } from '../../app/uploads/target';
import { lazy } from '../../common/lazy';
import type { GlobalOptions } from '../globalOptions';
import type { Host } from '../host';
import type { Session } from './openSession';
import { proxyAddress } from './proxies';

/** The options of a check. */
export interface CheckFlags {
  segment?: string[];
  retailer?: string;
}

/** What `doctor` checks: the credentials, account and folder of this run. */
export function checkedSetup(
  session: Session,
  { agent }: Pick<Host, 'agent'>,
  { sandbox }: Pick<GlobalOptions, 'sandbox'>,
  { segment: segments = [], retailer }: CheckFlags,
): Setup {
  const { accounts, stateFolder } = session;
  const url = lazy(async () =>
    sandbox ? (await accounts.sandbox.ensure()).url : session.requireAddress(),
  );
  const client = lazy(async () => accounts.client(await session.signIn()));
  const account = lazy(() => session.account());
  const origin = (): string =>
    sandbox ? SANDBOX_ORIGIN : new URL(session.requireAddress()).origin;
  return {
    isSandbox: sandbox === true,
    credentials: session.credentials,
    address: async () => ({
      url: await url(),
      proxy: proxyAddress(agent(new URL(await url()))),
    }),
    reach: lazy(async () => {
      // Not the session's: without credentials there is none.
      const stranger = await accounts.newClient(await url(), '', '');
      await stranger.reach();
      return stranger;
    }),
    client,
    account: async () => {
      const handle = await account();
      const by = session.namedAccount()?.by;
      if (sandbox || by === undefined) return { handle, name: handle.label, by };
      // Only its name is missing without the list.
      const all = await listAccounts(accounts, handle.sessionId).catch(() => undefined);
      const found = all?.find(({ id }) => id === handle.accountId);
      return { handle, name: found?.name, by, isListed: all && found !== undefined };
    },
    signedIn: async () => ({
      client: await client(),
      accountId: (await account()).accountId,
    }),
    segments,
    segment: async (given) => {
      const handle = await account();
      const id = await resolveSegmentId(session, handle, given, retailer, 'doctor');
      return readSegment(session.list, handle, id, 'doctor');
    },
    stateFolder,
    inspectStateFolder: () => session.inspect(),
    stoppedUpdates: async () => {
      return (await session.engine().updates.stopped())
        .filter(({ target }) => target.origin === origin())
        .map(({ target, unknown }) => ({
          segment: targetLabel({
            segment: namesOfJob(accounts, session.list, target).segment,
          }).forTerminal(),
          unknown,
        }));
    },
    dueRemovals: async () =>
      dueOf(await (await session.removals()).all()).filter(
        ({ record }) => record.origin === origin(),
      ),
    now: () => Date.now(),
  };
}
