import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { peopleWhoStay, removing, stateOf } from '../../../../../src/app/removals/removalFigures';
import type { RemovalRecord } from '../../../../../src/app/removals/removalTypes';
import { applyHash } from '../../../../../src/upload/hashFormats';
import { chance, seeds } from '../../../../support/tenth';
import { listOf, removalBenchForEach } from '../removalBench';

const TYPES = ['Email', 'PhoneNumber', 'CustomerId'] as const;
type Type = (typeof TYPES)[number];
const EVERYONE = 12;

const VALUES: Record<Type, (i: number) => string> = {
  Email: (i) => `person${i}@example.com`,
  PhoneNumber: (i) => `+3361234${String(i).padStart(4, '0')}`,
  CustomerId: (i) => `C-${1000 + i}`,
};

/** Everything that a person may be in a segment as. */
function identifiersOf(type: Type, i: number): string[] {
  const value = VALUES[type](i);
  return type === 'Email'
    ? [value, ...(['md5', 'sha256', 'sha256ofMd5'] as const).map((hash) => applyHash(value, hash))]
    : [value];
}

/** A row of a file: which identifiers of a person it has, or that nothing of it can be read. */
interface Row {
  person: number;
  has: Record<Type, boolean>;
  isBroken: boolean;
}

const lineOf = ({ person, has, isBroken }: Row): string =>
  isBroken ? 'nobody,12,' : TYPES.map((type) => (has[type] ? VALUES[type](person) : '')).join(',');

describe('removals at random', function () {
  this.timeout(60_000);
  const bench = removalBenchForEach();
  const random = chance();
  const pick = (n: number): number => Math.floor(random() * n);

  for (const seed of seeds(30))
    it(`leave nobody whom their receipt says is accepted, and take nobody else: ${seed}`, async () => {
      const types = new Map<string, Type>();
      for (let id = 5; id < 7 + pick(5); id++) types.set(String(id), TYPES[pick(TYPES.length)]);
      bench.addAccount(
        { key: 'k', accountId: '77' },
        [...types].map(([id, type]) => listOf(id, type)),
      );
      for (const [id, type] of types)
        bench.sink.lists.set(
          id,
          new Set(Array.from({ length: EVERYONE }, (_, i) => identifiersOf(type, i)).flat()),
        );
      const rows = Array.from({ length: 1 + pick(6) }, (_, person): Row => {
        const has = { Email: random() < 0.7, PhoneNumber: random() < 0.5, CustomerId: true };
        return { person, has, isBroken: random() < 0.25 };
      });
      // Someone can be read.
      rows[0].isBroken = false;
      let trouble = 0.3;
      bench.sink.fault = () => {
        const one = random();
        if (one > trouble) return undefined;
        if (one < trouble / 4) return { status: 403 };
        if (one < trouble / 2) return { status: 404 };
        return { cut: one < (3 * trouble) / 4 ? 'before' : 'after' };
      };
      const request = (): ReturnType<typeof bench.request> =>
        bench.request(['email,phone,card_no', ...rows.map(lineOf), ''].join('\n'), {
          options: { columns: ['*', 'card_no'] },
        });

      let record: RemovalRecord | undefined;
      for (let run = 0; record === undefined || stateOf(record) !== 'complete'; run++) {
        assert.ok(run < 40, record && JSON.stringify(peopleWhoStay(record)));
        if (run > 4) trouble = 0;
        const isFixed = run > 1 && random() < 0.6;
        if (isFixed) for (const row of rows) row.isBroken &&= random() < 0.3;
        if (run > 6) for (const row of rows) row.isBroken = false;
        const planned =
          record && !isFixed && run <= 6
            ? await bench.removals.resume(record.id)
            : await bench.removals.plan(request());
        record = await bench.removals.run(planned, {});
        check(record, rows, types);
      }
      assert.deepEqual(peopleWhoStay(record), []);
      assert.deepEqual(bench.stored, []);
    });

  /** What the receipt says is true of the segments. */
  function check(
    record: RemovalRecord,
    rows: readonly Row[],
    types: ReadonlyMap<string, Type>,
  ): void {
    const receipt = JSON.parse(fs.readFileSync(bench.removals.receiptOf(record).json, 'utf8')) as {
      state: string;
      people: number;
      peopleNotRead: number;
    };
    const readable = rows.filter((row) => !row.isBroken);
    assert.equal(receipt.state, stateOf(record));
    assert.deepEqual(
      [receipt.people, receipt.peopleNotRead],
      [readable.length, rows.length - readable.length],
    );
    for (const { id, sendings } of removing(record)) {
      const type = types.get(id) ?? assert.fail();
      const list = bench.sink.list(id);
      const isAccepted = sendings.every(({ state }) => state === 'accepted');
      for (let person = 0; person < EVERYONE; person++) {
        const row = readable.find((one) => one.person === person && one.has[type]);
        const isIn = identifiersOf(type, person).filter((value) => list.has(value)).length;
        if (isAccepted && row) assert.equal(isIn, 0, `${id}: ${person}`);
        // Whoever wasn't asked for is still there.
        const isAsked = rows.some((one) => one.person === person && one.has[type]);
        if (!isAsked) assert.equal(isIn, identifiersOf(type, person).length, `${id}: ${person}`);
      }
    }
  }
});
