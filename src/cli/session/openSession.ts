import { join } from 'node:path';
import { t } from '@vscode/l10n';
import type { Account } from '../../api/apiTypes';
import { checkApiUrl, checkApiVersion, DEFAULT_API } from '../../api/baseUrl';
import { systemClock } from '../../api/clock';
import { DEFAULT_TIMING } from '../../api/options';
import { RateLimiter } from '../../api/rateLimiter';
import { Patience } from '../../api/wire/patience';
import type { AccountHandle } from '../../app/accounts/account';
import { AccountService } from '../../app/accounts/accountService';
import type { AccountSettings } from '../../app/accounts/accountSettings';
import { SandboxProcess } from '../../app/accounts/sandboxProcess';
import { SessionStore } from '../../app/accounts/sessions';
import {
  listAccounts,
  SANDBOX_SESSION,
  signInUnverified,
  useSandbox,
} from '../../app/accounts/signIn';
import { Arguments } from '../../app/arguments';
import { AudienceList } from '../../app/audiences/audienceList';
import { keptOutList } from '../../app/removals/keptOutList';
import { RemovalRecords, removalsFolder } from '../../app/removals/removalRecords';
import { uploadLocksOf, type UploadLocks } from '../../app/segments/changes/uploadLocks';
import { createHistory } from '../../app/segments/history';
import { SegmentList } from '../../app/segments/segmentList';
import type { SentTo } from '../../app/segments/sizes/knownSizes';
import type { Log } from '../../app/state';
import {
  checkStateFolder,
  inspectStateFolder,
  openStateFolder,
  type StateFolder,
} from '../../app/stateFolder';
import { stateFolderOf } from '../../app/terminalFolder';
import { SETTINGS, type UploadSettings } from '../../app/uploads/choices/choices';
import { listsOfJob } from '../../app/uploads/choices/suppressionChoice';
import { Drafts } from '../../app/uploads/draft/drafts';
import { startOverByRecord } from '../../app/uploads/draft/startOverAlone';
import { Pairings } from '../../app/uploads/pairings/pairings';
import { sentByRecords } from '../../app/uploads/plan/sentUploads';
import { UploadOpener } from '../../app/uploads/upload';
import { VERSION } from '../../app/version';
import { DisposableOwner } from '../../common/disposableOwner';
import { badArgument, Failure } from '../../common/failure';
import { lazy } from '../../common/lazy';
import { pick } from '../../common/records';
import { configureOtherVersions, otherVersionText } from '../../common/recordVersion';
import { UploadEngine } from '../../upload/engine';
import { DEFAULT_OPTIONS } from '../../upload/uploadTypes';
import { argumentsOf } from '../flags';
import type { GlobalOptions } from '../globalOptions';
import type { Host } from '../host';
import { readCredentials, takeSecret } from './credentials';
import { localFiles } from './localFiles';
import { memorySecrets, memoryValues } from './memoryStores';
import { requireUsable } from './stateFolderPath';
import { heldLines, longestWaitOf, waitingLocks, waitLines } from './waits';

/**
 * The product, composed for one run of the command line. Nothing is read or requested before it is
 * used.
 */
export class Session extends DisposableOwner {
  readonly stateFolder: string;
  readonly accounts: AccountService;
  readonly list;
  readonly audiences;
  readonly history;
  /** How long anything that it asks for may go without an answer. */
  readonly patience: Patience;
  readonly #secret: string | undefined;
  #engine: UploadEngine | undefined;
  /** The names of the accounts that were chosen, which count as protected unless they are the sandbox's. */
  readonly #chosen = new Map<string, string | undefined>();

  constructor(
    private readonly options: GlobalOptions,
    private readonly host: Host,
    note: (line: string) => void,
  ) {
    super();
    const { terminal } = host;
    const log: Log = logTo(options.verbose ? terminal : undefined);
    configureOtherVersions((path) => note(otherVersionText(path)));
    this.#secret = takeSecret(terminal.env);
    this.stateFolder = options.stateDir
      ? terminal.resolve(options.stateDir)
      : stateFolderOf(terminal.env);
    const { maxRequestsPerMinute } = options;
    const share = new Arguments(
      argumentsOf({ maxRequestsPerMinute }, ['maxRequestsPerMinute']),
      'options',
    ).optionalCount('maxRequestsPerMinute');
    const longestWait = longestWaitOf(options.maxWait);
    this.patience = new Patience(longestWait, waitLines(note));
    this.lists = waitingLocks(uploadLocksOf(this.engine), longestWait, note);
    // One run is of one application.
    const rateLimiter = new RateLimiter(systemClock, share);
    const held = heldLines(note, this.patience);
    let saysEnd = false;
    this.accounts = this.register(
      new AccountService(
        this.register(new SessionStore(memorySecrets())),
        this.register(
          new SandboxProcess(this.#file('sandbox.js'), join(this.stateFolder, 'sandbox'), log, {
            ownGroup: true,
            open: this.#openForSandbox,
          }),
        ),
        this.#settings(),
        memoryValues(),
        log,
        async () => ({
          versionEnds: (_, text) => {
            // Once, not each time that it connects.
            if (!saysEnd) terminal.note(text);
            saysEnd = true;
          },
          remarked: ({ text }) => terminal.note(text),
          held,
        }),
        {
          userAgent: `criteo-audiences/${VERSION} node/${process.versions.node}`,
          agent: host.agent,
          rateLimiter,
          timing: { maxWait: Math.min(longestWait, DEFAULT_TIMING.maxWait) },
          patience: this.patience,
        },
      ),
    );
    this.list = this.register(new SegmentList(this.accounts));
    this.audiences = this.register(new AudienceList(this.accounts));
    this.history = this.register(
      createHistory(this.stateFolder, (line) => log.warn(line), this.open),
    );
    // A later reading is for a window that stays open.
    const scheduled = { add: async (): Promise<void> => undefined };
    this.uploads = new UploadOpener(
      this.accounts,
      // A receipt has the names that are on record: looking up others would take requests.
      { find: () => undefined },
      this.engine,
      this.history,
      scheduled,
    );
    this.uploads.startOver = startOverByRecord(
      { draft: (...draft) => this.drafts().draft(...draft) },
      this.engine,
    );
    this.log = log;
  }

  readonly log: Log;

  /** The engine, whose records are in the state folder. */
  readonly engine = (): UploadEngine =>
    (this.#engine ??= new UploadEngine({
      storageDir: this.stateFolder,
      workerPath: this.#file('worker.js'),
      l10n: this.host.l10n,
      log: (line) => this.log.info(line),
      isKeptOut: (removal) =>
        new RemovalRecords(removalsFolder(this.stateFolder)).isKeptOut(removal),
    }));

  /** For the segment commands. */
  readonly lists: UploadLocks;

  /** See `SizeSources`. */
  readonly sentTo = async (...segment: Parameters<SentTo>): Promise<ReturnType<SentTo>> =>
    (await this.#sentByRecords())?.(...segment);

  /**
   * Reads the records of uploads, once per run, for what only says what is known of sizes: without
   * records that can be read, what the history says has to do. Resolves with whether they could be read.
   */
  readonly readRecords = lazy(() =>
    this.engine()
      .refresh()
      .then(
        () => true,
        () => false,
      ),
  );

  readonly #sentByRecords = lazy(async () =>
    (await this.readRecords()) ? sentByRecords(this.engine().jobs()) : undefined,
  );

  /** Nothing is remembered for a next run. */
  readonly recent = { forget: async (): Promise<void> => undefined };

  readonly uploads: UploadOpener;

  /**
   * Drafts of files on disk, which send nobody who was removed to be kept out. `settings`: where the
   * arguments differ from the defaults. `segments`: where segments are read.
   */
  drafts(
    settings: Partial<UploadSettings> = {},
    segments: Pick<SegmentList, 'find' | 'search'> = this.list,
  ): Drafts {
    const keptOut = keptOutList(this.stateFolder);
    return new Drafts(
      this.accounts,
      segments,
      this.audiences,
      this.history,
      new Pairings(memoryValues()),
      localFiles({
        ...pick(DEFAULT_OPTIONS, SETTINGS),
        ...settings,
        ...(keptOut && { suppress: listsOfJob([keptOut]) }),
      }),
      this.uploads,
    );
  }

  /** Removals of people from every segment. */
  readonly removals = lazy(async () => {
    const { openRemovals } = await import('./openRemovals');
    return this.register(openRemovals(this));
  });

  /** A file of the package. */
  #file(name: string): string {
    return join(this.host.packageFolder, name);
  }

  /**
   * Opens the state folder: call it before anything is written there. Rejects with `Failure`
   * 'state-folder' if it can't be used.
   */
  readonly open = lazy(async () =>
    requireUsable(this.stateFolder, await openStateFolder(this.stateFolder)),
  );

  /** Whether a folder that doesn't exist may be created for the sandbox, too. */
  mayCreateFolder = true;

  /** Without the folder, the sandbox keeps nothing. */
  readonly #openForSandbox = async (): Promise<boolean> => {
    if (!this.mayCreateFolder && !(await this.inspect()).exists) return false;
    await this.open();
    return true;
  };

  /** Looks at the state folder without creating it. Rejects as `open` would. */
  async inspect(): Promise<StateFolder> {
    const found = await inspectStateFolder(this.stateFolder);
    requireUsable(this.stateFolder, found.reason);
    return found;
  }

  /** For what only reads there: it need not exist. Rejects as `open`. */
  async check(): Promise<void> {
    requireUsable(this.stateFolder, await checkStateFolder(this.stateFolder));
  }

  /**
   * Signs in with the given credentials, or to the sandbox. Sends no request to Criteo. Resolves
   * with the session's ID.
   */
  readonly signIn = lazy(async () => {
    if (this.options.sandbox) {
      await useSandbox(this.accounts);
      return this.accounts.sessions.all()[0].id;
    }
    this.requireAddress();
    return (await signInUnverified(this.accounts, await this.credentials())).id;
  });

  /** Whether there is anything to sign in with. */
  get hasCredentials(): boolean {
    const { CRITEO_CLIENT_ID: id, CRITEO_CLIENT_SECRET_FILE: file } = this.host.terminal.env;
    return (
      Boolean(id) || Boolean(file) || Boolean(this.#secret) || this.options.secret !== undefined
    );
  }

  /** The client ID and secret of this run. Rejects as `readCredentials`. */
  readonly credentials = lazy(() =>
    readCredentials(this.options.secret, this.#secret, this.host.terminal),
  );

  /** The account that is named, and by which option or variable. Throws `Failure` 'bad-argument'. */
  namedAccount(accountId?: string): { id: string; by: string } | undefined {
    const { sandbox, account: [option] = [] } = this.options;
    // The environment is about Criteo, not about the sandbox.
    const variable = sandbox ? undefined : this.host.terminal.env.CRITEO_ACCOUNT_ID;
    const account = accountId ?? option ?? (variable || undefined);
    const id = new Arguments({ account }, 'account').optionalId('account');
    const by = (accountId ?? option) === undefined ? 'CRITEO_ACCOUNT_ID' : '--account';
    return id === undefined ? undefined : { id, by };
  }

  /**
   * The account by ID, otherwise the chosen one, otherwise the only one that the app has. Rejects
   * with `Failure` 'no-account', 'signed-out', 'bad-argument', or the API's error.
   */
  async account(accountId?: string): Promise<AccountHandle> {
    const sessionId = await this.signIn();
    const { accounts, options } = this;
    const { id } = this.namedAccount(accountId) ?? {};
    if (options.sandbox && (id === undefined || id === accounts.selected()?.accountId)) {
      const own = await accounts.require();
      this.#chosen.set(own.accountId, own.label.forTree());
      return own;
    }
    const chosen = id === undefined ? await this.#onlyAccount(sessionId) : { id, countries: [] };
    if (chosen === undefined)
      throw new Failure(
        'no-account',
        t('Which account? Pass its ID with --account, or set CRITEO_ACCOUNT_ID.'),
        'account',
      );
    this.#chosen.set(chosen.id, chosen.name?.forTree());
    return accounts.select(sessionId, chosen);
  }

  /** All accounts that are named, each once; otherwise the one that `account` finds. Rejects as that. */
  async allAccounts(): Promise<AccountHandle[]> {
    const handles: AccountHandle[] = [];
    for (const id of new Set(this.options.account ?? [undefined]))
      handles.push(await this.account(id));
    return handles;
  }

  /** The account of an application that has exactly one; undefined also if it can't list any. */
  async #onlyAccount(sessionId: string): Promise<Account | undefined> {
    const all = await listAccounts(this.accounts, sessionId);
    return all?.length === 1 ? all[0] : undefined;
  }

  /** Stops what is under way, and the sandbox. */
  async close(): Promise<void> {
    await this.#engine?.dispose();
    this.dispose();
  }

  /**
   * The address of the API. Throws `Failure` 'bad-argument' that names the flag or variable with an
   * invalid address or version.
   */
  requireAddress(): string {
    const { settings } = this.accounts;
    const url = checkApiUrl(settings.apiUrl());
    const version = checkApiVersion(settings.apiVersion());
    const invalid = (name: string, message: string): Failure =>
      badArgument('signIn', t('{0}: {1}', name, message));
    if (!url.ok)
      throw invalid(
        this.options.apiUrl === undefined ? 'CRITEO_API_URL' : '--api-url',
        url.message,
      );
    if (!version.ok) throw invalid('--api-version', version.message);
    return url.base;
  }

  #settings(): AccountSettings {
    const { apiUrl, apiVersion, sandbox } = this.options;
    return {
      apiUrl: () => apiUrl ?? (this.host.terminal.env.CRITEO_API_URL || DEFAULT_API.url),
      apiVersion: () => apiVersion ?? DEFAULT_API.version,
      // In the terminal, every live account counts as protected.
      accounts: () =>
        [...this.#chosen].map(([id, label]) => ({
          ...{ id, label, protected: !sandbox },
          session: sandbox ? SANDBOX_SESSION : undefined,
        })),
      protectedByWorkspace: () => new Set(),
      accountsAsWritten: () => [],
      writeAccounts: async () => undefined,
      retailerNames: () => ({}),
      onDidChange: () => ({ dispose: () => undefined }),
    };
  }
}

function logTo(terminal: Host['terminal'] | undefined): Log {
  const write = (line: string): void => terminal?.note(line);
  return { info: write, warn: write, error: write };
}
