import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import type { Choices } from '../../../../src/app/uploads/choices/choices';
import type { Draft } from '../../../../src/app/uploads/draft/draft';
import {
  findUndo,
  isUndoable,
  looksUndoable,
  undoesText,
  undoneUpload,
} from '../../../../src/app/uploads/undoUpload';
import { Failure } from '../../../../src/common/failure';
import { configureFormat } from '../../../../src/common/format';
import type { JobSummary, Report } from '../../../../src/upload/jobTypes';
import { people } from '../../../support/people';
import { csv } from '../../upload/support/bench';
import { draftBenchForEach, is, PERSON, readyOf, refuses, SETTINGS } from './draftBench';
import { at, job } from './page/jobs';

const BY_PERSON = { by: 'person', command: 'undoUpload' } as const;
const BY_PROGRAM = { by: 'program', command: 'undoUpload' } as const;

/** A finished Add of this segment that began at this time and took a minute. */
function addAt(time: string, changes: Parameters<typeof job>[0] = {}): JobSummary {
  const start = at(time);
  return job({
    jobId: time,
    state: 'finished',
    startedAt: new Date(start).toISOString(),
    report: { accepted: 5, sent: 5, finishedAt: new Date(start + 60_000).toISOString() },
    ...changes,
  });
}

describe('looksUndoable', () => {
  const ADD = addAt('12:00:00');
  const looks = (changes: Parameters<typeof job>[0], ...others: JobSummary[]): boolean => {
    const one = addAt('12:00:00', changes);
    return looksUndoable(one, [...others, one]);
  };

  it('is true for an add that was sent completely, with rejected and unknown rows, too', () => {
    assert.ok(looks({}));
    assert.ok(looks({ report: { ...ADD.report, accepted: 1, refused: 3, unknown: 1 } }));
    assert.ok(looks({ report: { ...ADD.report, accepted: 0, unknown: 5 } }));
  });

  it('is false for anything else', () => {
    for (const changes of [
      { operation: 'remove' },
      { operation: 'replace' },
      { state: 'running' },
      { state: 'queued' },
      { state: 'paused' },
      { state: 'cancelled', resumable: true },
      { state: 'cancelled' },
      { state: 'failed' },
      { state: 'interrupted', resumable: true },
      // Part of it was rejected as a whole, and may have been in the segment before.
      { resumable: true },
      { error: { code: 'superseded', message: '' } },
      { elsewhere: true },
      { report: { ...ADD.report, accepted: 0, refused: 5 } },
    ] as Parameters<typeof job>[0][])
      assert.equal(looks(changes), false, JSON.stringify(changes));
    assert.equal(looksUndoable({ ...ADD, report: undefined }, []), false);
  });

  it('is false after whatever else changed the segment, however it ended', () => {
    const later = (changes: Parameters<typeof job>[0], time = '13:00:00'): boolean =>
      looks({}, addAt(time, { jobId: 'other', ...changes }));
    for (const operation of ['add', 'remove', 'replace'] as const)
      for (const state of ['finished', 'cancelled', 'failed', 'interrupted', 'running'] as const)
        assert.equal(later({ operation, state }), false, `${operation}, ${state}`);
    const nothing: Partial<Report> = { finishedAt: '2026-11-25T13:00:00Z', sent: 0 };
    assert.equal(later({ report: nothing }), true, 'it sent nothing');
    assert.equal(later({ report: { ...nothing, maybeCleared: 'x' } }), false);
    const { target } = ADD;
    assert.equal(later({ target: { ...target, segmentId: '3' } }), true, 'of another segment');
    assert.equal(later({ target: { ...target, origin: 'http://localhost' } }), true);
    assert.equal(later({ target: { ...target, accountId: '9' } }), false, 'a shared segment');
    assert.equal(later({}, '11:00:00'), true, 'before it');
    // An older one that was resumed afterwards.
    const resumed = addAt('11:00:00', {
      jobId: 'other',
      report: { sent: 9, finishedAt: '2026-11-25T13:00:00Z' },
    });
    assert.equal(looks({}, resumed), false);
  });

  it('is false once it was undone, which only a finished removal does', () => {
    const undo = (changes: Parameters<typeof job>[0] = {}): JobSummary =>
      addAt('13:00:00', { jobId: 'u', operation: 'remove', undoes: ADD.jobId, ...changes });
    assert.equal(findUndo(ADD, [undo(), ADD])?.jobId, 'u');
    assert.equal(looks({}, undo()), false);
    for (const changes of [
      { state: 'cancelled', resumable: true },
      { state: 'failed' },
      { resumable: true },
      { error: { code: 'superseded', message: '' } },
      { undoes: 'another' },
      { report: { sent: 0 } },
    ] as Parameters<typeof job>[0][])
      assert.equal(findUndo(ADD, [undo(changes), ADD]), undefined, JSON.stringify(changes));
  });
});

describe('undoneUpload', () => {
  before(() => configureFormat('en', 'UTC'));

  it('has what the page says of the upload', () => {
    const undone = undoneUpload(
      addAt('10:02:00', {
        report: { accepted: 5, unknown: 2, refused: 3, finishedAt: '2026-11-25T10:03:00Z' },
      }),
    );
    assert.deepEqual(undone, {
      jobId: '10:02:00',
      sentAt: at('10:02:00'),
      accepted: 7,
    });
    assert.equal(
      undoesText(undone).replace(/\s/g, ' '),
      'Undoes the upload of Nov 25, 2026, 10:02.',
    );
    assert.equal(undoesText(undefined), 'Undoes an earlier upload.');
  });
});

describe('undo', () => {
  const bench = draftBenchForEach();
  const list = (segmentId = '5'): string[] => [...bench.sink.list(segmentId)].sort();
  const BEFORE = people(20, 0, 'before').sort();

  /** Uploads for a person. */
  async function upload(choices: Partial<Choices>): Promise<Report> {
    const { draft, step } = await bench.check(
      { into: bench.into(), operation: 'add', ...choices },
      PERSON,
    );
    readyOf(step);
    return (await (await draft.send({ accountId: '77' })).run({})).report;
  }

  /** An upload of ten people to a segment that had twenty others. */
  async function uploaded(choices: Partial<Choices> = {}): Promise<Report> {
    if (list().length === 0) bench.fill('5', 20);
    return upload(choices);
  }

  /** Checks the undo of an upload, and carries it out. */
  async function undo(jobId: string): Promise<{ draft: Draft; report: Report }> {
    const draft = await bench.drafts.undo(jobId, BY_PERSON);
    readyOf(await draft.check());
    const { report } = await (await draft.send({ accountId: '77' })).run({});
    return { draft, report };
  }

  const offered = (jobId: string): Promise<boolean> =>
    isUndoable(bench.current, job1(jobId), bench.current.jobs(), (uri) =>
      bench.workspace.stampOf(uri),
    );
  const job1 = (jobId: string): JobSummary => bench.current.job(jobId) ?? assert.fail(jobId);

  /** Nothing is offered, and the reason is told, with nothing left behind. */
  async function isRefused(jobId: string, why: RegExp, isOffered = false): Promise<void> {
    assert.equal(await offered(jobId), isOffered);
    const [stored, arrived] = [bench.stored, bench.sink.arrived.length];
    await assert.rejects(bench.drafts.undo(jobId, BY_PERSON), (error) => {
      assert.ok(error instanceof Failure);
      assert.equal(error.code, 'not-undoable');
      assert.equal(error.operation, 'undoUpload');
      assert.match(error.message, why);
      assert.match(error.message, /Nothing was removed\.$/);
      return true;
    });
    assert.deepEqual([bench.stored, bench.sink.arrived.length], [stored, arrived]);
  }

  it('leaves the segment as it was, if nothing of the file was in it', async () => {
    const { jobId } = await uploaded();
    assert.equal(list().length, 30);
    assert.ok(await offered(jobId));
    const { draft, report } = await undo(jobId);
    assert.deepEqual([report.operation, report.accepted], ['remove', 10]);
    assert.deepEqual(list(), BEFORE);
    assert.equal(bench.memory.get('criteoAudiences.pairings') === undefined, false, 'of the Add');
    // What is remembered for the file is the Add, not the removal.
    const [remembered] = await bench.drafts.remembered([draft.choices.files[0].uri]);
    assert.equal(remembered.operation, 'add');
    await isRefused(jobId, /was undone on /);
    await isRefused(report.jobId, /^Only an Add/);
  });

  it('is known after a restart, from the removal’s record', async () => {
    const { jobId } = await uploaded();
    await bench.restart();
    await bench.current.refresh();
    assert.ok(await offered(jobId));
    const { report } = await undo(jobId);
    await bench.restart();
    await bench.current.refresh();
    assert.equal(job1(report.jobId).undoes, jobId);
    assert.equal('undoes' in job1(jobId), false);
    assert.equal(findUndo(job1(jobId), bench.current.jobs())?.jobId, report.jobId);
  });

  it('removes who was in before, too', async () => {
    bench.fill('5', 20);
    const { jobId } = await uploaded({
      files: [bench.chosen(csv([...people(5, 0, 'before'), ...people(5, 0, 'user')]))],
    });
    await undo(jobId);
    assert.deepEqual(list(), people(15, 5, 'before').sort());
  });

  it('removes hashes where hashes were sent, whatever the setting is now', async () => {
    bench.settings = () => ({ ...SETTINGS, hash: 'sha256' });
    const { jobId } = await uploaded();
    const sha = (value: string): string => createHash('sha256').update(value).digest('hex');
    assert.deepEqual(list(), [...BEFORE, ...people(10, 0, 'user').map(sha)].sort());
    bench.settings = () => SETTINGS;
    await undo(jobId);
    assert.deepEqual(list(), BEFORE);
  });

  it('reads several files as they were read then', async () => {
    const one = bench.chosen(
      `mail;other\n${people(5, 0, 'user')
        .map((value, index) => `${value};x${index}@example.com`)
        .join('\n')}\n`,
      'one.csv',
    );
    const two = bench.chosen(`${people(6, 3, 'user').join('\n')}\n`, 'two.csv');
    const three = bench.chosen(gzipSync(csv(people(2, 40, 'user'))), 'three.csv.gz');
    const { jobId, duplicates } = await uploaded({
      files: [
        { ...one, columns: ['other'], dialect: { delimiter: ';' } },
        { ...two, dialect: { header: false } },
        three,
      ],
    });
    assert.equal(duplicates, 0);
    const { report } = await undo(jobId);
    assert.equal(report.sent, 13);
    assert.deepEqual(list(), BEFORE);
  });

  it('works without dedupe, with invalid and with rejected rows, and in many requests', async () => {
    bench.settings = () => ({ ...SETTINGS, dedupe: false, chunkSize: 3 });
    bench.sink.invalid = (value) => value.startsWith('user1@');
    const { jobId, refused } = await uploaded({
      files: [
        bench.chosen(csv([...people(9, 0, 'user'), ...people(2, 0, 'user'), 'no', 'no', ''])),
      ],
    });
    assert.equal(refused, 2);
    assert.ok(await offered(jobId));
    // The invalid rows were allowed then.
    const draft = await bench.drafts.undo(jobId, BY_PROGRAM, { confirm: false, minKept: 0 });
    is(await draft.check(), 'ready');
    await (await draft.send()).run({});
    assert.deepEqual(list(), BEFORE);
  });

  it('of an upload with suppressed people takes out the others, and needs no list', async () => {
    bench.fill('5', 20);
    for (const person of people(2, 0, 'user')) bench.sink.list('5').add(person);
    const { uri } = bench.chosen(csv(people(2, 0, 'user')), 'opt-outs.csv');
    for (const by of [BY_PERSON, BY_PROGRAM]) {
      const { jobId, suppressed } = await uploaded({
        files: [bench.chosen()],
        suppress: [{ file: uri }],
        requireSuppression: true,
      });
      assert.equal(suppressed, 2);
      assert.ok(await offered(jobId));
      const draft = await bench.drafts.undo(jobId, by, { minKept: 0 });
      readyOf(await draft.check());
      const { report } = await (await draft.send({ accountId: '77' })).run({});
      assert.equal(report.state, 'finished');
      assert.deepEqual(list(), BEFORE);
    }
  });

  it('takes no unsaved change of the file into account', async () => {
    const file = bench.chosen();
    const { jobId } = await uploaded({ files: [file] });
    bench.unsaved.add(file.uri);
    await undo(jobId);
    assert.deepEqual(list(), BEFORE);
  });

  it('is refused where not all of it was sent', async () => {
    bench.settings = () => ({ ...SETTINGS, chunkSize: 5, concurrency: 1 });
    bench.sink.fault = ({ number }) => (number === 1 ? { status: 400 } : undefined);
    const { jobId, accepted } = await uploaded();
    assert.equal(accepted, 5);
    await isRefused(jobId, /^Not all of people\.csv was sent, /);
  });

  it('is refused where nothing was accepted', async () => {
    bench.sink.invalid = (value) => value.startsWith('user');
    const { jobId } = await uploaded();
    await isRefused(jobId, /there is nothing to undo/);
  });

  describe('after something else changed the segment', () => {
    const LATER = /^The segment was changed from here since that upload\./;

    for (const operation of ['add', 'remove', 'replace'] as const)
      it(`is refused: ${operation}`, async () => {
        const { jobId } = await uploaded();
        const other = { files: [bench.chosen(csv(people(3, 0, 'later')), 'later.csv')] };
        const elsewhere = await upload({ ...other, into: bench.into('6') });
        assert.ok(await offered(jobId), 'another segment');
        await upload({ ...other, operation });
        await isRefused(jobId, LATER);
        assert.ok(await offered(elsewhere.jobId));
      });

    it('is refused although its record was deleted', async () => {
      const { jobId } = await uploaded();
      const later = await upload({ files: [bench.chosen(csv(people(3)), 'later.csv')] });
      await bench.current.discard(later.jobId);
      await isRefused(jobId, LATER);
    });

    it('is refused after a clear and a deletion, and told of at once', async () => {
      const { jobId } = await uploaded();
      const told: string[] = [];
      bench.current.onDidChange((changed) => told.push(changed));
      await bench.current.clearList(bench.sink.url, '5', () => Promise.resolve());
      assert.deepEqual(told, [jobId]);
      await isRefused(jobId, LATER);
      const second = await uploaded();
      assert.ok(await offered(second.jobId));
      await bench.current.recordSegmentChanges(bench.sink.url, ['5']);
      await isRefused(second.jobId, LATER);
    });

    it('is refused between check and send', async () => {
      const { jobId } = await uploaded();
      const draft = await bench.drafts.undo(jobId, BY_PERSON);
      readyOf(await draft.check());
      await upload({ files: [bench.chosen(csv(people(3, 0, 'later')), 'later.csv')] });
      await refuses(draft.send({ accountId: '77' }), 'changed', 'undoUpload');
      const again = await draft.check();
      is(again, 'blocked');
      assert.equal(again.failure.code, 'not-undoable');
      assert.match(again.failure.message, LATER);
      assert.equal(list().length, 33);
      assert.equal(bench.stored.length, 2, 'no plan is left');
    });
  });

  describe('where a file is another', () => {
    const overwrite = (uri: string, content: string, time?: number): void => {
      const path = fileURLToPath(uri);
      fs.writeFileSync(path, content);
      if (time !== undefined) fs.utimesSync(path, time, time);
    };
    const CONTENT = csv(people(10, 0, 'user'));
    const OTHER = CONTENT.replace('user3@', 'user9@');

    it('is refused, and names the one that changed', async () => {
      const files = [bench.chosen(CONTENT, 'one.csv'), bench.chosen(csv(people(2, 50)), 'two.csv')];
      const { jobId } = await uploaded({ files });
      const [one, two] = files.map(({ uri }) => uri);
      const writtenAt = fs.statSync(fileURLToPath(two)).mtimeMs / 1000;
      overwrite(two, `${csv(people(2, 50))}x@example.com\n`);
      await isRefused(jobId, /^“two\.csv” has changed since it was uploaded\./);
      overwrite(two, csv(people(2, 50)), writtenAt);
      // Of the same size: only its content tells.
      overwrite(one, OTHER, 1_000_000);
      await isRefused(jobId, /^“one\.csv” has changed/, true);
      fs.rmSync(fileURLToPath(one));
      await isRefused(jobId, /^“one\.csv” no longer exists\./);
      // Written again as it was, whenever that was.
      overwrite(one, CONTENT, 1_000_000);
      assert.ok(await offered(jobId));
      await undo(jobId);
      assert.deepEqual(list(), BEFORE);
    });

    it('is refused if it changed while its page was open', async () => {
      const file = bench.chosen(CONTENT);
      const { jobId } = await uploaded({ files: [file] });
      const draft = await bench.drafts.undo(jobId, BY_PERSON);
      overwrite(file.uri, OTHER, 1_000_000);
      const step = await draft.check();
      is(step, 'blocked');
      assert.equal(step.failure.code, 'not-undoable');
      assert.match(step.failure.message, /has changed since it was uploaded/);
      assert.deepEqual(bench.stored, [jobId]);
      await refuses(draft.send({ accountId: '77' }), 'not-undoable');
      overwrite(file.uri, CONTENT);
      readyOf(await draft.check());
      overwrite(file.uri, OTHER, 2_000_000);
      await refuses(draft.send({ accountId: '77' }), 'changed');
      assert.equal(list().length, 30);
    });

    it('is refused for a file that isn’t on this computer’s disk', async () => {
      const uri = 'memfs:/far.csv';
      bench.virtual.set(uri, Buffer.from(CONTENT));
      const { jobId } = await uploaded({ files: [{ uri }] });
      await isRefused(jobId, /^“far\.csv” isn’t on this computer’s disk/);
    });
  });

  describe('the guard of removals', () => {
    it('holds for a program, and its limit can be lowered', async () => {
      const { jobId } = await uploaded();
      const guarded = await bench.drafts.undo(jobId, BY_PROGRAM, { confirm: false });
      await guarded.check();
      const { report } = await (await guarded.send()).run({});
      assert.equal(report.error?.code, 'min-kept');
      assert.equal(list().length, 30);
      // Nothing was sent, so the upload is still the last one.
      const draft = await bench.drafts.undo(jobId, BY_PROGRAM, { confirm: false, minKept: 0.5 });
      await draft.check();
      assert.equal((await (await draft.send()).run({})).report.state, 'finished');
      assert.deepEqual(list(), BEFORE);
    });

    it('has a person type the account ID, also if the size isn’t known', async () => {
      const { jobId } = await uploaded();
      const draft = await bench.drafts.undo(jobId, BY_PERSON);
      const { confirmation } = readyOf(await draft.check());
      assert.deepEqual([confirmation?.kind, confirmation?.guard], ['accountId', 'shrinks']);
      await refuses(draft.send('yes'), 'protected');
      bench.sink.statisticsFault = () => Promise.resolve({ status: 403 });
      const unread = readyOf(await draft.check()).confirmation;
      assert.deepEqual([unread?.kind, unread?.guard], ['accountId', 'size-unknown']);
      assert.equal(list().length, 30);
    });
  });

  it('is refused in another session, and for an upload that there is none of', async () => {
    const { jobId } = await uploaded();
    bench.addAccount({ key: 'k', accountId: '77', clientId: 'other' }, bench.world.get('k') ?? []);
    await refuses(bench.drafts.undo(jobId, BY_PERSON), 'other-session', 'undoUpload');
    await refuses(bench.drafts.undo('nothing', BY_PERSON), 'unknown-job', 'undoUpload');
  });
});
