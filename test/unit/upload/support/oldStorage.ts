import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ListStore } from '../../../../src/sandbox/lists/listStore';
import type { JobSummary } from '../../../../src/upload/jobTypes';
import type { Plan } from '../../../../src/upload/uploadTypes';
import { root } from '../../../host/root';

/** The versions whose storage is kept (`test/fixtures/storage-…`); their READMEs say how it was made. */
export type OldVersion = '0.1.0' | '0.2.0';

const fixtureOf = (version: OldVersion): string =>
  join(root, 'test', 'fixtures', `storage-${version}`);
/** The API address of tests that need no response: the discard port. */
const NOWHERE = 'http://127.0.0.1:9';
/** The application of the session that isn't a sandbox's. */
const CLIENT = { clientId: 'client-of-the-fixture', accountId: '738406688581440857' };
const BINARY = /\.(bin|key|list|gz)$|kunden\.csv$/;
/** Modification time of the workspace's files, as stored in the jobs. */
const WRITTEN: Readonly<Record<OldVersion, Date>> = {
  '0.1.0': new Date('2026-05-04T08:00:00Z'),
  '0.2.0': new Date('2026-09-07T08:00:00Z'),
};

export interface OldStorage {
  /** The extension's `globalStorageUri`. */
  storage: string;
  /** The workspace with the files that were uploaded. */
  files: string;
  expected: Expected;
  kept: Kept;
  /** The identifiers in a job's segment when that version was closed, in order. */
  list(job: { target: JobSummary['target'] }): Promise<string[]>;
  remove(): void;
}

/** What that version itself showed for its storage. */
export interface Expected {
  /** Newest first. */
  jobs: JobSummary[];
  /** `planOf` of each job, without the properties of the job. */
  plans: Record<
    string,
    Pick<
      Plan,
      | 'unchangedSince'
      | 'previous'
      | 'formBefore'
      | 'calls'
      | 'distinct'
      | 'byRule'
      | 'byForm'
      | 'columnWarnings'
    >
  >;
  /** By file name: a new plan of the same file, segment and operation. */
  again: Record<string, Pick<Plan, 'unchangedSince' | 'previous'>>;
  /** By account key, then segment id. */
  history: Record<string, Record<string, Record<string, unknown>[]>>;
  /** By file name. */
  pairings: Record<string, Record<string, unknown>>;
  /** By account key: IDs of the recently used segments. */
  recent: Record<string, string[]>;
}

/** What the editor stored for it outside its folder. */
export interface Kept {
  globalState: Record<string, unknown>;
  workspaceState: Record<string, unknown>;
  secrets: Record<string, string>;
  settings: { user: Record<string, unknown>; machine: Record<string, unknown> };
}

export interface Places {
  version: OldVersion;
  /** The API's address; by default no server listens. */
  origin?: string;
  storage?: string;
  files?: string;
}

/** A copy of the old storage, adapted to this machine's paths and names. */
export function openOldStorage(places: Places): OldStorage {
  const folder = fs.mkdtempSync(join(tmpdir(), 'old-storage-'));
  const {
    version,
    origin = NOWHERE,
    storage = join(folder, 'storage'),
    files = join(folder, 'files'),
  } = places;
  const fixture = fixtureOf(version);
  const written = WRITTEN[version];
  const fill = filler(origin, files, storage);
  copy(join(fixture, 'storage'), storage, fill, written);
  copy(join(fixture, 'files'), files, fill, written);
  const read = <T>(name: string): T =>
    JSON.parse(fill.text(fs.readFileSync(join(fixture, name), 'utf8'))) as T;
  const lists = new Map<string, Promise<ListStore>>();
  return {
    storage,
    files,
    // It's missing only while the fixture is being created.
    expected: fs.existsSync(join(fixture, 'expected.json'))
      ? read<Expected>('expected.json')
      : ({} as Expected),
    kept: read<Kept>('state.json'),
    async list({ target }) {
      const from =
        target.origin === 'sandbox'
          ? join(storage, 'sandbox')
          : copyOldApi(version, join(folder, 'api'));
      if (!lists.has(from)) lists.set(from, opened(from));
      const list = await (await lists.get(from))?.get(target.segmentId);
      return [...(list?.lines() ?? [])].flatMap((block) =>
        block.toString('utf8').split('\n').filter(Boolean),
      );
    },
    remove: () => fs.rmSync(folder, { recursive: true, force: true }),
  };
}

/**
 * The state of the API that the other session was signed in to, for a sandbox to start with.
 */
export function copyOldApi(version: OldVersion, folder: string): string {
  if (!fs.existsSync(folder))
    copy(join(fixtureOf(version), 'api'), folder, filler(NOWHERE, '', ''), WRITTEN[version]);
  return folder;
}

async function opened(folder: string): Promise<ListStore> {
  const store = new ListStore(join(folder, 'lists'));
  await store.open();
  return store;
}

interface Filler {
  text(text: string): string;
  name(path: string): string;
}

/**
 * Fills in what depends on the machine and on the API's address, a hash of which is in some file
 * names.
 */
function filler(origin: string, files: string, storage: string): Filler {
  const { clientId, accountId } = CLIENT;
  const named = (text: string): string =>
    createHash('sha256').update(text).digest('hex').slice(0, 24);
  const session = createHash('sha256').update(`${origin}\n${clientId}`).digest('hex').slice(0, 16);
  const inJson = (text: string): string => JSON.stringify(text).slice(1, -1);
  return {
    text: (text) =>
      text
        .replaceAll('file://{{files}}', pathToFileURL(files).href)
        .replaceAll('{{files}}', inJson(files))
        .replaceAll('file://{{storage}}', pathToFileURL(storage).href)
        .replaceAll('{{storage}}', inJson(storage))
        .replaceAll('{{origin}}', origin)
        .replaceAll('{{session}}', session)
        .replaceAll('{{host}}', inJson(hostname())),
    name: (path) =>
      path
        .replace('{{account}}', named(`${origin}|${clientId}|${accountId}`))
        .replace(/\{\{(\d+)\}\}/, (_, id: string) => named(`${origin}\n${id}`)),
  };
}

function copy(from: string, to: string, fill: Filler, written: Date): void {
  for (const item of fs.readdirSync(from, { recursive: true, withFileTypes: true })) {
    if (!item.isFile()) continue;
    const source = join(item.parentPath, item.name);
    const target = join(to, fill.name(relative(from, source)));
    fs.mkdirSync(dirname(target), { recursive: true, mode: 0o700 });
    if (BINARY.test(item.name)) fs.copyFileSync(source, target);
    else fs.writeFileSync(target, fill.text(fs.readFileSync(source, 'utf8')), { mode: 0o600 });
    // Owner files must be old: recently written ones would count as alive.
    fs.utimesSync(target, written, written);
  }
}
