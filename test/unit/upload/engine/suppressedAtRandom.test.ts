import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import { join } from 'node:path';
import type { IdentifierType } from '../../../../src/identifiers/identifierTypes';
import type { UploadEngine } from '../../../../src/upload/engine';
import type { Report } from '../../../../src/upload/jobTypes';
import { PERMISSIONS } from '../../../../src/upload/permissions';
import type { Plan, SourceFile, UploadOptions } from '../../../../src/upload/uploadTypes';
import { keepThreads } from '../../../support/keptThreads';
import { reportAddsUp } from '../../../support/reportAddsUp';
import { draw, seeds } from '../../../support/tenth';
import { Bench, options, SEGMENT } from '../support/bench';
import { Random } from '../support/random';

const USUAL = 150;
const { SUPPRESSION_SEED } = process.env;

const hashed = (kind: string, text: string): string => createHash(kind).update(text).digest('hex');
/** Every format in which an address can be sent. */
const formatsOf = (value: string): string[] =>
  value.includes('@')
    ? [value, hashed('md5', value), hashed('sha256', value), hashed('sha256', hashed('md5', value))]
    : [value];

/** Somebody, with an identifier of each kind. */
interface Person {
  email: string;
  phone: string;
  deviceId: string;
  customer: string;
}

type Field = keyof Person;
const TYPES: Record<Field, IdentifierType> = {
  email: 'Email',
  phone: 'PhoneNumber',
  deviceId: 'UserIdentifier',
  customer: 'CustomerId',
};

/** What is written of an address: as it is, or a hash of it. */
type Written = 'plain' | 'md5' | 'sha256';
const writtenAs = (value: string, as: Written): string =>
  value.includes('@') && as !== 'plain' ? hashed(as, value) : value;

/** One upload after another to a segment, with lists that change, and a server that fails. */
class Story {
  readonly random: Random;
  readonly people: Person[];
  readonly field: Field;
  /** Columns of the file that aren't sent. */
  readonly others: Field[];
  readonly fileAs: Written;
  readonly listAs: Written;
  /** Who is on the list, and with which of their identifiers. */
  readonly listed = new Map<Person, readonly Field[]>();
  rows: Partial<Person>[] = [];
  /** Of an update: what was sent before. */
  before: Partial<Person>[] = [];

  constructor(
    private readonly seed: number,
    private readonly bench: Bench,
  ) {
    this.random = new Random(seed);
    const { random } = this;
    this.people = Array.from({ length: random.int(3, 30) }, (_, n) => ({
      email: `p${n}@example.com`,
      phone: `+4917012345${String(n).padStart(2, '0')}`,
      deviceId: `aaaaaaaa-bbbb-4ccc-8ddd-0000000000${String(n).padStart(2, '0')}`,
      customer: `c-${n}`,
    }));
    this.field = random.pick(['email', 'email', 'phone', 'deviceId', 'customer']);
    this.others = (['email', 'phone', 'deviceId'] as const).filter(
      (one) => one !== this.field && random.chance(0.4),
    );
    // One of both is plain, or they are the same: MD5 can't be compared with SHA-256.
    this.fileAs = random.pick(['plain', 'plain', 'md5', 'sha256']);
    this.listAs = this.fileAs === 'plain' ? random.pick(['plain', 'md5', 'sha256']) : 'plain';
    this.rows = this.drawRows();
    if (random.chance(0.3)) this.before = this.drawRows();
    this.drawListed();
  }

  /** With rows of people that lack the columns which tell who they are. */
  drawRows(): Partial<Person>[] {
    const { random } = this;
    return Array.from({ length: random.int(1, 40) }, () => {
      const person = random.pick(this.people);
      const columns = [this.field, ...this.others].filter(
        (one) => one === this.field || random.chance(0.7),
      );
      return Object.fromEntries(columns.map((one) => [one, person[one]]));
    });
  }

  drawListed(): void {
    const { random } = this;
    for (const person of this.people) {
      if (!random.chance(0.15)) continue;
      const all: Field[] = ['email', 'phone', 'deviceId', 'customer'];
      const some = all.filter(() => random.chance(0.6));
      this.listed.set(person, some.length > 0 ? some : all);
    }
  }

  #csv(rows: readonly Partial<Person>[], columns: readonly Field[], as: Written): string {
    const { random } = this;
    const spoilt = (value: string): string =>
      value.includes('@') && random.chance(0.2) ? ` ${value.toUpperCase()} ` : value;
    const lines = rows.map((row) =>
      columns.map((one) => spoilt(writtenAs(row[one] ?? '', as))).join(','),
    );
    return `${columns.join(',')}\n${lines.join('\n')}\n`;
  }

  /** One or two files, so that rows of a person are in both. */
  files(): SourceFile[] {
    const columns = [this.field, ...this.others];
    const cut = this.random.chance(0.3) ? this.random.int(0, this.rows.length) : this.rows.length;
    return [this.rows.slice(0, cut), this.rows.slice(cut)].flatMap((rows, index) =>
      rows.length === 0
        ? []
        : {
            ...this.bench.file(this.#csv(rows, columns, this.fileAs), `people${index}.csv`),
            columns: [this.field],
            dialect: { header: true },
          },
    );
  }

  #previous(): SourceFile {
    const content = this.#csv(this.before, [this.field, ...this.others], this.fileAs);
    return {
      ...this.bench.file(content, 'previous.csv'),
      columns: [this.field],
      dialect: { header: true },
    };
  }

  /** Writes the list. Customer IDs are compared only with a column that is named. */
  list(): NonNullable<UploadOptions['suppress']> {
    const path = join(this.bench.folder, 'opt-outs.csv');
    const columns: Field[] = ['email', 'phone', 'deviceId', 'customer'];
    const rows = [...this.listed].map(([person, fields]) =>
      Object.fromEntries(fields.map((one) => [one, person[one]])),
    );
    fs.writeFileSync(path, this.#csv(rows, columns, this.listAs));
    return this.field === 'customer' ? [{ path, columns }] : [{ path }];
  }

  /** The identifiers of the file that nobody may send, by what the documentation says. */
  suppressed(): Set<string> {
    const listed = new Set(
      [...this.listed].flatMap(([person, fields]) => fields.map((one) => person[one])),
    );
    const found = new Set<string>();
    for (let before = -1; before < found.size;) {
      before = found.size;
      for (const row of [...this.rows, ...this.before]) {
        const sent = row[this.field] ?? '';
        const isOn = [sent, ...this.others.map((one) => row[one] ?? '')].some((one) =>
          listed.has(one),
        );
        if (isOn || found.has(sent)) found.add(sent);
      }
    }
    return found;
  }

  options(): UploadOptions {
    const { random } = this;
    const isUpdate = this.before.length > 0;
    const operation = isUpdate ? 'update' : random.pick(['add', 'add', 'replace'] as const);
    return options({
      operation,
      minKept: 0,
      maxRemoved: 1,
      maxRefused: 1,
      suppress: this.list(),
      allowed: PERMISSIONS.filter((one) => one !== 'suppression-not-comparable'),
      chunkSize: random.int(1, 8),
      concurrency: random.int(1, 3),
      dedupe: isUpdate || random.chance(0.8),
      hash:
        this.field === 'email' && !isUpdate
          ? random.pick(['none', 'none', 'sha256', 'md5'] as const)
          : 'none',
    });
  }

  /** Requests after a plan, none of which may add who was suppressed then. */
  async run(): Promise<void> {
    const { bench, random } = this;
    const engine = bench.engine();
    const segment = bench.sink.list(SEGMENT);
    // Somebody was sent before there was a list, as they are in the file.
    for (const { [this.field]: value } of this.before.length > 0 ? this.before : this.people)
      if (random.chance(0.5)) segment.add(writtenAs(value ?? '', this.fileAs));
    let plan = await this.#plan(engine);
    for (let attempt = 0; plan; attempt++) {
      const none = this.suppressed();
      const from = bench.sink.arrived.length;
      const fails = attempt < 3 && random.chance(0.6);
      bench.sink.fault = ({ number }) =>
        fails && Random.at(this.seed, number).chance(0.4)
          ? Random.at(this.seed, number + 9_000).pick([
              { status: 403 },
              { cut: 'after' },
              { cut: 'before' },
            ] as const)
          : undefined;
      const changes = random.chance(0.4);
      if (changes && random.chance(0.3)) this.#change();
      const report = await this.#send(engine, plan);
      for (const { kind, identifiers } of bench.sink.arrived.slice(from))
        if (kind === 'add')
          for (const one of none)
            for (const value of formatsOf(one))
              assert.ok(!identifiers.includes(value), `${one} was added`);
      const isEmpty = report.error?.code === 'nothing-to-send';
      if (isEmpty) return assert.ok(plan.good === 0 && plan.options.operation === 'replace');
      if (report.state === 'finished') return this.#checkEnd(plan, none);
      assert.ok(attempt < 20, 'never ends');
      if (report.error?.code === 'suppression-changed') plan = await this.#plan(engine);
      else if (changes) this.#change();
    }
  }

  /** Undefined if nothing can be sent because of the lists. */
  async #plan(engine: UploadEngine): Promise<Plan | undefined> {
    const chosen = this.options();
    try {
      const target = this.bench.target(SEGMENT, TYPES[this.field]);
      const previous = chosen.operation === 'update' ? [this.#previous()] : undefined;
      return await engine.plan(this.files(), target, chosen, { previous });
    } catch (error) {
      const { code } = error as { code?: string };
      assert.ok(code === 'suppression-not-comparable', String(error));
      const fields = [this.field, ...this.others];
      const isComparable = [...this.listed.values()].some((one) =>
        one.some((field) => fields.includes(field)),
      );
      assert.ok(!isComparable || this.fileAs !== this.listAs, 'could be compared');
      return undefined;
    }
  }

  async #send(engine: UploadEngine, { jobId }: Plan): Promise<Report> {
    const signal = this.random.chance(0.2)
      ? AbortSignal.timeout(this.random.int(0, 30))
      : undefined;
    // Another process goes on, or the same.
    const by = this.random.chance(0.5) ? engine : this.bench.engine();
    await by.refresh();
    const { report } = await by.run(jobId, this.bench.client(), { signal });
    reportAddsUp(report);
    await engine.refresh();
    return report;
  }

  #change(): void {
    this.drawListed();
    this.list();
  }

  #checkEnd(plan: Plan, none: ReadonlySet<string>): void {
    const left = this.bench.sink.list(SEGMENT);
    const values = [...none].flatMap((one) =>
      this.fileAs === 'plain' ? formatsOf(one) : [writtenAs(one, this.fileAs)],
    );
    for (const value of values) assert.ok(!left.has(value), `${value} is still there`);
    const sent = this.rows.filter((row) => !none.has(row[this.field] ?? ''));
    for (const row of sent)
      assert.ok(
        formatsOf(row[this.field] ?? '').some((value) => left.has(value)),
        'somebody else is missing',
      );
    assert.equal(plan.suppressed, this.rows.length - sent.length);
    assert.equal(plan.findings.filter(({ level }) => level === 'error').length, 0);
  }
}

/**
 * Random uploads with suppression lists: formats, columns, files, kills, and lists that change between
 * plan, kill and resume. `SUPPRESSION_SEED=17` runs one.
 */
describe('upload: suppression lists at random', function () {
  this.timeout(120_000);
  keepThreads();

  it('never sends who is on a list, and leaves none of those in the segment', async () => {
    const failures: string[] = [];
    for (const seed of SUPPRESSION_SEED ? [Number(SUPPRESSION_SEED)] : draw(seeds(USUAL), 8)) {
      const bench = new Bench();
      await bench.start();
      try {
        await new Story(seed, bench).run();
      } catch (error) {
        failures.push(
          `SUPPRESSION_SEED=${seed}: ${error instanceof Error ? error.stack : String(error)}`,
        );
      } finally {
        await bench.stop();
      }
    }
    assert.deepEqual(failures, []);
  });
});
