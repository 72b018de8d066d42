import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import fsp from 'node:fs/promises';
import { join } from 'node:path';
import type { UploadEngine } from '../../../../src/upload/engine';
import { UploadError } from '../../../../src/upload/uploadError';
import type { Finding } from '../../../../src/upload/uploadTypes';
import { people } from '../../../support/people';
import { waitUntil } from '../../../support/waitUntil';
import { benchForEach, csv, options, SEGMENT } from '../support/bench';

/** Cuts what a finding names out of the text, as the editor counts. */
function cut(text: string, { place }: Finding): string {
  const lines = text
    .replace(/^\ufeff/, '')
    .split(/\r\n|\r|\n/)
    .slice(place.line, place.endLine + 1);
  lines[lines.length - 1] = lines[lines.length - 1].slice(0, place.endColumn);
  lines[0] = lines[0].slice(place.startColumn);
  return lines.join('\n');
}

describe('upload: the plan', function () {
  this.timeout(20_000);
  const bench = benchForEach();

  async function plan(
    content: string | Uint8Array,
    more: Parameters<typeof options>[0] = {},
    type = 'Email',
  ) {
    return bench.engine().plan([bench.file(content)], bench.target(SEGMENT, type), options(more));
  }

  const rejects = (code: string) => (error: unknown) =>
    error instanceof UploadError && error.code === code;

  it('names each refused row with its rule and its exact place', async () => {
    const text = `\ufeffname,email\r\n"😀 one",bad one@x.com\r\ntwo,"ok@example.com"\r\nthree,"no-at"\r\nfour\r\n\r\n"fi\r\nve","ok@example.com"\r\nsix,a@b.com,more\r\n`;
    const { findings, byRule, rows, blank, invalid, duplicates } = await plan(text);
    assert.deepEqual(
      { rows, blank, invalid, duplicates },
      { rows: 7, blank: 1, invalid: 4, duplicates: 1 },
    );
    assert.deepEqual(
      findings.map(({ rule, row, level }) => [rule, row, level]),
      [
        ['email-whitespace-inside', 0, 'error'],
        ['email-no-at', 2, 'error'],
        ['field-missing', 3, 'error'],
        ['duplicate', 5, 'warning'],
        ['row-ragged', 6, 'error'],
      ],
    );
    assert.deepEqual(
      findings.map((finding) => cut(text, finding)),
      ['bad one@x.com', 'no-at', 'four', 'ok@example.com', 'six,a@b.com,more'],
    );
    assert.equal(findings[3].firstRow, 1);
    assert.deepEqual(byRule, {
      'email-whitespace-inside': 1,
      'email-no-at': 1,
      'field-missing': 1,
      duplicate: 1,
      'row-ragged': 1,
    });
  });

  it('keeps at most 999 findings a file, spread over rules, errors first; totals are whole', async () => {
    const rows = [
      ...people(3000),
      ...people(500),
      ...Array.from({ length: 2000 }, (_, i) => `no-at-${i}`),
      'a b@example.com',
      '@x.com',
    ];
    const { findings, byRule } = await plan(csv(rows), { maxRefused: 1, column: 'email' });
    assert.deepEqual(byRule, {
      duplicate: 500,
      'email-no-at': 2000,
      'email-whitespace-inside': 1,
      'email-local-missing': 1,
    });
    assert.equal(findings.length, 999);
    const kept = new Map<string, number>();
    for (const { rule } of findings) kept.set(rule, (kept.get(rule) ?? 0) + 1);
    assert.deepEqual(
      [
        kept.get('email-whitespace-inside'),
        kept.get('email-local-missing'),
        kept.get('email-no-at'),
        kept.get('duplicate'),
      ],
      [1, 1, 997, undefined],
    );
  });

  it('counts by form what is sent: together as many as are to be sent', async () => {
    const engine = bench.engine();
    const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
    const rows = [
      ...people(600),
      people(1)[0],
      'nobody',
      sha256('x@example.com'),
      sha256('x@example.com').toUpperCase(),
      sha256(people(1)[0]),
    ];
    for (const [dedupe, byForm] of [
      [true, { plain: 600, sha256: 2 }],
      [false, { plain: 601, sha256: 3 }],
    ] as const) {
      const plan = await engine.plan([bench.file(csv(rows))], bench.target(), options({ dedupe }));
      assert.deepEqual([plan.byForm, plan.good], [byForm, byForm.plain + byForm.sha256]);
    }
    // Sent hashed, the hash of the first is its duplicate.
    const hashing = await engine.plan(
      [bench.file(csv(rows))],
      bench.target(),
      options({ hash: 'sha256' }),
    );
    assert.deepEqual([hashing.byForm, hashing.good], [{ plain: 600, sha256: 1 }, 601]);
  });

  it('counts duplicates as rows to send where they are not wanted out', async () => {
    const { good, duplicates, distinct } = await plan(csv(['a@b.com', 'a@b.com']), {
      dedupe: false,
    });
    assert.deepEqual({ good, duplicates, distinct }, { good: 2, duplicates: 0, distinct: 2 });
    const replace = await plan(csv(['a@b.com', 'a@b.com']), {
      dedupe: false,
      operation: 'replace',
    });
    assert.deepEqual([replace.good, replace.distinct], [2, 1]);
  });

  it('finds the column by itself, by name in any case, and by number', async () => {
    const content = csv(
      people(5).map((one, i) => `${i};${one}`),
      'Nr;E-Mail',
    );
    for (const column of [undefined, 'e-mail', 1])
      assert.equal((await plan(content, { column })).files[0].column, 1);
    await assert.rejects(plan(content, { column: 'mail' }), rejects('no-column'));
    await assert.rejects(plan(content, { column: 7 }), rejects('no-column'));
    await assert.rejects(
      plan(
        csv(
          people(5).map((one) => `${one},x${one}`),
          'email,email2',
        ),
      ),
      rejects('ambiguous-column'),
    );
    assert.deepEqual((await plan(content)).files[0].headerPlace, {
      line: 0,
      startColumn: 3,
      endLine: 0,
      endColumn: 9,
    });
  });

  it('stops a file of another type before anything is read further', async () => {
    const uuids = Array.from(
      { length: 20 },
      (_, i) => `6d92078a-8246-4ba4-ae5b-7610486${String(10000 + i)}`,
    );
    await assert.rejects(
      plan(csv(uuids, 'id'), { column: 0 }),
      (error) =>
        rejects('wrong-type')(error) && (error as UploadError).identifierType === 'UserIdentifier',
    );
    await assert.rejects(plan(csv(people(3)), {}, 'Household'), rejects('wrong-type'));
    const ids = csv(
      people(5).map((_, i) => `C-${100 + i},Berlin`),
      'customer id,city',
    );
    const of = (type: string) => (error: unknown) =>
      rejects('wrong-type')(error) && (error as UploadError).identifierType === type;
    await assert.rejects(plan(ids), of('CustomerId'));
    await assert.rejects(plan(csv(['C-100', 'C-101', 'C-102'], 'user id')), of('CustomerId'));
    await assert.rejects(plan(csv(people(5)), {}, 'CustomerId'), of('Email'));
  });

  it('takes the only column of a file, whose rows say what is wrong with it', async () => {
    const { byRule, good } = await plan('nobody\nno-one\nann@example.com\n', {
      maxRefused: 1,
      dialect: { header: false },
    });
    assert.deepEqual([byRule, good], [{ 'email-no-at': 2 }, 1]);
  });

  const asked: [string, string, string, string, string][] = [
    [
      'two columns',
      csv(
        people(5).map((one) => `${one},Ann,x${one}`),
        'Home mail,name,Work mail',
      ),
      'Email',
      'ambiguous-column',
      'The identifiers may be in “Home mail” (column 0) or “Work mail” (column 2), but that is not sure. Give the name of the right column, or its number counted from 0.',
    ],
    [
      'the only column, by a name of many meanings',
      csv(['C-1', 'C-2'], 'user id'),
      'CustomerId',
      'ambiguous-column',
      'The identifiers may be in “user id” (column 0), but that is not sure. Give the name of the right column, or its number counted from 0.',
    ],
    [
      'two columns without names',
      'a@example.com,b@example.com\nc@example.com,d@example.com\n',
      'Email',
      'ambiguous-column',
      'The identifiers may be in column 0 or column 1, but that is not sure. Give the name of the right column, or its number counted from 0.',
    ],
    [
      'no column',
      csv(['Ann,Berlin', 'Bob,Ulm'], 'name,city'),
      'Email',
      'no-column',
      'No column seems to hold identifiers of the type Email. Give the name of the one that does, or its number counted from 0.',
    ],
    [
      'the only column, of something else',
      csv(['Berlin', 'Ulm'], 'city'),
      'CustomerId',
      'no-column',
      'The only column does not seem to hold identifiers of the type CustomerId. If it does, give its number, which is 0.',
    ],
  ];
  for (const [name, content, type, code, message] of asked) {
    it(`says which column to name: ${name}`, () =>
      assert.rejects(
        plan(content, {}, type),
        (error) =>
          rejects(code)(error) &&
          assert.equal((error as UploadError).message, `people.csv: ${message}`) === undefined,
      ));
  }

  it('says what a plain column beside the hashes tells', async () => {
    const rows = people(50, 0, 'User').map(
      (one) => `${one},${createHash('md5').update(one).digest('hex')}`,
    );
    const warnings = async (lines: string[], header: string) =>
      (await plan(csv(lines, header), { column: 'md5' })).columnWarnings;
    assert.deepEqual(await warnings(rows, 'email,md5'), ['hashed-not-lower-cased']);
    const md5 = (text: string): string => createHash('md5').update(text).digest('hex');
    const mostLower = people(50).map((one, i) => (i % 10 === 0 ? one.toUpperCase() : one));
    assert.deepEqual(
      await warnings(
        mostLower.map((one) => `${one},${md5(one)}`),
        'email,md5',
      ),
      ['hashed-not-lower-cased'],
      'where most addresses cannot show it',
    );
    assert.deepEqual(
      await warnings(
        people(50, 0, 'User').map((one) => `${one},${md5(one.toLowerCase())}`),
        'email,md5',
      ),
      [],
      'right',
    );
    assert.deepEqual(
      await warnings(
        people(50).map((one) => `friend.${one},${md5(one)},${one}`),
        'friend,md5,email',
      ),
      [],
      'of the other column',
    );
    assert.deepEqual(
      await warnings(
        people(50).map((one) => `${one},${md5(`salt${one}`)}`),
        'email,md5',
      ),
      ['hashed-otherwise'],
    );
    assert.deepEqual(
      await warnings(
        people(50).map((one) => `Ann,${md5(one)}`),
        'name,md5',
      ),
      ['hash-unverified'],
      'nothing to compare with',
    );
    assert.deepEqual((await plan(csv(people(5)))).columnWarnings, [], 'no hashes');
    const salted = (of: number) =>
      people(50).map((one, i) => `${one},${md5(i < of ? `salt${one}` : one)}`);
    assert.deepEqual(await warnings(salted(20), 'email,md5'), ['hashed-partly']);
    assert.deepEqual(await warnings(salted(2), 'email,md5'), [], 'strays');
    assert.deepEqual(
      await warnings(
        people(50).map((one, i) => `${i < 5 ? one : ''},${md5(one)}`),
        'email,md5',
      ),
      ['hash-unverified'],
      'hardly any to compare with',
    );
  });

  it('warns of a column with the name of another type', async () => {
    const warnings = async (header: string, values: string[], type: string) =>
      (await plan(csv(values, header), { column: 0 }, type)).columnWarnings;
    const hashes = people(20).map((one) => createHash('sha256').update(one).digest('hex'));
    assert.deepEqual(await warnings('hem', hashes, 'CustomerId'), ['named-otherwise']);
    assert.deepEqual(
      await warnings(
        'customer_id',
        Array.from({ length: 20 }, (_, n) => `C${n}`),
        'UserIdentifier',
      ),
      ['named-otherwise'],
    );
    assert.deepEqual(
      await warnings(
        'customer_id',
        Array.from({ length: 20 }, (_, n) => `C${n}`),
        'CustomerId',
      ),
      [],
    );
    assert.deepEqual(
      await warnings(
        'mobile',
        Array.from({ length: 20 }, (_, n) => `aebe52e7-03ee-455a-b3c4-e572839662${10 + n}`),
        'UserIdentifier',
      ),
      [],
      'plainly mobile ids',
    );
    assert.deepEqual(await warnings('foo', hashes, 'CustomerId'), []);
  });

  const bad: [string, Parameters<typeof options>[0], string?][] = [
    ['a hash for what is no email', { hash: 'sha256' }, 'CustomerId'],
    ['all forms for an add', { forms: 'all' }],
    ['a chunk too large', { chunkSize: 50_001 }],
    ['no chunk', { chunkSize: 0 }],
    ['too many calls at once', { concurrency: 17 }],
    ['a ratio above 1', { maxRefused: 1.5 }],
    ['a negative column', { column: -1 }],
  ];
  for (const [name, more, type] of bad) {
    it(`refuses ${name}`, () =>
      assert.rejects(plan(csv(people(2)), more, type), rejects('bad-argument')));
  }

  it('passes on what is wrong with a file, and leaves no job', async () => {
    const engine = bench.engine();
    const files: [string, string, string][] = [
      ['', 'empty', 'a'],
      ['a,b\n"x', 'quote-not-closed', 'b'],
      [`email\n${'x'.repeat(3_000_000)}`, 'record-too-long', 'c'],
      ['\u0000\u0001\u0002ELF\u0000\u0000\u0000\u0007\u0008', 'binary', 'd'],
    ];
    for (const [content, code, name] of files) {
      await assert.rejects(
        engine.plan([bench.file(content, name)], bench.target(), options({ column: 0 })),
        rejects(code),
        code,
      );
    }
    await assert.rejects(
      engine.plan(
        [{ uri: 'file:///nowhere', path: '/nowhere/at-all.csv' }],
        bench.target(),
        options(),
      ),
      rejects('not-found'),
    );
    await assert.rejects(
      engine.plan([{ uri: 'file:///', path: bench.folder }], bench.target(), options()),
      rejects('directory'),
    );
    await engine.refresh();
    assert.deepEqual(engine.jobs(), []);
  });

  it('stops reading when told to, and leaves no job', async () => {
    const engine = bench.engine();
    const stop = new AbortController();
    const file = bench.file(csv(people(300_000)));
    const planning = engine.plan([file], bench.target(), options(), { signal: stop.signal });
    setTimeout(() => stop.abort(), 20);
    await assert.rejects(planning, rejects('cancelled'));
    assert.deepEqual(engine.jobs(), []);
  });

  it('says since when a file is unchanged, whatever the order of its rows, until something else changes the segment', async () => {
    const engine = bench.engine();
    const addresses = people(100);
    const first = await engine.plan([bench.file(csv(addresses))], bench.target(), options());
    assert.equal(first.unchangedSince, undefined);
    await engine.start(first.jobId, bench.client());
    const again = await engine.plan(
      [bench.file(csv([...addresses].reverse()))],
      bench.target(),
      options({ chunkSize: 7 }),
    );
    assert.equal(again.unchangedSince, again.previous?.finishedAt);
    assert.ok(again.unchangedSince);
    const other = async (content: string, more = {}, segment = SEGMENT) =>
      (await engine.plan([bench.file(content)], bench.target(segment), options(more)))
        .unchangedSince;
    assert.equal(await other(csv(people(101))), undefined);
    assert.equal(await other(csv(addresses), { operation: 'remove' }), undefined);
    assert.equal(await other(csv(addresses), {}, '2'), undefined);
    await engine.segmentChanged(bench.sink.url, SEGMENT);
    assert.equal(await other(csv(addresses)), undefined);
  });

  it('does not say so once another upload began to change the segment, finished or not', async () => {
    const engine = bench.engine();
    const send = async (rows: string[], name: string) => {
      const { jobId } = await engine.plan(
        [bench.file(csv(rows), name)],
        bench.target(),
        options({ operation: 'replace', minKept: 0.7 }),
      );
      return { jobId, report: (await engine.start(jobId, bench.client())).report };
    };
    const since = async (): Promise<string | undefined> =>
      (
        await engine.plan(
          [bench.file(csv(people(100)), 'x.csv')],
          bench.target(),
          options({ operation: 'replace' }),
        )
      ).unchangedSince;
    assert.equal((await send(people(100), 'x.csv')).report.state, 'finished');
    bench.sink.fault = ({ kind }) => (kind === 'clear' ? undefined : { status: 403 });
    const cut = await send(people(100, 0, 'other'), 'y.csv');
    assert.deepEqual([cut.report.state, cut.report.cleared !== undefined], ['failed', true]);
    assert.equal(await since(), undefined);
    // What the list had before is still known where a replace would leave too little.
    bench.sink.fault = () => undefined;
    bench.sink.figure = 0;
    assert.equal((await send(people(60), 'z.csv')).report.error?.code, 'min-kept');
    assert.equal((await send(people(100), 'x.csv')).report.state, 'finished');
    assert.ok(await since());
  });

  for (const operation of ['add', 'replace'] as const) {
    it(`does not say so of an upload (${operation}) that another one came into the middle of`, async () => {
      const engine = bench.engine();
      const planned = (rows: string[], name: string, more: Parameters<typeof options>[0]) =>
        engine.plan(
          [bench.file(csv(rows), name)],
          bench.target(),
          options({ chunkSize: 50, concurrency: 1, minKept: 0, ...more }),
        );
      const { jobId } = await planned(people(100), 'x.csv', { operation });
      bench.sink.fault = ({ identifiers }) =>
        identifiers.includes('person50@example.com') ? { status: 403 } : undefined;
      assert.equal((await engine.start(jobId, bench.client())).report.accepted, 50);
      bench.sink.fault = () => undefined;
      const other =
        operation === 'add'
          ? planned(people(10), 'y.csv', { operation: 'remove' })
          : planned(people(10, 0, 'more'), 'y.csv', { operation: 'add' });
      await engine.start((await other).jobId, bench.client());
      assert.deepEqual(
        [(await engine.resume(jobId, bench.client())).report.state, bench.sink.list(SEGMENT).size],
        ['finished', operation === 'add' ? 90 : 110],
      );
      assert.equal((await engine.planOf(jobId)).unchangedSince, undefined);
      // Sent once more, all of it is.
      const whole = await planned(people(100), 'x.csv', { operation });
      await engine.start(whole.jobId, bench.client());
      assert.ok((await engine.planOf(jobId)).unchangedSince);
    });
  }

  it('notices that the last upload had another form', async () => {
    const engine = bench.engine();
    const hashed = await engine.plan(
      [bench.file(csv(people(10)))],
      bench.target(),
      options({ hash: 'sha256' }),
    );
    await engine.start(hashed.jobId, bench.client());
    assert.equal(
      (await engine.plan([bench.file(csv(people(10)))], bench.target(), options())).formBefore,
      'sha256',
    );
    assert.equal(
      (
        await engine.plan(
          [bench.file(csv(people(10)))],
          bench.target(),
          options({ hash: 'sha256' }),
        )
      ).formBefore,
      undefined,
    );
  });

  it('can be read again by another process, without its findings', async () => {
    const made = await plan(csv(['a@b.com', 'c@d.com', 'broken']), { maxRefused: 1, column: 0 });
    const read = await bench.engine().planOf(made.jobId);
    assert.deepEqual({ ...read, findings: [] }, { ...made, findings: [] });
    assert.deepEqual([made.findings.length, read.findings.length], [1, 0]);
    assert.ok(fs.existsSync(bench.storage));
  });

  it('is on the disk before anything can be sent by it: each file flushed, then the folders that name them', async () => {
    const flushed: string[] = [];
    const { open } = fsp;
    fsp.open = async (path, ...more) => {
      const handle = await open(path, ...more);
      const [sync, datasync] = [handle.sync.bind(handle), handle.datasync.bind(handle)];
      const name =
        String(path)
          .split('/')
          .at(-1)
          ?.replace(/\.[0-9a-f]{8}\.new$/, '') ?? '';
      handle.sync = () => sync().then(() => void flushed.push(name));
      handle.datasync = () => datasync().then(() => void flushed.push(name));
      return handle;
    };
    try {
      const { jobId } = await plan(csv(people(10)));
      assert.deepEqual(flushed, ['bits.bin', 'chunks.json', 'job.json', jobId, 'jobs']);
    } finally {
      fsp.open = open;
    }
  });

  it('keeps every plan that is new, however many there are, and none that nobody started for a week', async () => {
    let now = Date.parse('2026-03-01T00:00:00Z');
    const engine = bench.engine({ now: () => now });
    const one = async (): Promise<string> =>
      (await engine.plan([bench.file(csv(people(1)))], bench.target(), options())).jobId;
    const first = await one();
    for (let more = 0; more < 25; more++) await one();
    assert.equal((await engine.start(first, bench.client())).report.state, 'finished');
    now += 8 * 24 * 3_600_000;
    const last = await one();
    assert.deepEqual(
      engine
        .jobs()
        .map(({ jobId }) => jobId)
        .sort(),
      [first, last].sort(),
    );
    assert.equal(fs.readdirSync(join(bench.storage, 'jobs')).length, 2);
  });

  it('keeps no plan whose window is gone, unless it was to be sent', async () => {
    const plan = async (engine: UploadEngine): Promise<string> =>
      (await engine.plan([bench.file(csv(people(1)))], bench.target(), options())).jobId;
    const [left, other] = [bench.engine(), bench.engine()];
    const [, wanted] = [await plan(left), await plan(left)];
    const theirs = await plan(other);
    await left.enlist([wanted]);
    await left.dispose();
    const engine = bench.engine();
    await engine.refresh();
    const last = await plan(engine);
    assert.deepEqual(
      engine
        .jobs()
        .map(({ jobId }) => jobId)
        .sort(),
      [wanted, theirs, last].sort(),
    );
    assert.equal(engine.job(wanted)?.state, 'interrupted');
    assert.equal(fs.readdirSync(join(bench.storage, 'jobs')).length, 3);
  });

  describe('of jobs that came to a bad end', () => {
    const DAY = 24 * 3_600_000;
    let now = 0;
    let engine: UploadEngine;
    beforeEach(() => {
      now = Date.parse('2026-03-01T00:00:00Z');
      engine = bench.engine({ now: () => now });
    });

    /** Plans and starts a file of which `bad` rows are no addresses; what becomes of it. */
    async function tried(good: number, bad: number): Promise<string> {
      now += 60_000;
      const rows = [...people(good), ...Array.from({ length: bad }, (_, i) => `nobody-${i}`)];
      const { jobId } = await engine.plan(
        [bench.file(csv(rows))],
        bench.target(),
        options({ chunkSize: 2, concurrency: 1 }),
      );
      await engine.start(jobId, bench.client());
      return jobId;
    }
    const kept = (): string[] => engine.jobs().map(({ jobId }) => jobId);
    const folders = (): string[] => fs.readdirSync(join(bench.storage, 'jobs'));

    it('keeps the newest fifty that changed no list, for a week', async () => {
      const [first, ...more] = [await tried(3, 2), await tried(3, 2), await tried(3, 2)];
      assert.equal(engine.job(first)?.state, 'failed');
      now += 4 * DAY;
      // Those that another window left count as well.
      await engine.dispose();
      engine = bench.engine({ now: () => now });
      await engine.refresh();
      for (let i = 0; i < 55; i++) more.push(await tried(3, 2));
      assert.deepEqual(kept(), more.slice(-51).reverse());
      assert.equal(folders().length, 51);
      now += 6 * DAY;
      const last = await tried(3, 2);
      assert.equal(kept().length, 51);
      now += 2 * DAY;
      const newest = await tried(3, 2);
      assert.deepEqual(kept(), [newest, last]);
      assert.equal(folders().length, 2);
    });

    it('keeps one that is begun again and waits its turn, in whichever window', async () => {
      const jobId = await tried(3, 2);
      const first = await engine.plan(
        [bench.file(csv(people(3, 0, 'first')), 'first.csv')],
        bench.target(),
        options(),
      );
      now += 8 * DAY;
      const [here, there] = [bench.engine({ now: () => now }), bench.engine({ now: () => now })];
      for (const window of [here, there]) await window.refresh();
      let end = (): void => undefined;
      bench.sink.hold = ({ number }) =>
        number === 0 ? new Promise((resolve) => (end = resolve)) : undefined;
      const before = engine.start(first.jobId, bench.client());
      await waitUntil('a request arrives', () => bench.sink.arrived.length === 1);
      const waiting = there.resume(jobId, bench.client(), { maxRefused: 1 });
      await waitUntil('the upload queues', () => there.job(jobId)?.state === 'queued');
      // Each forgets old jobs then.
      for (const window of [here, there, engine])
        await window.plan([bench.file(csv(people(1)), 'more.csv')], bench.target(), options());
      end();
      assert.equal((await before).report.state, 'finished');
      assert.deepEqual(
        [(await waiting).report.state, bench.sink.list(SEGMENT).size],
        ['finished', 6],
      );
    });

    it('keeps those that left a list half done for ninety days, and the newest fifty for longer', async () => {
      bench.sink.fault = ({ identifiers }) =>
        identifiers.includes('person2@example.com') ? { status: 403 } : undefined;
      const left: string[] = [];
      for (let i = 0; i < 52; i++) left.push(await tried(3, 0));
      assert.deepEqual(
        {
          state: engine.job(left[0])?.state,
          resumable: engine.job(left[0])?.resumable,
          accepted: engine.job(left[0])?.report?.accepted,
        },
        { state: 'failed', resumable: true, accepted: 2 },
      );
      now += 89 * DAY;
      await tried(3, 2);
      assert.deepEqual(kept().length, 53);
      now += 2 * DAY;
      const newest = await tried(3, 2);
      // Of the one before, nothing was in any list, and it is two days old.
      assert.deepEqual(kept().filter((jobId) => !left.includes(jobId)).length, 2);
      assert.deepEqual(kept()[0], newest);
      assert.deepEqual(
        kept().filter((jobId) => left.includes(jobId)),
        left.slice(2).reverse(),
      );
      bench.sink.fault = () => undefined;
      bench.file(csv(people(3)));
      assert.equal((await engine.resume(left[2], bench.client())).report.accepted, 3);
    });
  });

  it('keeps what another window began, cut off and left behind after it was read here as a plan', async () => {
    const [left, engine] = [bench.engine(), bench.engine()];
    const { jobId } = await left.plan(
      [bench.file(csv(people(200)))],
      bench.target(),
      options({ operation: 'replace', chunkSize: 100, concurrency: 1 }),
    );
    await engine.refresh();
    bench.sink.fault = ({ number }) => (number === 2 ? { status: 403 } : undefined);
    assert.equal((await left.start(jobId, bench.client())).report.state, 'failed');
    await left.dispose();
    await engine.plan([bench.file(csv(people(1)), 'x.csv')], bench.target(), options());
    assert.deepEqual([engine.job(jobId)?.state, engine.job(jobId)?.resumable], ['failed', true]);
    assert.equal((await engine.resume(jobId, bench.client())).report.accepted, 200);
  });

  it('knows no job by a path', async () => {
    for (const id of ['../x', 'nothing', ''])
      await assert.rejects(bench.engine().planOf(id), rejects('unknown-job'));
  });
});
