import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Gate, newApp } from './api/auth';
import { ContactLists } from './api/contactLists';
import { makePrivateFolder, writePrivateFile } from './dataFiles';
import { Faults } from './faults';
import { ListStore } from './lists/listStore';
import { Recorder } from './recorder';
import { seedWorld } from './seed';
import { defaultSwitches, withSwitches, type Switches } from './switches';
import type { Segment, World } from './world';

/** The parts of one sandbox, its state, and how that is saved. */

export interface CoreOptions {
  /** The folder for credentials, segments and lists. Without it nothing is saved. */
  state?: string;
  seed?: number;
  clientId?: string;
  clientSecret?: string;
  switches?: Partial<Switches>;
  /** The clock, in Unix ms. */
  now?: () => number;
}

/**
 * Changes are saved together after this time, in milliseconds, so that a burst of requests costs
 * one file.
 */
const SAVE_AFTER = 10;

interface Saved {
  format: 1;
  world: Omit<World, 'segments'> & { segments: Segment[] };
  switches: Partial<Switches>;
}

export class Core {
  world: World = {
    apps: [],
    accounts: [],
    retailers: [],
    audiences: [],
    segments: new Map(),
    lastNumber: 0,
    computedAt: 0,
  };
  /** The switches that the sandbox started with, for a reset. */
  private readonly firstSwitches: Switches;
  /** The switches changed since; only these are saved. */
  private changedSwitches: Partial<Switches> = {};
  readonly now: () => number;
  readonly lists: ListStore;
  readonly recorder = new Recorder();
  readonly faults = new Faults();
  readonly gate: Gate;
  readonly contactLists: ContactLists;
  private nextSave: Promise<void> | undefined;
  private saving: Promise<void> = Promise.resolve();
  private isClosed = false;

  /** @throws TypeError for an unknown switch. */
  constructor(private readonly options: CoreOptions) {
    this.now = options.now ?? Date.now;
    this.firstSwitches = withSwitches(defaultSwitches(), options.switches ?? {});
    this.lists = new ListStore(options.state && path.join(options.state, 'lists'));
    this.gate = new Gate(
      () => this.world,
      () => this.switches,
      this.now,
    );
    this.contactLists = new ContactLists({
      world: () => this.world,
      switches: () => this.switches,
      lists: this.lists,
      recorder: this.recorder,
      now: this.now,
      changed: () => void this.changed(),
    });
  }

  get switches(): Switches {
    return { ...this.firstSwitches, ...this.changedSwitches };
  }

  /** @throws TypeError for an unknown switch. */
  setSwitches(wanted: Partial<Switches>): void {
    withSwitches(this.switches, wanted);
    this.changedSwitches = { ...this.changedSwitches, ...wanted };
    void this.changed();
  }

  /** Restores the saved state, or starts with the seed data. */
  async open(): Promise<void> {
    if (this.options.state) await makePrivateFolder(this.options.state);
    await this.lists.open();
    const saved = await this.read();
    if (saved) {
      this.world = {
        ...saved.world,
        segments: new Map(saved.world.segments.map((segment) => [segment.id, segment])),
      };
      // Switches given at this start override saved ones.
      this.changedSwitches = { ...saved.switches };
      for (const name of Object.keys(this.options.switches ?? {}))
        delete this.changedSwitches[name as keyof Switches];
      await this.lists.keepOnly((segmentId) => this.world.segments.has(segmentId));
    } else {
      await this.lists.keepOnly(() => false);
      await this.begin();
    }
    const [first] = this.world.apps;
    if (first && this.options.clientId !== undefined) first.clientId = this.options.clientId;
    if (first && this.options.clientSecret !== undefined)
      first.clientSecret = this.options.clientSecret;
    await this.save();
  }

  /**
   * Restores the seed data, with lists, counts, faults and switches as at the start. Applications
   * and credentials are kept.
   */
  async reset(): Promise<void> {
    await this.contactLists.settle();
    const { apps } = this.world;
    await this.lists.keepOnly(() => false);
    await this.begin(apps);
    this.recorder.reset();
    this.faults.clear();
    this.changedSwitches = {};
    await this.changed();
  }

  /**
   * Reports that the world changed. Resolves once that is saved, soon. A failure to write is not
   * the caller's.
   */
  changed(): Promise<void> {
    if (!this.options.state || this.isClosed) return Promise.resolve();
    this.nextSave ??= sleep(SAVE_AFTER)
      .then(() => this.save())
      .catch(() => undefined);
    return this.nextSave;
  }

  /** Makes pending changes take effect and saves everything. */
  async close(): Promise<void> {
    if (this.isClosed) return;
    this.faults.clear();
    await this.contactLists.settle();
    await this.lists.close();
    await this.save();
    this.isClosed = true;
  }

  private async begin(apps: World['apps'] = []): Promise<void> {
    const { world, lists } = seedWorld(this.options.seed ?? 1, this.now());
    this.world = world;
    const accountIds = world.accounts.map(({ id }) => id);
    const { clientId, clientSecret } = this.options;
    world.apps = apps.length > 0 ? apps : [newApp(accountIds, { clientId, clientSecret })];
    for (const [segmentId, identifiers] of lists)
      await this.lists.change(segmentId, 'add', identifiers);
    await this.contactLists.compute();
  }

  private async read(): Promise<Saved | undefined> {
    if (!this.options.state) return undefined;
    try {
      const saved = JSON.parse(
        await fs.readFile(path.join(this.options.state, 'state.json'), 'utf8'),
      ) as Saved;
      return saved.format === 1 ? saved : undefined;
    } catch {
      // Nothing saved yet, or it can't be read: start anew rather than not at all.
      return undefined;
    }
  }

  private save(): Promise<void> {
    this.nextSave = undefined;
    const folder = this.options.state;
    if (!folder || this.isClosed) return Promise.resolve();
    const { segments, ...rest } = this.world;
    const saved: Saved = {
      format: 1,
      world: { ...rest, segments: [...segments.values()] },
      switches: this.changedSwitches,
    };
    const text = JSON.stringify(saved);
    const work = this.saving.then(() => writePrivateFile(path.join(folder, 'state.json'), text));
    this.saving = work.catch(() => undefined);
    return work;
  }
}
