import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Audience, Segment } from '../../../../src/api/apiTypes';
import type { AccountHandle, Accounts } from '../../../../src/app/accounts/account';
import type { HistoryEntry } from '../../../../src/app/segments/history';
import type { SegmentList } from '../../../../src/app/segments/segmentList';
import type { Choices, UploadSettings } from '../../../../src/app/uploads/choices/choices';
import type { Draft, DraftOptions } from '../../../../src/app/uploads/draft/draft';
import { Drafts } from '../../../../src/app/uploads/draft/drafts';
import { startOverByRecord } from '../../../../src/app/uploads/draft/startOverAlone';
import type { Workspace } from '../../../../src/app/uploads/draft/workspace';
import type { DraftPlan, DraftStep } from '../../../../src/app/uploads/draftStep';
import { Pairings } from '../../../../src/app/uploads/pairings/pairings';
import { Upload, type OpenUpload } from '../../../../src/app/uploads/upload';
import { Emitter } from '../../../../src/common/events';
import { Failure } from '../../../../src/common/failure';
import { present } from '../../../../src/common/records';
import type { EngineOptions } from '../../../../src/upload/contract';
import type { UploadEngine } from '../../../../src/upload/engine';
import type { JobSummary, Report } from '../../../../src/upload/jobTypes';
import type { SourceFile } from '../../../../src/upload/uploadTypes';
import { keepThreads } from '../../../support/keptThreads';
import { people } from '../../../support/people';
import { Bench, csv, WORKER } from '../../upload/support/bench';
import { Store } from '../accounts/ports';
import { audienceList } from '../audiences/audiences';
import { account, segment } from '../segments/segments';

export const PERSON: DraftOptions = { by: 'person', command: 'uploadCsv', remembers: true };
export const PROGRAM: DraftOptions = { by: 'program', command: 'uploadCsv' };
export const CHECK: DraftOptions = { by: 'person', command: 'checkCsv', checks: true };
export const CHECK_BY_PROGRAM: DraftOptions = { ...CHECK, by: 'program' };

/**
 * Drafts over a real engine, real files and a sink that counts calls. Who is signed in, which
 * segments there are, what is known of them and what the editor knows of files are fakes.
 */
export class DraftBench extends Bench {
  /** The segments of each account, by its key, as the API has them. */
  readonly world = new Map<string, Segment[]>();
  shown: AccountHandle[] = [];
  isSignedIn = true;
  searches = 0;
  /** Instead of the segments that the API would give. */
  searching: (() => Promise<readonly Segment[]>) | undefined;
  readonly unsaved = new Set<string>();
  /** Content of virtual files, by uri. */
  readonly virtual = new Map<string, Uint8Array>();
  settings: (uri: string) => UploadSettings = () => SETTINGS;
  /** What an earlier reading said of a list. */
  reading: () => Promise<HistoryEntry | undefined> = () => Promise.resolve(undefined);
  /** Of every account; an error where they can't be read. */
  audiences: readonly Audience[] | Error = [];
  recorded: { account: AccountHandle; report: Report; readings: JobSummary['readings'] }[] = [];
  memory = new Store();
  workerPath = WORKER;
  #engine: UploadEngine | undefined;
  #drafts: Drafts | undefined;

  override async start(): Promise<void> {
    await super.start();
    for (const kept of [this.world, this.unsaved, this.virtual]) kept.clear();
    this.shown = [];
    this.isSignedIn = true;
    this.searches = 0;
    this.searching = undefined;
    this.settings = () => SETTINGS;
    this.reading = () => Promise.resolve(undefined);
    this.audiences = [];
    this.recorded = [];
    this.memory = new Store();
    this.addAccount({ key: 'k', accountId: '77' }, [
      segment('5', { accountId: '77', name: 'VIP' }),
      segment('6', { accountId: '77' }),
      segment('8', {
        accountId: '77',
        contactList: { isReadOnly: false, identifierType: 'CustomerId' },
      }),
    ]);
  }

  /** Shows an account whose calls go to the sink. */
  addAccount(parts: Partial<AccountHandle>, segments: Segment[]): AccountHandle {
    const added = account(this.client(), { origin: this.sink.url, clientId: 'id', ...parts });
    this.shown = [...this.shown.filter(({ key }) => key !== added.key), added];
    this.world.set(added.key, segments);
    return added;
  }

  get account(): AccountHandle {
    return this.shown[0];
  }

  into(segmentId = '5', account = this.account): NonNullable<Choices['into']> {
    return { account, segmentId };
  }

  override engine(options: Partial<EngineOptions> = {}): UploadEngine {
    return super.engine({ workerPath: this.workerPath, ...options });
  }

  get current(): UploadEngine {
    return (this.#engine ??= this.engine());
  }

  /** The window is closed, and opened again on the same folder. */
  async restart(): Promise<void> {
    await this.#engine?.dispose();
    this.#engine = undefined;
    this.#drafts = undefined;
  }

  readonly accounts: Accounts = {
    state: 'ready',
    onDidChange: () => ({ dispose: () => undefined }),
    shown: () => this.shown,
    selected: () => this.shown[0],
    require: (accountId) => {
      const found = this.shown.find(
        (one) => accountId === undefined || one.accountId === accountId,
      );
      if (!this.isSignedIn) return Promise.reject(new Failure('signed-out', 'Sign in first.'));
      return found
        ? Promise.resolve(found)
        : Promise.reject(new Failure('unknown-account', 'No such account.'));
    },
    byKey: (key) => this.shown.find((one) => one.key === key),
    signedIn: () => this.isSignedIn,
    retailerName: () => undefined,
    retailers: () => Promise.resolve([]),
  };

  readonly list = {
    find: ({ key }: AccountHandle, id: string) =>
      this.world.get(key)?.find((segment) => segment.id === id),
    search: ({ key }: AccountHandle, { segmentIds }: { segmentIds?: readonly string[] }) => {
      this.searches++;
      return (
        this.searching?.() ??
        Promise.resolve((this.world.get(key) ?? []).filter(({ id }) => segmentIds?.includes(id)))
      );
    },
  } as Partial<SegmentList> as SegmentList;

  readonly workspace: Workspace = {
    sourceOf: (uri): Promise<SourceFile> => {
      if (uri.startsWith('file:')) return Promise.resolve({ uri, path: fileURLToPath(uri) });
      const bytes = this.virtual.get(uri);
      return bytes
        ? Promise.resolve({ uri, bytes })
        : Promise.reject(new Failure('not-found', 'Not there any more.', 'uploadCsv'));
    },
    stampOf: (uri) => {
      const bytes = this.virtual.get(uri);
      if (bytes) return Promise.resolve({ size: bytes.length });
      if (!uri.startsWith('file:')) return Promise.resolve(undefined);
      const stats = fs.statSync(fileURLToPath(uri), { throwIfNoEntry: false });
      return Promise.resolve(stats && { size: stats.size, modifiedAt: stats.mtimeMs });
    },
    isUnsaved: (uri) => this.unsaved.has(uri),
    settingsOf: (uri) => this.settings(uri),
    isTrusted: false,
  };

  readonly open: OpenUpload = (jobId, account, begin) =>
    new Upload(jobId, account, this.services, begin);

  readonly services: ConstructorParameters<typeof Upload>[2] = {
    accounts: this.accounts,
    engine: () => this.current,
    record: (account, report, readings) =>
      Promise.resolve(void this.recorded.push({ account, report, readings })),
    receipt: (_, report) => Promise.resolve(report),
    startOver: (...started) => startOverByRecord(this.drafts, () => this.current)(...started),
    startedOver: new Emitter(),
  };

  /** What was added to the history of segments. */
  readonly kept: { segmentId: string; entry: HistoryEntry }[] = [];

  get pairings(): Pairings {
    return new Pairings(this.memory);
  }

  get drafts(): Drafts {
    return (this.#drafts ??= new Drafts(
      this.accounts,
      this.list,
      { all: () => audienceList(this.audiences).all(this.account), using: async () => [] },
      {
        of: async () => present([await this.reading()]),
        add: (_, segmentId, entry) => Promise.resolve(void this.kept.push({ segmentId, entry })),
      },
      this.pairings,
      this.workspace,
      { engine: () => this.current, open: this.open },
    ));
  }

  draft(choices: Partial<Choices>, manner: DraftOptions): Draft {
    return this.drafts.draft({ ...choices, files: choices.files ?? [this.chosen()] }, manner);
  }

  async check(
    choices: Partial<Choices>,
    manner: DraftOptions,
  ): Promise<{ draft: Draft; step: DraftStep }> {
    const draft = this.draft(choices, manner);
    return { draft, step: await draft.check() };
  }

  /** A file on the disk, by its uri. */
  chosen(
    content: string | Uint8Array = csv(people(10, 0, 'user')),
    name?: string,
  ): { uri: string } {
    return { uri: this.file(content, name).uri };
  }

  /** Gives a list this many identifiers. */
  fill(segmentId: string, size: number): void {
    this.sink.lists.set(segmentId, new Set(people(size, 0, 'before')));
  }

  /** Ids of the jobs that stand on the disk. */
  get stored(): string[] {
    const jobs = join(this.storage, 'jobs');
    return fs.existsSync(jobs) ? fs.readdirSync(jobs) : [];
  }
}

export function draftBenchForEach(): DraftBench {
  keepThreads();
  const bench = new DraftBench();
  beforeEach(() => bench.start());
  afterEach(async () => {
    await bench.restart();
    await bench.stop();
  });
  return bench;
}

export const SETTINGS: UploadSettings = {
  hash: 'none',
  dedupe: true,
  chunkSize: 50_000,
  concurrency: 4,
};

export function is<K extends DraftStep['kind']>(
  step: DraftStep,
  kind: K,
): asserts step is Extract<DraftStep, { kind: K }> {
  assert.equal(
    step.kind,
    kind,
    step.kind === 'blocked' || step.kind === 'needs' ? step.failure.message : undefined,
  );
}

/** The plan of a step that must be ready. */
export function readyOf(step: DraftStep): DraftPlan {
  is(step, 'ready');
  return step.planned;
}

/** Rejects with a failure of this code, told of its operation. */
export async function refuses(
  work: Promise<unknown>,
  code: string,
  operation?: string,
): Promise<void> {
  await assert.rejects(work, (error) => {
    assert.ok(error instanceof Failure, String(error));
    assert.equal(error.code, code, error.message);
    if (operation !== undefined) assert.equal(error.operation, operation);
    return true;
  });
}
