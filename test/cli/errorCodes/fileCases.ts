import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { examineSource, readStart } from '../../../src/csv/source';
import { people } from '../../support/people';
import { addPart, failedRun, failing, resume, running, type Case, type Cases } from './cases';

/** Checks a file with this content. */
const checking =
  (content: string | Uint8Array, name = 'list.csv', ...more: string[]): Case =>
  async ({ world }) => {
    fs.writeFileSync(path.join(world.folder, name), content);
    return failedRun(await world.run(['check', name, '--type', 'Email', ...more, '--json']));
  };

/** Imports segments from a file with this row. */
const importing =
  (row: string): Case =>
  async ({ world }) => {
    world.write('segments.csv', `name,retailer,type\n${row}\n`);
    return failedRun(await world.run(['segments', 'import', 'segments.csv', '--json']));
  };

/** Works as a user whom the permissions of files hold for: root may read everything. */
async function withoutPrivileges<T>(work: () => Promise<T>): Promise<T> {
  if (process.geteuid?.() !== 0) return work();
  process.seteuid?.(65534);
  try {
    return await work();
  } finally {
    process.seteuid?.(0);
  }
}

export const fileCases = {
  'not-found': running('check', 'gone.csv', '--type', 'Email'),
  directory: ({ world }) => failing(() => examineSource({ path: world.folder })),
  'not-a-file': (places) => {
    execFileSync('mkfifo', [path.join(places.world.folder, 'pipe.csv')]);
    return running('check', 'pipe.csv', '--type', 'Email')(places);
  },
  'no-permission': ({ world }) => {
    const file = world.writeCsv('secret.csv', people(1));
    fs.chmodSync(world.folder, 0o755);
    fs.chmodSync(file, 0);
    return withoutPrivileges(() => failing(() => readStart({ path: file }, 10, false)));
  },
  // A file whose first bytes no one can read.
  unreadable: running('check', '/proc/self/mem', '--type', 'Email'),
  empty: checking(''),
  binary: checking('%PDF-1.7\n'),
  'gzip-broken': checking(Buffer.from('1f8b0800000000000003ffff', 'hex'), 'list.csv.gz'),
  encoding: checking(Buffer.from('fffe00006100000062000000', 'hex')),
  delimiter: checking('sep=~\nemail~name\na@example.com~A\n'),
  'invalid-opening-quote': checking('email,name\na@example.com, "A"\n'),
  'invalid-closing-quote': checking('email,name\na@example.com,"A"B\n'),
  'quote-not-closed': checking('email,name\na@example.com,"A\n'),
  'record-too-long': checking(`email\n${'a'.repeat(3_000_000)}\n`),
  'mixed-line-ends': checking(`email\r${'a@example.com\r'.repeat(700_000)}b@example.com\nc\r`),
  'no-column': checking('email\na@example.com\n', 'list.csv', '--column', 'nowhere'),
  'ambiguous-column': checking(
    'email,email\na@example.com,b@example.com\n',
    'list.csv',
    '--column',
    'email',
  ),
  'wrong-type': async ({ world }) => {
    world.writeCsv('list.csv', people(20));
    return failedRun(await world.run(['check', 'list.csv', '--type', 'IdentityLink', '--json']));
  },
  'file-changed': async ({ world }) => {
    const { jobId } = await addPart(world);
    world.writeCsv('people.csv', people(5));
    return resume(world, jobId);
  },
  'not-written': (places) => {
    places.world.writeCsv('list.csv', people(3));
    return running('fix', 'list.csv', '--type', 'Email', '--out', 'nowhere/fixed.csv')(places);
  },
  'file-too-large': async ({ world }) => {
    fs.truncateSync(world.write('segments.csv', ''), 21 * 1024 * 1024);
    return failedRun(await world.run(['segments', 'import', 'segments.csv', '--json']));
  },
  'name-must-not-be-empty': importing(',1200,Email'),
  'retailer-missing': importing('New,,Email'),
  'retailer-unknown': importing('New,No such retailer,Email'),
  'type-unknown': importing('New,1200,Fax'),
  'events-not-creatable': importing('New,1200,Events'),
  duplicate: importing('New,1200,Email\nNew,1200,Email'),
} satisfies Cases;
