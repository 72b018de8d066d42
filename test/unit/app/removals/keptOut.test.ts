import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import { join } from 'node:path';
import { addToKeptOut, type KeptOut } from '../../../../src/app/removals/keptOut';
import { keptOutList, keptOutPath } from '../../../../src/app/removals/keptOutList';
import { typedPeople } from '../../../../src/app/removals/typedPeople';
import type { Uploads } from '../../../../src/upload/contract';
import type { Plan, SourceFile } from '../../../../src/upload/uploadTypes';
import { processorTimeOf } from '../../../support/processorTime';
import { share } from '../../../support/tenth';
import { benchForEach, csv, options, SEGMENT } from '../../upload/support/bench';

const md5 = (text: string): string => createHash('md5').update(text).digest('hex');
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const ANN = 'ann@example.com';
const BOB = 'bob@example.com';
const EVE = 'eve@example.com';
const DEVICE = '6D92078A-8246-4BA4-AE5B-76104861E7DC';
const HEADER = 'email_sha256,mobile_id,phone,customer_id,ramp_id,date,reference';

describe('the list of people who are kept out', () => {
  const bench = benchForEach();
  const folder = (): string => join(bench.folder, 'state');
  const list = (): string[] => fs.readFileSync(keptOutPath(folder()), 'utf8').split(/\r?\n/);
  const add = (
    files: (string | SourceFile)[],
    more: { columns?: (string | number)[]; reference?: string; date?: string } = {},
    engine: Pick<Uploads, 'keepOut'> = bench.engine(),
  ): Promise<KeptOut> =>
    addToKeptOut(
      engine,
      folder(),
      files.map((one, i) => (typeof one === 'string' ? bench.file(one, `${i}.csv`) : one)),
      {
        columns: more.columns,
        date: more.date ?? '2026-12-01',
        reference: more.reference ?? 'T-1',
      },
    );
  const figures = ({ people, added, total }: KeptOut): number[] => [people, added, total];

  it('has a row for each person, with the SHA-256 of an email and other identifiers as they are', async () => {
    const result = await add(
      [
        `email,phone,device_id,id\n ANN@Example.com ,+33612345678,${DEVICE},C-1\nnobody,,,\n,,,C-2\n`,
        typedPeople(`${md5(BOB)}\n${sha256(EVE)}\n`),
      ],
      { columns: ['*', 'id'] },
    ).catch((error: unknown) => error);
    // The typed ones have no column "id".
    assert.equal((result as { code: string }).code, 'no-column');
    assert.equal(fs.existsSync(keptOutPath(folder())), false);
    const first = await add(
      [
        `email,phone,device_id,id\n ANN@Example.com ,+33612345678,${DEVICE},C-1\nnobody,,,\n,,,C-2\n`,
      ],
      { columns: ['*', 'id'] },
    );
    assert.deepEqual(figures(first), [2, 2, 2]);
    const second = await add([typedPeople(`${md5(BOB)}\n${sha256(EVE)}\n`)], { reference: '' });
    assert.deepEqual(figures(second), [2, 2, 4]);
    assert.deepEqual(list(), [
      HEADER,
      `${sha256(ANN)},${DEVICE},+33612345678,C-1,,2026-12-01,T-1`,
      ',,,C-2,,2026-12-01,T-1',
      `${md5(BOB)},,,,,2026-12-01,`,
      `${sha256(EVE)},,,,,2026-12-01,`,
      '',
    ]);
  });

  it('has no identifier twice', async () => {
    await add([`email,phone\n${ANN},+33612345678\n${ANN},\n`]);
    const before = list();
    const again = await add([`email,device_id\n${sha256(ANN)},\n${ANN},\n`]);
    assert.deepEqual(figures(again), [1, 0, 1]);
    assert.deepEqual(list(), before);
    // What is new of somebody who is in it is added, and is no other person.
    const more = await add([`email,phone,device_id\n${ANN},+33612345678,${DEVICE}\n${BOB},,\n`]);
    assert.deepEqual(figures(more), [2, 1, 2]);
    await add([`device_id\n${DEVICE.toLowerCase()}\n`]);
    assert.deepEqual(list().slice(2), [
      `,${DEVICE},,,,2026-12-01,T-1`,
      `${sha256(BOB)},,,,,2026-12-01,T-1`,
      '',
    ]);
  });

  it('has several rows of somebody with several emails', async () => {
    const both = await add([`email,work email,phone\n${ANN},${EVE},+33612345678\n`]);
    assert.equal(both.people, 1);
    assert.deepEqual(list().slice(1, 3), [
      `${sha256(ANN)},,+33612345678,,,2026-12-01,T-1`,
      `${sha256(EVE)},,,,,2026-12-01,T-1`,
    ]);
  });

  it('is private, and has references that are no formulas', async () => {
    await add([csv([ANN])], { reference: '=HYPERLINK("x","y")' });
    assert.match(list()[1], /,"'=HYPERLINK\(""x"",""y""\)"$/);
    if (process.platform !== 'win32')
      assert.equal(fs.statSync(keptOutPath(folder())).mode & 0o777, 0o600);
    assert.deepEqual(fs.readdirSync(folder()), ['kept-out.csv']);
  });

  it('is not written for nobody', async () => {
    assert.deepEqual(figures(await add([csv(['nobody'])])), [0, 0, 0]);
    assert.equal(keptOutList(folder()), undefined);
  });

  it('stays a CSV file that a person has edited', async () => {
    fs.mkdirSync(folder());
    fs.writeFileSync(
      keptOutPath(folder()),
      `\ufeffnote;reference;date;ramp_id;customer_id;phone;mobile_id;Email_SHA256\r\n"a\nb";R;2026-01-01;;;;;${sha256(ANN)}`,
    );
    assert.deepEqual(figures(await add([csv([ANN, BOB])], { reference: 'a;b' })), [2, 1, 2]);
    assert.deepEqual(list().slice(-3), [
      `b";R;2026-01-01;;;;;${sha256(ANN)}`,
      `;"a;b";2026-12-01;;;;;${sha256(BOB)}`,
      '',
    ]);
    for (const [content, code] of [
      ['email\nann@example.com\n', 'not-written'],
      [Buffer.from(`\ufeff${HEADER}\n`, 'utf16le'), 'not-written'],
      [`${HEADER}\n"x\n`, 'quote-not-closed'],
    ] as const) {
      fs.writeFileSync(keptOutPath(folder()), content);
      await assert.rejects(add([csv([BOB])]), (error: Error & { code?: string }) => {
        assert.match(error.message, /^kept-out\.csv: /);
        return error.code === code;
      });
      assert.deepEqual(fs.readFileSync(keptOutPath(folder())), Buffer.from(content));
    }
    for (const content of ['', '\n\n', `${HEADER}\n`]) {
      fs.writeFileSync(keptOutPath(folder()), content);
      assert.deepEqual(figures(await add([csv([BOB])])), [1, 1, 1]);
      assert.deepEqual(list().slice(-2), [`${sha256(BOB)},,,,,2026-12-01,T-1`, '']);
      assert.equal(list().filter((line) => line === HEADER).length, 1);
    }
  });

  it('loses nobody whom another process adds at the same time', async () => {
    const engine = bench.engine();
    await add([csv([EVE])]);
    let others = 0;
    const meanwhile: Pick<Uploads, 'keepOut'> = {
      keepOut: async (task) => {
        const lines = await engine.keepOut(task);
        if (others++ === 0)
          fs.appendFileSync(task.list, `${sha256('zoe@example.com')},,,,,2026-12-01,T-2\n`);
        return lines;
      },
    };
    assert.deepEqual(figures(await add([csv([ANN])], {}, meanwhile)), [1, 1, 3]);
    // Here, one after the other.
    await Promise.all(
      Array.from({ length: 5 }, (_, i) =>
        add([bench.file(csv([`p${i}@example.com`]), `p${i}.csv`)]),
      ),
    );
    assert.equal(list().length, 1 + 3 + 5 + 1);
    assert.deepEqual(fs.readdirSync(folder()), ['kept-out.csv']);
  });

  it('says so if it cannot be written', async () => {
    fs.writeFileSync(folder(), '');
    await assert.rejects(add([csv([ANN])]), (error: Error & { code?: string }) => {
      assert.match(error.message, /kept-out\.csv/);
      return error.code === 'not-written';
    });
  });

  it('does not keep what a killed process has written of it', async () => {
    fs.mkdirSync(folder());
    const left = join(folder(), 'kept-out.csv.0a1b2c3d.part');
    const fresh = join(folder(), 'kept-out.csv.4d3c2b1a.part');
    const own = join(folder(), 'kept-out.csv.bak');
    for (const path of [left, fresh, own]) fs.writeFileSync(path, 'x');
    fs.utimesSync(left, 1, 1);
    fs.utimesSync(own, 1, 1);
    await add([csv([ANN])]);
    assert.deepEqual([left, fresh, own].map(fs.existsSync), [false, true, true]);
  });

  it('is ignored by git where the state folder is in a repository', async () => {
    execFileSync('git', ['init', '-q', bench.folder]);
    await add([csv([ANN])]);
    const status = execFileSync('git', ['status', '--short', '-uall', 'state'], {
      cwd: bench.folder,
      encoding: 'utf8',
    });
    assert.equal(status, '');
  });

  describe('as a suppression list', () => {
    const planOf = (rows: string, type = 'Email'): Promise<Plan> =>
      bench
        .engine()
        .plan(
          [bench.file(rows, 'export.csv')],
          bench.target(SEGMENT, type),
          options({ suppress: [keptOutList(folder()) ?? { path: 'none' }], maxRefused: 1 }),
        );

    it('keeps them out of what is sent, whatever type they have', async () => {
      await add([`email,phone,id,ref\n${ANN},+33612345678,C-1,${DEVICE}\n`], {
        columns: ['*', 'id'],
        reference: EVE,
      });
      assert.equal((await planOf(csv([ANN, BOB, EVE]))).suppressed, 1);
      assert.equal((await planOf(csv([sha256(BOB), sha256(ANN)]))).suppressed, 1);
      assert.equal((await planOf(csv(['C-1', 'C-2'], 'customer_id'), 'CustomerId')).suppressed, 1);
      assert.equal(
        (await planOf(csv(['+33612345678', '+33612345679'], 'phone'), 'PhoneNumber')).suppressed,
        1,
      );
      const { suppression } = await planOf(csv([BOB]));
      assert.deepEqual(suppression?.lists[0].compared, [
        'email_sha256',
        'mobile_id',
        'phone',
        'customer_id',
        'ramp_id',
      ]);
      assert.equal(suppression.people, 1);
    });

    it('stops nothing because nobody in it has an identifier of the type', async () => {
      await add([csv(['+33612345678'], 'phone')]);
      assert.equal((await planOf(csv([ANN]))).suppressed, 0);
      await add([csv([ANN])]);
      await assert.rejects(planOf(csv([md5(ANN)])), { code: 'suppression-not-comparable' });
    });
  });

  it('takes no time for many', async function () {
    this.timeout(60_000);
    const many = share(100_000);
    const rows = Array.from({ length: many }, (_, i) => `person${i}@example.com`);
    const took = await processorTimeOf(async () => {
      assert.deepEqual(figures(await add([csv(rows)])), [many, many, many]);
    });
    assert.ok(took < share(10_000), `${took} ms`);
  });
});
