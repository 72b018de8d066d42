import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  Journal,
  journalError,
  openJournalFile,
  readJournal,
  type Entry,
  type OpenJournal,
} from '../../../../src/upload/journal/journal';

const RUN: Entry = { t: 'run', at: 1, owner: 'me' };
const SENDING: Entry = { t: 'sending', u: '0.given.0-1' };
const END: Entry = { t: 'end', at: 2, state: 'finished' };
const failure = (code: string): Error => Object.assign(new Error(code), { code });

describe('Journal', () => {
  let folder: string;
  let path: string;
  beforeEach(() => {
    folder = fs.mkdtempSync(join(tmpdir(), 'journal-'));
    path = join(folder, 'journal.ndjson');
  });
  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

  it('has the entries on the disk once an append resolves, in order', async () => {
    const journal = await Journal.open(path);
    await journal.append([RUN, SENDING]);
    assert.deepEqual(await readJournal(path), [RUN, SENDING]);
    await journal.append([END]);
    await journal.close();
    assert.deepEqual(await readJournal(path), [RUN, SENDING, END]);
  });

  it('goes on after what is there', async () => {
    for (const entry of [RUN, END]) {
      const journal = await Journal.open(path);
      await journal.append([entry]);
      await journal.close();
    }
    assert.deepEqual(await readJournal(path), [RUN, END]);
  });

  it('is readable by its user alone', async function () {
    if (process.platform === 'win32') this.skip();
    await (await Journal.open(path)).close();
    assert.equal(fs.statSync(path).mode & 0o777, 0o600);
  });

  it('leaves out a torn line, and begins the next entry on a line of its own', async () => {
    fs.writeFileSync(path, `${JSON.stringify(RUN)}\n{"t":"sent","u":"0.gi`);
    assert.deepEqual(await readJournal(path), [RUN]);
    const journal = await Journal.open(path);
    await journal.append([END]);
    await journal.close();
    assert.deepEqual(await readJournal(path), [RUN, END]);
  });

  it('leaves out lines that are no entries', async () => {
    fs.writeFileSync(path, `null\n7\n{"u":"0"}\n\n${JSON.stringify(END)}\n`);
    assert.deepEqual(await readJournal(path), [END]);
  });

  it('is empty where there is no file, and rejects where it cannot be read', async () => {
    assert.deepEqual(await readJournal(path), []);
    await assert.rejects(readJournal(folder));
  });

  /** A journal whose disk takes `writes` writes, and what was flushed. */
  async function failing(writes: number): Promise<{ journal: Journal; flushed: string[] }> {
    const flushed: string[] = [];
    let waiting = '';
    const open: OpenJournal = () =>
      Promise.resolve({
        appendFile: (data) => {
          if (writes-- <= 0) return Promise.reject(failure('ENOSPC'));
          waiting += data;
          return Promise.resolve();
        },
        datasync: () => {
          flushed.push(waiting);
          waiting = '';
          return Promise.resolve();
        },
        close: () => Promise.resolve(),
      });
    return { journal: await Journal.open(path, open), flushed };
  }

  it('shares a flush among the entries that came while the disk was busy', async () => {
    const { journal, flushed } = await failing(10);
    await Promise.all([journal.append([RUN]), journal.append([SENDING]), journal.append([END])]);
    const lines = [RUN, SENDING, END].map((entry) => `${JSON.stringify(entry)}\n`);
    assert.deepEqual(flushed, [lines[0], lines[1] + lines[2]]);
  });

  it('writes nothing more once a write failed', async () => {
    const { journal, flushed } = await failing(1);
    const first = journal.append([RUN]);
    const others = [journal.append([SENDING]), journal.append([END])];
    await first;
    for (const append of others) await assert.rejects(append, { code: 'journal-full' });
    await assert.rejects(journal.append([END]), { code: 'journal-full' });
    assert.equal(flushed.length, 1);
  });

  it('rejects with journal-full where it cannot be opened', async () => {
    await assert.rejects(
      Journal.open(path, () => Promise.reject(failure('EACCES'))),
      { code: 'journal-full', message: /^.*\(EACCES\).*Nothing was sent\./ },
    );
    await assert.rejects(openJournalFile(folder));
  });

  it('says whether the disk is full, and whether something was sent', () => {
    const messages = (['before', 'midway'] as const).flatMap((when) =>
      ['ENOSPC', 'EDQUOT', 'EIO'].map((code) => journalError(failure(code), when).message),
    );
    for (const [i, message] of messages.entries()) {
      assert.equal(/Nothing was sent/.test(message), i < 3, message);
      assert.equal(/disk is full/.test(message), i % 3 < 2, message);
      assert.equal(/\(EIO\)/.test(message), i % 3 === 2, message);
    }
    assert.match(journalError(undefined, 'before').message, /\(unknown reason\)/);
  });
});
