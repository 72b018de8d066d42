import { t } from '@vscode/l10n';
import type { Account, Retailer } from '../../api/apiTypes';
import { checkApiVersion } from '../../api/baseUrl';
import type { RetailMediaClient } from '../../api/client';
import type { ClientOptions } from '../../api/options';
import { DisposableOwner } from '../../common/disposableOwner';
import { Emitter } from '../../common/events';
import { Failure } from '../../common/failure';
import { KeyedQueue } from '../../common/keyedQueue';
import { argumentText } from '../../common/messageText';
import { OutsideText } from '../../common/outsideText';
import type { KeyValueStore, Log } from '../state';
import {
  SANDBOX_ORIGIN,
  type AccountHandle,
  type Accounts,
  type AccountsState,
  type NoticesOfApi,
} from './account';
import { isEntryFor, type AccountSetting, type AccountSettings } from './accountSettings';
import { RetailerNames } from './retailerNames';
import type { SandboxProcess } from './sandboxProcess';
import type { Session, SessionStore } from './sessions';
import { endWarning } from './versionEnds';

/** The last selected account, as stored across restarts. */
interface Selected {
  sessionId: string;
  accountId: string;
  label?: string;
}

const SELECTED = 'criteoAudiences.selectedAccount';

/** A session that can send requests: its base URL is known and its secret was read. */
interface Connection {
  session: Session;
  client: RetailMediaClient;
}

/** The signed-in sessions and the accounts shown. The only source of API clients. */
export class AccountService extends DisposableOwner implements Accounts {
  private readonly changed = this.register(new Emitter<void>());
  readonly onDidChange = this.changed.event;
  private readonly names: RetailerNames;
  private connections = new Map<string, Connection>();
  /** The API version of the current clients. */
  private version: string | undefined;
  /** Clients that verified the credentials of a session being stored. They already have a token. */
  private readonly verifiedClients = new Map<string, RetailMediaClient>();
  private handles: AccountHandle[] = [];
  private started: Promise<void> | undefined;
  private starting = true;
  private readonly queue = new KeyedQueue();

  /** Sends no request and reads nothing before `start`. */
  constructor(
    readonly sessions: SessionStore,
    readonly sandbox: Pick<SandboxProcess, 'ensure' | 'reset' | 'onDidEnd'>,
    readonly settings: AccountSettings,
    private readonly store: KeyValueStore,
    private readonly log: Log,
    private readonly loadNotices: () => Promise<NoticesOfApi>,
    /** For every client. */
    private readonly clientOptions: Pick<
      ClientOptions,
      'userAgent' | 'agent' | 'rateLimiter' | 'timing' | 'patience'
    >,
  ) {
    super();
    this.names = this.register(
      new RetailerNames(
        () => settings.retailerNames(),
        () => this.changed.fire(),
      ),
    );
    this.register(sessions.onDidChange(() => void this.reconnect()));
    this.register(sandbox.onDidEnd(() => void this.reconnect()));
    this.register(
      settings.onDidChange(() => {
        if (settings.apiVersion() !== this.version) void this.reconnect();
        else this.refreshHandles();
      }),
    );
  }

  /** Reads the sessions, and starts the sandbox if it was in use. Sends no request to the API. */
  start(): Promise<void> {
    this.started ??= this.connect()
      .catch((error: unknown) => {
        this.started = undefined;
        throw error;
      })
      .finally(() => {
        this.starting = false;
        this.refreshHandles();
      });
    return this.started;
  }

  get state(): AccountsState {
    if (this.starting) return 'starting';
    if (this.sessions.all().length === 0) return 'signedOut';
    return this.handles.length === 0 ? 'noAccount' : 'ready';
  }

  shown(): readonly AccountHandle[] {
    return this.handles;
  }

  selected(): AccountHandle | undefined {
    return this.handles[0];
  }

  byKey(key: string): AccountHandle | undefined {
    return this.handles.find((handle) => handle.key === key);
  }

  async require(accountId?: string): Promise<AccountHandle> {
    await this.start();
    const found =
      accountId === undefined
        ? this.selected()
        : this.handles.find((handle) => handle.accountId === accountId);
    if (this.sessions.all().length === 0) {
      throw new Failure(
        'signed-out',
        t('You aren’t signed in. Sign in to Criteo Retail Media, or try the sandbox account.'),
        'account',
      );
    }
    // Checked even if a client for an earlier version still exists.
    this.versionInUse();
    if (found) return found;
    if (accountId === undefined)
      throw new Failure(
        'no-account',
        t('No account is selected. Select an account first.'),
        'account',
      );
    throw new Failure(
      'unknown-account',
      t('Account {0} isn’t one of the accounts shown. Select it first.', accountId),
      'account',
    );
  }

  /**
   * The client of a session, for requests that need no account: who-am-I and the list of accounts.
   * Rejects with `Failure` 'signed-out' or 'bad-setting'.
   */
  async client(sessionId: string): Promise<RetailMediaClient> {
    await this.start();
    const connection = this.connections.get(sessionId);
    this.versionInUse();
    if (connection) return connection.client;
    throw new Failure(
      'signed-out',
      t('Session {0} has ended. Sign in again.', argumentText(sessionId)),
      'account',
    );
  }

  /**
   * Creates a client for credentials that aren't stored yet. Loads the client module on first use.
   */
  async newClient(
    baseUrl: string,
    clientId: string,
    clientSecret: string,
  ): Promise<RetailMediaClient> {
    const version = this.versionInUse();
    const { RetailMediaClient } = await import('../../api/client');
    const notices = await this.loadNotices();
    return new RetailMediaClient({
      ...this.clientOptions,
      baseUrl,
      version,
      clientId,
      clientSecret,
      log: ({ operation, method, path, status, ms, traceId, code, system, try: nth }) => {
        const line = `${operation} ${method} ${path} ${status ?? '-'} ${Math.round(ms)} ms try=${nth} traceId=${traceId ?? '-'}`;
        if (code) this.log.warn(`${line} code=${code}${system ? ` system=${system}` : ''}`);
        else this.log.info(line);
      },
      onRemark: (remark) => notices.remarked(remark),
      onRateLimitWait: (operation, until) => notices.held(operation, until),
    });
  }

  /**
   * Stores a session and connects it, reusing `client` if given, so that the next request can use
   * it. `createSession`: see `SessionStore.put`.
   */
  async keep(
    id: string,
    secret: string,
    createSession: (others: readonly Session[]) => Session,
    client?: RetailMediaClient,
  ): Promise<Session> {
    await this.start();
    if (client) this.verifiedClients.set(id, client);
    try {
      const session = await this.sessions.put(id, secret, createSession);
      await this.connect();
      return session;
    } finally {
      if (this.verifiedClients.get(id) === client) this.verifiedClients.delete(id);
      this.refreshHandles();
    }
  }

  /** Forgets a session: its secret, its client, and the account selected from it. */
  async forget(sessionId: string): Promise<void> {
    await this.sessions.remove(sessionId);
    this.connections.delete(sessionId);
    if (this.store.get<Selected>(SELECTED)?.sessionId === sessionId)
      await this.store.update(SELECTED, undefined);
    this.refreshHandles();
  }

  /** The cached access token, or an empty string. Never the secret, and never sends a request. */
  async cachedToken(sessionId: string): Promise<string> {
    await this.started;
    return this.connections.get(sessionId)?.client.cachedToken() ?? '';
  }

  /** Queued: two calls at once would each look for its account among those the other one shows. */
  select(sessionId: string, account: Account): Promise<AccountHandle> {
    return this.queue.run(SELECTED, async () => {
      const selected: Selected = {
        sessionId,
        accountId: account.id,
        label: account.name?.forTree(),
      };
      await this.store.update(SELECTED, selected);
      this.refreshHandles();
      return this.require(account.id);
    });
  }

  /** Deselects an account and removes it from the accounts listed in the settings. */
  async unselect({ accountId, sessionId }: AccountHandle): Promise<void> {
    const selected = this.store.get<Selected>(SELECTED);
    if (selected?.accountId === accountId && selected.sessionId === sessionId)
      await this.store.update(SELECTED, undefined);
    const listed = this.settings.accountsAsWritten();
    const left = listed.filter((entry) => !isEntryFor(entry, accountId, sessionId));
    if (left.length < listed.length) await this.settings.writeAccounts(left);
    this.refreshHandles();
  }

  signedIn(origin: string, clientId: string): boolean {
    return this.sessions
      .all()
      .some((session) => session.clientId === clientId && originOf(session) === origin);
  }

  retailerName(account: AccountHandle, retailerId: string | undefined): OutsideText | undefined {
    return this.names.name(account, retailerId);
  }

  retailers(account: AccountHandle): Promise<readonly Retailer[]> {
    return this.names.all(account);
  }

  /** Waits for startup, then connects again. */
  private async reconnect(): Promise<void> {
    await this.started;
    await this.connect();
    this.refreshHandles();
  }

  /**
   * Queued: two at once would create two clients per session, each with its own token and rate
   * limiter.
   */
  private connect(): Promise<void> {
    return this.queue.run('connect', () => this.connectAll());
  }

  private async connectAll(): Promise<void> {
    this.version = this.settings.apiVersion();
    await this.sessions.ready();
    const open = async (session: Session): Promise<Connection | undefined> => {
      try {
        return await this.connection(session);
      } catch (error) {
        this.log.error(
          `session could not be opened: ${error instanceof Failure ? error.code : 'unexpected'}`,
        );
        return undefined;
      }
    };
    // In parallel, so that a slow sandbox start doesn't delay the other sessions.
    const connections = await Promise.all(this.sessions.all().map(open));
    this.connections = new Map(
      connections.flatMap((connection) =>
        connection ? [[connection.session.id, connection] as const] : [],
      ),
    );
  }

  private async connection(session: Session): Promise<Connection | undefined> {
    let { baseUrl } = session;
    let secret = await this.sessions.secret(session.id);
    if (session.sandbox) {
      const address = await this.sandbox.ensure();
      baseUrl = address.url;
      secret = address.clientSecret;
    }
    if (secret === undefined) return undefined;
    const version = this.versionInUse();
    const warning = session.sandbox ? undefined : endWarning(version, Date.now());
    if (warning !== undefined) (await this.loadNotices()).versionEnds(version, warning);
    // Keep a client that still matches, with its token and its rate limiter.
    const old = [this.verifiedClients.get(session.id), this.connections.get(session.id)?.client];
    const fits = old.find(
      (client) =>
        client?.baseUrl === baseUrl && client.version === version && client.hasSecret(secret),
    );
    return {
      session,
      client: fits ?? (await this.newClient(baseUrl, session.clientId, secret)),
    };
  }

  private refreshHandles(): void {
    const before = new Map(this.handles.map((handle) => [handle.key, handle]));
    const listed = this.settings.accounts();
    const protectedHere = this.settings.protectedByWorkspace();
    const selected = this.store.get<Selected>(SELECTED);
    const accounts = selected
      ? [
          selected,
          ...listed
            .filter((entry) => !isEntryFor(entry, selected.accountId, selected.sessionId))
            .map(toSelected),
        ]
      : listed.map(toSelected);
    const handles = accounts.flatMap((item) => {
      const connection = item.sessionId
        ? this.connections.get(item.sessionId)
        : [...this.connections.values()].find((other) => !other.session.sandbox);
      if (!connection) return [];
      const entries = listed.filter(({ id }) => id === item.accountId);
      const setting =
        entries.find(({ session }) => session === connection.session.id) ??
        entries.find(({ session }) => session === undefined);
      const handle: AccountHandle = {
        key: `${connection.session.sandbox ? 'sandbox' : connection.client.baseUrl}|${connection.session.clientId}|${item.accountId}`,
        accountId: item.accountId,
        label: OutsideText.name(setting?.label ?? item.label ?? item.accountId),
        sessionId: connection.session.id,
        origin: originOf(connection.session),
        clientId: connection.session.clientId,
        sandbox: connection.session.sandbox,
        // Whatever session the entry names: a missed protection costs more than an extra one.
        isProtected: entries.some((entry) => entry.protected) || protectedHere.has(item.accountId),
        client: connection.client,
      };
      const old = before.get(handle.key);
      return [old && same(old, handle) ? old : handle];
    });
    // Two entries of the setting can resolve to the same account.
    this.handles = [...new Map(handles.map((handle) => [handle.key, handle])).values()];
    this.changed.fire();
  }

  /** Throws `Failure` 'bad-setting' for an invalid version: no session can send a request then. */
  private versionInUse(): string {
    const checked = checkApiVersion(this.settings.apiVersion());
    if (checked.ok) return checked.version;
    throw new Failure('bad-setting', checked.message, 'account');
  }
}

/** The sandbox gets a new port at each start, but what is bound to it stays bound. */
function originOf({ sandbox, baseUrl }: Session): string {
  return sandbox ? SANDBOX_ORIGIN : new URL(baseUrl).origin;
}

function toSelected({
  id,
  label,
  session,
}: AccountSetting): Partial<Selected> & { accountId: string } {
  return { sessionId: session, accountId: id, label };
}

function same(a: AccountHandle, b: AccountHandle): boolean {
  return (
    a.client === b.client && OutsideText.same(a.label, b.label) && a.isProtected === b.isProtected
  );
}
