import assert from 'node:assert/strict';
import { resultText } from '../../../../../src/app/uploads/messages';
import { outcomeOf, type Outcome } from '../../../../../src/app/uploads/outcome';
import { EXIT_CODES } from '../../../../../src/cli/exitCodes';
import type { Report } from '../../../../../src/upload/jobTypes';
import { type SourceFile } from '../../../../../src/upload/uploadTypes';
import { people } from '../../../../support/people';
import { reportAddsUp } from '../../../../support/reportAddsUp';
import { benchForEach, csv, options, SEGMENT } from '../../../upload/support/bench';
import type { Arrived, Fault } from '../../../upload/support/sink';

/** What happens to the n-th request, from 0, that adds or that removes. */
interface Case {
  what: string;
  fault?: (n: number) => Fault | undefined;
  invalid?: (value: string) => boolean;
  outcome: Outcome;
  exitCode: number;
  says: RegExp;
}

const REJECTED: Fault = { status: 400 };
const first = (fault: Fault) => (n: number) => (n === 0 ? fault : undefined);

/** Of 30 people, in three requests. */
const ADDS: Case[] = [
  {
    what: 'all are rejected, each request as a whole',
    fault: () => REJECTED,
    outcome: 'failed',
    exitCode: 1,
    says: /^Not finished: .*0 of 30 accepted.*30 rejected\. .* \(status 400\)/,
  },
  {
    what: 'one request is rejected as a whole',
    fault: first(REJECTED),
    outcome: 'incomplete',
    exitCode: 3,
    says: /20 of 30 .* No one was removed: Criteo rejected part of what now\.csv adds/,
  },
  {
    what: 'a row is rejected',
    invalid: (value) => value === people(30)[7],
    outcome: 'finished',
    exitCode: 0,
    says: /5 removed, 1 rejected/,
  },
  {
    what: 'too many rows are rejected',
    invalid: (value) => people(30).slice(6, 16).includes(value),
    outcome: 'refused-too-much',
    exitCode: 3,
    says: /5 removed, 10 rejected/,
  },
  {
    what: 'a response is lost',
    fault: first({ cut: 'after' }),
    outcome: 'gave-up',
    exitCode: 5,
    says: /connect|network|connection/i,
  },
  {
    what: 'the server fails',
    fault: first({ status: 500 }),
    outcome: 'gave-up',
    exitCode: 5,
    says: /500/,
  },
  {
    what: 'the permission is missing',
    fault: first({ status: 403 }),
    outcome: 'denied',
    exitCode: 4,
    says: /403|permission/i,
  },
];

/** Of 5 people, in one request; everyone was added. */
const REMOVALS: Case[] = [
  {
    what: 'nothing happens',
    outcome: 'finished',
    exitCode: 0,
    says: /^.*updated with 30, 5 removed\./,
  },
  {
    what: 'the request is rejected as a whole',
    fault: () => REJECTED,
    outcome: 'incomplete',
    exitCode: 3,
    says: /^Not finished: .*0 of 5 removals accepted, 5 removals rejected/,
  },
  {
    what: 'a row is rejected',
    invalid: (value) => value === people(35)[31],
    outcome: 'refused-too-much',
    exitCode: 3,
    says: /4 of 5 removals accepted, 1 removal rejected/,
  },
  {
    what: 'the response is lost',
    fault: () => ({ cut: 'after' }),
    outcome: 'gave-up',
    exitCode: 5,
    says: /0 of 5 removals accepted, 5 removals unknown/,
  },
  {
    what: 'the response has no counts',
    fault: () => ({ text: '{}' }),
    outcome: 'incomplete',
    exitCode: 3,
    says: /0 of 5 removals accepted, 5 removals unknown/,
  },
  {
    what: 'the server fails',
    fault: () => ({ status: 500 }),
    outcome: 'gave-up',
    exitCode: 5,
    says: /500/,
  },
  {
    what: 'the permission is missing',
    fault: () => ({ status: 403 }),
    outcome: 'denied',
    exitCode: 4,
    says: /0 of 5 removals accepted/,
  },
];

describe('how an update ends', function () {
  this.timeout(20_000);
  const bench = benchForEach();

  /** What is in the list, and is known to be. */
  async function sentBefore(): Promise<SourceFile> {
    const engine = bench.engine();
    const file = bench.file(csv(people(35)), 'before.csv');
    const plan = await engine.plan([file], bench.target(), options({ column: 0 }));
    const [{ fault, invalid }, none] = [bench.sink, () => undefined];
    Object.assign(bench.sink, { fault: none, invalid: () => false });
    await engine.run(plan.jobId, bench.client());
    Object.assign(bench.sink, { fault, invalid });
    bench.sink.arrived.length = 0;
    return file;
  }

  async function update(
    during?: (jobId: string, cancel: () => Promise<unknown>) => void,
  ): Promise<Report> {
    const engine = bench.engine();
    const previous = await sentBefore();
    const { jobId } = await engine.plan(
      [bench.file(csv(people(30)), 'now.csv')],
      bench.target(),
      options({
        operation: 'update',
        column: 0,
        chunkSize: 10,
        concurrency: 1,
        minKept: 0,
      }),
      { previous: [previous] },
    );
    during?.(jobId, () => engine.cancel(jobId));
    const { report } = await engine.run(jobId, bench.client({ maxTries: 2 }));
    reportAddsUp(report);
    return report;
  }

  function fails(kind: Arrived['kind'], fault: Case['fault']): void {
    let count = 0;
    const faults = new Map<string, Fault | undefined>();
    bench.sink.fault = (call) => {
      if (call.kind !== kind) return undefined;
      const key = call.identifiers.join();
      // A retry meets the same.
      if (!faults.has(key)) faults.set(key, fault?.(count++));
      return faults.get(key);
    };
  }

  for (const [side, kind, cases] of [
    ['where of those it adds', 'add', ADDS],
    ['where of those it removes', 'remove', REMOVALS],
  ] as const) {
    describe(side, () => {
      for (const { what, fault, invalid, outcome, exitCode, says } of cases) {
        it(`${what}: ${outcome}, ${exitCode}`, async () => {
          fails(kind, fault);
          if (invalid) bench.sink.invalid = invalid;
          const report = await update();
          const text = resultText(report, 'now.csv', 'Segment', 0);
          assert.equal(outcomeOf(report), outcome, `${text} ${JSON.stringify(report)}`);
          assert.equal(EXIT_CODES[outcomeOf(report)], exitCode);
          assert.match(text, says);
          assert.equal(
            bench.sink.arrived.some((call) => call.kind === 'remove'),
            kind === 'remove' || outcome === 'finished' || outcome === 'refused-too-much',
          );
        });
      }
    });
  }

  it('by a cancel between both: cancelled, 130', async () => {
    const report = await update((_, cancel) => {
      bench.sink.onApplied = ({ number }) => {
        if (number === 2) void cancel();
      };
    });
    assert.equal(EXIT_CODES[outcomeOf(report)], 130);
    assert.ok(!bench.sink.arrived.some((call) => call.kind === 'remove'));
    assert.match(resultText(report, 'now.csv', 'Segment', 0), /cancelled/i);
    assert.equal(bench.sink.list(SEGMENT).size, 35);
  });
});
