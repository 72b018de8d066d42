import type { Disposable } from '../../common/events';
import type { Accounts } from '../accounts/account';
import type { Log } from '../state';
import type { JobEvents } from './jobEvents';

/** Signing out pauses a session's uploads: they can be resumed by the same client id. */
export function pauseOnSignOut(
  accounts: Pick<Accounts, 'onDidChange' | 'state' | 'signedIn'>,
  events: Pick<JobEvents, 'ifMade'>,
  log: Pick<Log, 'warn'>,
): Disposable {
  return accounts.onDidChange(() => {
    const engine = events.ifMade;
    if (!engine || accounts.state === 'starting') return;
    const gone = new Map(
      engine
        .jobs()
        .filter(({ target }) => !accounts.signedIn(target.origin, target.clientId))
        .map(({ target }) => [`${target.origin} ${target.clientId}`, target]),
    );
    for (const { origin, clientId } of gone.values()) {
      engine
        .stopForSignOut(origin, clientId)
        .catch(() => log.warn('uploads of a session that ended could not be paused'));
    }
  });
}
