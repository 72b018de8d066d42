import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ListedFile, ListState } from '../../../../src/upload/journal/listState';
import { plannedRefresh, refreshInput } from '../../../../src/upload/refresh/planRefresh';
import {
  DEFAULT_REFRESH,
  type RefreshOptions,
  type SourceFile,
} from '../../../../src/upload/uploadTypes';
import type { ComparedFiles } from '../../../../src/upload/workerProtocol';
import { assertHas } from '../../../support/assertHas';
import { PLAIN_DIALECT } from '../../../support/plainDialect';
import { options } from '../support/bench';
import { fileOf, refreshOf } from '../support/plans';

describe('the plan of a refresh', () => {
  let folder = '';
  beforeEach(() => (folder = fs.mkdtempSync(join(tmpdir(), 'plan-test-'))));
  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

  function file(name: string): { uri: string; path: string } {
    const path = join(folder, name);
    fs.writeFileSync(path, name);
    return { uri: pathToFileURL(path).href, path };
  }
  const listed = ({ uri, path }: SourceFile, more: Partial<ListedFile> = {}): ListedFile => ({
    uri,
    path,
    size: 100,
    columns: [0],
    dialect: PLAIN_DIALECT,
    jobId: 'abc-01234567',
    fingerprint: 'Email:none:given:normal:set:2:0a',
    ...more,
  });
  const list = (more: Partial<ListState> = {}): ListState => ({ changedBy: '', ...more });
  const input = (
    files: SourceFile[],
    previous: SourceFile[] | undefined,
    state?: ListState,
    refresh: Partial<RefreshOptions> = {},
    hash: 'none' | 'sha256' = 'none',
  ) =>
    refreshInput(
      files,
      previous,
      options({ operation: 'refresh', hash, refresh: { ...DEFAULT_REFRESH, ...refresh } }),
      state,
    );
  const names = (files: readonly { uri: string }[]) => files.map(({ uri }) => uri.split('/').pop());

  it('compares with the files of the list, except those that are sent or previous', async () => {
    const [now, before, other] = [file('now.csv'), file('before.csv'), file('other.csv')];
    const contents = [listed(now), listed(before), listed(other)];
    assert.deepEqual(names((await input([now], [before], list({ contents }))).others), [
      'other.csv',
    ]);
    const { others } = await input([now], [before], list({ contents }), { removeShared: true });
    assert.deepEqual(others, []);
  });

  it('takes the kept file as the previous one, if there is one yet', async () => {
    const now = file('now.csv');
    const keep = join(folder, 'kept.csv');
    assertHas(await input([now], undefined, undefined, { keep }), { previous: [] });
    file('kept.csv');
    assert.deepEqual(names((await input([now], undefined, undefined, { keep })).previous), [
      'kept.csv',
    ]);
  });

  it('takes copies that were cut off along with a previous file, read in the same way', async () => {
    const now = file('now.csv');
    const before = { ...file('before.csv'), columns: ['mail'] };
    file('before.csv.sending');
    const { previous } = await input([now], [before]);
    assert.deepEqual(names(previous), ['before.csv', 'before.csv.sending']);
    assert.deepEqual(previous[1].columns, ['mail']);
  });

  it('is no first run where the file that was kept is gone, unless that is allowed', async () => {
    const [now, kept] = [file('now.csv'), file('kept.csv')];
    fs.rmSync(kept.path);
    const contents = list({ contents: [listed(kept)] });
    await assert.rejects(input([now], undefined, contents, { keep: kept.path }), {
      code: 'previous-unknown',
    });
    const allowed = { keep: kept.path, allowed: ['previous-unknown'] } as const;
    assertHas(await input([now], undefined, contents, allowed), { previous: [] });
    fs.writeFileSync(`${kept.path}.sending`, '');
    const { previous } = await input([now], undefined, contents, { keep: kept.path });
    assert.deepEqual(names(previous), ['kept.csv.sending']);
  });

  it('takes copies beside the kept file along with another previous one', async () => {
    const now = file('now.csv');
    const before = { ...file('before.csv'), columns: ['mail'] };
    file('kept.csv');
    file('kept.csv.sending');
    const keep = join(folder, 'kept.csv');
    const { previous } = await input([now], [before], undefined, { keep });
    assert.deepEqual(names(previous), ['before.csv', 'kept.csv.sending']);
    assert.deepEqual(previous[1].columns, ['mail']);
  });

  it('needs a previous file, or to keep one that is on the disk', async () => {
    const now = file('now.csv');
    await assert.rejects(input([now], undefined), { code: 'bad-argument' });
    const keep = join(folder, 'kept.csv');
    await assert.rejects(input([now, file('more.csv')], undefined, undefined, { keep }), {
      code: 'bad-argument',
    });
    const virtual = { uri: 'vscode-vfs://x/now.csv', bytes: Buffer.from('email\n') };
    await assert.rejects(input([virtual], undefined, undefined, { keep }), {
      code: 'bad-argument',
    });
  });

  it('removes the formats that were sent to the list, or all if that isn’t known', async () => {
    const now = file('now.csv');
    const formats = async (
      ...more: Parameters<typeof input> extends [unknown, unknown, ...infer R] ? R : never
    ) => (await input([now], [], ...more)).formats;
    const all = ['plain', 'md5', 'sha256', 'sha256ofMd5'];
    assert.deepEqual(await formats(), all);
    assert.deepEqual(await formats(list()), all);
    assert.deepEqual(await formats(list({ formats: [] })), all);
    assert.deepEqual(await formats(list({ formats: ['md5'] }), {}, 'sha256'), ['md5', 'sha256']);
    assert.deepEqual(
      await formats(list({ formats: ['sha256'] }), { previousHash: 'md5' }, 'sha256'),
      ['md5', 'sha256'],
    );
  });

  describe('knows a previous file', () => {
    const compared = (more: Partial<ComparedFiles> = {}): ComparedFiles => ({
      files: [],
      counts: refreshOf().counts,
      unchanged: 0,
      identifiers: 0,
      fingerprint: 'Email:sha256:given:normal:set:3:0b',
      others: [],
      copies: [],
      ...more,
    });
    const planned = async (contents: ListedFile[], result: ComparedFiles, before: SourceFile) =>
      plannedRefresh(
        await input([file('now.csv')], [before], list({ contents })),
        result,
        list({ contents, epoch: 4 }),
      );

    it('by its place, if it is the file that was sent', async () => {
      const before = file('before.csv');
      const same = compared({ files: [fileOf(1, { ...before, size: 100 })] });
      const known = await planned([listed(before)], same, before);
      assertHas(known, { isKnown: true, replaces: [], listEpoch: 4 });
      const changed = await planned([listed(before, { size: 99 })], same, before);
      assertHas(changed, { isKnown: false });
      const copy = listed(before, { modifiedAt: 5, copyOf: 'file:///export.csv' });
      assertHas(await planned([copy], same, before), { isKnown: true });
    });

    it('by its name, if it is a copy of a job that was cut off', async () => {
      const copy = file('kept.csv.sending');
      const result = compared({ files: [fileOf(1, copy)] });
      assertHas(await planned([], result, copy), { isKnown: true });
    });

    it('by its people, however they were sent, and as a copy', async () => {
      const [before, sent] = [file('before.csv'), file('sent.csv')];
      const result = compared({ files: [fileOf(1, before)] });
      assertHas(await planned([listed(sent)], result, before), { isKnown: false, replaces: [] });
      const people = listed(sent, { fingerprint: 'Email:none:given:normal:set:3:0b' });
      assertHas(await planned([people], result, before), { isKnown: true });
      const copy = compared({ files: [fileOf(1, before)], copies: [sent.uri] });
      assertHas(await planned([listed(sent)], copy, before), {
        isKnown: true,
        replaces: [sent.uri],
      });
    });
  });
});
