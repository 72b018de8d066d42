import type { ClientOptions } from '../../../../src/api/options';
import { AccountService } from '../../../../src/app/accounts/accountService';
import { SessionStore } from '../../../../src/app/accounts/sessions';
import { Emitter } from '../../../../src/common/events';
import { closeServers, reply, serve, type Seen, type Server } from '../../api/support';
import { Secrets, Settings, Store } from './ports';

/** Account services over one storage, against a server with the accounts of each application. */
export class AccountsBench {
  secrets = new Secrets();
  settings = new Settings();
  store = new Store();
  /** Errors in the log, and what the API says. */
  notices: string[] = [];
  /** The accounts that an application, by client ID, can list; absent: it lacks the permission. */
  listed = new Map<string, string[]>();
  server!: Server;
  readonly sandboxEnded = new Emitter<void>();
  readonly #services: AccountService[] = [];

  async start(): Promise<void> {
    [this.secrets, this.settings, this.store] = [new Secrets(), new Settings(), new Store()];
    [this.notices, this.listed] = [[], new Map<string, string[]>()];
    const clientOf = (seen: Seen): string => String(seen.headers.authorization).slice(7);
    this.server = await serve(
      (seen, response) => {
        if (seen.path.endsWith('/me'))
          return reply(response, 200, {
            data: { id: '1', type: 'Application', attributes: { name: 'App' } },
          });
        const ids = this.listed.get(clientOf(seen));
        if (!ids) return reply(response, 403, { errors: [{ code: 'no', type: 'access-control' }] });
        reply(response, 200, {
          data: ids.map((id) => ({ id, type: 'Account', attributes: { name: `Account ${id}` } })),
          metadata: { totalItemsAcrossAllPages: ids.length, currentPageIndex: 0, totalPages: 1 },
        });
      },
      (seen, response) =>
        reply(response, 200, {
          access_token: new URLSearchParams(seen.body).get('client_id'),
          token_type: 'Bearer',
          expires_in: 900,
        }),
    );
  }

  async stop(): Promise<void> {
    for (const service of this.#services.splice(0)) service.dispose();
    await closeServers();
  }

  /** Another window, or the next start, on the same storage. */
  service(clientOptions?: Pick<ClientOptions, 'agent' | 'rateLimiter'>): AccountService {
    const service = new AccountService(
      new SessionStore(this.secrets),
      {
        ensure: async () => ({
          url: this.server.url,
          clientId: 'box',
          clientSecret: 's',
          accountId: '9',
        }),
        reset: async () => undefined,
        onDidEnd: this.sandboxEnded.event,
      },
      this.settings,
      this.store,
      {
        info: () => undefined,
        warn: () => undefined,
        error: (line) => this.notices.push(line),
      },
      async () => ({
        versionEnds: (version) => this.notices.push(`${version} ends`),
        remarked: ({ text }) => this.notices.push(text),
        held: () => () => undefined,
      }),
      { userAgent: 'test/1', ...clientOptions },
    );
    this.#services.push(service);
    return service;
  }
}

export function accountsBenchForEach(): AccountsBench {
  const bench = new AccountsBench();
  beforeEach(() => bench.start());
  afterEach(() => bench.stop());
  return bench;
}

/** Lets what an event started finish. */
export const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 20));
