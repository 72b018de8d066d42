import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ListStore } from '../../../../src/sandbox/lists/listStore';
import type { JobSummary, Plan } from '../../../../src/upload/uploadTypes';
import { root } from '../../../host/root';

/** What version 0.1.0 (commit ab83e7b) left behind; its README says how it was made. */
const FIXTURE = join(root, 'test', 'fixtures', 'storage-0.1.0');
/** The address of the API where a test needs none that answers: the discard port. */
const NOWHERE = 'http://127.0.0.1:9';
/** The application of the session that is no sandbox. */
const CLIENT = { clientId: 'client-of-the-fixture', accountId: '738406688581440857' };
const BINARY = /\.(bin|key|list|gz)$|kunden\.csv$/;
/** When the files of the workspace were written, as the jobs know it. */
const WRITTEN = new Date('2026-05-04T08:00:00Z');

export interface OldStorage {
  /** The extension's `globalStorageUri`. */
  storage: string;
  /** The workspace with the files that were uploaded. */
  files: string;
  expected: Expected;
  kept: Kept;
  /** What the API held of a job's segment when the version ended, in order. */
  list(job: { target: JobSummary['target'] }): Promise<string[]>;
  remove(): void;
}

/** What that version itself showed for it. */
export interface Expected {
  /** Newest first. */
  jobs: JobSummary[];
  /** `planOf` of each job, as far as it is more than the job. */
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
  /** A new plan of the same file, to the same segment by the same operation, by the file's name. */
  again: Record<string, Pick<Plan, 'unchangedSince' | 'previous'>>;
  /** By account key, then segment id. */
  history: Record<string, Record<string, Record<string, unknown>[]>>;
  /** By file name. */
  pairings: Record<string, Record<string, unknown>>;
  /** By account key: ids of the segments used last. */
  recent: Record<string, string[]>;
}

/** What the editor kept for it elsewhere than in its folder. */
export interface Kept {
  globalState: Record<string, unknown>;
  workspaceState: Record<string, unknown>;
  secrets: Record<string, string>;
  settings: { user: Record<string, unknown>; machine: Record<string, unknown> };
}

export interface Places {
  /** Where the API answers, else nowhere. */
  origin?: string;
  storage?: string;
  files?: string;
}

/** A copy of the old storage, with places and names of this machine in it. */
export function openOldStorage(places: Places = {}): OldStorage {
  const folder = fs.mkdtempSync(join(tmpdir(), 'old-storage-'));
  const {
    origin = NOWHERE,
    storage = join(folder, 'storage'),
    files = join(folder, 'files'),
  } = places;
  const fill = filler(origin, files);
  copy(join(FIXTURE, 'storage'), storage, fill);
  copy(join(FIXTURE, 'files'), files, fill);
  for (const name of fs.readdirSync(files)) fs.utimesSync(join(files, name), WRITTEN, WRITTEN);
  const read = <T>(name: string): T =>
    JSON.parse(fill.text(fs.readFileSync(join(FIXTURE, name), 'utf8'))) as T;
  const lists = new Map<string, Promise<ListStore>>();
  return {
    storage,
    files,
    // Only the maker of the fixture comes before there is one.
    expected: fs.existsSync(join(FIXTURE, 'expected.json'))
      ? read<Expected>('expected.json')
      : ({} as Expected),
    kept: read<Kept>('state.json'),
    async list({ target }) {
      const from =
        target.origin === 'sandbox' ? join(storage, 'sandbox') : copyOldApi(join(folder, 'api'));
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
 * The state of the API that the other session was signed in to: a sandbox's, to be started on it.
 */
export function copyOldApi(folder: string): string {
  if (!fs.existsSync(folder)) copy(join(FIXTURE, 'api'), folder, filler(NOWHERE, ''));
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
 * Puts in what depends on the machine and on the API's address; the version named some files by a
 * hash of the latter.
 */
function filler(origin: string, files: string): Filler {
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
        .replaceAll('{{origin}}', origin)
        .replaceAll('{{session}}', session)
        .replaceAll('{{host}}', inJson(hostname())),
    name: (path) =>
      path
        .replace('{{account}}', named(`${origin}|${clientId}|${accountId}`))
        .replace(/\{\{(\d+)\}\}/, (_, id: string) => named(`${origin}\n${id}`)),
  };
}

function copy(from: string, to: string, fill: Filler): void {
  for (const item of fs.readdirSync(from, { recursive: true, withFileTypes: true })) {
    if (!item.isFile()) continue;
    const source = join(item.parentPath, item.name);
    const target = join(to, fill.name(relative(from, source)));
    fs.mkdirSync(dirname(target), { recursive: true, mode: 0o700 });
    if (BINARY.test(item.name)) fs.copyFileSync(source, target);
    else fs.writeFileSync(target, fill.text(fs.readFileSync(source, 'utf8')), { mode: 0o600 });
    // The owners gave their last word long ago: one of a moment ago would count as alive.
    fs.utimesSync(target, WRITTEN, WRITTEN);
  }
}
