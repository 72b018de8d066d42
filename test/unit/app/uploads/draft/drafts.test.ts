import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { ApiError } from '../../../../../src/api/apiError';
import type { Segment } from '../../../../../src/api/apiTypes';
import type { Confirm } from '../../../../../src/app/arguments';
import type { Confirmed } from '../../../../../src/app/segments/confirmation';
import { type Choices } from '../../../../../src/app/uploads/choices/choices';
import { choicesOfJob } from '../../../../../src/app/uploads/choices/jobChoices';
import type { Draft, DraftOptions } from '../../../../../src/app/uploads/draft/draft';
import { proposedPairings } from '../../../../../src/app/uploads/draft/draftPairings';
import { virtualFileBytes } from '../../../../../src/app/uploads/draft/workspace';
import {
  draftPlanOf,
  failureOf,
  requireDraftPlan,
  type Change,
} from '../../../../../src/app/uploads/draftStep';
import { PERMISSIONS } from '../../../../../src/upload/permissions';
import {
  OPERATIONS,
  type SourceFile,
  type UploadOptions,
} from '../../../../../src/upload/uploadTypes';
import { people } from '../../../../support/people';
import { turns, waitUntil } from '../../../../support/waitUntil';
import { csv } from '../../../upload/support/bench';
import { segment } from '../../segments/segments';
import {
  CHECK,
  CHECK_BY_PROGRAM,
  draftBenchForEach,
  is,
  PERSON,
  PROGRAM,
  readyOf,
  refuses,
  SETTINGS,
} from '../draftBench';

/** A file whose first line names a delimiter that there is none of. */
const UNREADABLE =
  'sep=^\nemail,mail\na1@example.com,b1@example.com\na2@example.com,b2@example.com\n';
/** Two columns that may be meant, none more than the other. */
const AMBIGUOUS = UNREADABLE.slice(UNREADABLE.indexOf('\n') + 1);
/** Seven good rows and three bad ones. */
const PARTLY_BAD = csv([...people(7, 0, 'user'), 'nobody', 'no one', 'none of them']);
const PHONES = csv(['+33612345678', '+33612345679', '+33612345680'], 'phone');
const CUSTOMERS = csv(['a-1', 'a-2', 'a-3'], 'customer_id');

const ways: Change[] = ['column', 'dialect', 'hash', 'operation', 'segment'];

function name(manner: DraftOptions): string {
  return `${manner.by}’s ${manner.checks ? 'check' : 'upload'}`;
}

describe('drafts', () => {
  const bench = draftBenchForEach();

  describe('what a draft needs', () => {
    for (const manner of [PERSON, PROGRAM])
      it(`is told in one order, the first that is missing: ${name(manner)}`, async () => {
        const file = bench.chosen(UNREADABLE);
        const draft = bench.draft({ files: [file] }, manner);
        bench.unsaved.add(file.uri);
        const saving = await draft.check();
        is(saving, 'needs');
        assert.deepEqual([saving.missing, saving.failure.code], ['save', 'unsaved-changes']);
        assert.equal(saving.missing === 'save' && saving.uri, file.uri);

        bench.unsaved.clear();
        const segment = await draft.check();
        is(segment, 'needs');
        assert.deepEqual([segment.missing, segment.failure.code], ['segment', 'bad-argument']);

        let dialect = await draft.choose({ into: bench.into() });
        assert.equal(draft.identifierType, 'Email');
        is(dialect, 'needs');
        // A person is offered an Add.
        if (manner.by === 'program') {
          assert.deepEqual([dialect.missing, dialect.failure.code], ['operation', 'bad-argument']);
          dialect = await draft.choose({ operation: 'add' });
          is(dialect, 'needs');
        }
        assert.equal(draft.operation, 'add');
        assert.deepEqual([dialect.missing, dialect.failure.code], ['dialect', 'delimiter']);
        assert.ok(dialect.missing === 'dialect');
        assert.deepEqual([dialect.file, dialect.current.delimiter], [0, ',']);

        const column = await draft.chooseReading({ dialect: { delimiter: ',' } }, 0);
        is(column, 'needs');
        assert.deepEqual([column.missing, column.failure.code], ['column', 'ambiguous-column']);
        assert.ok(column.missing === 'column');
        assert.deepEqual(
          [column.file, column.candidates.map(({ column }) => column).sort()],
          [0, [0, 1]],
        );

        const { plan } = readyOf(await draft.chooseReading({ columns: ['mail'] }, 0));
        assert.deepEqual([plan.good, plan.files[0].column], [2, 1]);
        assert.deepEqual(bench.stored, [plan.jobId]);
        assert.equal(bench.sink.arrived.length, 0);
      });

    for (const manner of [CHECK, CHECK_BY_PROGRAM])
      it(`has a type in the place of a segment, the likely one first: ${name(manner)}`, async () => {
        bench.isSignedIn = false;
        const file = bench.chosen(PHONES);
        const draft = bench.draft({ files: [file] }, manner);
        bench.unsaved.add(file.uri);
        const saving = await draft.check();
        is(saving, 'needs');
        assert.equal(saving.missing, 'save');

        bench.unsaved.clear();
        const type = await draft.check();
        is(type, 'needs');
        assert.deepEqual([type.missing, type.failure.code], ['type', 'bad-argument']);
        assert.ok(type.missing === 'type');
        assert.deepEqual(type.candidates[0], { type: 'PhoneNumber', fits: true });
        assert.equal(type.candidates.length, 5);
        assert.deepEqual(
          type.candidates.filter(({ fits }) => fits).map(({ type }) => type),
          ['PhoneNumber'],
        );

        const operation = await draft.choose({ identifierType: 'PhoneNumber' });
        is(operation, 'needs');
        assert.equal(operation.missing, 'operation');

        const { plan, into, confirmation } = readyOf(await draft.choose({ operation: 'add' }));
        assert.deepEqual([plan.good, into, confirmation], [3, undefined, undefined]);
        assert.deepEqual(bench.stored, []);
        assert.equal(bench.searches, 0);
      });

    it('has a check go to a segment’s type, and asks for dialect and column as an upload does', async () => {
      const files = [bench.chosen(UNREADABLE)];
      const { draft, step } = await bench.check(
        { files, into: bench.into(), operation: 'add' },
        CHECK_BY_PROGRAM,
      );
      is(step, 'needs');
      assert.equal(step.missing, 'dialect');
      assert.equal(step.failure.operation, 'checkCsv');
      const column = await draft.chooseReading({ dialect: { delimiter: ',' } });
      is(column, 'needs');
      assert.equal(column.missing, 'column');
      readyOf(await draft.chooseReading({ columns: [0] }));
      assert.deepEqual(bench.stored, []);
    });

    it('says which of several files it is about', async () => {
      const good = bench.chosen(csv(people(3, 0, 'user')), 'good.csv');
      const all = { into: bench.into(), operation: 'add' } as const;
      const broken = bench.chosen(UNREADABLE, 'broken.csv');
      const ambiguous = bench.chosen(AMBIGUOUS, 'ambiguous.csv');
      for (const [files, what, file] of [
        [[good, broken], 'dialect', 1],
        [[good, good, ambiguous], 'column', 2],
        [[ambiguous, good], 'column', 0],
      ] as const) {
        const { step } = await bench.check({ ...all, files }, PERSON);
        is(step, 'needs');
        assert.ok(step.missing === 'dialect' || step.missing === 'column');
        assert.deepEqual([step.missing, step.file], [what, file]);
      }
      bench.unsaved.add(ambiguous.uri);
      const { step } = await bench.check({ ...all, files: [broken, ambiguous] }, PERSON);
      is(step, 'needs');
      assert.equal(step.missing === 'save' && step.uri, ambiguous.uri);
    });

    it('is a column where a second one fits, however it is named and whoever asks', async () => {
      const two = people(3, 0, 'one').map((who, at) => `${who},two${at}@example.com`);
      const single = bench.chosen('email,note\nann@example.com,x\n', 'single.csv');
      for (const [header, candidates] of [
        ['email,email_2', [0, 1]],
        ['remark,email', [1, 0]],
        ['email,mail', [0, 1]],
        // Addresses under a name that says otherwise.
        ['phone,email', [1, 0]],
        ['phone,mobile', [0, 1]],
      ] as const) {
        const file = bench.chosen(`${header}\n${two.join('\n')}\n`, `${header}.csv`);
        const all = { files: [single, file], into: bench.into(), operation: 'add' } as const;
        for (const manner of [PERSON, PROGRAM]) {
          const { step, draft } = await bench.check(all, manner);
          is(step, 'needs');
          assert.ok(step.missing === 'column', header);
          assert.equal(step.file, 1);
          assert.deepEqual(
            step.candidates.map(({ column }) => column),
            candidates,
            header,
          );
          readyOf(await draft.chooseReading({ columns: [0, 1] }, 1));
          await draft.discard();
        }
      }
    });

    it('is no column of a file that lacks those chosen with others of its name, but has one that fits', async () => {
      const both = bench.chosen('email,email_2\na1@example.com,a2@example.com\n', 'part-1.csv');
      const one = bench.chosen('mail,town\nb1@example.com,Rome\n', 'part-2.csv');
      const all = { files: [both, one], into: bench.into(), operation: 'add' } as const;
      const { step, draft } = await bench.check(all, PERSON);
      is(step, 'needs');
      const ready = readyOf(await draft.chooseReading({ columns: ['email', 'email_2'] }));
      assert.equal(ready.plan.good, 3);
      const columns = ['email', 'email_2'];
      const named = { ...all, files: all.files.map((file) => ({ ...file, columns })) };
      const program = await bench.check(named, PROGRAM);
      is(program.step, 'needs');
      assert.deepEqual([program.step.missing, program.step.failure.code], ['column', 'no-column']);
    });

    it('is a column where the only one has a name that says otherwise', async () => {
      const one = bench.chosen('phone,town\na1@example.com,Rome\n', 'one.csv');
      const all = { files: [one], into: bench.into(), operation: 'add' } as const;
      const { step } = await bench.check(all, PERSON);
      is(step, 'needs');
      assert.equal(step.missing, 'column');
      assert.deepEqual(bench.stored, []);
    });

    it('is a column where none fits, and one that was named wrongly', async () => {
      const files = [bench.chosen('name,town\nAnn,Rome\nBob,Oslo\n')];
      const all = { into: bench.into(), operation: 'add' } as const;
      for (const columns of [undefined, ['mail'], [7]]) {
        const { step } = await bench.check({ ...all, files: [{ ...files[0], columns }] }, PROGRAM);
        is(step, 'needs');
        assert.ok(step.missing === 'column');
        assert.deepEqual([step.failure.code, step.candidates], ['no-column', []]);
      }
    });

    it('of an upload is a segment, whatever type a check was for', async () => {
      const { step } = await bench.check({ identifierType: 'Email', operation: 'add' }, PERSON);
      is(step, 'needs');
      assert.equal(step.missing, 'segment');
      assert.deepEqual(bench.stored, []);
    });
  });

  describe('what blocks a draft', () => {
    const segments: [string, string, Parameters<typeof segment>[1]][] = [
      [
        'segment-read-only',
        'read-only',
        { contactList: { isReadOnly: true, identifierType: 'Email' } },
      ],
      ['segment-events', 'of events', { type: 'Events', contactList: undefined }],
      ['segment-not-contact-list', 'of another kind', { type: 'Later', contactList: undefined }],
      [
        'unsupported-type',
        'of a type that is not known here',
        { contactList: { isReadOnly: false, identifierType: 'Fax' } },
      ],
    ];
    for (const manner of [PERSON, PROGRAM]) {
      for (const [code, what, parts] of segments)
        it(`is a segment that is ${what}: ${name(manner)}`, async () => {
          bench.world.set('k', [segment('5', { name: 'VIP', ...parts })]);
          await blocks({ operation: 'add' }, manner, code);
        });

      it(`is a segment that is not there: ${name(manner)}`, () =>
        blocks({ into: bench.into('404'), operation: 'add' }, manner, 'segment-not-found'));

      it(`is an API that does not give the segment: ${name(manner)}`, async () => {
        bench.searching = () => Promise.reject(OFFLINE);
        const step = await blocks({ operation: 'add' }, manner, 'network');
        assert.equal(step.failure, OFFLINE);
      });

      it(`is nobody signed in, before anything else: ${name(manner)}`, async () => {
        bench.isSignedIn = false;
        await blocks({ into: undefined }, manner, 'signed-out');
        assert.equal(bench.searches, 0);
      });

      it(`is a file that cannot be read: ${name(manner)}`, async () => {
        const zip = Buffer.concat([Buffer.from('PK\u0003\u0004'), Buffer.alloc(200)]);
        fs.mkdirSync(join(bench.folder, 'folder.csv'));
        const files: [string, string][] = [
          ['not-found', pathToFileURL(join(bench.folder, 'gone.csv')).href],
          ['not-found', 'memfs:/gone.csv'],
          ['directory', pathToFileURL(join(bench.folder, 'folder.csv')).href],
          ['empty', bench.chosen('', 'empty.csv').uri],
          ['empty', bench.chosen('\n\n', 'lines.csv').uri],
          ['binary', bench.chosen(zip, 'zip.csv').uri],
          ['encoding', bench.chosen(Buffer.from([0xff, 0xfe, 0, 0, 97, 0, 0, 0]), 'utf32.csv').uri],
        ];
        for (const [code, uri] of files)
          await blocks({ files: [{ uri }], operation: 'add' }, manner, code);
        if (process.platform !== 'win32' && process.getuid?.() !== 0) {
          const { uri } = bench.chosen(csv(people(1, 0, 'user')), 'secret.csv');
          fs.chmodSync(fileURLToPath(uri), 0);
          await blocks({ files: [{ uri }], operation: 'add' }, manner, 'no-permission');
        }
      });
    }

    const OFFLINE = new ApiError('Offline.', {
      kind: 'network',
      operation: 'search',
      outcome: 'notDone',
      retryable: true,
    });

    /** Blocked by this, with nothing to do but to look again; nothing is sent, and nothing is left. */
    async function blocks(
      choices: Partial<Choices>,
      manner: DraftOptions,
      code: string,
    ): Promise<Extract<Awaited<ReturnType<typeof bench.check>>['step'], { kind: 'blocked' }>> {
      const { draft, step } = await bench.check({ into: bench.into(), ...choices }, manner);
      is(step, 'blocked');
      assert.equal(step.failure.code, code);
      assert.deepEqual([step.changes, step.planned], [['check'], undefined]);
      await refuses(draft.send('yes'), code);
      assert.equal(bench.sink.arrived.length, 0);
      assert.deepEqual(bench.stored, []);
      return step;
    }

    for (const manner of [PERSON, PROGRAM, CHECK, CHECK_BY_PROGRAM])
      it(`is a file of another type, with what it holds and what can be done: ${name(manner)}`, async () => {
        const files = [
          bench.chosen(csv(people(3, 0, 'user')), 'mails.csv'),
          bench.chosen(PHONES, 'phones.csv'),
        ];
        const target = manner.checks
          ? ({ identifierType: 'Email' } as const)
          : { into: bench.into(), confirm: '77' };
        const { draft, step } = await bench.check({ files, ...target, operation: 'add' }, manner);
        is(step, 'blocked');
        assert.deepEqual(
          [step.failure.code, step.failure.operation],
          ['wrong-type', manner.command],
        );
        assert.deepEqual(
          [step.file, step.identifierType, step.changes],
          [1, 'PhoneNumber', ['column']],
          'another segment would take the other file along',
        );
        const alone = await bench.check({ files: [files[1]], ...target, operation: 'add' }, manner);
        is(alone.step, 'blocked');
        assert.deepEqual(alone.step.changes, [manner.checks ? 'type' : 'segment', 'column']);
        await refuses(draft.send('yes'), 'wrong-type', manner.command);
        const phones = { contactList: { isReadOnly: false, identifierType: 'PhoneNumber' } };
        bench.world.get('k')?.push(segment('9', phones));
        const { identifierType } = step;
        readyOf(
          await draft.choose({
            files: [files[1]],
            ...(manner.checks ? { identifierType } : { into: bench.into('9') }),
          }),
        );
      });

    for (const manner of [PERSON, PROGRAM])
      it(`is a difference of the folders’ settings, unless the hash is chosen: ${name(manner)}`, async () => {
        bench.settings = (uri) => ({ ...SETTINGS, hash: uri.includes('b.csv') ? 'md5' : 'none' });
        const files = ['a.csv', 'b.csv'].map((one) => bench.chosen(csv(people(3, 0, one)), one));
        const choices = { files, into: bench.into('5'), operation: 'add' } as const;
        const step = await bench.drafts.draft(choices, manner).check();
        assert.ok(step.kind === 'blocked');
        assert.equal(step.failure.code, 'conflict');
        assert.match(
          step.failure.message,
          /folders of a\.csv, b\.csv have different settings for hashing \(criteoAudiences\./,
        );
        const chosen = await bench.drafts.draft({ ...choices, hash: 'md5' }, manner).check();
        assert.equal(chosen.kind, 'ready');
      });

    it('is a cancellation, at any moment', async () => {
      const all = { into: bench.into(), operation: 'add' } as const;
      const { stored } = bench;
      const files = [bench.chosen(csv(people(200_000, 0, 'user')))];
      const draft = bench.draft({ ...all, files }, PERSON);
      draft.onDidChange((step) => {
        if (step.kind === 'checking' && step.progress) draft.cancel();
      });
      const step = await draft.check();
      is(step, 'blocked');
      assert.ok(step.failure.cancelled);
      assert.deepEqual(bench.stored, stored);
    });

    it('is a cancellation while the segment is read', async () => {
      for (const operation of ['add', undefined] as const) {
        let found: (segments: Segment[]) => void = () => undefined;
        bench.searching = () => new Promise((resolve) => (found = resolve));
        const before = bench.searches;
        const draft = bench.draft({ into: bench.into(), operation }, PERSON);
        const checking = draft.check();
        await waitUntil('the segment is searched', () => bench.searches > before);
        draft.cancel();
        found([segment('5')]);
        const step = await checking;
        is(step, 'blocked');
        assert.ok(step.failure.cancelled, operation);
      }
    });

    it('is a cancellation while the segment’s size is read', async () => {
      bench.sink.statisticsFault = () => new Promise(() => undefined);
      const draft = bench.draft({ into: bench.into(), operation: 'replace' }, PERSON);
      const checking = draft.check();
      let rowsRead = 0;
      draft.onDidChange((step) => {
        if (step.kind === 'checking') rowsRead = step.progress?.rowsRead ?? rowsRead;
      });
      await waitUntil(
        'the size is requested and the rows are read',
        () => bench.sink.statisticsCalls === 1 && rowsRead === 10,
      );
      // The file is read by now, and its thread at its end.
      await turns();
      draft.cancel();
      const step = await checking;
      is(step, 'blocked');
      assert.ok(step.failure.cancelled);
      assert.deepEqual(bench.stored, []);
    });
  });

  describe('a guard', () => {
    const guarded: [string, Partial<Choices> & { content: string; size?: number }][] = [
      ['too-many-refused', { operation: 'add', content: PARTLY_BAD }],
      ['min-kept', { operation: 'replace', content: csv(people(10, 0, 'user')), size: 100 }],
      ['size-unknown', { operation: 'replace', content: csv(people(10, 0, 'user')) }],
      ['min-kept', { operation: 'remove', content: csv(people(10, 0, 'user')), size: 30 }],
      ['size-unknown', { operation: 'remove', content: csv(people(10, 0, 'user')) }],
    ];
    const choicesFor = ({ content, size, ...choices }: (typeof guarded)[number][1]): Choices => {
      if (size === undefined) bench.sink.statisticsFault = () => Promise.resolve({ status: 403 });
      else bench.fill('5', size);
      return { into: bench.into(), files: [bench.chosen(content)], ...choices };
    };

    for (const [code, given] of guarded) {
      it(`blocks a program’s ${given.operation}, and is told it by the report as well: ${code}`, async () => {
        const { draft, step } = await bench.check(choicesFor(given), PROGRAM);
        is(step, 'blocked');
        assert.deepEqual([step.failure.code, step.failure.operation], [code, 'uploadCsv']);
        assert.deepEqual(step.changes, ways);
        assert.equal(step.planned?.reasons.length, 1);
        await refuses(draft.send(), 'not-confirmed');
        const { report } = await (await draft.send('yes')).run({});
        assert.deepEqual([report.state, report.error?.code], ['failed', code]);
        assert.deepEqual([report.sent, report.cleared], [0, undefined]);
        assert.equal(bench.sink.arrived.length, 0);
      });

      it(`is a reason for a person’s ${given.operation}, who may send all the same: ${code}`, async () => {
        const { draft, step } = await bench.check(choicesFor(given), PERSON);
        const { reasons, confirmation } = readyOf(step);
        assert.equal(reasons.length, 1);
        const guard = { 'min-kept': 'shrinks', 'size-unknown': 'size-unknown' }[code];
        assert.equal(confirmation?.guard, guard);
        assert.equal(confirmation?.kind, guard ? 'accountId' : 'yes');
        if (guard) await refuses(draft.send('yes'), 'protected');
        const upload = await draft.send(guard ? { accountId: '77' } : 'yes');
        const { report } = await upload.run({});
        assert.equal(report.state, 'finished');
        const people = given.content === PARTLY_BAD ? 7 : 10;
        // A removal is in all four formats; its limits are about people.
        assert.equal(bench.sink.received, given.operation === 'remove' ? people * 4 : people);
      });
    }

    it('asks for no account ID where enough is kept, or as much as was chosen', async () => {
      bench.fill('5', 30);
      const files = [bench.chosen(csv(people(10, 0, 'user')))];
      const choices = { into: bench.into(), files, operation: 'remove', minKept: 0.6 } as const;
      const { confirmation, reasons } = readyOf((await bench.check(choices, PERSON)).step);
      assert.deepEqual([confirmation?.kind, reasons], ['yes', []]);
    });

    it('lets every draft with nothing to send say so', async () => {
      const choices = {
        into: bench.into(),
        operation: 'add',
        files: [bench.chosen(csv(['', 'nobody', 'no one']))],
        maxInvalid: 1,
      } as const;
      const byPerson = await bench.check(choices, PERSON);
      is(byPerson.step, 'blocked');
      assert.equal(byPerson.step.failure.code, 'nothing-to-send');
      assert.ok(byPerson.step.planned);
      assert.deepEqual(byPerson.step.changes, ways);
      await refuses(byPerson.draft.send('yes'), 'nothing-to-send');
      await byPerson.draft.discard();
      const { draft, step } = await bench.check(choices, PROGRAM);
      is(step, 'blocked');
      assert.equal(step.failure.code, 'nothing-to-send');
      const { report } = await (await draft.send('yes')).run({});
      assert.deepEqual([report.state, report.error?.code], ['failed', 'nothing-to-send']);
      assert.equal(bench.sink.arrived.length, 0);
    });

    it('gives a program the same reason in the draft and in the report if several apply', async () => {
      bench.fill('5', 100);
      for (const rows of [
        ['nobody', 'no one'],
        ['nobody', ...people(3, 0, 'user')],
      ]) {
        const files = [bench.chosen(csv(rows))];
        const choices = { files, into: bench.into(), operation: 'replace' } as const;
        const { draft, step } = await bench.check(choices, PROGRAM);
        is(step, 'blocked');
        const { report } = await (await draft.send('yes')).run({});
        assert.equal(report.error?.code, step.failure.code);
      }
      assert.equal(bench.sink.arrived.length, 0);
    });

    it('doesn’t stop a check, which needs its figures', async () => {
      for (const manner of [CHECK, CHECK_BY_PROGRAM]) {
        const files = [bench.chosen(csv(['nobody', 'no one']))];
        const choices = { files, identifierType: 'Email', operation: 'add' } as const;
        const { draft, step } = await bench.check(choices, manner);
        assert.equal(readyOf(step).plan.invalid, 2);
        await refuses(draft.send('yes'), 'not-ready');
        assert.throws(() => requireDraftPlan({ kind: 'checking' }), /being checked/);
      }
      assert.deepEqual(bench.stored, []);
    });
  });

  describe('what is confirmed of an upload', () => {
    const accounts = {
      plain: { isProtected: false, owner: '77' },
      protected: { isProtected: true, owner: '77' },
      unresolved: { isProtected: false, owner: undefined },
    };
    const confirms: [string, Confirm][] = [
      ['nothing', undefined],
      ['false', false],
      ['its id', '77'],
      ['another id', '78'],
    ];
    for (const operation of OPERATIONS)
      for (const [kind, { isProtected, owner }] of Object.entries(accounts))
        for (const [words, confirm] of confirms)
          it(`${operation}, ${kind} account, given ${words}`, async () => {
            bench.addAccount({ key: 'k', accountId: '77', isProtected }, [
              segment('5', { accountId: owner }),
            ]);
            bench.fill('5', 10);
            const previous = bench.file(csv(people(10, 0, 'user')), 'previous.csv');
            const { draft, step } = await bench.check(
              {
                into: bench.into(),
                operation,
                confirm,
                ...(operation !== 'add' && { minKept: 0 }),
                previous: [previous],
                ...(operation === 'update' && { allow: PERMISSIONS }),
              },
              PROGRAM,
            );
            const guard = operation === 'replace' && kind !== 'plain';
            if (confirm === '78' || (confirm === false && guard)) {
              is(step, 'blocked');
              assert.equal(step.failure.code, 'protected');
              await refuses(draft.send({ accountId: '77' }), 'protected');
              assert.deepEqual(bench.stored, []);
              return;
            }
            const wanted = confirm !== undefined ? 'nothing' : guard ? 'accountId' : 'yes';
            const { confirmation } = readyOf(step);
            assert.equal(confirmation?.kind, wanted);
            const guards = { plain: undefined, protected: 'marked', unresolved: 'unresolved' };
            assert.equal(
              confirmation.guard,
              operation === 'replace' ? guards[kind as keyof typeof guards] : undefined,
            );
            const refused: [Confirmed | undefined, string][] =
              wanted === 'nothing'
                ? []
                : wanted === 'yes'
                  ? [[undefined, 'not-confirmed']]
                  : [
                      [undefined, 'not-confirmed'],
                      ['yes', 'protected'],
                      [{ accountId: '78' }, 'protected'],
                    ];
            for (const [confirmed, code] of refused)
              await refuses(draft.send(confirmed), code, 'uploadCsv');
            assert.equal(draft.step.kind, 'ready');
            assert.equal(bench.sink.arrived.length, 0);
            const enough = {
              nothing: undefined,
              yes: 'yes',
              accountId: { accountId: '77' },
            } as const;
            const upload = await draft.send(enough[wanted]);
            assert.equal(bench.sink.arrived.length, 0);
            const { report } = await upload.run({});
            assert.deepEqual([report.state, report.sent], ['finished', 10]);
          });
  });

  describe('the policy of an upload', () => {
    const optionsBy = async (
      manner: DraftOptions,
      choices: Partial<Choices>,
    ): Promise<UploadOptions | undefined> => {
      const { draft, step } = await bench.check({ into: bench.into(), ...choices }, manner);
      const options = draftPlanOf(step)?.plan.options;
      await draft.discard();
      return options;
    };

    it('has a program’s limits in its plan, and none in a person’s, who sees the reasons', async () => {
      bench.fill('5', 100);
      const files = [bench.chosen(PARTLY_BAD)];
      const limits: [Partial<Choices>, number, number][] = [
        [{}, 0.1, 0.7],
        [{ maxInvalid: 0.5 }, 0.5, 0.7],
        [{ minKept: 0.05 }, 0.1, 0.05],
        [{ maxInvalid: 0, minKept: 0 }, 0, 0],
        [{ maxInvalid: 1, minKept: 1 }, 1, 1],
      ];
      for (const [given, maxRefused, minKept] of limits) {
        const choices = { ...given, files, operation: 'replace' } as const;
        const program = await optionsBy(PROGRAM, choices);
        assert.deepEqual([program?.maxRefused, program?.minKept], [maxRefused, minKept]);
        const person = await optionsBy(PERSON, choices);
        assert.deepEqual([person?.maxRefused, person?.minKept], [1, 0]);
      }
      const reasons = async (
        given: Partial<Choices>,
        manner: DraftOptions,
      ): Promise<number | undefined> => {
        const choices = { ...given, files, into: bench.into(), operation: 'replace' } as const;
        return draftPlanOf((await bench.check(choices, manner)).step)?.reasons.length;
      };
      for (const manner of [PERSON, PROGRAM]) {
        assert.equal(await reasons({}, manner), 2);
        assert.equal(await reasons({ maxInvalid: 0.3 }, manner), 1);
        assert.equal(await reasons({ minKept: 0.05 }, manner), 1);
        assert.equal(await reasons({ maxInvalid: 0.3, minKept: 0.05 }, manner), 0);
        assert.equal(await reasons({ maxInvalid: 0.29, minKept: 0.08 }, manner), 2);
      }
    });

    it('leaves out what doesn’t fit the type for a person, and rejects it from a program', async () => {
      const files = [bench.chosen(CUSTOMERS)];
      const customers = { files, into: bench.into('8'), operation: 'remove' } as const;
      for (const given of [{ hash: 'sha256' }, { formats: 'all' }] as const) {
        const options = await optionsBy(PERSON, { ...customers, ...given });
        assert.deepEqual([options?.hash, options?.forms], ['none', 'given']);
        const { step } = await bench.check({ ...customers, ...given }, PROGRAM);
        is(step, 'blocked');
        assert.deepEqual(
          [step.failure.code, step.failure.operation],
          ['bad-argument', 'uploadCsv'],
        );
      }
      // Forms are of a removal.
      assert.equal((await optionsBy(PERSON, { operation: 'add', formats: 'all' }))?.forms, 'given');
      assert.equal(
        (await optionsBy(PERSON, { operation: 'remove', formats: 'all' }))?.forms,
        'all',
      );
      const { step } = await bench.check(
        { into: bench.into(), operation: 'add', formats: 'all' },
        PROGRAM,
      );
      is(step, 'blocked');
      assert.equal(step.failure.code, 'bad-argument');
      assert.deepEqual(bench.stored, []);
    });

    it('takes the settings of the first file, and what was chosen before them', async () => {
      const [first, second] = ['a.csv', 'b.csv'].map((name) =>
        bench.chosen(csv(people(3, 0, 'user')), name),
      );
      bench.settings = (uri) => ({
        hash: 'md5',
        dedupe: uri !== first.uri,
        chunkSize: uri === first.uri ? 7 : 8,
        concurrency: uri === first.uri ? 2 : 3,
      });
      const operation = 'add';
      const options = await optionsBy(PERSON, { files: [first, second], operation });
      assert.deepEqual(
        [options?.hash, options?.dedupe, options?.chunkSize, options?.concurrency],
        ['md5', false, 7, 2],
      );
      const other = await optionsBy(PROGRAM, { files: [second, first], operation });
      assert.deepEqual([other?.hash, other?.chunkSize], ['md5', 8]);
      const chosen = await optionsBy(PROGRAM, { files: [second], operation, hash: 'none' });
      assert.equal(chosen?.hash, 'none');
      // Ids are never hashed, whatever the settings say of emails.
      const files = [bench.chosen(CUSTOMERS)];
      for (const manner of [PERSON, PROGRAM])
        assert.equal(
          (await optionsBy(manner, { files, into: bench.into('8'), operation }))?.hash,
          'none',
        );
    });

    it('reads the size of the list once while it checks; for an add only to show it', async () => {
      bench.fill('5', 12);
      for (const operation of OPERATIONS) {
        for (const manner of [PERSON, PROGRAM]) {
          bench.sink.statisticsCalls = 0;
          const previous = [bench.chosen(undefined, 'previous.csv')];
          bench.kept.length = 0;
          const { draft, step } = await bench.check(
            { into: bench.into(), operation, previous },
            manner,
          );
          const { plan } = draftPlanOf(step) ?? assert.fail();
          const reads = operation !== 'add' || manner === PERSON;
          assert.equal(bench.sink.statisticsCalls, reads ? 1 : 0);
          assert.equal(plan.listReading?.identifiers, reads ? 12 : undefined);
          const kept = bench.kept.map(({ entry }) => entry.numberOfIdentifiers);
          assert.deepEqual(kept, manner === PERSON ? [12] : [], 'rows have what a page shows');
          await draft.discard();
        }
      }
      bench.sink.statisticsCalls = 0;
      bench.sink.statisticsFault = () => Promise.resolve({ status: 403 });
      const { step } = await bench.check({ into: bench.into(), operation: 'replace' }, PERSON);
      const { plan, reasons } = readyOf(step);
      assert.equal(bench.sink.statisticsCalls, 1);
      assert.equal(typeof plan.listReading?.at, 'number');
      assert.equal(plan.listReading?.identifiers, undefined);
      assert.match(
        reasons.join(),
        /Couldn’t read how many identifiers the segment has\. It isn’t known how many will be lost\./,
      );
    });

    it('knows of a list that cannot be read what it had at least, from before', async () => {
      bench.sink.statisticsFault = () => Promise.resolve({ status: 403 });
      bench.reading = () => Promise.resolve({ kind: 'reading', at: 1, numberOfIdentifiers: 1000 });
      const choices = { into: bench.into(), operation: 'replace' } as const;
      const { draft, step } = await bench.check(choices, PROGRAM);
      is(step, 'blocked');
      assert.equal(step.failure.code, 'min-kept');
      const { report } = await (await draft.send('yes')).run({});
      assert.equal(report.error?.code, 'min-kept');
      assert.equal(bench.sink.arrived.length, 0);
    });

    it('leaves no plan behind where what is known of the list cannot be read', async () => {
      bench.reading = () => Promise.reject(new Error('EIO'));
      const { step } = await bench.check({ into: bench.into(), operation: 'add' }, PERSON);
      const planned = draftPlanOf(step);
      assert.deepEqual(bench.stored, planned ? [planned.plan.jobId] : []);
    });

    it('says that the same identifiers were the last that went there, and lets them go again', async () => {
      for (const manner of [PERSON, PROGRAM]) {
        const choices = { into: bench.into('6'), operation: 'add' } as const;
        const first = await bench.check(choices, manner);
        if (manner === PERSON) assert.deepEqual(readyOf(first.step).reasons, []);
        await (await first.draft.send('yes')).run({});
        const { draft, step } = await bench.check(choices, manner);
        assert.equal(readyOf(step).reasons.length, 1);
        assert.match(readyOf(step).reasons[0], /same identifiers/);
        assert.equal((await (await draft.send('yes')).run({})).report.sent, 10);
      }
    });
  });

  describe('an update', () => {
    const update = { operation: 'update', minKept: 0 } as const;

    it('needs to know what it is compared with', async () => {
      for (const manner of [PERSON, PROGRAM]) {
        const { draft, step } = await bench.check({ ...update, into: bench.into() }, manner);
        is(step, 'needs');
        assert.deepEqual([step.missing, step.failure.code], ['previous', 'bad-argument']);
        assert.match(step.failure.message, /“previous” or “keep” is required/);
        const last = bench.chosen(undefined, 'last.csv');
        const chosen = await draft.choose({ previous: [last] });
        assert.notEqual(chosen.kind, 'needs');
        const { plan, changes } = draftPlanOf(chosen) ?? assert.fail();
        assert.equal(plan.options.operation, 'update');
        assert.ok(changes.includes('previous'));
        await draft.discard();
      }
    });

    it('is blocked by a previous file that is missing, but not by a kept one', async () => {
      const gone = pathToFileURL(join(bench.folder, 'gone.csv')).href;
      const into = bench.into();
      const { step } = await bench.check({ ...update, into, previous: [{ uri: gone }] }, PROGRAM);
      is(step, 'blocked');
      assert.equal(step.failure.code, 'bad-argument');
      assert.match(step.failure.message, /gone\.csv doesn’t exist/);
      const first = await bench.check({ ...update, into, keep: gone }, PROGRAM);
      is(first.step, 'ready');
    });

    it('needs a previous file with unsaved changes to be saved', async () => {
      const last = bench.chosen(undefined, 'last.csv');
      bench.unsaved.add(last.uri);
      const choices = { into: bench.into(), previous: [last] };
      const { step } = await bench.check({ ...choices, ...update }, PERSON);
      is(step, 'needs');
      assert.ok(step.missing === 'save' && step.uri === last.uri);
      const { step: other } = await bench.check({ ...choices, operation: 'add' }, PERSON);
      is(other, 'ready');
    });

    it('hands the engine the previous files with their columns, and keeps their bytes', async () => {
      const asked: (readonly SourceFile[] | undefined)[] = [];
      const plan = bench.current.plan.bind(bench.current);
      bench.current.plan = (files, target, options, control) => {
        asked.push(control?.previous);
        return plan(files, target, options, control);
      };
      const bytes = new TextEncoder().encode(csv(people(10, 0, 'user'), 'mail'));
      bench.virtual.set('virtual:last.csv', bytes);
      const previous = [{ uri: 'virtual:last.csv', columns: ['mail'] }];
      const { draft } = await bench.check(
        {
          ...update,
          into: bench.into(),
          previous,
          allow: PERMISSIONS,
        },
        PROGRAM,
      );
      assert.deepEqual(
        asked.map((files) => files?.map(({ uri, columns }) => ({ uri, columns }))),
        [previous],
      );
      assert.deepEqual(virtualFileBytes(draft.sources).get('virtual:last.csv'), bytes);
      await draft.choose({ operation: 'add', allow: undefined, minKept: undefined });
      assert.equal(asked.at(-1), undefined);
    });

    it('is typed by a person on a live account where it may remove who has not left', async () => {
      const last = bench.chosen(csv(people(30, 0, 'user')), 'last.csv');
      const given = { ...update, into: bench.into(), previous: [last] };
      const { draft, step } = await bench.check(given, PERSON);
      const { confirmation, reasons } = readyOf(step);
      assert.deepEqual([confirmation?.kind, confirmation?.guard], ['accountId', 'max-removed']);
      assert.match(reasons.join(), /^20 people would be removed, 66\.7% of those in last\.csv/);
      assert.match(
        reasons.join(),
        /As far as is known here, last\.csv was never sent to this segment\./,
      );
      await refuses(draft.send('yes'), 'protected', 'uploadCsv');
      const { report } = await (await draft.send({ accountId: '77' })).run({});
      assert.deepEqual([report.state, report.removed?.rows], ['finished', 20]);
    });

    it('is stopped for a program by the same, each by itself', async () => {
      const last = bench.chosen(csv(people(30, 0, 'user')), 'last.csv');
      const given = { ...update, into: bench.into() };
      const codeOf = async (more: Partial<Choices>): Promise<string | undefined> => {
        const { draft, step } = await bench.check({ ...given, previous: [last], ...more }, PROGRAM);
        await draft.discard();
        return step.kind === 'blocked' ? step.failure.code : undefined;
      };
      assert.equal(await codeOf({}), 'max-removed');
      assert.equal(await codeOf({ maxRemoved: 1 }), 'previous-unknown');
      assert.equal(await codeOf({ maxRemoved: 1, allow: ['previous-unknown'] }), undefined);
    });
  });

  describe('between check and send', () => {
    const changes: [string, (uri: string) => void][] = [
      ['the segment has another name', () => replaceSegment({ name: 'Lapsed' })],
      [
        'the segment takes other identifiers',
        () => replaceSegment({ contactList: { isReadOnly: false, identifierType: 'PhoneNumber' } }),
      ],
      [
        'the segment is read-only',
        () => replaceSegment({ contactList: { isReadOnly: true, identifierType: 'Email' } }),
      ],
      ['the segment is gone', () => void bench.world.set('k', [])],
      ['the file is longer', (uri) => fs.appendFileSync(fileURLToPath(uri), 'new@example.com\n')],
      ['the file was written again', (uri) => fs.utimesSync(fileURLToPath(uri), 1, 1)],
      ['the file is gone', (uri) => fs.rmSync(fileURLToPath(uri))],
    ];
    const replaceSegment = (parts: Parameters<typeof segment>[1]): void =>
      void bench.world.set('k', [segment('5', { accountId: '77', name: 'VIP', ...parts })]);

    for (const manner of [PERSON, PROGRAM])
      for (const [words, change] of changes)
        it(`${words}: nothing is sent, and the plan is deleted (${manner.by})`, async () => {
          const content = csv(people(10, 0, 'user'));
          const file = bench.chosen(content);
          const choices = { files: [file], into: bench.into(), operation: 'add' } as const;
          const { draft, step } = await bench.check(choices, manner);
          const { plan } = readyOf(step);
          assert.deepEqual(bench.stored, [plan.jobId]);
          change(file.uri);
          await refuses(draft.send('yes'), 'changed', 'uploadCsv');
          is(draft.step, 'blocked');
          assert.deepEqual(
            [draft.step.failure.code, draft.step.changes, draft.step.planned],
            ['changed', ['check'], undefined],
          );
          assert.deepEqual(bench.stored, []);
          assert.equal(bench.current.job(plan.jobId), undefined);
          await refuses(draft.send('yes'), 'changed');

          replaceSegment({ name: 'Renamed' });
          bench.file(content);
          readyOf(await draft.check());
          const { report } = await (await draft.send('yes')).run({});
          assert.deepEqual([report.state, report.sent], ['finished', 10]);
        });

    it('segment and files are read again only if someone had to confirm', async () => {
      for (const [confirm, searches] of [
        [undefined, 2],
        [false, 1],
        ['77', 1],
      ] as const) {
        bench.searches = 0;
        const { draft } = await bench.check(
          { into: bench.into(), operation: 'add', confirm },
          PROGRAM,
        );
        await draft.send('yes');
        assert.equal(bench.searches, searches, String(confirm));
      }
    });

    it('a file that changed after it was confirmed in advance is in the report', async () => {
      const file = bench.chosen(csv(people(10, 0, 'user')));
      const { draft } = await bench.check(
        { files: [file], into: bench.into(), operation: 'add', confirm: false },
        PROGRAM,
      );
      fs.writeFileSync(fileURLToPath(file.uri), csv(people(10, 0, 'other')));
      const { report } = await (await draft.send()).run({});
      assert.deepEqual([report.state, report.error?.code], ['failed', 'file-changed']);
      assert.equal(bench.sink.arrived.length, 0);
    });

    it('a plan that is gone with its account’s data can be given up, or sent in vain', async () => {
      for (const gives of [true, false]) {
        const { draft, step } = await bench.check({ into: bench.into(), operation: 'add' }, PERSON);
        await bench.current.discard(readyOf(step).plan.jobId);
        if (gives) await draft.discard();
        else await refuses((await draft.send('yes')).run({}), 'unknown-job');
      }
      assert.equal(bench.sink.arrived.length, 0);
    });

    it('an API that does not answer leaves the draft ready, to be sent once more', async () => {
      const { draft, step } = await bench.check({ into: bench.into(), operation: 'add' }, PERSON);
      bench.searching = () =>
        Promise.reject(
          new ApiError('Offline.', {
            kind: 'network',
            operation: 'search',
            outcome: 'notDone',
            retryable: true,
          }),
        );
      await refuses(draft.send('yes'), 'network');
      assert.equal(draft.step, step);
      bench.searching = undefined;
      await draft.send('yes');
    });
  });

  describe('an upload that is moved to another segment', () => {
    const planOptions = (step: Parameters<typeof readyOf>[0]): unknown[] => {
      const { hash, forms } = readyOf(step).plan.options;
      return [hash, forms];
    };

    it('loses what is of emails for as long as it goes to other identifiers', async () => {
      const content = 'email,customer_id\nann@example.com,a-1\nbob@example.com,a-2\n';
      const choices = {
        files: [bench.chosen(content)],
        into: bench.into(),
        operation: 'remove',
        hash: 'sha256',
        formats: 'all',
      } as const;
      const { draft, step } = await bench.check(choices, PERSON);
      assert.deepEqual(planOptions(step), ['sha256', 'all']);
      assert.ok(readyOf(step).changes.includes('hash'));
      const moved = await draft.choose({ into: bench.into('8') });
      assert.deepEqual(planOptions(moved), ['none', 'given']);
      assert.deepEqual(readyOf(moved).changes, ['column', 'dialect', 'operation', 'segment']);
      assert.deepEqual(
        [draft.identifierType, readyOf(moved).plan.files[0].column],
        ['CustomerId', 1],
      );
      const back = await draft.choose({ into: bench.into() });
      assert.deepEqual(planOptions(back), ['sha256', 'all']);
      assert.deepEqual(bench.stored, [readyOf(back).plan.jobId]);
    });

    it('is rejected if a program’s choices don’t fit', async () => {
      const content = 'email,customer_id\nann@example.com,a-1\nbob@example.com,a-2\n';
      const files = [bench.chosen(content)];
      const { draft } = await bench.check(
        { files, into: bench.into(), operation: 'add', hash: 'md5' },
        PROGRAM,
      );
      const moved = await draft.choose({ into: bench.into('8') });
      is(moved, 'blocked');
      assert.equal(moved.failure.code, 'bad-argument');
      assert.deepEqual(planOptions(await draft.choose({ into: bench.into() })), ['md5', 'given']);
    });

    it('goes by the guard and the id of the account that it goes to then', async () => {
      const other = bench.addAccount({ key: 'm', accountId: '88', isProtected: true }, [
        segment('5', { accountId: '88' }),
      ]);
      bench.fill('5', 10);
      const { draft, step } = await bench.check(
        { into: bench.into(), operation: 'replace' },
        PERSON,
      );
      assert.equal(readyOf(step).confirmation?.kind, 'yes');
      const moved = readyOf(await draft.choose({ into: bench.into('5', other) }));
      assert.deepEqual(
        [
          moved.confirmation?.kind,
          moved.confirmation?.account.accountId,
          moved.plan.target.accountId,
        ],
        ['accountId', '88', '88'],
      );
      await refuses(draft.send('yes'), 'protected');
      await refuses(draft.send({ accountId: '77' }), 'protected');
      const upload = await draft.send({ accountId: '88' });
      assert.equal(upload.account.accountId, '88');
    });

    it('leaves the segment that is read again alone where only the way is another', async () => {
      const { draft } = await bench.check({ into: bench.into(), operation: 'add' }, PERSON);
      await draft.choose({ operation: 'remove' });
      await draft.chooseReading({ columns: [0] });
      assert.equal(bench.searches, 1);
      await draft.check();
      assert.equal(bench.searches, 2);
    });
  });

  describe('what is remembered of an upload that is sent', () => {
    const today = (): Choices['files'] => [
      { uri: bench.file('a;mail\n1;ann@example.com\n', 'vip-2026-01.csv').uri, columns: ['mail'] },
      {
        uri: bench.file(csv(['bob@example.com']), 'lapsed-2026-01.csv').uri,
        dialect: { header: true },
      },
    ];
    const sent = async (draft: Draft): Promise<unknown> => (await draft.send('yes')).run({});
    const uriOf = (name: string): string => pathToFileURL(join(bench.folder, name)).href;

    it('is what each of its files was, for the next one of that name', async () => {
      const files = today();
      const { draft } = await bench.check(
        { files, into: bench.into(), operation: 'add', hash: 'md5', formats: 'all' },
        PERSON,
      );
      assert.deepEqual(await bench.drafts.remembered([files[0].uri]), [
        { files: [{ uri: files[0].uri }] },
      ]);
      await sent(draft);
      const next = [
        bench.chosen('a;mail\n2;cid@example.com\n', 'vip-2026-02.csv').uri,
        // What isn't there can't be told apart: the upload says so.
        ...['lapsed-2026-02.csv', 'new.csv'].map(uriOf),
      ];
      const known = { into: bench.into(), operation: 'add', hash: 'md5', formats: 'all' };
      assert.deepEqual(await bench.drafts.remembered(next), [
        { ...known, files: [{ uri: next[0], columns: ['mail'] }] },
        { ...known, files: [{ uri: next[1], columns: ['email'], dialect: { header: true } }] },
        { files: [{ uri: next[2] }] },
      ]);
    });

    it('is nothing for a file with another column or dialect', async () => {
      const { draft } = await bench.check(
        { files: today(), into: bench.into(), operation: 'add' },
        PERSON,
      );
      await sent(draft);
      for (const [name, content, covered] of [
        ['vip-2026-02.csv', 'mail;city\nann@example.com;Ulm\n', true],
        ['vip-2026-03.csv', 'a;work\n1;ann@example.com\n', false],
        ['vip-2026-04.csv', 'a,mail\n1,ann@example.com\n', false],
        ['vip-2026-05.csv', '1;ann@example.com\n2;bob@example.com\n', false],
      ] as const) {
        const { uri } = bench.chosen(content, name);
        const [known] = await bench.drafts.remembered([uri]);
        const nothing = { files: [{ uri }] };
        if (covered) assert.equal(known.into?.segmentId, '5', name);
        else assert.deepEqual(known, nothing, name);
        const checked = (await bench.drafts.check(uri)).choices;
        assert.deepEqual(
          [checked.files[0].columns, checked.identifierType],
          covered ? [['mail'], 'Email'] : [undefined, undefined],
          name,
        );
      }
    });

    it('is of a Replace only the segment, and nothing of opt-outs', async () => {
      bench.fill('5', 1);
      const files = [
        bench.chosen(csv(['ann@example.com']), 'week-1.csv'),
        bench.chosen(csv(['bob@example.com']), 'opt-out-1.csv'),
      ];
      const { draft } = await bench.check(
        { files, into: bench.into(), operation: 'replace' },
        PERSON,
      );
      await (await draft.send({ accountId: '77' })).run({});
      const [week, optOut] = await bench.drafts.remembered(files.map(({ uri }) => uri));
      assert.deepEqual([week.into, week.operation], [bench.into(), undefined]);
      assert.deepEqual(optOut.into, undefined);
      assert.deepEqual(
        bench.pairings.own().map(({ pattern }) => pattern),
        ['week-*.csv'],
      );
    });

    it('is proposed before it is sent, and not kept without consent', async () => {
      const files = [bench.chosen(csv(['ann@example.com']), 'week-1.csv')];
      const choices = { files, into: bench.into(), operation: 'add' } as const;
      const { draft } = await bench.check(choices, PERSON);
      const proposed = (): unknown[] =>
        proposedPairings([draft], bench.pairings).map(({ pairing, isNew }) => [
          pairing.pattern,
          pairing.operation,
          isNew,
        ]);
      assert.deepEqual(proposed(), [['week-*.csv', 'add', true]]);
      const steps: string[] = [];
      draft.onDidChange(({ kind }) => steps.push(kind));
      draft.remember({ isOff: true });
      assert.deepEqual(steps, ['ready'], 'nothing is checked again');
      await sent(draft);
      assert.deepEqual(bench.pairings.own(), []);
      assert.deepEqual(proposed(), [], 'once it is sent');

      const second = (await bench.check(choices, PERSON)).draft;
      second.remember({ patterns: ['week-1.csv'] });
      await sent(second);
      second.remember({ isOff: true });
      assert.equal(second.choices.remember?.isOff, undefined);
      assert.deepEqual(
        bench.pairings.own().map(({ pattern }) => pattern),
        ['week-1.csv'],
      );
      const third = (await bench.check(choices, PERSON)).draft;
      assert.deepEqual(
        proposedPairings([third], bench.pairings).map(({ isNew }) => isNew),
        [false],
      );
      // A program's choices, and a check's, are its own.
      for (const manner of [PROGRAM, CHECK])
        assert.deepEqual(
          proposedPairings([(await bench.check(choices, manner)).draft], bench.pairings),
          [],
        );
    });

    it('asks the API once for all files of one name pattern', async () => {
      const { draft } = await bench.check(
        { files: today(), into: bench.into(), operation: 'add' },
        PERSON,
      );
      await sent(draft);
      bench.searches = 0;
      const uris = ['vip-2026-02.csv', 'vip-2026-03.csv', 'VIP-2027-1.csv'].map(uriOf);
      const found = await bench.drafts.remembered(uris);
      assert.equal(bench.searches, 1);
      assert.deepEqual(
        found.map(({ files: [{ uri }], into }) => [uri, into?.segmentId]),
        uris.map((uri) => [uri, '5']),
      );
      await bench.drafts.remembered([...uris, uriOf('lapsed-2026-09.csv')]);
      assert.equal(bench.searches, 3);
    });

    it('is nothing of a program’s, of a check, and of what was not sent', async () => {
      const files = today();
      const choices = { files, into: bench.into(), operation: 'add' } as const;
      await sent((await bench.check(choices, PROGRAM)).draft);
      await bench.check(choices, CHECK);
      const { draft } = await bench.check(choices, PERSON);
      await refuses(draft.send(), 'not-confirmed');
      // Of a batch, another one may be refused: then its upload is never begun.
      await draft.send('yes');
      assert.deepEqual(
        (await bench.drafts.remembered([files[0].uri])).map(({ into }) => into),
        [undefined],
      );
    });

    it('is how such a file is read once its segment is gone, and rejected without its account', async () => {
      const [, file] = today();
      const choices = { files: [file], into: bench.into(), operation: 'add', hash: 'md5' } as const;
      await sent((await bench.check(choices, PERSON)).draft);
      bench.world.set('k', []);
      const { uri } = file;
      assert.deepEqual(await bench.drafts.remembered([uri]), [
        { hash: 'md5', files: [{ uri, dialect: { header: true } }] },
      ]);
      bench.shown = [];
      await refuses(bench.drafts.remembered([uri]), 'unknown-account');
    });

    it('is what a check begins with, while its segment is known', async () => {
      const [file] = today();
      const uri = uriOf('vip-2026-02.csv');
      const fresh = await bench.drafts.check(uri);
      assert.deepEqual(
        [fresh.choices.files[0].columns, fresh.choices.identifierType],
        [undefined, undefined],
      );
      assert.equal(fresh.choices.operation, 'add');
      const choices = {
        files: [{ ...file, dialect: { delimiter: ';' } }],
        into: bench.into(),
        operation: 'add',
        hash: 'md5',
      } as const;
      await sent((await bench.check(choices, PERSON)).draft);
      const draft = await bench.drafts.check(uri);
      assert.deepEqual(draft.choices, {
        files: [{ uri, columns: ['mail'], dialect: { delimiter: ';' } }],
        identifierType: 'Email',
        operation: 'add',
        hash: 'md5',
      });
      bench.file('a;mail\n1;ann@example.com\n', 'vip-2026-02.csv');
      const { plan, into } = readyOf(await draft.check());
      assert.deepEqual([plan.options.hash, plan.good, into], ['md5', 1, undefined]);

      bench.world.set('k', []);
      const { files, identifierType, hash } = (await bench.drafts.check(uri)).choices;
      assert.deepEqual(
        [files, identifierType, hash],
        [[{ uri, dialect: { delimiter: ';' } }], undefined, undefined],
      );
    });
  });

  describe('what may have changed around an upload', () => {
    it('is the hash, which of ids that are never hashed says nothing of addresses', async () => {
      bench.settings = () => ({ ...SETTINGS, hash: 'sha256' });
      const ids = { contactList: { isReadOnly: false, identifierType: 'CustomerId' } };
      bench.world.get('k')?.push(segment('8', { accountId: '77', ...ids }));
      const before = bench.chosen(csv(['A-1', 'A-2'], 'customer_id'), 'crm-2026-01.csv');
      const choices = { files: [before], into: bench.into('8'), operation: 'add' } as const;
      const { draft, step } = await bench.check(choices, PERSON);
      const { plan } = readyOf(step);
      await (await draft.send('yes')).run({});
      const { uri } = bench.chosen(csv(people(3, 0, 'user'), 'customer_id'), 'crm-2026-02.csv');
      const [again] = await bench.drafts.remembered([uri]);
      for (const known of [again, { ...choicesOfJob(plan, bench.account), files: [{ uri }] }]) {
        const moved = bench.drafts.draft({ ...known, files: [{ uri }] }, PERSON);
        await moved.check();
        const { options } = readyOf(await moved.choose({ into: bench.into() })).plan;
        assert.equal(options.hash, 'sha256');
      }
    });

    it('is the protection of its account: a yes is not enough then', async () => {
      bench.fill('5', 3);
      const { draft, step } = await bench.check(
        { into: bench.into(), operation: 'replace', minKept: 0 },
        PERSON,
      );
      assert.equal(readyOf(step).confirmation?.kind, 'yes');
      bench.addAccount({ key: 'k', accountId: '77', isProtected: true }, [
        segment('5', { accountId: '77', name: 'VIP' }),
      ]);
      await refuses(draft.send('yes'), 'changed', 'uploadCsv');
      assert.equal(readyOf(await draft.check()).confirmation?.kind, 'accountId');
    });
  });

  describe('what is told around a plan', () => {
    it('has the names of its target, and of a check nothing but the file', async () => {
      const planned = readyOf(
        (await bench.check({ into: bench.into(), operation: 'add' }, PERSON)).step,
      );
      const view = await planned.view();
      assert.equal(view.plan, planned.plan);
      assert.equal(view.names.segment.raw(), 'VIP');
      assert.equal(view.names.account?.raw(), 'Grocer');
      assert.equal((await planned.view()).names, view.names, 'loaded once');
      const checked = await bench.check({ identifierType: 'Email', operation: 'add' }, CHECK);
      assert.equal((await readyOf(checked.step).view()).names.account, undefined);
    });

    it('has what other uploads sent to the segment while it is shown', async () => {
      const choices = { into: bench.into(), operation: 'add' } as const;
      const planned = readyOf((await bench.check(choices, PERSON)).step);
      assert.deepEqual([(await planned.view()).sent, planned.sent], [[], []]);
      const { draft } = await bench.check(choices, PERSON);
      await (await draft.send('yes')).run({});
      for (const changes of [(await planned.view()).sent, planned.sent])
        assert.deepEqual(
          changes?.map(({ operation }) => operation),
          ['add'],
        );
    });

    it('has a clear of the segment from another window, which only its history tells', async () => {
      const choices = { into: bench.into(), operation: 'add' } as const;
      const planned = readyOf((await bench.check(choices, PERSON)).step);
      const before = await planned.view();
      bench.reading = () => Promise.resolve({ kind: 'clear', at: Date.now() });
      const operations = (await planned.view()).sent?.map(({ operation }) => operation);
      assert.deepEqual([before.sent, operations], [[], ['clear']]);
      bench.reading = () => Promise.reject(new Error('the disk is away'));
      assert.equal((await planned.view()).sent?.length, 1, 'what is known stays');
    });

    it('has the bytes of virtual files, which no disk keeps', () => {
      const bytes = new Uint8Array([1]);
      assert.deepEqual(
        virtualFileBytes([
          { uri: 'file:///a', path: '/a' },
          { uri: 'memfs:/b', bytes },
        ]),
        new Map([['memfs:/b', bytes]]),
      );
    });

    it('tells a program that a draft isn’t finished', () => {
      assert.equal(failureOf({ kind: 'checking' }).code, 'not-ready');
    });
  });
});
