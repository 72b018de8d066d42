import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import { join } from 'node:path';
import type { SuppressionList } from '../../../../src/upload/suppression/suppressionTypes';
import type { UploadError } from '../../../../src/upload/uploadError';
import type { Plan, SourceFile, UploadOptions } from '../../../../src/upload/uploadTypes';
import { reportAddsUp } from '../../../support/reportAddsUp';
import { benchForEach, csv, options, SEGMENT } from '../support/bench';

const md5 = (text: string): string => createHash('md5').update(text).digest('hex');
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const ANN = 'ann@example.com';
const BOB = 'bob@example.com';
const EVE = 'eve@example.com';
const ZOE = 'zoe@example.com';

describe('suppression lists: an upload', () => {
  const bench = benchForEach();
  const listOf = (content: string, more: Partial<SuppressionList> = {}, name = 'opt-outs.csv') => {
    const path = join(bench.folder, name);
    fs.writeFileSync(path, content);
    return { path, ...more };
  };
  const planOf = (
    files: SourceFile[],
    suppress: SuppressionList[],
    more: Partial<UploadOptions> = {},
    type = 'Email',
    previous?: SourceFile[],
  ): Promise<Plan> =>
    bench
      .engine()
      .plan(
        files,
        bench.target(SEGMENT, type),
        options({ suppress: suppress.length > 0 ? suppress : undefined, ...more }),
        {
          previous,
        },
      );
  async function sent(plan: Plan): Promise<{ added: string[]; removed: string[] }> {
    const engine = bench.engine();
    await engine.refresh();
    const from = bench.sink.arrived.length;
    const { report } = await engine.run(plan.jobId, bench.client());
    reportAddsUp(report);
    assert.equal(report.state, 'finished', JSON.stringify(report.error));
    const of = (kind: string): string[] =>
      bench.sink.arrived
        .slice(from)
        .filter((one) => one.kind === kind)
        .flatMap(({ identifiers }) => identifiers)
        .sort();
    return { added: of('add'), removed: of('remove') };
  }

  it('sends no one on a list, and removes them in every format that they may be in', async () => {
    const plan = await planOf(
      [bench.file(csv([ANN, 'BOB@example.com ', BOB, EVE, 'noaddress', '']))],
      [listOf(csv([BOB, ZOE]))],
      { maxRefused: 1 },
    );
    const { rows, good, invalid, duplicates, suppressed, suppression } = plan;
    assert.deepEqual([rows, good, invalid, duplicates, suppressed], [6, 2, 1, 0, 2]);
    assert.equal(suppression?.people, 2);
    assert.equal(suppression.inFiles, 1);
    assert.equal(suppression.removed, 1);
    assert.deepEqual(suppression.compared, ['email']);
    assert.equal(suppression.lists[0].people, 2);
    assert.equal(suppression.lists[0].suppressed, 2);
    assert.deepEqual(
      plan.findings.map(({ rule }) => rule),
      ['email-no-at'],
    );
    const { added, removed } = await sent(plan);
    assert.deepEqual(added, [ANN, EVE]);
    assert.deepEqual(removed, [BOB, md5(BOB), sha256(BOB), sha256(md5(BOB))].sort());
  });

  it('compares plain addresses with their hashes, in both directions', async () => {
    for (const [row, entry] of [
      [BOB, md5(BOB)],
      [BOB, sha256(BOB)],
      [BOB, sha256(md5(BOB))],
      [md5(BOB), BOB],
      [sha256(BOB), BOB],
      [sha256(md5(BOB)), BOB],
      [sha256(BOB).toUpperCase(), sha256(BOB)],
    ]) {
      const plan = await planOf([bench.file(csv([row]))], [listOf(csv([entry]))]);
      assert.deepEqual([plan.good, plan.suppressed], [0, 1], `${row} ${entry}`);
      await sent(plan);
    }
  });

  it('hashes before sending, and still finds who is on the list', async () => {
    const plan = await planOf(
      [bench.file(csv([ANN, BOB, sha256(EVE), sha256(ZOE)]))],
      [listOf(csv([BOB, EVE]))],
      { hash: 'sha256' },
    );
    assert.deepEqual([plan.good, plan.suppressed], [2, 2]);
    assert.deepEqual((await sent(plan)).added, [sha256(ANN), sha256(ZOE)].sort());
  });

  it('has no removal in a replace, which clears the segment', async () => {
    const plan = await planOf([bench.file(csv([ANN, BOB]))], [listOf(csv([BOB]))], {
      operation: 'replace',
      minKept: 0,
    });
    assert.deepEqual([plan.good, plan.suppressed, plan.suppression?.removed], [1, 1, 0]);
    assert.deepEqual(await sent(plan), { added: [ANN], removed: [] });
  });

  it('removes suppressed people of the previous file, too, who haven’t left', async () => {
    const previous = bench.file(csv([ANN, BOB, EVE, ZOE]), 'previous.csv');
    const plan = await planOf(
      [bench.file(csv([ANN, BOB]))],
      [listOf(csv([BOB, ZOE]))],
      { operation: 'update', minKept: 0, maxRemoved: 1, allowed: ['previous-unknown'] },
      'Email',
      [previous],
    );
    assert.equal(plan.update?.counts.suppressed, 2);
    assert.equal(plan.update.counts.removed, 1);
    assert.deepEqual([plan.suppression?.inFiles, plan.suppression?.inPrevious], [1, 2]);
    assert.equal(plan.suppression?.removed, 2);
    const { added, removed } = await sent(plan);
    assert.deepEqual(added, [ANN]);
    assert.deepEqual(
      removed.filter((one) => one.includes('@')),
      [BOB, EVE, ZOE],
    );
  });

  it('suppresses a row for another column of the list’s name, and its people everywhere', async () => {
    const content = [
      'customer_id,email,phone',
      `c-1,${ANN},`,
      'c-2,,',
      `c-2,${BOB},`,
      `c-3,,+491701234567`,
      `c-4,${EVE},+491707654321`,
    ].join('\n');
    const list = listOf(`email,phone\n${BOB},\n,+491701234567\n`);
    const plan = await planOf(
      [bench.file(`${content}\n`)],
      [list],
      { column: 'customer_id' },
      'CustomerId',
    );
    assert.deepEqual([plan.good, plan.suppressed], [2, 3]);
    assert.deepEqual(plan.suppression?.compared, ['email', 'phone']);
    const { added, removed } = await sent(plan);
    assert.deepEqual(added, ['c-1', 'c-4']);
    assert.deepEqual(removed, ['c-2', 'c-3']);
  });

  it('compares customer IDs only with a column that is named', async () => {
    const file = bench.file('customer_id\nc-1\nc-2\n');
    const list = listOf('customer_id\nc-2\n');
    await assert.rejects(planOf([file], [list], {}, 'CustomerId'), {
      code: 'suppression-not-comparable',
    });
    const plan = await planOf([file], [{ ...list, columns: ['customer_id'] }], {}, 'CustomerId');
    assert.deepEqual((await sent(plan)).added, ['c-1']);
  });

  it('sends a row of several columns wholly or not at all', async () => {
    const file = {
      ...bench.file(`email,work\n${ANN},${BOB}\n${EVE},${ZOE}\n${ZOE},\n`),
      columns: ['email', 'work'],
    };
    const plan = await planOf([file], [listOf(csv([ZOE]))]);
    assert.deepEqual([plan.good, plan.suppressed, plan.invalid, plan.blank], [2, 3, 0, 1]);
    const { added, removed } = await sent(plan);
    assert.deepEqual(added, [ANN, BOB]);
    assert.ok([EVE, ZOE].every((one) => removed.includes(one)));
  });

  it('warns of no row that isn’t sent', async () => {
    const odd = 'Büro@example.com';
    const file = bench.file(csv([odd, ANN]));
    const before = await planOf([file], []);
    const plan = await planOf([file], [listOf(csv([odd]))]);
    assert.equal(before.suppressed, undefined);
    assert.deepEqual([plan.findings, plan.suppressed], [[], 1]);
  });

  it('stops for a list that may be wrong, unless that is allowed', async () => {
    const people = Array.from({ length: 1_000 }, (_, i) => `p${i}@example.com`);
    const file = bench.file(csv(people));
    const opted = (n: number): string => csv([...people.slice(0, n), ZOE]);
    const list = listOf(opted(50));
    const stops = async (
      code: string,
      lists: SuppressionList[],
      more: Partial<UploadOptions> = {},
    ): Promise<void> => {
      await assert.rejects(planOf([file], lists, more), { code }, code);
      const allowed = [code] as UploadOptions['allowed'];
      const plan = await planOf([file], lists, { ...more, allowed });
      assert.deepEqual(plan.suppression?.allowed, [code]);
    };
    await stops('suppression-missing', [{ path: join(bench.folder, 'gone.csv') }]);
    await stops('suppression-missing', [], { requireSuppression: true });
    fs.utimesSync(list.path, new Date(), new Date(Date.now() - 7_200_000));
    await stops('suppression-stale', [{ ...list, maxAge: 3_600_000 }]);
    await stops('too-many-suppressed', [listOf(opted(101), {}, 'many.csv')]);
    await planOf([file], [listOf(opted(100), {}, 'many.csv')]);
    await stops('suppression-not-comparable', [
      listOf(
        csv(
          people.slice(0, 3).map((one) => `c-${one.slice(1, 2)}`),
          'customer_id',
        ),
        {},
        'ids.csv',
      ),
    ]);
    await sent(await planOf([file], [list]));
    await stops('suppression-missing', []);
    listOf(opted(44));
    await stops('suppression-shrunk', [list]);
    listOf(opted(45));
    await planOf([file], [list]);
    listOf('email\n');
    await stops('suppression-empty', [list]);
    listOf('');
    await stops('suppression-empty', [list]);
    listOf('email\n"a');
    await stops('suppression-missing', [list]);
  });

  it('says of each list how many of its people are in the file', async () => {
    const plan = await planOf(
      [bench.file(csv([ANN, BOB, EVE]))],
      [listOf(csv([BOB])), listOf(csv([BOB, EVE].map(sha256)), {}, 'hashes.csv')],
    );
    assert.deepEqual(
      plan.suppression?.lists.map(({ suppressed }) => suppressed),
      [1, 2],
    );
    assert.equal(plan.suppressed, 2);
  });

  it('removes in every format, unless the segment was cleared from here', async () => {
    const file = bench.file(csv([ANN, BOB]));
    await sent(await planOf([file], []));
    const list = listOf(csv([BOB]));
    const every = [BOB, md5(BOB), sha256(BOB), sha256(md5(BOB))].sort();
    const again = await planOf([file], [list], { minKept: 0 });
    assert.deepEqual((await sent(again)).removed, every);
    await sent(await planOf([file], [list], { operation: 'replace', minKept: 0 }));
    const both = listOf(csv([ANN, BOB]));
    const { removed } = await sent(await planOf([file], [both], { minKept: 0 }));
    assert.deepEqual(removed, [ANN, BOB]);
  });

  it('says who may stay in a format that can’t be made from the file', async () => {
    await sent(await planOf([bench.file(csv([ANN, BOB]))], []));
    const hashes = bench.file(csv([ANN, BOB].map(md5)), 'hashes.csv');
    const { suppression } = await planOf([hashes], [listOf(csv([BOB]))]);
    assert.deepEqual([suppression?.inOtherFormats, suppression?.otherFormats], [1, ['plain']]);
  });

  it('sends what others share a suppressed row’s identifier with, but not that one', async () => {
    const shared = 'office@example.com';
    const file = {
      ...bench.file(`email,work\n${ANN},${shared}\n${BOB},${shared}\n${EVE},${ZOE}\n`),
      columns: ['email', 'work'],
    };
    const plan = await planOf([file], [listOf(csv([BOB]))]);
    assert.deepEqual([plan.good, plan.suppressed, plan.suppression?.inFiles], [3, 3, 2]);
    const { added, removed } = await sent(plan);
    assert.deepEqual(added, [ANN, EVE, ZOE]);
    assert.deepEqual(
      removed.filter((one) => one.includes('@')),
      [BOB, shared],
    );
  });

  it('counts a person of a list once, whatever identifiers of theirs it has', async () => {
    const both = (email: string): string => `${email},${md5(email)}`;
    const list = listOf(
      ['email,email_md5', both(BOB), both(EVE), `${BOB},`, `${ZOE},${ZOE}`].join('\n'),
    );
    // With hashes in the file, those of the list's addresses are made, which are in it as well.
    for (const rows of [[ANN], [md5(ANN), BOB], [md5(BOB)]]) {
      const plan = await planOf([bench.file(csv(rows))], [list]);
      assert.equal(plan.suppression?.people, 3, rows.join());
      assert.equal(plan.suppression.lists[0].people, 3, rows.join());
      assert.equal(plan.suppressed, rows.some((row) => row === BOB || row === md5(BOB)) ? 1 : 0);
    }
  });

  it('counts rows of a list by which no one is recognized', async () => {
    const list = listOf(`email,customer_id\n${BOB},1\n,120\n,\nno address,7\n`);
    const { suppression } = await planOf([bench.file(csv([ANN]))], [list], {
      allowed: ['suppression-unreadable'],
    });
    assert.deepEqual([suppression?.people, suppression?.lists[0].invalid], [1, 2]);
  });

  /** What stops, as `code: fact`; else how many people the list has. */
  const stop = async (...[files, lists, ...more]: Parameters<typeof planOf>): Promise<unknown> =>
    planOf(files, lists, ...more).then(
      ({ suppression }) => suppression?.people,
      ({ code, stop: found }: UploadError) => `${code}: ${found?.fact}`,
    );
  const many = (n: number): string[] => Array.from({ length: n }, (_, i) => `p${i}@example.com`);

  it('stops for a list of which more than 1 % of the entries, or one of few, can’t be read', async () => {
    const file = bench.file(csv([ANN]));
    const found = (rows: string[], header = 'email'): Promise<unknown> =>
      stop([file], [listOf(csv(rows, header))]);
    assert.equal(
      await found([...many(98), 'x']),
      'suppression-unreadable: Entries of opt-outs.csv can’t be read: 1 of 99, the first on line 100.',
    );
    assert.equal(await found([...many(99), 'x']), 99);
    assert.match(String(await found([...many(99), 'x', 'y'])), /: 2 of 101, .* line 101\./);
    assert.match(String(await found(['x', ...many(3), '#REF!'])), /: 2 of 5, .* line 2\./);
    assert.match(String(await found([`${BOB},a@b`, `${EVE},`], 'email,mail')), /: 1 of 3, .* 2\./);
    assert.equal(await found([...many(3), '', ' ', 'NULL', 'n/a', sha256('')]), 3, 'no one');
    assert.equal(await found(many(3), 'wen wir nicht anschreiben'), 3, 'a header');
    const rows = many(9).map((one) => `${one},yes`);
    assert.equal(await found(rows, 'contact,yes'), 9, 'a first row that may be a header');
    assert.equal(await found([`${BOB},`, EVE], 'email,mail'), 2, 'without the last, blank field');
    assert.match(String(await found([`1,${BOB}`, EVE], 'id,email')), /: 1 of 2, .* line 3\./);
  });

  it('counts only entries of a type that is compared', async () => {
    const list = listOf(
      ['email,phone', `${BOB},0171`, `${EVE},+491701234567`, `x,+491701234568`, ''].join('\n'),
    );
    assert.match(
      String(await stop([bench.file(csv([ANN]))], [list])),
      /^suppression-unreadable: .*: 1 of 3, .* line 4\./,
    );
    const phones = bench.file(csv(['+491701234567', '+491701234560'], 'phone'));
    assert.match(
      String(await stop([phones], [list], {}, 'PhoneNumber')),
      /^suppression-unreadable: .*: 1 of 3, .* line 2\./,
    );
    const ids = bench.file(`id,email\n1,${BOB}\n2,${ANN}\n`);
    assert.match(
      String(await stop([ids], [list], { column: 'id' }, 'CustomerId')),
      /^suppression-unreadable: .*: 1 of 3, .* line 4\./,
    );
  });

  it('knows everyone in a cell of several addresses', async () => {
    const people = Array.from({ length: 900 }, (_, i) => `${i.toString(36)}@b.c`);
    const cells = people.flatMap((_, i) =>
      i % 30 === 0 ? `"${people.slice(i, i + 30).join(';')}"` : [],
    );
    const plan = await planOf([bench.file(csv([...people, ANN]))], [listOf(csv(cells))], {
      allowed: ['too-many-suppressed'],
    });
    assert.deepEqual([plan.good, plan.suppressed], [1, 900]);
  });

  it('compares other columns of a file as they are meant, too', async () => {
    const plan = await planOf(
      [bench.file(`id,email\n1,<${BOB}>\n2,mailto:${EVE}\n3,${ANN}\n`)],
      [listOf(csv([BOB, `Eve <${EVE}>`]))],
      { column: 'id' },
      'CustomerId',
    );
    assert.deepEqual((await sent(plan)).added, ['3']);
  });

  it('knows a person however an address is composed in Unicode, and sends it as it is', async () => {
    const [composed, decomposed] = (['NFC', 'NFD'] as const).map((form) =>
      'josé@example.com'.normalize(form),
    );
    for (const [row, entry] of [
      [composed, decomposed],
      [decomposed, composed],
      [decomposed, sha256(composed)],
      [composed, sha256(md5(decomposed))],
      [md5(decomposed), composed],
      [sha256(composed), decomposed],
    ]) {
      const plan = await planOf([bench.file(csv([ANN, row]))], [listOf(csv([entry]))]);
      assert.deepEqual([plan.good, plan.suppressed], [1, 1], JSON.stringify([row, entry]));
    }
    const both = await planOf([bench.file(csv([composed, decomposed]))], [listOf(csv([BOB]))]);
    assert.deepEqual((await sent(both)).added, [composed, decomposed].sort());
  });

  it('stops for a list without anyone where a list is required', async () => {
    const file = bench.file(csv([ANN]));
    const required = { requireSuppression: true };
    for (const content of ['', 'email\n', '\n\n']) {
      assert.equal(
        await stop([file], [listOf(content)], required),
        'suppression-empty: opt-outs.csv has no one in it, though it should.',
      );
      assert.equal(await stop([file], [listOf(content)]), 0);
    }
    const [full, kept] = [listOf(csv([BOB])), listOf('', {}, 'kept-out.csv')];
    assert.equal(await stop([file], [full, kept], required), 1);
    assert.match(
      String(await stop([file], [full, listOf('email\n', {}, 'more.csv')], required)),
      /^suppression-empty: more\.csv/,
    );
  });

  it('stops for a list that shrinks, unless a few of its people came off it', async () => {
    const file = bench.file(csv([ANN]));
    for (const [before, stays, stops] of [
      [1, 0, 'empty'],
      [2, 1, 0],
      [10, 9, 0],
      [10, 8, 'shrunk'],
      [10, 3, 'shrunk'],
      [100, 90, 0],
      [100, 89, 'shrunk'],
      [1_000, 990, 0],
      [1_000, 989, 'shrunk'],
      [2_000, 1_980, 0],
      [2_000, 1_979, 'shrunk'],
    ] as const) {
      const name = `list-of-${'x'.repeat(before % 97)}.csv`;
      const list = listOf(csv(many(before)), {}, name);
      const allowed = { allowed: ['suppression-missing' as const] };
      await sent(await planOf([file], [list], allowed));
      listOf(csv(many(stays)), {}, name);
      const found = String(await stop([file], [list], allowed));
      assert.equal(found.split(':')[0], stops === 0 ? String(stays) : `suppression-${stops}`);
    }
  });

  it('stops for a column by number that isn’t the one it was, until that is allowed once', async () => {
    const file = bench.file(csv([ANN, BOB]));
    const before = `name,E-Mail\nBob,${BOB}\n`;
    const moved = `E-Mail,name\n${BOB},Bob\n`;
    const list = listOf(before, { columns: [1] });
    await sent(await planOf([file], [list]));
    assert.equal(await stop([file], [listOf(before, { columns: ['E-Mail'] })]), 1);
    listOf(moved);
    const fact = 'Columns of opt-outs.csv by number are no longer those they were: E-Mail.';
    assert.equal(await stop([file], [list]), `suppression-unreadable: ${fact}`);
    assert.equal(await stop([file], [{ ...list, columns: [0] }]), 1, 'another number');
    assert.equal(await stop([file], [{ ...list, columns: ['*', 'E-Mail'] }]), 1, 'by name');
    listOf(`${before.split('\n')[1]}\n`);
    assert.equal(await stop([file], [list]), `suppression-unreadable: ${fact}`, 'no header');
    listOf(`id,mail 2\n1,${BOB}\n`);
    assert.equal(await stop([file], [list]), `suppression-unreadable: ${fact}`);
    await sent(await planOf([file], [list], { allowed: ['suppression-unreadable'] }));
    assert.equal(await stop([file], [list]), 1);
  });

  it('knows a list by its name, whatever date or folder it has, until another is used', async () => {
    const file = bench.file(csv([ANN, BOB]));
    const folder = join(bench.folder, 'elsewhere');
    fs.mkdirSync(folder);
    await sent(await planOf([file], [listOf(csv([BOB]), {}, 'opt-outs-2026-11-30.csv')]));
    await planOf([file], [listOf(csv([BOB]), {}, 'opt-outs-2026-12-01.csv')]);
    await planOf([file], [listOf(csv([BOB]), {}, 'elsewhere/opt-outs-2026-12-01.csv')]);
    const other = listOf(csv([BOB]), {}, 'merged.csv');
    await assert.rejects(planOf([file], [other]), { code: 'suppression-missing' });
    await sent(await planOf([file], [other], { allowed: ['suppression-missing'] }));
    await sent(await planOf([file], [other]));
  });

  it('sends nothing with a list that has become too old since the check', async () => {
    const list = listOf(csv([BOB]), { maxAge: 3_600_000 });
    const plan = await planOf([bench.file(csv([ANN, BOB]))], [list]);
    const engine = bench.engine({ now: () => Date.now() + 7_200_000 });
    await engine.refresh();
    const { report } = await engine.run(plan.jobId, bench.client());
    assert.equal(report.error?.code, 'suppression-changed');
    assert.equal(bench.sink.received, 0);
  });

  it('keeps nothing of who is on a list', async () => {
    const plan = await planOf([bench.file(csv([ANN, BOB]))], [listOf(csv([BOB, ZOE]))]);
    await sent(plan);
    for (const name of fs.readdirSync(bench.storage, { recursive: true })) {
      const path = join(bench.storage, String(name));
      if (!fs.statSync(path).isFile()) continue;
      const content = fs.readFileSync(path, 'latin1');
      for (const one of [BOB, ZOE])
        for (const value of [one, md5(one), sha256(one)])
          assert.ok(!content.includes(value), `${String(name)} has ${value}`);
    }
  });

  it('compares the columns that are named, and with * also those that are recognized', async () => {
    const files = [bench.file(`id,email\nc-1,${ANN}\nc-2,${BOB}\nc-3,${EVE}\n`)];
    const content = `member,mail\nc-1,${ZOE}\nc-9,${BOB}\n`;
    const figures = async (columns?: string[], type = 'CustomerId') => {
      const column = type === 'Email' ? 'email' : 'id';
      const { suppressed, suppression } = await planOf(
        files.map((file) => ({ ...file, columns: [column] })),
        [listOf(content, { columns })],
        { allowed: ['suppression-not-comparable'] },
        type,
      );
      return [suppressed, suppression?.lists[0].compared];
    };
    assert.deepEqual(await figures(['member']), [1, ['member']]);
    assert.deepEqual(await figures(['*', 'member']), [1, ['member', 'mail']]);
    assert.deepEqual(await figures(undefined, 'Email'), [1, ['mail']]);
    assert.deepEqual(await figures(['*'], 'Email'), [1, ['mail']]);
  });
});
