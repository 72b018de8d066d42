import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import type { Place } from '../../../../src/csv/csvTypes';
import type { Report } from '../../../../src/upload/jobTypes';
import type { Finding, Plan, SourceFile } from '../../../../src/upload/uploadTypes';
import { assertHas } from '../../../support/assertHas';
import { people } from '../../../support/people';
import { reportAddsUp, reportIsWhole } from '../../../support/reportAddsUp';
import { seeds } from '../../../support/tenth';
import { waitUntil } from '../../../support/waitUntil';
import { benchForEach, csv, options, SEGMENT, supportScript } from '../support/bench';
import { Random } from '../support/random';

const NAMES = ['note', 'home', 'town', 'work', 'other mail'];
/** The columns that are read of the generated files. */
const READ = [1, 3, 4];

interface Cell {
  /** As it is in the file, without quotes. */
  text: string;
  place: Place;
}

/** A generated file, and what is in each of its records. */
interface Generated {
  bytes: Buffer;
  records: { cells: Cell[]; place: Place }[];
}

/** Writes a file with all faults: it counts lines and columns by itself. */
function generate(random: Random): Generated {
  const eol = random.pick(['\r\n', '\n']);
  let text = '';
  let line = 0;
  let column = 0;
  const write = (part: string): void => {
    text += part;
    const ends = part.split(/\r\n|\n/);
    line += ends.length - 1;
    column = ends.length > 1 ? (ends.at(-1)?.length ?? 0) : column + part.length;
  };
  const at = (): { line: number; column: number } => ({ line, column });
  const between = (from: ReturnType<typeof at>): Place => ({
    line: from.line,
    startColumn: from.column,
    endLine: line,
    endColumn: column,
  });
  const value = (c: number): string => {
    if (!READ.includes(c)) return random.pick(['x', 'Łódź', 'two\nlines', 'a, b', '']);
    const person = random.int(0, 40);
    return random.pick([
      ...[`p${person}@example.com`, `p${person}@example.com`, `P${person}@Example.com`],
      ...['', '  ', 'nobody', `p${person}@@example.com`],
    ]);
  };
  write(NAMES.join(',') + eol);
  const records: Generated['records'] = [];
  for (let r = random.int(30, 60); r > 0; r--) {
    const cells: Cell[] = [];
    const start = at();
    const width = random.chance(0.1) ? random.int(0, 7) : NAMES.length;
    for (let c = 0; c < width; c++) {
      if (c > 0) write(',');
      // A record of one empty field is a blank line.
      const content = width === 1 ? 'one' : value(c);
      const isQuoted = /[\n,]/.test(content) || random.chance(0.2);
      if (isQuoted) write('"');
      const from = at();
      write(content);
      cells.push({ text: content, place: between(from) });
      if (isQuoted) write('"');
    }
    records.push({ cells, place: between(start) });
    if (r > 1 || random.chance(0.5)) write(eol);
    // Without a line ending, an empty last record isn't one.
    else if (width === 0) records.pop();
  }
  return { bytes: Buffer.from(`${random.chance(0.5) ? '\ufeff' : ''}${text}`), records };
}

/** What is to come of a file, written down from its cells alone. */
class Expected {
  readonly counts = { rows: 0, fields: 0, blank: 0, invalid: 0, duplicates: 0, good: 0 };
  readonly findings: Partial<Finding>[] = [];
  /** Identifiers to send, record by record. */
  readonly sent: string[][] = [];
  readonly #first = new Map<string, { firstRow: number; firstColumn: number }>();

  constructor({ records }: Generated, read: readonly number[]) {
    for (const [row, { cells, place }] of records.entries()) {
      this.counts.rows++;
      this.sent.push([]);
      for (const column of read) {
        this.counts.fields++;
        const add = (rule: string, where: Place, more = {}): void => {
          const level = rule === 'duplicate' ? 'warning' : 'error';
          this.findings.push({ file: 0, row, column, rule, level, place: where, ...more });
          this.counts[rule === 'duplicate' ? 'duplicates' : 'invalid']++;
        };
        const cell = cells.at(column);
        if (cells.length === 0) this.counts.blank++;
        else if (cell === undefined) add('field-missing', place);
        else if (cells.length !== NAMES.length) add('row-ragged', place);
        else if (cell.text.trim() === '') this.counts.blank++;
        else if (cell.text === 'nobody') add('email-no-at', cell.place);
        else if (cell.text.includes('@@')) add('email-two-at', cell.place);
        else {
          const identifier = cell.text.toLowerCase();
          const first = this.#first.get(identifier);
          if (first) {
            add('duplicate', cell.place, first);
            continue;
          }
          this.#first.set(identifier, { firstRow: row, firstColumn: column });
          this.counts.good++;
          this.sent[row].push(identifier);
        }
      }
    }
  }

  /** The requests: as many whole records as fit into each. */
  requests(chunkSize: number): string[][] {
    const requests: string[][] = [];
    for (const record of this.sent.filter(({ length }) => length > 0)) {
      const last = requests.at(-1);
      if (last && last.length + record.length <= chunkSize) last.push(...record);
      else requests.push([...record]);
    }
    return requests;
  }
}

function sorted(findings: readonly Partial<Finding>[]): Partial<Finding>[] {
  return [...findings].sort(
    (a, b) => (a.row ?? 0) - (b.row ?? 0) || (a.column ?? 0) - (b.column ?? 0),
  );
}

describe('upload: several columns of a file', function () {
  this.timeout(30_000);
  const bench = benchForEach();

  const twoColumns = (content: string): SourceFile => ({
    ...bench.file(content),
    columns: ['email', 'work'],
  });

  for (const seed of seeds(60))
    it(`has every field at its place, and sends whole records, with all faults: seed ${seed}`, async () => {
      const random = new Random(seed);
      const file = generate(random);
      const read = random.pick([
        [1, 3],
        [1, 3, 4],
        [3, 4],
      ]);
      const expected = new Expected(file, read);
      const chunkSize = random.pick([3, 5, 1000]);
      // In any order, by name or number.
      const columns = read.map((column) => (random.chance(0.5) ? NAMES[column] : column)).reverse();
      const engine = bench.engine();
      const plan = await engine.plan(
        [{ ...bench.file(file.bytes), columns }],
        bench.target(),
        options({ chunkSize, concurrency: 1, maxRefused: 1 }),
      );
      const { counts } = expected;
      assertHas(plan, counts);
      assertHas(plan.files[0], {
        column: read[0],
        rows: counts.rows,
        fields: counts.fields,
        blank: counts.blank,
        invalid: counts.invalid,
      });
      assert.deepEqual(
        plan.files[0].byColumn?.map(({ column }) => column),
        read,
      );
      assert.deepEqual(sorted(plan.findings), sorted(expected.findings));
      // With its offsets in memory, or read again by another process.
      const sender = random.chance(0.5) ? engine : bench.engine();
      const { report } = await sender.run(plan.jobId, bench.client());
      reportAddsUp(report);
      const { good, ...ofReport } = counts;
      assertHas(report, { ...ofReport, sent: good, accepted: good, unsent: 0 });
      assert.deepEqual(
        bench.sink.arrived.map(({ identifiers }) => identifiers),
        expected.requests(chunkSize),
      );
    });

  it('are one where the same is named twice, and nothing of it is counted as fields', async () => {
    const engine = bench.engine();
    const file = { ...bench.file(csv(people(3))), columns: ['email', 0] };
    const plan = await engine.plan([file], bench.target(), options());
    assert.equal('fields' in plan, false);
    assert.deepEqual([plan.files[0].byColumn, plan.files[0].fields], [undefined, undefined]);
    const { report } = await engine.run(plan.jobId, bench.client());
    reportIsWhole(report, 3);
    assert.equal('fields' in report, false);
  });

  it('are those of each file, one of another beside them', async () => {
    const engine = bench.engine();
    const plan = await engine.plan(
      [
        bench.file(csv(people(4)), 'one.csv'),
        {
          ...bench.file(
            csv(['person9@example.com,person1@example.com', ',b@x.example'], 'email,work'),
          ),
          columns: ['work', 'email'],
        },
      ],
      bench.target(),
      options(),
    );
    assertHas(plan, { rows: 6, fields: 8, blank: 1, duplicates: 1, good: 6 });
    assert.deepEqual(
      plan.findings.map(({ file, row, column, firstRow, firstFile, firstColumn }) => [
        ...[file, row, column, firstRow, firstFile, firstColumn],
      ]),
      [[1, 0, 1, 1, 0, undefined]],
    );
    const { report } = await engine.run(plan.jobId, bench.client());
    reportIsWhole(report, 6);
    assert.deepEqual(bench.sink.list(SEGMENT).size, 6);
  });

  it('must fit into a request', async () => {
    const file = twoColumns(csv(['a@x.example,b@x.example'], 'email,work'));
    await assert.rejects(
      bench.engine().plan([file], bench.target(), options({ chunkSize: 1 })),
      (error: Error & { code?: string }) => {
        assert.equal(error.code, 'bad-argument');
        assert.match(error.message, /with 2 columns, the chunk size must be at least 2\. Given: 1/);
        return true;
      },
    );
  });

  it('are each of the segment’s type, and each has something to send', async () => {
    const engine = bench.engine();
    const ids = twoColumns(
      csv(
        people(20).map((person, i) => `${person},+4912345678${i + 10}`),
        'email,work',
      ),
    );
    await assert.rejects(engine.plan([ids], bench.target(), options()), (error: Error) => {
      assert.match(error.message, /“work” \(column 1\) are of type Phone number/);
      return true;
    });
    const empty = twoColumns(
      csv(
        people(20).map((person) => `${person},`),
        'email,work',
      ),
    );
    const planned = await engine.plan([empty], bench.target(), options());
    const { report } = await engine.run(planned.jobId, bench.client());
    assertHas(report, { state: 'failed', sent: 0, unsent: 20, calls: 0 });
    assert.equal(report.error?.code, 'nothing-to-send');
    assert.match(report.error.message, /No field of “work” \(column 1\) in people\.csv is valid/);
    // A person is told, and may send it all the same.
    const allowed = await engine.plan([empty], bench.target(), options({ maxRefused: 1 }));
    reportIsWhole((await engine.run(allowed.jobId, bench.client())).report, 20);
  });

  it('count their invalid fields together, of those that aren’t blank', async () => {
    const engine = bench.engine();
    const rows = people(8).map((person) => `${person},`);
    const file = twoColumns(csv([...rows, 'nobody,a@x.example', 'no one,'], 'email,work'));
    const plan = await engine.plan([file], bench.target(), options({ maxRefused: 0.1 }));
    const { report } = await engine.run(plan.jobId, bench.client());
    assert.equal(report.error?.code, 'too-many-refused');
    assert.match(report.error.message, /Too many fields in people\.csv are invalid: 2 of 11;/);
  });

  const manyRows = (count: number): string[] =>
    people(count).map((person, i) => `${person},${i % 3 === 0 ? '' : `work${i}@example.com`}`);

  /** Starts, and ends the process's engine after some requests. */
  async function interrupted(chunkSize: number): Promise<{ plan: Plan; left: Report }> {
    const engine = bench.engine();
    const plan = await engine.plan(
      [twoColumns(csv(manyRows(300), 'email,work'))],
      bench.target(),
      options({ chunkSize, concurrency: 2 }),
    );
    bench.sink.fault = ({ number }) => (number >= 3 ? { cut: 'after' } : undefined);
    const { report } = await engine.run(plan.jobId, bench.client({ maxTries: 1 }));
    reportAddsUp(report);
    await engine.dispose();
    bench.sink.fault = () => undefined;
    return { plan, left: report };
  }

  it('are resumed by another process, which sends what is left of them', async () => {
    const { plan, left } = await interrupted(50);
    assert.ok(left.accepted > 0 && left.accepted < plan.good, JSON.stringify(left));
    const next = bench.engine();
    const { report } = await next.run(plan.jobId, bench.client());
    reportIsWhole(report, 500);
    assertHas(report, { rows: 300, fields: 600, blank: 100 });
    assert.equal(bench.sink.list(SEGMENT).size, 500);
    // Records stay whole.
    for (const { identifiers } of bench.sink.amendments)
      for (const identifier of identifiers) {
        const [, number] = /^work(\d+)@/.exec(identifier) ?? [];
        if (number) assert.ok(identifiers.includes(`person${number}@example.com`), identifier);
      }
    assertHas(next.job(plan.jobId)?.counts, { rows: 300, fields: 600, good: 500 });
  });

  it('are resumed after their process was killed, with nothing sent twice that was answered', async () => {
    const engine = bench.engine();
    const plan = await engine.plan(
      [twoColumns(csv(manyRows(300), 'email,work'))],
      bench.target(),
      options({ chunkSize: 25, concurrency: 2 }),
    );
    await engine.dispose();
    bench.sink.latency = 40;
    const child = fork(supportScript('child.js'), [bench.storage, bench.sink.url, plan.jobId], {
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    const gone = new Promise((resolve) => child.once('exit', resolve));
    await waitUntil('some requests arrive', () => bench.sink.arrived.length >= 6);
    child.kill('SIGKILL');
    await gone;
    bench.sink.latency = 0;
    const next = bench.engine();
    await next.refresh();
    assert.equal(next.job(plan.jobId)?.state, 'interrupted');
    const { report } = await next.run(plan.jobId, bench.client());
    reportIsWhole(report, 500);
    assertHas(report, { rows: 300, fields: 600, blank: 100 });
    assert.equal(bench.sink.list(SEGMENT).size, 500);
    // Only what was in flight at the kill came again.
    assert.ok(bench.sink.received - 500 <= 2 * 25, String(bench.sink.received));
  });

  it('have what Criteo rejected at its own cell, both of a record too', async () => {
    const engine = bench.engine();
    const rows = manyRows(40);
    const plan = await engine.plan(
      [twoColumns(csv(rows, 'email,work'))],
      bench.target(),
      options({ maxRefused: 1 }),
    );
    bench.sink.invalid = (value) =>
      ['person4@example.com', 'work4@example.com', 'work10@example.com'].includes(value);
    bench.sink.samples = 1;
    const { report } = await engine.run(plan.jobId, bench.client());
    assert.equal(report.refused, 3);
    await engine.findRejected(plan.jobId, bench.client());
    const cells = engine
      .serverFindings(plan.jobId)
      .map(({ row, column, place }) => [row, column, place.line, place.startColumn])
      .sort();
    assert.deepEqual(cells, [
      [10, 1, 11, 'person10@example.com,'.length],
      [4, 0, 5, 0],
      [4, 1, 5, 'person4@example.com,'.length],
    ]);
  });

  it('are read by two threads of a large file as by one of a small one', async () => {
    const engine = bench.engine();
    const note = 'x'.repeat(2000);
    const rows = manyRows(4_500).map((row, i) => `${row},${i % 100 === 0 ? '' : note}`);
    const content = csv([...rows, 'person5@example.com,work7@example.com,'], 'email,work,note');
    assert.ok(content.length > 8 * 1024 * 1024);
    const plan = await engine.plan(
      [twoColumns(content)],
      bench.target(),
      options({ chunkSize: 1_000 }),
    );
    assertHas(plan, { rows: 4_501, fields: 9_002, blank: 1_500, duplicates: 2, good: 7_500 });
    assert.deepEqual(
      plan.findings.map(({ row, column, firstRow, firstColumn }) => [
        row,
        column,
        firstRow,
        firstColumn,
      ]),
      [
        [4_500, 0, 5, 0],
        [4_500, 1, 7, 1],
      ],
    );
    const { report } = await engine.run(plan.jobId, bench.client());
    reportIsWhole(report, 7_500);
    assert.equal(bench.sink.list(SEGMENT).size, 7_500);
  });
});
