import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BodyBuilder } from '../../../../src/upload/body/buildBody';
import type { SliceFormat } from '../../../../src/upload/journal/chunkSlices';
import { validateFiles } from '../../../../src/upload/plan/validateFiles';
import type { UploadOptions } from '../../../../src/upload/uploadTypes';
import type { BuildTask } from '../../../../src/upload/workerProtocol';
import { people } from '../../../support/people';
import { csv, options } from '../support/bench';

const [ANN, BOB, EVE] = people(3);
/** With rows that aren't valid, one that is sent in lower case, and a duplicate. */
const ROWS = [ANN, 'nobody', BOB, '', EVE.toUpperCase(), ANN];
const md5 = (text: string): string => createHash('md5').update(text).digest('hex');
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

describe('BodyBuilder', () => {
  let folder: string;
  let path: string;
  let builders: BodyBuilder[];
  beforeEach(() => {
    folder = fs.mkdtempSync(join(tmpdir(), 'build-body-'));
    path = join(folder, 'people.csv');
    builders = [];
  });
  afterEach(async () => {
    for (const builder of builders) await builder.close();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  function builderOf(task: BuildTask): BodyBuilder {
    const builder = new BodyBuilder(task);
    builders.push(builder);
    return builder;
  }

  /** The plan of a file with these rows. */
  async function taskOf(
    rows: readonly string[],
    more: Partial<UploadOptions> = {},
  ): Promise<BuildTask> {
    fs.writeFileSync(path, csv(rows));
    const chosen = options(more);
    const plan = await validateFiles(
      {
        files: [{ uri: 'file:///people.csv', path }],
        type: 'Email',
        options: chosen,
        key: Buffer.alloc(8),
      },
      new AbortController().signal,
      () => undefined,
    );
    return {
      ...plan,
      contents: [undefined],
      type: 'Email',
      identifierType: 'Email',
      options: chosen,
    };
  }

  async function identifiers(
    builder: BodyBuilder,
    [from, to]: [number, number],
    { chunk = 0, format = 'given' as SliceFormat, operation = 'add' } = {},
  ): Promise<string[]> {
    const { body, count } = await builder.build({ chunk, format, from, to });
    const { data } = JSON.parse(Buffer.from(body).toString()) as {
      data: { attributes: { operation: string; identifiers: string[] } };
    };
    assert.equal(data.attributes.operation, operation);
    assert.equal(data.attributes.identifiers.length, count);
    return data.attributes.identifiers;
  }

  it('has the valid rows of a slice once each, with or without known field positions', async () => {
    const task = await taskOf(ROWS);
    for (const fields of [task.fields, []]) {
      const builder = builderOf({ ...task, fields });
      assert.deepEqual(await identifiers(builder, [0, 3]), [ANN, BOB, EVE]);
      assert.deepEqual(await identifiers(builder, [1, 2]), [BOB]);
    }
  });

  it('hashes plain addresses only, and has each other format in a request of its own', async () => {
    const hashed = builderOf(await taskOf([ANN, md5(BOB)], { hash: 'sha256' }));
    assert.deepEqual(await identifiers(hashed, [0, 2]), [sha256(ANN), md5(BOB)]);
    const all = builderOf(await taskOf([ANN, md5(BOB)], { operation: 'remove', forms: 'all' }));
    const of = (format: SliceFormat, to: number): Promise<string[]> =>
      identifiers(all, [0, to], { format, operation: 'remove' });
    assert.deepEqual(await of('given', 2), [ANN, md5(BOB)]);
    assert.deepEqual(await of('md5', 1), [md5(ANN)]);
    assert.deepEqual(await of('sha256ofMd5', 2), [sha256(md5(ANN)), sha256(md5(BOB))]);
  });

  it('builds nothing of bytes that were not checked, not even of rows beside the sent ones', async () => {
    const task = await taskOf(ROWS);
    assert.equal(await builderOf(task).findChanged(), null);
    for (const [before, after] of [
      [BOB, BOB.replace('1', '9')],
      ['nobody', 'n0body'],
    ]) {
      fs.writeFileSync(path, csv(ROWS).replace(before, after));
      const slice = { chunk: 0, format: 'given', from: 0, to: 3 } as const;
      for (const fields of [task.fields, []]) {
        const builder = builderOf({ ...task, fields });
        await assert.rejects(builder.build(slice), { code: 'file-changed' }, after);
        assert.equal(await builder.findChanged(), 0);
      }
    }
  });

  it('verifies header and end of a file too, and that it exists', async () => {
    const task = await taskOf(ROWS);
    for (const text of [csv(ROWS, 'Email'), `${csv(ROWS)}${EVE}\n`, csv(ROWS).slice(0, -1)]) {
      fs.writeFileSync(path, text);
      assert.equal(await builderOf(task).findChanged(), 0, text);
    }
    fs.rmSync(path);
    assert.equal(await builderOf(task).findChanged(), 0);
  });

  it('finds the rows that the API names as sent, in other case, or as in the file', async () => {
    const builder = builderOf(await taskOf(ROWS, { hash: 'md5' }));
    const rows = async (...samples: string[]): Promise<number[]> =>
      (await builder.trace(0, samples)).map(({ row }) => row);
    assert.deepEqual(await rows(md5(EVE), ` ${md5(ANN).toUpperCase()} `), [0, 4]);
    assert.deepEqual(await rows(EVE.toUpperCase()), [4]);
    assert.deepEqual(await rows('nobody', md5('nobody')), []);
  });

  it('says where the rows of a slice are in the file', async () => {
    const builder = builderOf(await taskOf(ROWS, { chunkSize: 2 }));
    const located = async (chunk: number, from: number, to: number): Promise<object[]> =>
      (await builder.locate({ chunk, format: 'given', from, to })).map(({ file, row, place }) => ({
        file,
        row,
        line: place.line,
      }));
    assert.deepEqual(await located(0, 1, 2), [{ file: 0, row: 2, line: 3 }]);
    assert.deepEqual(await located(1, 0, 1), [{ file: 0, row: 4, line: 5 }]);
  });
});
