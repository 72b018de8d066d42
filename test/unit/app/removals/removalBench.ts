import * as fs from 'node:fs';
import { join } from 'node:path';
import type { Segment } from '../../../../src/api/apiTypes';
import type { AccountHandle } from '../../../../src/app/accounts/account';
import { RemovalRecords, removalsFolder } from '../../../../src/app/removals/removalRecords';
import { Removals } from '../../../../src/app/removals/removals';
import type { RemovalRecord, RemovalRequest } from '../../../../src/app/removals/removalTypes';
import { createHistory, type History } from '../../../../src/app/segments/history';
import type { SegmentList } from '../../../../src/app/segments/segmentList';
import { Failure } from '../../../../src/common/failure';
import { keepThreads } from '../../../support/keptThreads';
import { audienceList } from '../audiences/audiences';
import { segment } from '../segments/segments';
import { DraftBench } from '../uploads/draftBench';

/** Removals over a real engine, real files and a sink. */
export class RemovalBench extends DraftBench {
  now: () => number = Date.now;
  #removals: Removals | undefined;
  #history: ReturnType<typeof createHistory> | undefined;

  override async restart(): Promise<void> {
    this.#removals?.dispose();
    this.#removals = undefined;
    this.#history = undefined;
    await super.restart();
  }

  override async stop(): Promise<void> {
    this.now = Date.now;
    await super.stop();
  }

  get history(): History {
    return (this.#history ??= createHistory(this.storage, () => undefined));
  }

  get removals(): Removals {
    return (this.#removals ??= new Removals({
      accounts: this.accounts,
      segments: {
        search: async ({ key }: AccountHandle) =>
          (await this.searching?.()) ?? this.world.get(key) ?? [],
      } as Pick<SegmentList, 'search'>,
      audiences: { all: () => audienceList(this.audiences).all(this.account) },
      engine: () => this.current,
      history: this.history,
      scheduled: { add: () => Promise.resolve() },
      settingsOf: (uri) => this.settings(uri),
      listAccounts: () => Promise.resolve(this.shown.map(({ accountId }) => ({ id: accountId }))),
      receiptFolder: join(this.folder, 'receipts'),
      tool: '0.0.0',
      now: () => this.now(),
      records: new RemovalRecords(removalsFolder(this.storage)),
      stateFolder: this.storage,
      sourceOf: (uri, command) => this.workspace.sourceOf(uri, command),
      accountOf: (_, accountId) => {
        const found = this.shown.find((one) => one.accountId === accountId);
        return found
          ? Promise.resolve(found)
          : Promise.reject(new Failure('unknown-account', 'No such account.'));
      },
    }));
  }

  /** Asks for the removal of a file's people from the first account. */
  request(content: string, more: Partial<RemovalRequest> = {}): RemovalRequest {
    return {
      files: [this.file(content, 'gone.csv')],
      accounts: [this.account],
      options: {},
      folder: join(this.folder, 'receipts'),
      reference: 'TICKET-1',
      ...more,
    };
  }

  async remove(request: RemovalRequest): Promise<RemovalRecord> {
    return this.removals.run(await this.removals.plan(request), {});
  }

  /** Both files of a receipt. */
  receipt(record: RemovalRecord): string {
    const { text, json } = this.removals.receiptOf(record);
    return fs.readFileSync(text, 'utf8') + fs.readFileSync(json, 'utf8');
  }
}

export function removalBenchForEach(): RemovalBench {
  keepThreads();
  const bench = new RemovalBench();
  beforeEach(() => bench.start());
  afterEach(async () => {
    await bench.restart();
    await bench.stop();
  });
  return bench;
}

/** A contact list of a type. */
export function listOf(id: string, identifierType: string, parts: Partial<Segment> = {}): Segment {
  return segment(id, {
    accountId: '77',
    contactList: { isReadOnly: false, identifierType },
    ...parts,
  } as Parameters<typeof segment>[1]);
}
