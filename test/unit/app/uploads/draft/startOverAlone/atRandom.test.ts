import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { pathToFileURL } from 'node:url';
import type { Choices } from '../../../../../../src/app/uploads/choices/choices';
import type { Upload } from '../../../../../../src/app/uploads/upload';
import { Failure } from '../../../../../../src/common/failure';
import type { Hash } from '../../../../../../src/identifiers/identifierTypes';
import type { Report } from '../../../../../../src/upload/jobTypes';
import { people } from '../../../../../support/people';
import { reportAddsUp } from '../../../../../support/reportAddsUp';
import { seeds } from '../../../../../support/tenth';
import { csv } from '../../../../upload/support/bench';
import { Random } from '../../../../upload/support/random';
import { draftBenchForEach, PERSON, PROGRAM, SETTINGS } from '../../draftBench';

const EVERYONE = people(60);
const HASHES: readonly Hash[] = ['none', 'md5', 'sha256'];

const hashed = (value: string, hash: Hash): string =>
  hash === 'none'
    ? value
    : createHash(hash === 'md5' ? 'md5' : 'sha256')
        .update(value)
        .digest('hex');
/** A person as the segment may have them. */
const formsOf = (person: string): string[] => HASHES.map((hash) => hashed(person, hash));

/**
 * Random uploads to a segment, with a list that changes between check, start, failure and resume: no
 * request ever adds a person of the list as it is then, and whoever of a file is on it isn't in the
 * segment once its upload has finished, in whichever format they were added before.
 */
describe('suppressed people, at random', function () {
  this.timeout(60_000);
  const bench = draftBenchForEach();

  for (const seed of seeds(40))
    it(`are never sent, and are removed (seed ${seed})`, async () => {
      const random = new Random(seed);
      const some = (most: number): string[] =>
        [...EVERYONE].sort(() => random.next() - 0.5).slice(0, random.int(1, most));
      bench.settings = () => ({ ...SETTINGS, chunkSize: 8, concurrency: random.int(1, 3) });
      let suppressed: string[] = [];
      const writeList = (): void => {
        // Such lists grow, or lose a few.
        const kept = suppressed.filter(() => random.chance(0.9));
        suppressed = [...new Set([...kept, ...some(4)])];
        const hash = random.pick<Hash>(['none', 'sha256', 'md5']);
        bench.file(csv(suppressed.map((one) => hashed(one, hash))), 'opt-outs.csv');
      };
      writeList();
      const suppress = [{ file: pathToFileURL(`${bench.folder}/opt-outs.csv`).href }];
      /** Since an upload used the list, no one on it is sent. */
      let isUsed = false;
      const forbidden = (): Set<string> => new Set(isUsed ? suppressed.flatMap(formsOf) : []);
      const watch = ({ kind, identifiers }: { kind: string; identifiers: string[] }): void => {
        if (kind === 'remove') return;
        const never = forbidden();
        for (const value of identifiers) assert.ok(!never.has(value), `sent: ${value}`);
      };
      const failures: unknown[] = [];
      bench.sink.fault = () => undefined;
      bench.sink.onApplied = (call) => {
        try {
          watch(call);
        } catch (error) {
          failures.push(error);
        }
      };
      let files = 0;
      const planned = async (rows: string[], more: Partial<Choices>): Promise<Upload> => {
        const { uri } = bench.file(csv(rows), `crm-${String.fromCharCode(97 + files++)}.csv`);
        const choices = {
          ...{ files: [{ uri }], into: bench.into(), hash: random.pick(HASHES) },
          ...{ operation: random.pick(['add', 'add', 'replace'] as const), ...more },
        };
        const { draft } = await bench.check(choices, random.chance(0.5) ? PERSON : PROGRAM);
        return draft.send({ accountId: '77' });
      };
      const isOver = (job: Upload['job']): boolean => job === undefined || !job.resumable;

      // Whoever was in it before any list was used.
      await (await planned(some(50), { operation: 'add' })).run({});
      // Planned before, and sent after the list was used: it isn't, or without its people.
      const stray = random.chance(0.5) ? await planned(some(50), { operation: 'add' }) : undefined;
      for (let n = 0; n < 3; n++) {
        const rows = some(50);
        let upload = await planned(rows, { suppress });
        isUsed = true;
        for (let tries = 0; ; tries++) {
          if (random.chance(0.4)) writeList();
          const first = bench.sink.arrived.length + random.int(1, 6);
          const fault = random.pick([
            { status: 403 },
            { cut: 'before' },
            { cut: 'after' },
            { status: 400 },
          ] as const);
          bench.sink.fault = ({ number }) => (tries < 3 && number >= first ? fault : undefined);
          const ended = await upload.run({}).then(
            ({ report }) => report,
            (error: unknown) => {
              // What is new has to be confirmed, or is no longer to be sent.
              assert.ok(error instanceof Failure, String(error));
              return undefined;
            },
          );
          reportIsRight(ended, rows);
          if (ended?.state === 'finished' || isOver(upload.job) || tries > 4) break;
          if (random.chance(0.5)) {
            await bench.restart();
            await bench.current.refresh();
            upload = bench.open(upload.jobId, bench.account);
          }
        }
        if (stray?.job && random.chance(0.5)) await stray.run({}).catch(() => undefined);
        assert.deepEqual(failures, []);
      }

      function reportIsRight(report: Report | undefined, rows: readonly string[]): void {
        if (!report) return;
        if (report.calls > 0) reportAddsUp(report);
        if (report.state !== 'finished') return;
        const left = bench.sink.list('5');
        for (const person of rows.filter((row) => suppressed.includes(row)))
          for (const form of formsOf(person)) assert.ok(!left.has(form), `left: ${form}`);
      }
    });
});
