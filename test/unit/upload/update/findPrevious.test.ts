import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ListedContent } from '../../../../src/upload/journal/listContents';
import {
  findPrevious,
  type CompareTask,
  type FoundFiles,
} from '../../../../src/upload/update/findPrevious';
import type { SourceFile } from '../../../../src/upload/uploadTypes';
import { assertHas } from '../../../support/assertHas';
import { PLAIN_DIALECT } from '../../../support/plainDialect';

describe('what an update is compared with', () => {
  let folder = '';
  beforeEach(() => (folder = fs.mkdtempSync(join(tmpdir(), 'find-test-'))));
  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

  const at = (name: string): string => join(folder, name);
  const write = (name: string, text: string): SourceFile => {
    fs.writeFileSync(at(name), text);
    return { uri: pathToFileURL(at(name)).href, path: at(name) };
  };
  /** What an update sent from a file of this name, whether or not it is still there. */
  const sent = (name: string, text: string, more: Partial<ListedContent> = {}): ListedContent => ({
    uri: pathToFileURL(at(name)).href,
    path: at(name),
    size: Buffer.byteLength(text),
    contentHash: createHash('sha256').update(text).digest('hex'),
    columns: [0],
    dialect: PLAIN_DIALECT,
    operation: 'update',
    formats: [],
    jobId: `of ${name}`,
    fingerprint: '',
    ...more,
  });
  const added = (name: string, text: string, more: Partial<ListedContent> = {}): ListedContent =>
    sent(name, text, { operation: 'add', ...more });
  const nameOf = ({ uri }: { uri: string }): string => uri.slice(uri.lastIndexOf('/') + 1);
  const keepAt = (name: string, ...cutOff: string[]): CompareTask['keep'] => ({
    path: at(name),
    sending: at(`${name}.sending-9`),
    cutOff: cutOff.map(at),
  });

  async function find(
    contents: ListedContent[],
    more: Partial<CompareTask> = {},
    now: SourceFile = write('crm-9.csv', 'tonight'),
  ): Promise<FoundFiles> {
    return findPrevious(
      { contents, isSinceClear: false, keepsOthers: true, formats: [], formatsLeft: [], ...more },
      [now],
    );
  }
  /** The names of files in each part of a result; empty ones are left out. */
  const told = ({
    previous,
    others,
    unknown,
    asked,
    found,
  }: FoundFiles): Record<string, string[]> =>
    Object.fromEntries(
      Object.entries({ previous, others, unknown, asked, found: found.map((uri) => ({ uri })) })
        .map(([part, files]) => [part, files.map(nameOf)] as const)
        .filter(([, names]) => names.length > 0),
    );

  it('is the kept file, read as it was sent', async () => {
    write('kept.csv', 'night 1');
    const dialect = { ...PLAIN_DIALECT, encoding: 'windows-1252' as const, header: false };
    const content = sent('crm-1.csv', 'night 1', { keep: at('kept.csv'), columns: [2], dialect });
    const result = await find([content], { keep: keepAt('kept.csv') });
    assert.deepEqual(told(result), { previous: ['kept.csv'] });
    assert.deepEqual(result.previous[0].asSent, { columns: [2], dialect });
    assert.deepEqual(result.notSent, []);
  });

  it('is nothing on a first run', async () => {
    const result = await find([], { keep: keepAt('kept.csv') });
    assert.deepEqual(told(result), {});
    assertHas(result, { notSent: [], isCleared: false });
    assert.deepEqual(told(await find([], { chosen: [] })), {});
  });

  it('isn’t known where a file was never sent, or has changed since, or is read otherwise', async () => {
    const kept = write('kept.csv', 'never sent');
    assertHas(await find([], { keep: keepAt('kept.csv') }), { notSent: [kept.uri] });
    const content = sent('crm-1.csv', 'never sent!', { keep: at('kept.csv') });
    const changed = await find([content], { keep: keepAt('kept.csv') });
    assert.deepEqual(changed.notSent, [kept.uri]);
    assert.deepEqual(told(changed), { previous: ['kept.csv'], unknown: ['crm-1.csv'] });
    const known = [sent('kept.csv', 'never sent')];
    assert.deepEqual((await find(known, { chosen: [kept] })).notSent, []);
    for (const chosen of [
      { ...kept, columns: ['mail'] },
      { ...kept, dialect: { header: false } },
    ])
      assert.deepEqual((await find(known, { chosen: [chosen] })).notSent, [kept.uri]);
  });

  it('is a file that was chosen, whatever else was added from its place', async () => {
    const chosen = write('news.csv', 'other news');
    const contents = [added('news.csv', 'news'), added('shop.csv', 'gone')];
    write('shop.csv', 'changed');
    const result = await find(contents, { chosen: [chosen] });
    assert.deepEqual(told(result), { previous: ['news.csv'], others: ['shop.csv'] });
    assert.deepEqual(result.notSent, [chosen.uri]);
  });

  it('leaves formats unread that only what isn’t read was sent in', async () => {
    write('kept.csv', 'night 1');
    write('news.csv', 'news');
    const contents = [
      sent('crm-1.csv', 'night 1', { keep: at('kept.csv'), formats: ['sha256'] }),
      added('news.csv', 'news', { formats: ['md5'] }),
    ];
    const keep = keepAt('kept.csv');
    const unread = async (more: Partial<CompareTask> = {}, all = contents) =>
      (await find(all, { keep, ...more })).unread;
    assert.deepEqual(await unread(), []);
    assert.deepEqual(await unread({ formatsLeft: ['plain'] }), ['plain']);
    assert.deepEqual(await unread({ keepsOthers: false }), ['md5']);
    write('news.csv', 'other news');
    assert.deepEqual(await unread(), ['md5']);
    fs.rmSync(at('news.csv'));
    assert.deepEqual(await unread(), ['md5']);
    const again = write('crm-9.csv', 'news');
    assert.deepEqual((await find(contents, { keep }, again)).unread, []);
  });

  it('is everything of the list that updates put there, wherever it is now', async () => {
    write('kept.csv', 'night 1');
    write('kept.csv.sending', 'night 2');
    write('crm-3.csv', 'night 3');
    const contents = [
      sent('crm-1.csv', 'night 1', { keep: at('kept.csv') }),
      sent('crm-2.csv', 'night 2', { keep: at('kept.csv') }),
      sent('crm-3.csv', 'night 3', { keep: at('kept.csv') }),
      sent('crm-4.csv', 'night 4', { keep: at('kept.csv') }),
    ];
    const result = await find(contents, { keep: keepAt('kept.csv', 'kept.csv.sending') });
    assert.deepEqual(told(result), {
      previous: ['kept.csv', 'kept.csv.sending', 'crm-3.csv'],
      unknown: ['crm-4.csv'],
      found: ['kept.csv.sending', 'crm-3.csv'],
    });
    // The kept file alone is gone.
    fs.rmSync(at('kept.csv'));
    const without = await find(contents.slice(0, 2), { keep: keepAt('kept.csv') });
    assert.deepEqual(told(without), {
      previous: ['kept.csv.sending'],
      unknown: ['crm-1.csv'],
      found: ['kept.csv.sending'],
    });
  });

  it('is the chosen file, and what else updates put there', async () => {
    const chosen = write('moved.csv', 'night 2');
    write('crm-1.csv', 'night 1');
    const contents = [sent('crm-1.csv', 'night 1'), sent('crm-2.csv', 'night 2')];
    assert.deepEqual(told(await find(contents, { chosen: [chosen] })), {
      previous: ['moved.csv', 'crm-1.csv'],
      found: ['crm-1.csv'],
    });
  });

  it('is a file in each way in which it was read', async () => {
    const kept = write('kept.csv', 'both');
    const contents = [sent('crm-1.csv', 'both'), sent('crm-2.csv', 'both', { columns: [1] })];
    const { previous } = await find(contents, { chosen: [kept] });
    assert.deepEqual(
      previous.map(({ asSent }) => asSent?.columns),
      [[0], [1]],
    );
  });

  it('is tonight’s file, too, where it was sent before', async () => {
    const now = write('crm-9.csv', 'the same');
    const { previous, found } = await find([sent('crm-8.csv', 'the same')], { chosen: [] }, now);
    assert.deepEqual(previous.map(nameOf), ['crm-9.csv']);
    assert.equal(previous[0].isSentNow, true);
    assert.deepEqual(found, [now.uri]);
  });

  it('is a first run after a clear, whatever is kept', async () => {
    const kept = write('kept.csv', 'before the clear');
    for (const more of [{ keep: keepAt('kept.csv') }, { chosen: [kept] }]) {
      const result = await find([added('news.csv', 'x')], { isSinceClear: true, ...more });
      assert.deepEqual(told(result), {});
      assertHas(result, { isCleared: true, notSent: [] });
    }
    // Something else was sent since, so whoever chose this one has to say why.
    write('crm-1.csv', 'since');
    const contents = [sent('crm-1.csv', 'since')];
    assertHas(await find(contents, { isSinceClear: true, chosen: [kept] }), {
      notSent: [kept.uri],
    });
  });

  it('isn’t a kept file that the last run had taken out, when it ended before its own was there', async () => {
    write('kept.csv', 'night 1');
    write('kept.csv.sending', 'night 2');
    const replaced = [createHash('sha256').update('night 1').digest('hex')];
    const contents = [sent('crm-2.csv', 'night 2', { keep: at('kept.csv'), replaced })];
    assert.deepEqual(told(await find(contents, { keep: keepAt('kept.csv') })), {
      previous: ['kept.csv.sending'],
      found: ['kept.csv.sending'],
    });
  });

  it('isn’t a copy of what was never sent, unless nothing is known at all', async () => {
    write('kept.csv', 'night 1');
    write('kept.csv.sending', 'never sent');
    const keep = keepAt('kept.csv', 'kept.csv.sending');
    const contents = [sent('crm-1.csv', 'night 1', { keep: at('kept.csv') })];
    assert.deepEqual(told(await find(contents, { keep })), { previous: ['kept.csv'] });
    assert.deepEqual(told(await find([], { keep })), {
      previous: ['kept.csv', 'kept.csv.sending'],
    });
  });

  describe('besides other lists', () => {
    it('whose adds stay, read as they were sent, or by the names of their columns', async () => {
      write('news.csv', 'sent');
      write('shop.csv', 'changed');
      write('more.csv', 'more');
      const contents = [
        added('news.csv', 'sent', { columns: [1] }),
        added('shop.csv', 'sent', { columns: [1], names: ['id', 'mail'] }),
        added('gone.csv', 'gone'),
        added('more.csv', 'more', { names: ['', 'x'] }),
      ];
      const { others, asked } = await find(contents, { chosen: [] });
      assert.deepEqual(
        others.map((file) => [nameOf(file), file.asSent?.columns, file.columns]),
        [
          ['news.csv', [1], undefined],
          ['shop.csv', undefined, ['mail']],
          ['more.csv', [0], undefined],
        ],
      );
      assert.deepEqual(asked, []);
      assert.deepEqual((await find(contents, { chosen: [], keepsOthers: false })).others, []);
    });

    it('which an earlier add under tonight’s name may be, until that is known', async () => {
      const there = write('crm-1.csv', 'added');
      const contents = [added('crm-1.csv', 'added'), added('crm-9.csv', 'overwritten')];
      const { asked, others } = await find(contents, { chosen: [] });
      assert.deepEqual(asked, [
        { uri: there.uri, jobId: 'of crm-1.csv', foundAt: there.uri },
        { uri: contents[1].uri, jobId: 'of crm-9.csv' },
      ]);
      assert.deepEqual(others.map(nameOf), ['crm-1.csv'], 'whatever is said, its people stay');
      const known = contents.map((content) => ({ ...content, isOtherList: true as const }));
      assert.deepEqual(told(await find(known, { chosen: [] })), { others: ['crm-1.csv'] });
      assert.deepEqual(told(await find(contents.slice(0, 1), { chosen: [there] })), {
        previous: ['crm-1.csv'],
      });
    });

    it('which another kept file may be, until both are known', async () => {
      write('kept.csv', 'night 1');
      const other = sent('shop.csv', 'shop', { keep: at('shop-kept.csv') });
      const own = sent('crm-1.csv', 'night 1', { keep: at('kept.csv') });
      write('shop-kept.csv', 'shop');
      const keep = keepAt('kept.csv');
      const first = await find([other, own], { keep });
      assert.deepEqual(told(first), {
        previous: ['kept.csv'],
        others: ['shop-kept.csv'],
        asked: ['shop.csv'],
      });
      const isOtherList = true as const;
      const both = [
        { ...other, isOtherList },
        { ...own, isOtherList },
      ];
      assert.deepEqual(told(await find(both, { keep })), {
        previous: ['kept.csv'],
        others: ['shop-kept.csv'],
      });
      // A script that names another file isn't one of them.
      const renamed = await find(both, { keep: keepAt('new.csv') });
      assert.deepEqual(renamed.asked.map(nameOf), ['shop.csv', 'crm-1.csv']);
    });

    it('which a dated name isn’t', async () => {
      write('kept-27.csv', 'night 1');
      const content = sent('crm-1.csv', 'night 1', { keep: at('kept-27.csv') });
      assert.deepEqual(told(await find([content], { keep: keepAt('kept-28.csv') })), {
        previous: ['kept-27.csv'],
        found: ['kept-27.csv'],
      });
    });
  });
});
