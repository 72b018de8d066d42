import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Batch } from '../../../../../../src/app/uploads/batch/batch';
import { sendableGroups } from '../../../../../../src/app/uploads/batch/batchGroup';
import type { Choices } from '../../../../../../src/app/uploads/choices/choices';
import { type DraftOptions } from '../../../../../../src/app/uploads/draft/draft';
import { deferred } from '../../../../../../src/common/deferred';
import type { Report } from '../../../../../../src/upload/jobTypes';
import { people } from '../../../../../support/people';
import { seeds } from '../../../../../support/tenth';
import { waitUntil } from '../../../../../support/waitUntil';
import { csv } from '../../../../upload/support/bench';
import { Random } from '../../../../upload/support/random';
import { audience, leaf, not } from '../../../audiences/audiences';
import { segment } from '../../../segments/segments';
import { draftBenchForEach, PERSON, refuses, SETTINGS } from '../../draftBench';

const MANY: DraftOptions = { ...PERSON, command: 'uploadMany' };

describe('several uploads of a person', () => {
  // Before the bench is stopped.
  const batches: Batch[] = [];
  afterEach(() => Promise.all(batches.splice(0).map((batch) => batch.dispose())));
  const bench = draftBenchForEach();

  /** A file of these rows for the segment 5, or without one for `null`. */
  const line = (
    name: string,
    {
      rows = people(3, 0, name),
      into = '5',
      ...choices
    }: Partial<Omit<Choices, 'into'>> & {
      rows?: string[];
      into?: string | null;
    } = {},
  ): Choices => ({
    ...choices,
    ...(into !== null && { into: bench.into(into) }),
    files: [bench.chosen(csv(rows), name)],
  });
  /** One file of two people, for each of these segments. */
  const toMany = (name: string, ids: readonly string[], choices: Partial<Choices>): Choices[] => {
    const files = [bench.chosen(csv(people(2, 0, 'before')), name)];
    return ids.map((id) => ({ ...choices, files, into: bench.into(id) }));
  };
  const batchOf = (choices: readonly Choices[], ticked?: boolean[]): Batch => {
    const batch = new Batch(choices, bench.drafts, MANY, { ticked });
    batches.push(batch);
    return batch;
  };
  const atRest = ({ lines, groups }: Batch): boolean =>
    lines.every(
      ({ check, isPreparing }) => !isPreparing && (!check || check.step.kind !== 'checking'),
    ) &&
    groups.every(
      ({ draft, choices, isIncomplete, lines: own }) =>
        (draft === undefined &&
          (choices.into === undefined ||
            isIncomplete ||
            own.every(({ isLeftOut }) => isLeftOut))) ||
        (draft !== undefined && draft.step.kind !== 'checking'),
    );
  const rest = async (batch: Batch): Promise<Batch> => {
    await waitUntil('every check has ended', () => atRest(batch));
    return batch;
  };
  const checked = (choices: readonly Choices[]): Promise<Batch> => {
    const batch = batchOf(choices);
    batch.start();
    return rest(batch);
  };
  const namesIn = ({ groups }: Batch): string[][] =>
    groups.map(({ draft }) =>
      (draft?.choices.files ?? []).map(({ uri }) => uri.slice(uri.lastIndexOf('/') + 1)),
    );
  const send = async (batch: Batch): Promise<Report[]> => {
    const uploads = await batch.send(({ confirmation }) =>
      confirmation?.kind === 'accountId' ? { accountId: confirmation.account.accountId } : 'yes',
    );
    const reports: Report[] = [];
    for (const upload of uploads) reports.push((await upload.run({})).report);
    return reports;
  };

  it('make one draft of the files with one segment and operation, and none of those without a segment', async () => {
    const batch = await checked([
      line('a-1.csv'),
      line('b.csv', { into: '6' }),
      line('a-2.csv'),
      line('c.csv', { into: null }),
      line('d.csv', { operation: 'remove', into: '6' }),
    ]);
    assert.deepEqual(namesIn(batch), [['a-1.csv', 'a-2.csv'], ['b.csv'], [], ['d.csv']]);
    assert.deepEqual(
      batch.lines.map(({ check }) => check?.step.kind),
      ['ready', 'ready', 'ready', 'ready', 'ready'],
    );
    // What a file without a segment seems to hold.
    assert.equal(batch.lines[3].check?.identifierType, 'Email');
  });

  it('ask the API once about each segment, however many files go to it', async () => {
    bench.searches = 0;
    await checked(Array.from({ length: 20 }, (_, n) => line(`a-${n}.csv`)));
    // Once to know its type, once for the draft.
    assert.equal(bench.searches, 2);
  });

  it('leave out a file that is a suppression list of theirs, but not for a segment that keeps people out', async () => {
    bench.audiences = [audience('1', not(leaf('6')))];
    const list = line('stay-away.csv', { rows: people(2, 0, 'user') });
    bench.settings = () => ({ ...SETTINGS, suppress: [{ file: list.files[0].uri }] });
    const batch = await checked([
      line('a.csv', { rows: people(4, 0, 'user') }),
      list,
      { ...list, into: bench.into('6') },
      line('b.csv', { rows: people(4, 2, 'user') }),
    ]);
    assert.deepEqual(namesIn(batch), [['a.csv', 'b.csv'], ['stay-away.csv']]);
    const [, own, filling] = batch.lines;
    assert.ok(own.isLeftOut && own.stop?.kind === 'blocked');
    assert.match(own.stop.failure.message, /^stay-away\.csv is a suppression list of this upload/);
    assert.equal(filling.isLeftOut, false);
    assert.equal(batch.lines[0].check?.step.kind, 'ready');
    const [target, kept] = await send(batch);
    assert.deepEqual([target.suppressed, target.sent, target.duplicates], [2, 4, 2]);
    assert.deepEqual([kept.suppressed, kept.sent], [undefined, 2]);
    assert.deepEqual(bench.sink.list('5'), new Set(people(4, 2, 'user')));
  });

  it('are sent as one upload for each segment, and duplicates across files once', async () => {
    const batch = await checked([
      line('a.csv', { rows: people(4, 0, 'user') }),
      line('b.csv', { rows: people(4, 2, 'user') }),
      line('c.csv', { into: '6' }),
    ]);
    const reports = await send(batch);
    assert.deepEqual(
      reports.map(({ sent, duplicates }) => [sent, duplicates]),
      [
        [6, 2],
        [3, 0],
      ],
    );
    assert.deepEqual(bench.sink.list('5'), new Set(people(6, 0, 'user')));
  });

  describe('of folders with different settings', () => {
    beforeEach(() => {
      bench.settings = (uri) => ({
        ...SETTINGS,
        hash: uri.includes('hashed') ? 'sha256' : 'none',
      });
    });
    const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
    const names = ['plain-1.csv', 'hashed-1.csv', 'plain-2.csv', 'hashed-2.csv'];

    it('are sent each as its folder says, and never together', async () => {
      const batch = await checked(names.map((name) => line(name)));
      assert.deepEqual(namesIn(batch), [
        ['plain-1.csv', 'plain-2.csv'],
        ['hashed-1.csv', 'hashed-2.csv'],
      ]);
      await send(batch);
      const sent = names.flatMap((name) =>
        people(3, 0, name).map((one) => (name.startsWith('hashed') ? sha256(one) : one)),
      );
      assert.deepEqual(bench.sink.list('5'), new Set(sent));
    });

    it('are one upload once one hash is chosen for all', async () => {
      const batch = await checked(names.map((name) => line(name)));
      for (const { id } of batch.groups) batch.changeGroup(id, { hash: 'sha256' });
      await rest(batch);
      assert.deepEqual(namesIn(batch), [names]);
    });

    it('are one upload to a segment whose identifiers aren’t hashed', async () => {
      const batch = await checked(names.map((name) => line(name, { into: '8' })));
      assert.deepEqual(
        batch.groups.map(({ lines }) => lines.length),
        [names.length],
      );
    });

    it('don’t replace a segment in two ways', async () => {
      const batch = await checked(names.map((name) => line(name, { operation: 'replace' })));
      assert.deepEqual(
        batch.groups.map(({ isConflicting }) => isConflicting),
        [true, true],
      );
    });

    it('wait in one place for a segment', async () => {
      bench.settings = (uri) => ({ ...SETTINGS, hash: uri.includes('-1') ? 'sha256' : 'none' });
      const alike = ['crm-1.csv', 'crm-2.csv'];
      const batch = await checked(alike.map((name) => line(name, { into: null })));
      assert.equal(batch.groups.length, 1);
    });
  });

  it('clear a segment once that three files replace', async () => {
    bench.fill('5', 5);
    const batch = await checked(
      ['a.csv', 'b.csv', 'c.csv'].map((name) => line(name, { operation: 'replace', minKept: 0 })),
    );
    await send(batch);
    assert.equal(bench.sink.arrived.filter(({ kind }) => kind === 'clear').length, 1);
    assert.equal(bench.sink.list('5').size, 9);
  });

  describe('leave out', () => {
    it('what the user unticks, and take it back in', async () => {
      const batch = await checked([line('a.csv'), line('b.csv'), line('c.csv')]);
      batch.tick('1', false);
      await rest(batch);
      assert.deepEqual(namesIn(batch), [['a.csv', 'c.csv']]);
      batch.tick('1', true);
      await rest(batch);
      assert.deepEqual(namesIn(batch), [['a.csv', 'b.csv', 'c.csv']]);
      batch.tick(undefined, false);
      assert.deepEqual([batch.groups[0].draft, sendableGroups(batch.groups)], [undefined, []]);
      batch.tick(undefined, true);
      await rest(batch);
      await send(batch);
      // Each draft that was given up left nothing behind.
      assert.equal(bench.stored.length, 1);
      assert.equal(bench.sink.list('5').size, 9);
    });

    it('a file with many invalid rows, until it is ticked', async () => {
      const batch = await checked([
        line('good.csv', { rows: people(9, 0, 'good') }),
        line('bad.csv', { rows: [...people(3, 0, 'bad'), 'nobody', 'no one'] }),
      ]);
      assert.deepEqual(
        batch.lines.map(({ isLeftOut, stop }) => [isLeftOut, stop]),
        [
          [false, undefined],
          [true, undefined],
        ],
      );
      assert.deepEqual(namesIn(batch), [['good.csv']]);
      batch.tick('1', true);
      await rest(batch);
      assert.deepEqual(namesIn(batch), [['good.csv', 'bad.csv']]);
    });

    it('no file of a Replace for that: without it, people would be lost', async () => {
      const batch = await checked([
        line('good.csv', { operation: 'replace', rows: people(9, 0, 'good') }),
        line('bad.csv', { operation: 'replace', rows: [...people(3, 0, 'bad'), 'nobody'] }),
      ]);
      assert.deepEqual(namesIn(batch), [['good.csv', 'bad.csv']]);
      const [{ planned }] = sendableGroups(batch.groups);
      assert.match(planned.reasons.join(' '), /bad\.csv.*invalid/);
    });

    it('no file of a Replace that cannot be sent by itself: the Replace waits until the user does', async () => {
      bench.fill('5', 3);
      const choices = { operation: 'replace', minKept: 0 } as const;
      const gone = line('gone.csv', choices);
      fs.rmSync(fileURLToPath(gone.files[0].uri));
      const empty = line('empty.csv', { ...choices, rows: [] });
      const batch = await checked([line('a.csv', choices), gone, empty]);
      assert.deepEqual(
        batch.groups.map(({ isIncomplete, draft }) => [isIncomplete, draft]),
        [[true, undefined]],
      );
      assert.deepEqual(await send(batch), []);
      batch.tick('1', false);
      assert.ok(batch.groups[0].isIncomplete);
      batch.tick('2', false);
      await rest(batch);
      assert.deepEqual(namesIn(batch), [['a.csv']]);
      await send(batch);
      assert.deepEqual(bench.sink.list('5'), new Set(people(3, 0, 'a.csv')));
    });

    it('a file that cannot be read, however it is ticked, until it can', async () => {
      const gone = line('gone.csv');
      const path = fileURLToPath(gone.files[0].uri);
      const content = fs.readFileSync(path);
      fs.rmSync(path);
      const batch = await checked([line('a.csv'), gone]);
      batch.tick(undefined, true);
      await rest(batch);
      const [, { stop, isLeftOut }] = batch.lines;
      assert.ok(isLeftOut && stop?.kind === 'blocked');
      assert.equal(stop.failure.code, 'not-found');
      assert.deepEqual(namesIn(batch), [['a.csv']]);
      fs.writeFileSync(path, content);
      batch.check();
      await rest(batch);
      assert.deepEqual(namesIn(batch), [['a.csv', 'gone.csv']]);
    });

    it('files that can’t be read, which wait for no segment, and are one group until they can', async () => {
      const files = [line('a.csv'), line('book.xlsx'), line('people.json')].map(
        ({ into: _, ...rest }) => rest,
      );
      const [, book, people] = files.map((one) => fileURLToPath(one.files[0].uri));
      fs.writeFileSync(book, 'PK\u0003\u0004\n\u0000xl/workbook.xml');
      fs.writeFileSync(people, '[{"email": "ann@example.com"}]\n');
      const batch = await checked(files);
      const ids = (): string[][] => batch.groups.map((group) => group.lines.map(({ id }) => id));
      assert.deepEqual(ids(), [['0'], ['1', '2']]);
      fs.writeFileSync(people, 'email\nann@example.com\n');
      batch.checkFile(files[2].files[0].uri);
      await rest(batch);
      assert.deepEqual(ids(), [['0'], ['1'], ['2']]);
    });

    it('a file with unsaved changes until it is saved', async () => {
      const open = line('open.csv');
      const [{ uri }] = open.files;
      bench.unsaved.add(uri);
      const batch = await checked([line('a.csv'), open]);
      assert.ok(batch.lines[1].stop?.kind === 'needs' && batch.lines[1].stop.missing === 'save');
      bench.unsaved.delete(uri);
      batch.checkFile(uri);
      await rest(batch);
      assert.deepEqual(namesIn(batch), [['a.csv', 'open.csv']]);
    });

    it('a file of another type than its segment, which another segment then takes', async () => {
      const batch = await checked([
        line('a.csv'),
        line('ids-1.csv', { rows: ['C-1', 'C-2'].map((id) => `${id}`) }),
        line('ids-2.csv', { rows: ['C-3', 'C-4'] }),
      ]);
      assert.deepEqual(namesIn(batch), [['a.csv']]);
      batch.chooseTarget('1', bench.into('8'));
      await rest(batch);
      // With it the file of the same pattern that was stopped, too, but not the one that fits.
      assert.deepEqual(
        batch.groups.map(({ choices, lines }) => [choices.into?.segmentId, lines.length]),
        [
          ['5', 1],
          ['8', 2],
        ],
      );
    });

    it('a segment that cannot be written to, and say why', async () => {
      bench.world.set('k', [
        segment('5', { accountId: '77' }),
        segment('6', {
          accountId: '77',
          contactList: { isReadOnly: true, identifierType: 'Email' },
        }),
      ]);
      const batch = await checked([line('a.csv'), line('b.csv', { into: '6' })]);
      assert.equal(batch.groups[1].failure?.code, 'segment-read-only');
      assert.equal((await send(batch)).length, 1);
      assert.equal(bench.sink.list('6').size, 0);
    });
  });

  describe('without a segment', () => {
    const mobile = (name: string): Choices => {
      const ids = [0, 1, 2].map((n) => `0000000${n}-89ab-4cde-8f01-23456789abcd`);
      return { files: [bench.chosen(`device\n${ids.join('\n')}\n`, name)] };
    };
    const open = (names: readonly string[]): Choices[] =>
      names.map((name) => line(name, { into: null }));
    const grouped = ({ groups }: Batch): unknown[] =>
      groups.map(({ lines, choices: { into, operation } }) => [
        into?.segmentId,
        operation,
        ...lines.map(({ id }) => id),
      ]);

    it('wait for one together with all files that are named alike', async () => {
      const names = ['week-36-crm.csv', 'vip-2025-11-05.csv', 'Week-37-CRM (1).csv', 'app.csv'];
      const batch = batchOf(open([...names, 'vip-3.csv', 'optout.csv', 'vip-2025-12.csv']));
      // From the first second.
      const groups = [
        [undefined, 'add', '0', '2'],
        [undefined, 'add', '1', '4', '6'],
        [undefined, 'add', '3'],
        [undefined, 'remove', '5'],
      ];
      assert.deepEqual(grouped(batch), groups);
      const ids = batch.groups.map(({ id }) => id);
      batch.start();
      await rest(batch);
      assert.deepEqual(grouped(batch), groups);
      assert.deepEqual(
        batch.groups.map(({ id }) => id),
        ids,
      );
    });

    it('have the answer for one of them, whichever it is, and stay a group', async () => {
      for (const asked of ['0', '1', '2']) {
        const names = ['vip-1.csv', 'vip-2025-11-05.csv', 'vip-2025-12.csv', 'week-1.csv'];
        const batch = await checked(open(names));
        const [{ id }, { id: other }] = batch.groups;
        assert.deepEqual(
          batch.alike(asked).map((one) => one.id),
          ['0', '1', '2'],
        );
        batch.chooseTarget(asked, bench.into());
        await rest(batch);
        assert.deepEqual(grouped(batch), [
          ['5', 'add', '0', '1', '2'],
          [undefined, 'add', '3'],
        ]);
        assert.deepEqual(
          batch.groups.map((group) => group.id),
          [id, other],
        );
        batch.chooseTarget('3', bench.into());
        await rest(batch);
        assert.deepEqual(grouped(batch), [['5', 'add', '0', '1', '2', '3']]);
        assert.equal(batch.groups[0].id, id);
      }
    });

    it('keep asking if they hold identifiers of another type', async () => {
      const batch = await checked([...open(['crm-1.csv', 'crm-2.csv']), mobile('crm-3.csv')]);
      const [{ id }] = batch.groups;
      assert.equal(batch.lines[2].check?.identifierType, 'UserIdentifier');
      batch.chooseTarget('1', bench.into());
      assert.deepEqual(grouped(batch), [
        ['5', 'add', '0', '1'],
        [undefined, 'add', '2'],
      ]);
      // What still asks is where it was.
      assert.equal(batch.groups[1].id, id);
    });

    it('go with most of their group where it isn’t known what they hold', async () => {
      const unknown: Choices = { files: [bench.chosen('a,b\nx,y\n', 'crm-1.csv')] };
      const files = [unknown, ...open(['crm-2.csv', 'crm-4.csv']), mobile('crm-3.csv')];
      for (const [asked, answered] of [
        ['0', ['0', '1', '2']],
        ['1', ['0', '1', '2']],
        ['3', ['3']],
      ] as const) {
        const batch = await checked(files);
        assert.equal(batch.lines[0].check?.identifierType, undefined);
        assert.deepEqual(
          batch.alike(asked).map(({ id }) => id),
          answered,
        );
      }
    });

    it('may be the one of another type, which has an answer of its own', async () => {
      const batch = await checked([...open(['crm-1.csv', 'crm-2.csv']), mobile('crm-3.csv')]);
      batch.chooseTarget('2', bench.into('8'));
      assert.deepEqual(grouped(batch), [
        [undefined, 'add', '0', '1'],
        ['8', 'add', '2'],
      ]);
    });

    it('leave out what was unticked before, and a doubtful file, once they have one', async () => {
      const doubtful = line('crm-3.csv', { into: null, rows: [...people(3), 'nobody', 'no one'] });
      const batch = await checked([...open(['crm-1.csv', 'crm-2.csv']), doubtful]);
      batch.tick('1', false);
      batch.chooseTarget('0', bench.into());
      await rest(batch);
      assert.deepEqual(namesIn(batch), [['crm-1.csv']]);
      batch.tick('2', true);
      await rest(batch);
      assert.deepEqual(namesIn(batch), [['crm-1.csv', 'crm-3.csv']]);
    });
  });

  it('offer the segment of one file to all of its name pattern', async () => {
    const batch = await checked([
      ...Array.from({ length: 12 }, (_, n) => line(`week-${n + 30}-crm.csv`, { into: null })),
      line('loyalty.csv', { into: null }),
    ]);
    assert.deepEqual(sendableGroups(batch.groups), []);
    batch.chooseTarget('3', bench.into());
    await rest(batch);
    assert.deepEqual(
      batch.groups.map(({ choices, lines }) => [choices.into?.segmentId, lines.length]),
      [
        ['5', 12],
        [undefined, 1],
      ],
    );
    await send(batch);
    assert.equal(bench.sink.list('5').size, 36);
  });

  it('read all files of a pattern by the column that is chosen for one', async () => {
    const two = (name: string): Choices => ({
      into: bench.into(),
      files: [bench.chosen(`mail,other\n${name}1@example.com,${name}2@example.com\n`, name)],
    });
    const batch = await checked([two('x-1.csv'), two('x-2.csv'), two('y.csv')]);
    batch.chooseReading('0', { columns: ['other'] });
    await rest(batch);
    // The other one is still asked about.
    assert.deepEqual(
      batch.lines.map(({ check }) => check?.step.kind),
      ['ready', 'ready', 'needs'],
    );
    batch.chooseReading('2', { columns: ['mail'] });
    await rest(batch);
    await send(batch);
    assert.deepEqual(
      bench.sink.list('5'),
      new Set(['x-1.csv2@example.com', 'x-2.csv2@example.com', 'y.csv1@example.com']),
    );
  });

  describe('of one file', () => {
    const optOut = (ids: readonly string[], choices: Partial<Choices> = {}): Choices[] =>
      toMany('optout.csv', ids, choices);

    it('go to each segment, without reading the file for itself', async () => {
      for (const id of ['5', '6']) bench.fill(id, 10);
      const batch = await checked(optOut(['5', '6'], { operation: 'remove' }));
      assert.ok(batch.isOneFile);
      assert.ok(batch.lines.every(({ check }) => check === undefined));
      await send(batch);
      assert.deepEqual(
        ['5', '6'].map((id) => bench.sink.list(id).size),
        [8, 8],
      );
    });

    it('go to twelve segments but one that is read-only, and wait for one that is under upload', async () => {
      const ids = Array.from({ length: 12 }, (_, n) => String(100 + n));
      bench.world.set(
        'k',
        ids.map((id) =>
          segment(id, {
            accountId: '77',
            contactList: { isReadOnly: id === '108', identifierType: 'Email' },
          }),
        ),
      );
      for (const id of ids) bench.fill(id, 10);
      // Another upload to one of them has begun, and isn't answered yet.
      const answer = deferred<void>();
      const other = bench.draft(
        {
          into: bench.into('104'),
          operation: 'add',
          files: [bench.chosen(csv(people(3)), 'o.csv')],
        },
        MANY,
      );
      await other.check();
      bench.sink.hold = ({ segmentId }) => (segmentId === '104' ? answer.promise : undefined);
      const running = (await other.send('yes')).run({});
      await waitUntil('it is under way', () => bench.sink.arrived.length > 0);

      // In one format, so that there are fewer requests than a minute allows.
      const batch = await checked(optOut(ids, { operation: 'remove', formats: 'given' }));
      const stopped = batch.groups.filter(({ draft }) => draft?.step.kind !== 'ready');
      assert.deepEqual(
        stopped.map(({ choices, draft }) => [
          choices.into?.segmentId,
          draft?.step.kind === 'blocked' && draft.step.failure.code,
        ]),
        [['108', 'segment-read-only']],
      );
      const sending = send(batch);
      await waitUntil('the ones before it are done', () => bench.sink.list('103').size === 8);
      assert.equal(bench.sink.list('105').size, 10);
      answer.resolve();
      await running;
      const reports = await sending;
      assert.deepEqual(
        reports.map(({ state, accepted }) => [state, accepted]),
        ids.slice(1).map(() => ['finished', 2]),
      );
      assert.deepEqual(
        ids.map((id) => bench.sink.list(id).size),
        ids.map((id) => (id === '108' ? 10 : id === '104' ? 11 : 8)),
      );
    });

    it('keep the plan of a segment that is left out, and send it nothing', async () => {
      const batch = await checked(optOut(['5', '6']));
      batch.tick('1', false);
      assert.deepEqual(
        batch.groups.map(({ draft }) => draft?.step.kind),
        ['ready', 'ready'],
      );
      const [{ jobId }] = await send(batch);
      assert.equal(bench.sink.list('6').size, 0);
      // Nothing is left of the plan that wasn't sent.
      assert.deepEqual(bench.stored, [jobId]);
    });

    it('leave out segments that keep people out, or may, and add them there if that is chosen', async () => {
      const name = 'Do not contact';
      bench.world.get('k')?.push(segment('9', { accountId: '77', name }));
      for (const id of ['5', '6']) bench.fill(id, 10);
      bench.audiences = [audience('1', not(leaf('5'))), audience('2', leaf('5'))];
      const batch = await checked(optOut(['5', '6', '9']));
      const linesNow = (): unknown[] =>
        batch.lines.map(({ choices: { operation }, held, isLeftOut }) => [
          operation,
          held,
          isLeftOut,
        ]);
      assert.deepEqual(linesNow(), [
        ['remove', 'unknown', true],
        ['remove', undefined, false],
        ['remove', 'keepOut', true],
      ]);
      // Where it isn’t known, the person knows; a segment that keeps people out stays left out.
      batch.tick(undefined, true);
      assert.deepEqual(
        batch.lines.map(({ isLeftOut }) => isLeftOut),
        [false, false, true],
      );
      batch.addThere('2');
      await rest(batch);
      assert.deepEqual(linesNow()[2], ['add', undefined, false]);
      await send(batch);
      assert.deepEqual(
        ['5', '6', '9'].map((id) => bench.sink.list(id).size),
        [8, 8, 2],
      );
    });

    it('wait for the audiences, without which no segment is known to be one to remove from', async () => {
      bench.audiences = new Error('no permission');
      const batch = batchOf(optOut(['5', '6']));
      batch.start();
      assert.deepEqual(
        batch.lines.map(({ isPreparing }) => isPreparing),
        [true, true],
      );
      await rest(batch);
      assert.deepEqual(
        batch.lines.map(({ held, isLeftOut }) => [held, isLeftOut]),
        [
          ['unknown', true],
          ['unknown', true],
        ],
      );
      // An Add needs none.
      batch.changeGroup(batch.groups[0].id, { operation: 'add' });
      await rest(batch);
      assert.equal(batch.lines[0].isLeftOut, false);
    });

    it('are planned anew for each segment whose operation or place is changed', async () => {
      const batch = await checked(toMany('all.csv', ['5', '6'], { operation: 'add' }));
      const ids = batch.groups.map(({ id }) => id);
      for (const id of ids) batch.changeGroup(id, { operation: 'remove' });
      batch.changeGroup(ids[1], { hash: 'md5' });
      await rest(batch);
      const planned = (): unknown[] =>
        sendableGroups(batch.groups).map(({ group, planned: { plan } }) => [
          group.id,
          plan.options.operation,
          plan.options.hash,
          plan.target.segmentId,
        ]);
      assert.deepEqual(planned(), [
        [ids[0], 'remove', 'none', '5'],
        [ids[1], 'remove', 'md5', '6'],
      ]);
      bench.world.get('k')?.push(segment('7', { accountId: '77' }));
      batch.changeGroup(ids[1], { into: bench.into('7') });
      await rest(batch);
      assert.deepEqual(planned()[1], [ids[1], 'remove', 'md5', '7']);
    });

    it('keep their groups once it is known that their segments take no emails', async () => {
      for (const id of ['71', '72'])
        bench.world.get('k')?.push(
          segment(id, {
            accountId: '77',
            contactList: { identifierType: 'CustomerId', isReadOnly: false },
          }),
        );
      const file = bench.chosen('card\n4711\n', 'cards.csv');
      const batch = batchOf(
        ['71', '72'].map((id): Choices => ({
          files: [file],
          into: bench.into(id),
          operation: 'remove',
        })),
      );
      const ids = batch.groups.map(({ id }) => id);
      batch.onDidChange(() => assert.equal(batch.groups.length, 2));
      batch.start();
      await rest(batch);
      assert.deepEqual(
        batch.groups.map(({ id }) => id),
        ids,
      );
    });

    it('take more segments, each once', async () => {
      const batch = await checked([...optOut(['5', '6'])]);
      batch.addTargets(['8', '5', '8'].map((id) => bench.into(id)));
      await rest(batch);
      assert.deepEqual(
        batch.groups.map(({ choices, draft }) => [choices.into?.segmentId, draft?.step.kind]),
        [
          ['5', 'ready'],
          ['6', 'ready'],
          ['8', 'blocked'],
        ],
      );
    });

    it('remove from the segments that are added, also where the first one keeps people out', async () => {
      bench.audiences = [audience('1', not(leaf('5')))];
      const batch = await checked(optOut(['5', '6']));
      batch.addThere('0');
      batch.addTargets([bench.into('8')]);
      await rest(batch);
      assert.deepEqual(
        batch.lines.map(({ choices: { operation } }) => operation),
        ['add', 'remove', 'remove'],
      );
    });
  });

  describe('that conflict', () => {
    it('say so on both sides, and no longer once one is left out', async () => {
      const batch = await checked([
        line('a.csv'),
        line('b.csv', { operation: 'remove' }),
        line('c.csv', { into: '6' }),
      ]);
      const conflicts = (): boolean[] => batch.groups.map(({ isConflicting }) => isConflicting);
      assert.deepEqual(conflicts(), [true, true, false]);
      await refuses(send(batch), 'conflict', 'uploadMany');
      assert.equal(bench.sink.arrived.length, 0);
      batch.tick('1', false);
      await rest(batch);
      assert.deepEqual(conflicts(), [false, false, false]);
      assert.equal((await send(batch)).length, 2);
    });

    it('have no draft until each file is checked for what was chosen', async () => {
      const batch = await checked([line('a.csv'), line('b.csv', { into: null })]);
      batch.chooseTarget('1', bench.into());
      assert.equal(batch.groups.length, 1);
      const [group] = batch.groups;
      assert.deepEqual(
        group.lines.map(({ isPreparing }) => isPreparing),
        [undefined, true],
      );
      assert.equal(group.draft, undefined);
      assert.deepEqual(sendableGroups(batch.groups), []);
      await rest(batch);
      assert.deepEqual(namesIn(batch), [['a.csv', 'b.csv']]);
    });

    it('are joined once they have the same operation', async () => {
      const batch = await checked([line('a.csv'), line('b.csv', { operation: 'remove' })]);
      batch.changeGroup(batch.groups[1].id, { operation: 'add' });
      await rest(batch);
      assert.deepEqual(namesIn(batch), [['a.csv', 'b.csv']]);
    });
  });

  describe('that update a segment', () => {
    const update = (name: string, rows: string[], into = '5'): Choices =>
      line(name, { rows, into, operation: 'update' });
    /** The list as the last upload left it, with the file that was sent. */
    const before = async (id: string, rows: string[]): Promise<{ uri: string }> => {
      const sent = await checked([
        line('crm-1.csv', { rows, into: id }),
        line('x.csv', { into: id }),
      ]);
      sent.tick('1', false);
      await rest(sent);
      await send(sent);
      return line('crm-1.csv', { rows }).files[0];
    };

    it('ask for the previous file, and remove the people who are no longer in the newest', async () => {
      const previous = await before('5', people(4, 0, 'user'));
      const batch = await checked([
        update('crm-2.csv', people(3, 0, 'user')),
        update('crm-10.csv', people(4, 2, 'user')),
        line('b.csv', { into: '6' }),
      ]);
      const [group] = batch.groups;
      assert.equal(group.parts, 'newest');
      assert.deepEqual(namesIn(batch)[0], ['crm-10.csv']);
      assert.equal(batch.lines[0].replacedBy, batch.lines[1].choices.files[0].uri);
      const draft = batch.draftOf(group.id) ?? assert.fail();
      assert.ok(draft.step.kind === 'needs' && draft.step.missing === 'previous');
      await draft.choose({ previous: [previous] });
      await rest(batch);
      // The group and its draft stay, with what was chosen on all of its lines.
      assert.equal(batch.draftOf(group.id), draft);
      assert.deepEqual(
        batch.lines.map(({ choices }) => choices.previous),
        [[previous], [previous], undefined],
      );
      assert.equal(draft.step.kind, 'ready');
      assert.equal((await send(batch)).length, 2);
      assert.deepEqual(bench.sink.list('5'), new Set(people(4, 2, 'user')));
      assert.equal(bench.sink.list('6').size, 3);
    });

    it('do so together once they are said to be parts of one export, and never in two uploads', async () => {
      const previous = await before('5', people(6, 0, 'user'));
      const batch = await checked([
        update('crm-a.csv', people(2, 0, 'user')),
        update('crm-b.csv', people(2, 2, 'user')),
      ]);
      batch.sendTogether(batch.groups[0].id);
      await rest(batch);
      assert.equal(batch.groups[0].parts, 'together');
      assert.deepEqual(namesIn(batch), [['crm-a.csv', 'crm-b.csv']]);
      assert.deepEqual(batch.before.isPart, [true, true]);
      await batch.draftOf(batch.groups[0].id)?.choose({ previous: [previous] });
      await rest(batch);
      assert.equal((await send(batch)).length, 1);
      assert.deepEqual(bench.sink.list('5'), new Set(people(4, 0, 'user')));
    });

    it('are asked for the previous file once an Update is chosen for them', async () => {
      const batch = await checked([
        line('crm-1.csv', { rows: people(2, 0, 'user') }),
        line('crm-2.csv', { rows: people(2, 2, 'user') }),
      ]);
      const [{ id }] = batch.groups;
      batch.changeGroup(id, { operation: 'update' });
      await rest(batch);
      const [group, ...others] = batch.groups;
      assert.deepEqual([group.id, others], [id, []]);
      assert.deepEqual(namesIn(batch), [['crm-2.csv']]);
      assert.ok(group.draft?.step.kind === 'needs' && group.draft.step.missing === 'previous');
    });

    it('are exchanged by a tick', async () => {
      const batch = await checked([
        update('crm-1.csv', people(2, 0, 'user')),
        update('crm-2.csv', people(2, 2, 'user')),
      ]);
      batch.tick('0', true);
      await rest(batch);
      assert.deepEqual(namesIn(batch), [['crm-1.csv']]);
      batch.tick('1', true);
      await rest(batch);
      assert.deepEqual(namesIn(batch), [['crm-2.csv']]);
      // Neither is sent in place of the other one.
      batch.tick('1', false);
      await rest(batch);
      assert.deepEqual(namesIn(batch), [[]]);
      batch.tick('0', true);
      batch.tick('0', false);
      await rest(batch);
      assert.deepEqual(namesIn(batch), [[]]);
      batch.tick(undefined, true);
      await rest(batch);
      assert.deepEqual(namesIn(batch), [['crm-2.csv']]);
    });

    it('are asked again for what was chosen for another file or segment', async () => {
      const previous = await before('5', people(4, 0, 'user'));
      const batch = await checked([
        update('crm-2.csv', people(3, 0, 'user')),
        update('crm-3.csv', people(4, 2, 'user')),
      ]);
      const chosen = { previous: [previous], allow: ['other-list'] } as const;
      await batch.draftOf(batch.groups[0].id)?.choose(chosen);
      await rest(batch);
      batch.tick('0', true);
      await rest(batch);
      const [group] = batch.groups;
      assert.deepEqual([group.choices.previous, group.choices.allow], [undefined, undefined]);
      assert.equal(group.draft?.step.kind, 'needs');
      await batch.draftOf(group.id)?.choose(chosen);
      batch.changeGroup(group.id, { into: bench.into('6') });
      await rest(batch);
      assert.equal(batch.groups[0].choices.previous, undefined);
      assert.equal(batch.groups[0].draft?.step.kind, 'needs');
    });

    it('are parts of one export no more once another file updates their segment', async () => {
      const batch = await checked([
        update('a-1.csv', people(2, 0, 'user')),
        update('a-2.csv', people(2, 2, 'user')),
        update('b.csv', people(2, 4, 'user'), '6'),
      ]);
      const [{ id }] = batch.groups;
      batch.sendTogether(id);
      await rest(batch);
      batch.changeGroup(id, { into: bench.into('6') });
      await rest(batch);
      assert.equal(batch.groups.length, 1);
      assert.equal(batch.groups[0].parts, 'newest');
      assert.equal(namesIn(batch)[0].length, 1);
      assert.deepEqual(batch.before.isPart, [false, false, false]);
    });

    it('each with a previous file of its own, where one file updates several', async () => {
      const batch = await checked(toMany('crm.csv', ['5', '6'], { operation: 'update' }));
      for (const { id } of batch.groups)
        void batch.draftOf(id)?.choose({ previous: id === batch.groups[0].id ? [] : undefined });
      await rest(batch);
      assert.deepEqual(
        batch.groups.map(({ draft }) => draft?.step.kind),
        ['ready', 'needs'],
      );
    });
  });

  describe('of one item', () => {
    it('is the draft itself: nothing is read twice, and what is chosen stays with it', async () => {
      const batch = batchOf([line('a.csv', { operation: 'add' })]);
      const draft = batch.only ?? assert.fail();
      assert.equal(batch.lines[0].check, undefined);
      batch.start();
      await rest(batch);
      assert.equal(draft.step.kind, 'ready');
      await draft.choose({ into: bench.into('6'), operation: 'remove' });
      draft.remember({ isOff: true });
      assert.equal(batch.only, draft);
      assert.equal(batch.groups.length, 1);
      assert.deepEqual(batch.lines[0].choices, draft.choices);
      bench.fill('6', 3);
      await draft.check();
      const [{ sent }] = await send(batch);
      assert.equal(sent, 3);
    });

    it('may have several files, and is the batch of a draft that is there already', async () => {
      const files = [...line('a.csv').files, ...line('b.csv').files];
      const draft = bench.draft({ files, into: bench.into(), operation: 'add' }, PERSON);
      const batch = Batch.of(draft, bench.drafts);
      assert.equal(batch.only, draft);
      await draft.check();
      const [{ sent }] = await send(batch);
      assert.equal(sent, 6);
    });
  });

  it('are sent all or none: those sent before one that changed become drafts again', async () => {
    const batch = await checked([line('a.csv'), line('b.csv', { into: '6' })]);
    bench.world.set('k', [segment('5', { accountId: '77', name: 'VIP' })]);
    await refuses(send(batch), 'changed');
    assert.equal(bench.sink.arrived.length, 0);
    await waitUntil(
      'the first is a draft again',
      () => batch.groups[0].draft?.step.kind === 'ready',
    );
    const second = batch.groups[1].draft?.step;
    assert.ok(second?.kind === 'blocked');
    assert.equal(second.failure.code, 'changed');
    assert.equal(bench.stored.length, 1);
    // What can still be sent goes without the other.
    assert.equal((await send(batch)).length, 1);
  });

  it('leave no plan behind once given up, also while files are checked', async () => {
    const done = await checked([line('a.csv'), line('b.csv', { into: '6' })]);
    await done.dispose();
    const busy = batchOf(Array.from({ length: 6 }, (_, n) => line(`c-${n}.csv`)));
    busy.start();
    await busy.dispose();
    await waitUntil('no plan is left', () => bench.stored.length === 0);
  });

  it('begin with the ticks of before a reload', async () => {
    const batch = batchOf([line('a.csv'), line('b.csv')], [false, true]);
    batch.start();
    await rest(batch);
    assert.deepEqual(namesIn(batch), [['b.csv']]);
    assert.deepEqual(batch.before.ticked, [false, true]);
  });

  it('change the lists as a model of sets does, whatever is chosen', async function () {
    this.timeout(60_000);
    for (const seed of seeds(25)) {
      const random = new Random(seed);
      bench.sink.lists.clear();
      // Of their own: what was sent to a segment counts for later updates.
      const ids = [5, 6].map((id) => `${seed}0${id}`);
      for (const id of ids) {
        bench.world.get('k')?.push(segment(id, { accountId: '77' }));
        bench.fill(id, 4);
      }
      const left = people(random.int(0, 4), 0, 'before');
      const previous = bench.chosen(csv(left), `previous${seed}.csv`);
      const given = Array.from({ length: random.int(2, 6) }, (_, n) => {
        const rows = [
          ...people(random.int(0, 3), random.int(0, 3), 'before'),
          ...people(random.int(0, 4), random.int(0, 5), 'user'),
        ];
        return {
          rows,
          isGone: random.chance(0.15),
          choices: line(`f${seed}-${String.fromCharCode(97 + n)}.csv`, {
            rows,
            into: random.pick([...ids, null]),
            operation: random.pick([
              'add',
              'add',
              'remove',
              'replace',
              'update',
              'update',
            ] as const),
            minKept: 0,
          }),
        };
      });
      for (const { isGone, choices } of given)
        if (isGone) fs.rmSync(fileURLToPath(choices.files[0].uri));
      const batch = await checked(given.map(({ choices }) => choices));
      const unticked = given.map(() => random.chance(0.2));
      unticked.forEach((isOff, n) => {
        if (isOff) batch.tick(String(n), false);
      });
      const isTogether = random.chance(0.3);
      for (const { id, choices } of batch.groups)
        if (isTogether && choices.operation === 'update') batch.sendTogether(id);
      await rest(batch);
      for (const { id, choices } of batch.groups)
        if (choices.operation === 'update')
          await batch.draftOf(id)?.choose({ previous: [previous], allow: ['other-list'] });
      await rest(batch);

      type Given = (typeof given)[number];
      const segmentOf = ({ choices: { into } }: Given): string | undefined => into?.segmentId;
      const isWrong = ({ rows, isGone }: Given): boolean => isGone || rows.length === 0;
      const needsAll = ({ choices: { operation } }: Given): boolean =>
        operation === 'replace' || (operation === 'update' && isTogether);
      // Saying that files are parts takes all of them.
      const isOff = (one: Given): boolean =>
        unticked[given.indexOf(one)] && !(one.choices.operation === 'update' && isTogether);
      /** An older file updates no segment, also if the newest one is left out. */
      const isOlder = (one: Given): boolean =>
        one.choices.operation === 'update' &&
        !isTogether &&
        given
          .slice(given.indexOf(one) + 1)
          .some(
            (other) => other.choices.operation === 'update' && segmentOf(other) === segmentOf(one),
          );
      const ticked = given.filter(
        (one) => !isOff(one) && !isOlder(one) && segmentOf(one) !== undefined,
      );
      const isHeld = (one: Given): boolean =>
        needsAll(one) &&
        ticked.some(
          (other) =>
            isWrong(other) &&
            other.choices.operation === one.choices.operation &&
            segmentOf(other) === segmentOf(one),
        );
      const tried = ticked.filter((one) => needsAll(one) || !isWrong(one));
      const sent = tried.filter((one) => !isHeld(one));
      const opposed = tried.some((one) =>
        tried.some(
          (other) =>
            segmentOf(one) === segmentOf(other) &&
            one.choices.operation !== other.choices.operation,
        ),
      );
      const expected = new Map(ids.map((id) => [id, new Set(people(4, 0, 'before'))]));
      for (const id of opposed ? [] : ids) {
        const here = sent.filter((one) => segmentOf(one) === id);
        const rows = here.flatMap((one) => one.rows);
        const before = expected.get(id) ?? assert.fail();
        const [operation] = here.map(({ choices }) => choices.operation);
        if (operation === 'replace') expected.set(id, new Set(rows));
        if (operation === 'update') for (const row of left) before.delete(row);
        if (operation === 'remove') for (const row of rows) before.delete(row);
        if (operation === 'add' || operation === 'update') for (const row of rows) before.add(row);
      }
      if (opposed) await refuses(send(batch), 'conflict');
      else await send(batch);
      for (const id of ids)
        assert.deepEqual(
          new Set([...bench.sink.list(id)].sort()),
          new Set([...(expected.get(id) ?? [])].sort()),
          `seed ${seed}, segment ${id}`,
        );
      await batch.dispose();
    }
  });
});
