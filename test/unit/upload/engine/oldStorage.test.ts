import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import type { UploadEngine } from '../../../../src/upload/engine';
import type { JobSummary } from '../../../../src/upload/jobTypes';
import type { Plan } from '../../../../src/upload/uploadTypes';
import { assertHas } from '../../../support/assertHas';
import { reportAddsUp } from '../../../support/reportAddsUp';
import { benchForEach } from '../support/bench';
import { openOldStorage, type OldStorage, type OldVersion } from '../support/oldStorage';

/** An upload that can be resumed, by its files and segment, and how it was left. */
type Left = readonly [file: string, segment: string, how: string];

interface OldCase {
  left: readonly Left[];
  /** Files that were the last to go to their segments, all of them. */
  last: readonly string[];
  /** What can still be resumed once all of `left` have been. */
  stays: readonly string[];
}

const CASES: Readonly<Record<OldVersion, OldCase>> = {
  '0.1.0': {
    left: [
      ['kunden.csv', 'Kunden', 'cancelled, of a Windows-1252 file'],
      ['locked.csv', 'Locked for a while', 'finished, though a call was rejected whole'],
      ['no-service.csv', 'No service', 'failed, with calls whose answers were lost'],
      ['part-1.csv, part-2.csv.gz', 'Two files', 'killed midway, of two files, one of them packed'],
      ['opt-out.csv', 'Spring list', 'a removal that waited for the network when it was killed'],
      ['opt-out.csv', 'Summer list', 'one that was in line and never began'],
      ['crm-more.csv', 'Real list, paused', 'paused by a sign-out'],
      ['winter.csv', 'Winter list', 'a replace, killed after its clear'],
    ],
    last: ['customers-2026-05.csv', 'leavers.csv', 'crm.csv'],
    stays: ['emptied.csv'],
  },
  '0.2.0': {
    left: [
      ['before-adds.csv', 'before-adds', 'an update, killed before it had added anyone'],
      ['between-adds.csv', 'between-adds', 'one that had added some'],
      ['before-removes.csv', 'before-removes', 'one that had added all, and removed no one'],
      ['among-removes.csv', 'among-removes', 'one that had removed some'],
      ['before-record.csv', 'before-record', 'one whose end the list’s record lacks'],
      ['before-kept.csv', 'before-kept', 'one that hadn’t kept its file'],
      ['before-end.csv', 'before-end', 'one that had kept its file'],
      ['crm-2026-09.csv', 'CRM', 'one of the window, with people to remove'],
      ['part-1.csv, part-2.csv', 'Two files', 'an add of two files, with a suppression list'],
      ['winter.csv', 'Winter list', 'a replace, killed after its clear'],
      ['autumn.csv', 'Autumn list', 'a replace whose clear had no answer'],
      ['leavers.csv', 'Spring list', 'a removal from two segments'],
      ['leavers.csv', 'Summer list', 'its second one, which never began'],
      ['both.csv', 'Both, first', 'an add to two segments'],
      ['oops.csv', 'By mistake, too', 'an undo'],
      ['never.csv', 'Not begun', 'an add whose only request had no answer'],
      ['members.csv', 'Nightly members', 'an entry of a nightly file'],
      ['buyers.csv', 'Nightly buyers', 'one with suppressed people'],
      ['visitors.csv', 'Nightly visitors', 'one that adds'],
    ],
    last: ['trial.csv'],
    stays: [],
  },
};

for (const version of Object.keys(CASES) as OldVersion[])
  describe(`the storage folder of version ${version}`, () => {
    isOpened(version, CASES[version]);
  });

/**
 * What a version left on the disk (test/fixtures/storage-…) is opened, and nobody in it is
 * lost. Whatever the engine becomes: these are promises to people who have such a folder, so they
 * are checked by what the engine shows and sends, not by how it keeps it.
 */
function isOpened(version: OldVersion, { left, last, stays }: OldCase): void {
  const bench = benchForEach();
  let old: OldStorage;
  let engine: UploadEngine;

  beforeEach(async () => {
    old = openOldStorage({ version });
    engine = bench.engine({ storageDir: old.storage });
    await engine.refresh();
  });
  afterEach(() => old.remove());

  const nameOf = ({ files }: Pick<JobSummary, 'files'>): string =>
    files.map(({ uri }) => uri.slice(uri.lastIndexOf('/') + 1)).join(', ');
  const expected = (file: string, segment?: string): JobSummary =>
    old.expected.jobs.find(
      (job) =>
        nameOf(job) === file && (segment === undefined || job.target.segmentName === segment),
    ) ?? assert.fail(file);
  const now = ({ jobId }: JobSummary): JobSummary =>
    engine.job(jobId) ?? assert.fail(`${jobId} is lost`);

  /** The API holds what it held for this job's segment. */
  async function restore(job: JobSummary): Promise<Set<string>> {
    const list = await old.list(job);
    for (const value of list) bench.sink.list(job.target.segmentId).add(value);
    return new Set(list);
  }

  const addressesIn = (text: string): string[] => text.match(/[a-z]+\d+@example\.com/g) ?? [];

  /** The addresses of a job's files, taken from them without the product. */
  const addresses = (job: JobSummary): Set<string> => {
    const bytes = (uri: string): Buffer => fs.readFileSync(fileURLToPath(uri));
    const texts = job.files.map(({ uri }) =>
      (uri.endsWith('.gz') ? gunzipSync(bytes(uri)) : bytes(uri)).toString('latin1'),
    );
    return new Set(texts.flatMap(addressesIn));
  };

  /** Who has to be in the segment of a job once it is finished. `list`: who was when it was cut off. */
  function wantedOf(job: JobSummary, list: ReadonlySet<string>): Set<string> {
    const { operation } = job;
    // Besides those of the files, an update leaves only strangers.
    const stay = { add: /./, remove: /./, update: /^stranger/, replace: /^$/ }[operation];
    const wanted = new Set([...list].filter((address) => stay.test(address)));
    for (const address of addresses(job))
      if (operation === 'remove') wanted.delete(address);
      else wanted.add(address);
    for (const { path } of job.report?.suppression?.lists ?? [])
      for (const address of addressesIn(fs.readFileSync(path, 'latin1'))) wanted.delete(address);
    return wanted;
  }

  /** Identifiers that had no answer, or a no. */
  function outstanding({ report, counts }: JobSummary): number {
    const open = [report, report?.removed, report?.suppression?.removed].map((one) =>
      one ? one.unsent + one.unknown + one.refused : 0,
    );
    // Of every hash format that is removed besides the given one.
    const hashed = (report?.forms ?? []).map(({ accepted }) => counts.good - accepted);
    return [...open, ...hashed].reduce((sum, one) => sum + one, 0);
  }

  /** A new plan of the same files, as the window makes it. */
  async function again(job: JobSummary): Promise<Plan> {
    const { options } = await engine.planOf(job.jobId);
    return engine.plan(
      job.files.map(({ uri }) => ({ uri, path: fileURLToPath(uri) })),
      job.target,
      options,
    );
  }

  it('shows every upload as that version did', async () => {
    assert.deepEqual(
      engine.jobs().map(({ jobId }) => jobId),
      old.expected.jobs.map(({ jobId }) => jobId),
    );
    for (const before of old.expected.jobs) {
      const {
        state,
        operation,
        target,
        files,
        plannedAt,
        startedAt,
        finishedAt,
        cleared,
        maybeCleared,
        counts,
        resumable,
        elsewhere,
        readings,
      } = before;
      const shown = now(before);
      const { progress } = shown;
      const what = `${nameOf(before)} → ${target.segmentName}`;
      assert.deepEqual(
        {
          state: shown.state,
          operation: shown.operation,
          target: shown.target,
          files: shown.files,
          counts: shown.counts,
          resumable: shown.resumable,
          elsewhere: shown.elsewhere,
        },
        // What the API had refused whole was lost to that version.
        {
          state,
          operation,
          target,
          files,
          counts,
          resumable: resumable || nameOf(before) === 'locked.csv',
          elsewhere,
        },
        what,
      );
      assertHas(shown, { plannedAt, startedAt, finishedAt, cleared, maybeCleared }, what);
      assert.equal(shown.error?.code, before.error?.code, what);
      assert.equal(progress.wait, before.progress.wait, what);
      assert.deepEqual(shown.readings, readings, what);
    }
  });

  it('keeps every report, figure by figure', () => {
    for (const before of old.expected.jobs) {
      const shown = now(before).report;
      assert.equal(shown === undefined, before.report === undefined, nameOf(before));
      if (!shown || !before.report) continue;
      reportAddsUp(shown);
      const figures = ({
        state,
        rows,
        blank,
        invalid,
        duplicates,
        sent,
        unsent,
        accepted,
        refused,
        unknown,
        calls,
        startedAt,
        cleared,
        forms,
        warnings,
      }: typeof shown): unknown => ({
        ...{
          state,
          rows,
          blank,
          invalid,
          duplicates,
          sent,
          unsent,
          accepted,
          refused,
          unknown,
          calls,
          startedAt,
          cleared,
          forms,
        },
        warnings: warnings.map(({ code }) => code),
      });
      assert.deepEqual(figures(shown), figures(before.report), nameOf(before));
    }
  });

  it('keeps every plan', async () => {
    for (const { jobId } of old.expected.jobs) {
      const { calls, distinct, byRule, byForm, columnWarnings } = await engine.planOf(jobId);
      const {
        calls: callsBefore,
        distinct: distinctBefore,
        byRule: byRuleBefore,
        byForm: byFormBefore,
        columnWarnings: warningsBefore,
      } = old.expected.plans[jobId];
      assert.deepEqual(
        { calls, distinct, byRule, byForm, columnWarnings },
        {
          calls: callsBefore,
          distinct: distinctBefore,
          byRule: byRuleBefore,
          byForm: byFormBefore,
          columnWarnings: warningsBefore,
        },
      );
    }
  });

  describe('resumes what was left, with nobody lost and nobody sent twice who had an answer:', () => {
    for (const [file, segment, how] of left) {
      it(how, async () => {
        const job = expected(file, segment);
        const wanted = wantedOf(job, await restore(job));
        const { report } = await engine.run(job.jobId, bench.client());
        reportAddsUp(report);
        const { good } = job.counts;
        assert.deepEqual(
          {
            state: report.state,
            sent: report.sent,
            accepted: report.accepted,
            unsent: report.unsent,
            refused: report.refused,
            unknown: report.unknown,
            error: report.error,
          },
          {
            state: 'finished',
            sent: good,
            accepted: good,
            unsent: 0,
            refused: 0,
            unknown: 0,
            error: undefined,
          },
        );
        assert.deepEqual(bench.sink.list(job.target.segmentId), wanted);
        assert.equal(
          bench.sink.received,
          outstanding(job),
          'only what had no answer, or a no, is sent',
        );
        assert.equal(
          bench.sink.arrived.filter(({ kind }) => kind === 'clear').length,
          job.operation === 'replace' && !job.cleared ? 1 : 0,
          'nothing is emptied a second time',
        );
        if (job.operation === 'replace') assert.ok(report.cleared);
        assert.equal(report.cleared, job.cleared ?? report.cleared);
        assert.equal(now(job).state, 'finished');
        assert.equal(now(job).resumable, false);
        // An update compares with another file then, and who is suppressed is removed again.
        if (job.operation !== 'update' && !job.report?.suppressed)
          assert.ok(
            (await again(job)).unchangedSince,
            'and the same file again has nothing to send',
          );
      });
    }

    it('all of them, one after the other, by one engine', async () => {
      for (const [file, segment] of left) {
        const job = expected(file, segment);
        // Segments of the two sessions have the same ids: each has a list of its own.
        bench.sink.lists.clear();
        await restore(job);
        assert.equal(
          (await engine.run(job.jobId, bench.client())).report.accepted,
          job.counts.good,
          segment,
        );
      }
      assert.deepEqual(
        engine
          .jobs()
          .filter(({ resumable }) => resumable)
          .map(nameOf),
        stays,
      );
    });
  });

  it('still has the plan that was being looked at, and starts it', async () => {
    const job = expected('review.csv');
    const { report } = await engine.run(job.jobId, bench.client());
    reportAddsUp(report);
    assert.deepEqual([report.state, report.accepted], ['finished', 30]);
    assert.deepEqual(bench.sink.list(job.target.segmentId), addresses(job));
  });

  it('knows what was sent last, to a segment of either session', async () => {
    // First: any new plan may take away one that nobody answered for a week.
    const other = await again(expected('review.csv'));
    assert.deepEqual(
      [other.unchangedSince, other.previous?.jobId],
      [undefined, old.expected.again['review.csv'].previous?.jobId],
      'other people for a known segment',
    );
    for (const file of last) {
      const before = old.expected.again[file];
      assert.ok(before.unchangedSince, file);
      const { unchangedSince, previous } = await again(expected(file));
      assert.deepEqual(
        {
          unchangedSince,
          jobId: previous?.jobId,
          finishedAt: previous?.finishedAt,
          distinct: previous?.distinct,
        },
        {
          unchangedSince: before.unchangedSince,
          jobId: before.previous?.jobId,
          finishedAt: before.previous?.finishedAt,
          distinct: before.previous?.distinct,
        },
        file,
      );
    }
  });

  it('loses no job when a new one is planned, finished and forgotten', async () => {
    const plan = await again(expected(last[0] ?? assert.fail()));
    await engine.discard(plan.jobId);
    // A plan that nobody answered for a week may go.
    const kept = old.expected.jobs
      .filter(({ state }) => state !== 'planned')
      .map(({ jobId }) => jobId);
    const ids = engine.jobs().map(({ jobId }) => jobId);
    assert.deepEqual(
      kept.filter((jobId) => !ids.includes(jobId)),
      [],
    );
    await engine.dispose();
    const next = bench.engine({ storageDir: old.storage });
    await next.refresh();
    const later = next.jobs().map(({ jobId }) => jobId);
    assert.deepEqual(
      kept.filter((jobId) => !later.includes(jobId)),
      [],
    );
  });

  if (version === '0.1.0')
    describe('which alone has such uploads', () => {
      it('goes by the files, not by when they were copied', async () => {
        const job = expected('kunden.csv');
        await restore(job);
        const later = new Date();
        fs.utimesSync(join(old.files, 'kunden.csv'), later, later);
        assert.equal((await engine.run(job.jobId, bench.client())).report.state, 'finished');
      });

      it('does not go on into a list that was emptied since, and can start over', async () => {
        const job = expected('emptied.csv');
        assert.deepEqual([...(await restore(job))], []);
        const { report } = await engine.run(job.jobId, bench.client());
        reportAddsUp(report);
        assert.deepEqual(
          {
            state: report.state,
            errorCode: report.error?.code,
            accepted: report.accepted,
            unsent: report.unsent,
          },
          { state: 'failed', errorCode: 'list-emptied', accepted: 80, unsent: 120 },
        );
        assert.deepEqual(bench.sink.arrived, []);
        const plan = await again(job);
        assert.deepEqual([plan.good, plan.unchangedSince], [200, undefined]);
        assert.equal((await engine.run(plan.jobId, bench.client())).report.accepted, 200);
        assert.deepEqual(bench.sink.list(job.target.segmentId), addresses(job));
      });

      it('knows how much a list had, so that a replace with few rows is stopped before the clear', async () => {
        const job = expected('crm.csv');
        const list = await restore(job);
        // Statistics cannot be read: only what is remembered can tell.
        bench.sink.figure = Number.NaN;
        const path = join(old.files, 'few.csv');
        fs.writeFileSync(path, 'E-mail\nfew1@example.com\n');
        const { options } = await engine.planOf(job.jobId);
        const plan = await engine.plan([{ uri: `file://${path}`, path }], job.target, {
          ...options,
          minKept: 0.7,
        });
        const { report } = await engine.run(plan.jobId, bench.client());
        assert.deepEqual(
          {
            state: report.state,
            errorCode: report.error?.code,
            requests: bench.sink.arrived.length,
          },
          { state: 'failed', errorCode: 'min-kept', requests: 0 },
        );
        assert.deepEqual(bench.sink.list(job.target.segmentId), list);
      });

      it('can still look for the rows that the API refused', async () => {
        const job = expected('cards.csv');
        await restore(job);
        bench.sink.invalid = (value) => value.length > 512;
        const { findings, left } = await engine.findRejected(job.jobId, bench.client());
        assert.deepEqual(
          findings.map(({ row }) => row).sort((a, b) => a - b),
          [10, 11, 12, 13, 14, 15],
        );
        assert.equal(left, 0);
      });
    });
}
