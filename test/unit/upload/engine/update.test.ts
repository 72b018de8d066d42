import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import { join } from 'node:path';
import type { Report } from '../../../../src/upload/jobTypes';
import { type Permission } from '../../../../src/upload/permissions';
import type { UploadError } from '../../../../src/upload/uploadError';
import {
  DEFAULT_OPTIONS,
  type Plan,
  type SourceFile,
  type UploadOptions,
} from '../../../../src/upload/uploadTypes';
import { assertHas } from '../../../support/assertHas';
import { people } from '../../../support/people';
import { reportAddsUp } from '../../../support/reportAddsUp';
import { benchForEach, csv, options, SEGMENT } from '../support/bench';

const md5 = (text: string): string => createHash('md5').update(text).digest('hex');
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

describe('upload: update', function () {
  this.timeout(20_000);
  const bench = benchForEach();

  const updateOptions = (more: Partial<UploadOptions> = {}): UploadOptions =>
    options({
      operation: 'update',
      column: 0,
      chunkSize: 100,
      concurrency: 2,
      minKept: 0,
      ...{ allowed: ['previous-unknown'], maxRemoved: 1 },
      ...more,
    });

  /** Plans an update of a file with these rows, and runs it in a new engine. */
  async function update(
    rows: readonly string[],
    previous: readonly SourceFile[] | undefined,
    more: Partial<UploadOptions> = {},
    name = 'now.csv',
  ): Promise<{ plan: Plan; report: Report }> {
    const engine = bench.engine();
    const files = [bench.file(csv(rows), name)];
    const plan = await engine.plan(files, bench.target(), updateOptions(more), { previous });
    const { report } = await engine.run(plan.jobId, bench.client());
    reportAddsUp(report);
    return { plan, report };
  }

  const add = async (rows: readonly string[], name: string, more: Partial<UploadOptions> = {}) => {
    const engine = bench.engine();
    const file = bench.file(csv(rows), name);
    const plan = await engine.plan([file], bench.target(), options({ column: 0, ...more }));
    const { report } = await engine.run(plan.jobId, bench.client());
    assert.equal(report.state, 'finished');
    return file;
  };

  const list = (): Set<string> => bench.sink.list(SEGMENT);

  it('adds the whole file, then removes who is in the previous one only', async () => {
    const all = people(300);
    const before = await add(all.slice(0, 200), 'before.csv');
    list().add('stranger@example.com');
    bench.sink.arrived.length = 0;
    const { plan, report } = await update(all.slice(150), [before]);
    assert.deepEqual(list(), new Set([...all.slice(150), 'stranger@example.com']));
    assertHas(plan.update, { unchanged: 50, identifiers: 150, isKnown: true });
    assertHas(report, {
      state: 'finished',
      rows: 150,
      accepted: 150,
      unchanged: 50,
      removed: { rows: 150, sent: 150, accepted: 150, refused: 0, unknown: 0, unsent: 0 },
      calls: 4,
    });
    assert.deepEqual(report.previous, {
      rows: 200,
      blank: 0,
      invalid: 0,
      duplicates: 0,
      still: 50,
      notComparable: 0,
      shared: 0,
      removed: 150,
    });
    assert.deepEqual(
      bench.sink.arrived.map(({ kind }) => kind),
      ['add', 'add', 'remove', 'remove'],
    );
  });

  it('never takes anyone out of the list who is in both files', async () => {
    const all = people(400);
    const before = await add(all.slice(0, 300), 'before.csv');
    const both = all.slice(100, 300);
    let checked = 0;
    bench.sink.onApplied = () => {
      checked++;
      assert.ok(both.every((one) => list().has(one)));
    };
    await update(all.slice(100), [before]);
    assert.equal(checked, 4);
  });

  it('counts what is blank, invalid or twice in the previous file, and leaves it alone', async () => {
    const [ann, bob, eve] = people(3);
    const before = bench.file(
      csv([ann, bob, ann.toUpperCase(), '', 'nobody', eve, bob, 'x']),
      'b.csv',
    );
    const { report } = await update([ann, eve], [before]);
    assert.deepEqual(report.previous, {
      rows: 8,
      blank: 1,
      invalid: 2,
      duplicates: 2,
      still: 2,
      notComparable: 0,
      shared: 0,
      removed: 1,
    });
    assertHas(report.removed, { rows: 1, sent: 4 });
  });

  it('is finished where nobody left, and where there is no previous file', async () => {
    const rows = people(5);
    assertHas((await update(rows, [])).report, {
      state: 'finished',
      unchanged: 0,
      removed: { rows: 0, sent: 0, accepted: 0, refused: 0, unknown: 0, unsent: 0 },
    });
    const before = bench.file(csv(rows.slice(0, 3)), 'before.csv');
    const { report } = await update(rows, [before]);
    assertHas(report, { state: 'finished', unchanged: 3 });
    assertHas(report.removed, { rows: 0 });
    assert.deepEqual(list(), new Set(rows));
  });

  describe('compares formats', () => {
    const [ann, bob, eve, joe] = people(4);
    const both = [ann, bob];

    const cases: [string, (text: string) => string, (text: string) => string][] = [
      ['plain with SHA-256', (text) => text, sha256],
      ['plain with MD5', (text) => text, md5],
      ['plain with SHA-256 of MD5', (text) => text, (text) => sha256(md5(text))],
      ['SHA-256 with plain', sha256, (text) => text],
      ['MD5 with plain', md5, (text) => text],
      ['SHA-256 of MD5 with plain', (text) => sha256(md5(text)), (text) => text],
      ['MD5 with SHA-256 of MD5', md5, (text) => sha256(md5(text))],
      ['SHA-256 of MD5 with MD5', (text) => sha256(md5(text)), md5],
    ];
    for (const [title, inPrevious, inNew] of cases) {
      it(title, async () => {
        const before = bench.file(csv([...both, eve].map(inPrevious)), 'before.csv');
        const comparable =
          !title.startsWith('SHA-256 of MD5 with MD5') && !title.startsWith('MD5 with SHA');
        const { report } = await update([...both, joe].map(inNew), [before]);
        assertHas(report.previous, {
          still: 2,
          removed: comparable ? 1 : 0,
          notComparable: comparable ? 0 : 1,
        });
      });
    }

    it('that can’t be compared, and removes nobody then', async () => {
      const before = bench.file(csv([...both, eve].map(md5)), 'before.csv');
      const { report } = await update([...both, joe].map(sha256), [before]);
      assertHas(report.previous, { still: 0, removed: 0, notComparable: 3 });
      assertHas(report.removed, { rows: 0, sent: 0 });
    });

    it('of a file that mixes them with what it is hashed to', async () => {
      const before = bench.file(csv([ann, sha256(bob), md5(eve), eve]), 'before.csv');
      const { report } = await update([ann, sha256(ann), sha256(bob)], [before], {
        hash: 'sha256',
      });
      assertHas(report.previous, { still: 2, notComparable: 1, removed: 1 });
    });

    it('of mobile IDs without case', async () => {
      const [one, two] = [
        '6513270E-269E-4D37-A2A7-4DE452E6B438',
        'd23f0824-128b-4f33-ac5c-7fd0a6a3a450',
      ];
      const engine = bench.engine();
      const before = bench.file(csv([one, two], 'maid'), 'before.csv');
      const now = bench.file(csv([one.toLowerCase()], 'maid'), 'now.csv');
      const target = bench.target(SEGMENT, 'UserIdentifier');
      const plan = await engine.plan([now], target, updateOptions(), { previous: [before] });
      assertHas(plan.update?.counts, { still: 1, removed: 1 });
    });
  });

  describe('removes', () => {
    const [ann, eve] = people(2);
    const forms = (text: string) => [text, md5(text), sha256(text), sha256(md5(text))];

    it('in every format that the list was sent in from here', async () => {
      await add([ann, eve], 'monday.csv');
      const tuesday = await add([ann, eve], 'tuesday.csv', { hash: 'sha256' });
      fs.rmSync(join(bench.folder, 'monday.csv'));
      bench.sink.arrived.length = 0;
      const { plan } = await update([ann], [tuesday], { hash: 'sha256' });
      assert.deepEqual(plan.update?.formats, ['plain', 'sha256']);
      const removal = bench.sink.arrived.find(({ kind }) => kind === 'remove');
      assert.deepEqual(new Set(removal?.identifiers), new Set([eve, sha256(eve)]));
    });

    it('in all formats if that isn’t known, in one request', async () => {
      for (const value of forms(eve)) list().add(value);
      const before = bench.file(csv([ann, eve]), 'before.csv');
      const { report } = await update([ann], [before]);
      assert.deepEqual(list(), new Set([ann]));
      assertHas(report, { calls: 2 });
      assertHas(report.removed, { rows: 1, sent: 4, accepted: 4 });
    });

    describe('who was sent in a format that can’t be made from the previous file', () => {
      const rows = people(20);
      const night = (
        given: readonly string[],
        previous: SourceFile,
        more: Partial<UploadOptions> = {},
        name = 'now.csv',
      ) => update(given, [previous], { allowed: [], ...more }, name);
      const told = ({ report, plan }: { report: Report; plan: Plan }) => [
        report.error?.code ?? report.state,
        plan.update?.counts.inOtherFormats ?? 0,
        plan.update?.otherFormats ?? [],
      ];

      it('stops it unless that is allowed, and is told', async () => {
        const plain = await add(rows, 'plain.csv');
        fs.rmSync(plain.path ?? '');
        const before = await add(rows.map(sha256), 'before.csv');
        bench.sink.arrived.length = 0;
        const stopped = await night(rows.slice(5).map(sha256), before);
        assert.deepEqual(told(stopped), ['other-formats', 5, ['plain']]);
        assert.deepEqual(stopped.plan.update?.removedFormats, ['sha256']);
        assert.match(
          stopped.report.error?.message ?? '',
          /5 people .* as plain addresses, .*before\.csv/,
        );
        assert.deepEqual(bench.sink.arrived, []);
        const allowed = await night(rows.slice(5).map(sha256), before, {
          allowed: ['other-formats'],
        });
        assert.deepEqual(told(allowed), ['finished', 5, ['plain']]);
        assertHas(allowed.report.previous, { removed: 5, inOtherFormats: 5 });
        assert.ok(list().has(rows[0]), 'can’t be made from its hash');
        assert.ok(!list().has(sha256(rows[0])));
      });

      it('doesn’t stop it where that file is read, too: who is in it stays', async () => {
        await add(rows.slice(3), 'plain.csv');
        const before = await add(rows.map(sha256), 'before.csv');
        const read = await night(rows.slice(5).map(sha256), before);
        assert.deepEqual(told(read), ['finished', 0, []]);
        assertHas(read.report.previous, { removed: 3, shared: 2 });
      });

      it('is known nights later, until the segment is cleared', async () => {
        const first = await add(rows, '1.csv', { operation: 'replace', minKept: 0 });
        // Plain before, hashes from now on: whoever stays is in the list in both.
        const second = bench.file(csv(rows.map(sha256)), '2.csv');
        assert.deepEqual(told(await night(rows.map(sha256), first, {}, '2.csv')), [
          'finished',
          0,
          [],
        ]);
        const third = await night(rows.slice(1).map(sha256), second, {}, '3.csv');
        assert.deepEqual(told(third), ['other-formats', 1, ['plain']]);
        const engine = bench.engine();
        await engine.clearList(bench.sink.url, SEGMENT, () => bench.client().clear(SEGMENT));
        await add(rows.map(sha256), '4.csv', { operation: 'replace' });
        const fourth = bench.file(csv(rows.map(sha256)), '4.csv');
        const after = await night(rows.slice(1).map(sha256), fourth, {}, '5.csv');
        assert.deepEqual(told(after), ['finished', 0, []]);
      });

      it('isn’t anyone where each night mixes the formats in the same way', async () => {
        const mixed = (from: number) =>
          rows.map((one, i) => (i % 2 ? one : sha256(one))).slice(from);
        let before = await add(mixed(0), '0.csv', { operation: 'replace', minKept: 0 });
        for (const n of [1, 2, 3]) {
          const { report, plan } = await night(mixed(n), before, {}, `${n}.csv`);
          assert.deepEqual(told({ report, plan }), ['finished', 0, []]);
          before = bench.file(csv(mixed(n)), `${n}.csv`);
        }
        // One is a hash now: the plain address stays for good.
        const changed = mixed(3).map((one) => (one === rows[5] ? sha256(one) : one));
        assert.deepEqual(told(await night(changed, before, {}, '4.csv')), ['finished', 0, []]);
        before = bench.file(csv(changed), '4.csv');
        const last = await night(
          changed.filter((one) => one !== sha256(rows[5])),
          before,
          {},
          '5.csv',
        );
        assert.deepEqual(told(last), ['other-formats', 1, ['plain']]);
      });
    });

    it('what can be made from a hash', async () => {
      for (const value of forms(eve)) list().add(value);
      await update([ann].map(md5), [bench.file(csv([eve].map(md5)), 'before.csv')]);
      assert.deepEqual(list(), new Set([eve, sha256(eve), md5(ann)]));
    });

    it('no one who is in another file of the list', async () => {
      await add([eve], 'newsletter.csv');
      const before = await add([ann, eve], 'before.csv');
      const { plan, report } = await update([ann], [before]);
      assertHas(report.previous, { shared: 1, removed: 0 });
      assert.deepEqual(
        plan.update?.sharedFiles.map(({ uri }) => uri.split('/').pop()),
        ['newsletter.csv'],
      );
      assert.ok(list().has(eve));
      await add([eve], 'newsletter.csv');
      const allowed: Permission[] = ['previous-unknown', 'remove-shared'];
      const again = await update([ann], [before], { allowed });
      assertHas(again.report.previous, { shared: 0, removed: 1 });
      assert.ok(again.report.allowed?.includes('remove-shared'));
      assert.ok(!list().has(eve));
    });

    it('whoever is in no file of the list but the previous ones, wherever a copy of one is kept', async () => {
      const sent = await add([ann, eve], 'monday.csv');
      const copy = bench.file(fs.readFileSync(sent.path ?? ''), 'copy.csv');
      const { plan, report } = await update([ann], [copy], {
        allowed: [],
      });
      assertHas(plan.update, { isKnown: true, sharedFiles: [] });
      assertHas(report.previous, { shared: 0, removed: 1 });
    });
  });

  describe('of another file of the list, which has changed', () => {
    const rows = people(20);
    const news = people(10, 0, 'news');
    const given = (text: string): string => `email,name\n${text}`;
    const night = async (text: string | undefined, removeShared = false) => {
      const engine = bench.engine();
      const first = bench.file(given(news.map((one) => `${one},x\n`).join('')), 'news.csv');
      const added = await engine.plan([first], bench.target(), options({ column: 0 }));
      await engine.run(added.jobId, bench.client());
      const before = await add([...rows, ...news], 'before.csv');
      if (text === undefined) fs.rmSync(first.path ?? '');
      else bench.file(text, 'news.csv');
      bench.sink.arrived.length = 0;
      const allowed: Permission[] = removeShared ? ['remove-shared'] : [];
      const more = { allowed };
      return update(rows.slice(1), [before], more, 'now.csv');
    };

    it('reads the column of the same name', async () => {
      const { report } = await night(`name,email\n${news.map((one) => `x,${one}\n`).join('')}`);
      assertHas(report.previous, { shared: 10, removed: 1 });
    });

    for (const [what, text, says] of [
      ['lacks the column', `id\n${news.map((_, n) => `${n}\n`).join('')}`, /email/],
      ['has no valid row', 'email,name\nbroken,x\nbroken too,y\n', /None of its rows is valid\./],
      ['has only a header', 'email,name\n', /None of its rows is valid\./],
      ['is empty', '', /empty/],
      ['has a quote that is never closed', 'email,name\n"ann@example.com,x\n', /quote/],
    ] as const)
      it(`stops with its name, and says why it is read, where it ${what}`, async () => {
        await assert.rejects(night(text), (error: UploadError) => {
          assert.equal(error.code, 'other-file');
          assert.match(
            error.message,
            /^news\.csv: .* An earlier upload added this file .*allow: remove-shared/,
          );
          assert.match(error.message, says);
          assert.ok((error.file ?? 0) > 0, 'not the one that is sent');
          return true;
        });
        assert.deepEqual(bench.sink.arrived, []);
        const { report } = await night(text, true);
        assertHas(report.previous, { shared: 0, removed: 11 });
      });
  });

  describe('that was cut off names the file that changed since', () => {
    for (const [name, change] of [
      ['before.csv', 'changed'],
      ['before.csv', 'gone'],
      ['two.csv', 'changed'],
      ['two.csv', 'gone'],
    ] as const)
      it(`${name}, ${change}`, async () => {
        const rows = people(300);
        const before = await add(rows.slice(0, 250), 'before.csv');
        const files = [
          bench.file(csv(rows.slice(50, 200)), 'one.csv'),
          bench.file(csv(rows.slice(200)), 'two.csv'),
        ];
        const engine = bench.engine();
        const plan = await engine.plan(files, bench.target(), updateOptions(), {
          previous: [before],
        });
        const cutAt = bench.sink.arrived.length + 1;
        bench.sink.fault = ({ number }) => (number >= cutAt ? { status: 403 } : undefined);
        assertHas((await engine.run(plan.jobId, bench.client())).report, { state: 'failed' });
        bench.sink.fault = () => undefined;
        const path = join(bench.folder, name);
        if (change === 'gone') fs.rmSync(path);
        else fs.appendFileSync(path, 'someone@example.com\n');
        const { report } = await engine.run(plan.jobId, bench.client());
        assert.equal(report.error?.code, 'file-changed');
        assert.match(report.error?.message ?? '', new RegExp(`^${name} (has changed|no longer)`));
      });
  });

  describe('stops before anything is sent', () => {
    const rows = people(100);
    const stopped = async (
      now: readonly string[],
      before: SourceFile,
      more: Partial<UploadOptions>,
    ): Promise<string | undefined> => {
      const { report } = await update(now, [before], more);
      assertHas(report, { sent: 0, unsent: report.rows - report.invalid });
      assert.deepEqual(bench.sink.arrived, []);
      return report.error?.code;
    };

    it('where too many would be removed', async () => {
      const before = bench.file(csv(rows), 'before.csv');
      const { maxRemoved } = DEFAULT_OPTIONS;
      assert.equal(await stopped(rows.slice(31), before, { maxRemoved }), 'max-removed');
      const { report } = await update(rows.slice(30), [before], { maxRemoved });
      assertHas(report.removed, { rows: 30 });
    });

    it('where the previous file was never sent from here', async () => {
      const before = bench.file(csv(rows), 'before.csv');
      assert.equal(await stopped(rows.slice(1), before, { allowed: [] }), 'previous-unknown');
    });

    it('where more rows are invalid than before', async () => {
      const before = bench.file(csv(rows), 'before.csv');
      const broken = [...rows.slice(2), 'broken', 'broken too'];
      assert.equal(await stopped(broken, before, {}), 'invalid-grew');
      const { report } = await update([...rows.slice(1), 'broken'], [before]);
      assertHas(report.removed, { rows: 1 });
      const allowed = ['previous-unknown', 'invalid-grew'] as const;
      assertHas((await update(broken, [before], { allowed })).report.removed, {
        rows: 2,
      });
    });

    it('where the file lacks its last line end, and the previous one had it', async () => {
      const before = bench.file(csv(rows), 'before.csv');
      const engine = bench.engine();
      const run = async (more: Partial<UploadOptions>): Promise<Report> => {
        const cut = bench.file(csv(rows.slice(1)).trimEnd(), 'now.csv');
        const plan = await engine.plan([cut], bench.target(), updateOptions(more), {
          previous: [before],
        });
        return (await engine.run(plan.jobId, bench.client())).report;
      };
      assert.equal((await run({})).error?.code, 'cut-off');
      assert.deepEqual(bench.sink.arrived, []);
      const allowed = ['previous-unknown', 'cut-off'] as const;
      assertHas(await run({ allowed }), { state: 'finished' });
    });

    it('where too little of the list would be kept, or its size is not known', async () => {
      const before = bench.file(csv(rows), 'before.csv');
      bench.sink.figure = 100;
      assert.equal(await stopped(rows.slice(60), before, { minKept: 0.7 }), 'min-kept');
      bench.sink.statisticsFault = () => Promise.resolve({ status: 403 });
      assert.equal(await stopped(rows.slice(1), before, { minKept: 0.7 }), 'size-unknown');
    });

    it('where it has no previous file and nothing is kept', async () => {
      await assert.rejects(update(rows, undefined), { code: 'bad-argument' });
    });
  });

  describe('keeps its file', () => {
    const kept = (): string => join(bench.folder, 'kept.csv');
    const night = (
      rows: readonly string[],
      name = 'export.csv',
      more: Partial<UploadOptions> = {},
    ) => update(rows, undefined, { keep: kept(), allowed: [], ...more }, name);
    const all = people(50);

    it('for the next run, night after night', async () => {
      assertHas((await night(all.slice(0, 40))).report, { state: 'finished', unchanged: 0 });
      assert.equal(fs.readFileSync(kept(), 'utf8'), csv(all.slice(0, 40)));
      for (const [n, from] of [5, 10, 15].entries()) {
        const { report } = await night(all.slice(from, from + 35), `export-${n}.csv`);
        assertHas(report, { state: 'finished' });
        assertHas(report.previous, { removed: 5, shared: 0 });
        assert.deepEqual(list(), new Set(all.slice(from, from + 35)));
      }
      assert.deepEqual(
        fs.readdirSync(bench.folder).filter((name) => name.includes('sending')),
        [],
      );
    });

    it('and compares with both files where a run was cut off', async () => {
      await night(all.slice(0, 20));
      // The requests of this night have no end: it is cut off after its first one.
      bench.sink.fault = ({ number }) => (number === 1 ? undefined : { status: 403 });
      const { report } = await night(all.slice(10, 30), 'export.csv', { chunkSize: 10 });
      assert.equal(report.state, 'failed');
      assert.equal(fs.readFileSync(`${kept()}.sending`, 'utf8'), csv(all.slice(10, 30)));
      bench.sink.fault = () => undefined;
      const next = await night(all.slice(25, 45), 'export.csv', {
        allowed: [],
        maxRemoved: 1,
      });
      assertHas(next.report, { state: 'finished' });
      assert.deepEqual(list(), new Set(all.slice(25, 45)));
      assert.deepEqual(
        fs.readdirSync(bench.folder).filter((name) => name.startsWith('kept')),
        ['kept.csv'],
      );
    });
  });

  it('removes nobody while an add is open, and goes on with the removes', async () => {
    const all = people(300);
    const before = bench.file(csv(all.slice(0, 100)), 'before.csv');
    const engine = bench.engine();
    const file = bench.file(csv(all.slice(50)), 'now.csv');
    const plan = await engine.plan([file], bench.target(), updateOptions(), {
      previous: [before],
    });
    bench.sink.fault = ({ number }) => (number === 1 ? { status: 400 } : undefined);
    const first = await engine.run(plan.jobId, bench.client());
    assertHas(first.report, { state: 'failed', accepted: 150, refused: 100 });
    assert.equal(first.report.error?.code, 'adds-open');
    assertHas(first.report.removed, { sent: 0, unsent: 200 });
    assert.ok(bench.sink.arrived.every(({ kind }) => kind === 'add'));
    assertHas(engine.job(plan.jobId), { resumable: true });
    const { report } = await engine.run(plan.jobId, bench.client());
    assertHas(report, { state: 'finished', accepted: 250 });
    assertHas(report.removed, { rows: 50, accepted: 200, unsent: 0 });
    assert.deepEqual(list(), new Set(all.slice(50)));
  });

  it('is not finished while a removal is rejected', async () => {
    const all = people(20);
    const before = bench.file(csv(all), 'before.csv');
    const engine = bench.engine();
    const file = bench.file(csv(all.slice(5)), 'now.csv');
    const plan = await engine.plan([file], bench.target(), updateOptions(), {
      previous: [before],
    });
    bench.sink.fault = ({ kind }) => (kind === 'remove' ? { status: 400 } : undefined);
    const first = await engine.run(plan.jobId, bench.client());
    assertHas(first.report, { state: 'failed', accepted: 15 });
    assertHas(first.report.removed, { refused: 20, accepted: 0 });
    bench.sink.fault = () => undefined;
    const { report } = await engine.run(plan.jobId, bench.client());
    assertHas(report, { state: 'finished' });
    assertHas(report.removed, { refused: 0, accepted: 20 });
    assert.deepEqual(list(), new Set(all.slice(5)));
  });

  it('halves a removal that is too large', async () => {
    const all = people(40);
    const before = bench.file(csv(all), 'before.csv');
    bench.sink.fault = ({ kind, identifiers }) =>
      kind === 'remove' && identifiers.length > 30 ? { status: 413 } : undefined;
    for (const one of all.slice(0, 20)) list().add(sha256(one));
    const { report } = await update(all.slice(20), [before]);
    assertHas(report.removed, { rows: 20, accepted: 80 });
    assert.deepEqual(list(), new Set(all.slice(20)));
  });

  it('reads several columns of both files', async () => {
    const all = people(12);
    const rows = (from: number) =>
      [0, 1, 2].map((i) => `${all[from + 2 * i]},${all[from + 2 * i + 1]}`).join('\n');
    const engine = bench.engine();
    const columns = [0, 1];
    const before = { ...bench.file(`a,b\n${rows(0)}\n`, 'before.csv'), columns };
    const now = { ...bench.file(`a,b\n${rows(2)}\n`, 'now.csv'), columns };
    const plan = await engine.plan([now], bench.target(), updateOptions({ column: undefined }), {
      previous: [before],
    });
    assertHas(plan.update?.counts, { rows: 3, fields: 6, still: 4, removed: 2 });
    for (const one of all.slice(0, 6)) list().add(one);
    const { report } = await engine.run(plan.jobId, bench.client());
    reportAddsUp(report);
    assert.deepEqual(list(), new Set(all.slice(2, 8)));
  });
});
