import { t } from '@vscode/l10n';
import {
  authentication,
  EventEmitter,
  type AuthenticationProvider,
  type AuthenticationProviderAuthenticationSessionsChangeEvent,
  type AuthenticationSession,
} from 'vscode';
import type { AccountService } from '../../app/accounts/accountService';
import type { Session } from '../../app/accounts/sessions';
import { DisposableOwner } from '../../common/disposableOwner';

const PROVIDER_ID = 'criteo';

/**
 * Shows the sessions in the editor's Accounts menu, and signs in and out from there. The extension
 * itself uses `SessionStore`, because `authentication.getSession` opens a dialog even for the
 * extension that owns the provider.
 */
export class CriteoAuthentication extends DisposableOwner implements AuthenticationProvider {
  private readonly changed = this.register(
    new EventEmitter<AuthenticationProviderAuthenticationSessionsChangeEvent>(),
  );
  readonly onDidChangeSessions = this.changed.event;
  private last: readonly Session[] = [];

  constructor(
    private readonly accounts: AccountService,
    private readonly signIn: () => Promise<Session>,
    private readonly signOut: (sessionId: string) => Promise<void>,
  ) {
    super();
    this.register(
      authentication.registerAuthenticationProvider(PROVIDER_ID, t('Audience Segments'), this, {
        supportsMultipleAccounts: true,
      }),
    );
    this.register(accounts.sessions.onDidChange(() => this.fireChanges()));
  }

  /** Sends no request: `accessToken` is the cached one, or empty if no request needed one yet. */
  async getSessions(): Promise<AuthenticationSession[]> {
    await this.accounts.sessions.ready();
    this.last = this.accounts.sessions.all();
    return Promise.all(this.last.map((session) => this.withToken(session)));
  }

  async createSession(): Promise<AuthenticationSession> {
    return this.withToken(await this.signIn());
  }

  removeSession(sessionId: string): Promise<void> {
    return this.signOut(sessionId);
  }

  private async withToken(session: Session): Promise<AuthenticationSession> {
    return editorSession(session, await this.accounts.cachedToken(session.id));
  }

  private fireChanges(): void {
    const now = this.accounts.sessions.all();
    const before = this.last;
    this.last = now;
    const isIn = (sessions: readonly Session[], { id }: Session): boolean =>
      sessions.some((other) => other.id === id);
    const shown = (sessions: readonly Session[]): AuthenticationSession[] =>
      sessions.map((session) => editorSession(session, ''));
    this.changed.fire({
      added: shown(now.filter((session) => !isIn(before, session))),
      removed: shown(before.filter((session) => !isIn(now, session))),
      changed: shown(now.filter((session) => isIn(before, session))),
    });
  }
}

function editorSession({ id, label }: Session, accessToken: string): AuthenticationSession {
  return { id, account: { id, label: label.forTree() }, scopes: [], accessToken };
}
