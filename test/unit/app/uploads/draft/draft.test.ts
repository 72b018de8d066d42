import assert from 'node:assert/strict';
import type { Confirmed } from '../../../../../src/app/segments/confirmation';
import type { Choices } from '../../../../../src/app/uploads/choices/choices';
import {
  Draft,
  type CheckFindings,
  type DraftOptions,
} from '../../../../../src/app/uploads/draft/draft';
import {
  draftPlanOf,
  type DraftPlan,
  type DraftStep,
  type Requirement,
} from '../../../../../src/app/uploads/draftStep';
import type { ToolCode } from '../../../../../src/common/codes/toolCodes';
import { Failure } from '../../../../../src/common/failure';
import { NO_PROGRESS } from '../../../../../src/upload/jobTypes';
import { account, segment } from '../../segments/segments';
import { reached, Walk, walkSeeds } from './walk';
import { blocked, INTO, planned, ready, settled, upload, Work } from './work';

const PERSON: DraftOptions = { by: 'person', command: 'uploadCsv' };
const PROGRAM: DraftOptions = { by: 'program', command: 'uploadCsv' };
const CHOICES: Choices = {
  files: [{ uri: 'file:///w/a.csv', columns: ['email'] }],
  into: { account: INTO.account, segmentId: '7' },
  operation: 'add',
};
const PROGRESS = { ...NO_PROGRESS, rowsRead: 5 };

/** A draft, its work, and the steps that it tells of, by what tells them apart. */
function begin(manner = PERSON) {
  const work = new Work();
  const draft = new Draft(work, CHOICES, manner);
  const told: DraftStep[] = [];
  draft.onDidChange((step) => {
    assert.equal(draft.step, step, 'what is told is what stands');
    told.push(step);
  });
  return { work, draft, told };
}

/** Has the newest check that was begun end. */
async function end(
  { work }: { work: Work },
  step: DraftStep,
  found: Omit<CheckFindings, 'step'> = {},
) {
  work.checks.at(-1)?.resolve({ step, ...found });
  await settled();
}

async function checked(step: DraftStep, manner = PERSON, found: Omit<CheckFindings, 'step'> = {}) {
  const begun = begin(manner);
  void begun.draft.check();
  await settled();
  await end(begun, step, found);
  assert.equal(begun.draft.step, step);
  return begun;
}

/** A draft that is being sent: its segment and files are looked at again. */
async function confirmed(step = ready('a'), manner = PERSON) {
  const begun = await checked(step, manner);
  const sending = begun.draft.send('yes');
  // Awaited by the tests; one that fails before is told by its own assertion.
  sending.catch(() => undefined);
  await settled();
  return { ...begun, sending };
}

async function handingOver(step?: DraftStep, manner?: DraftOptions) {
  const begun = await confirmed(step, manner);
  begun.work.looks[0].resolve(undefined);
  await settled();
  assert.equal(begun.work.handOvers.length, 1);
  return begun;
}

async function sent(step?: DraftStep, manner?: DraftOptions) {
  const begun = await handingOver(step, manner);
  begun.work.handOvers[0].resolve(upload('a'));
  await begun.sending;
  return begun;
}

const need = (requirement: Requirement): DraftStep => ({ kind: 'needs', ...requirement });
const failure = (code: ToolCode): Failure => new Failure(code, `It is ${code}.`, 'uploadCsv');
const guarded = (): DraftStep => blocked('too-many-refused', planned('a'));

/** The moves that are followed by a check. */
const CHECKING_MOVES: Record<string, (draft: Draft) => Promise<DraftStep>> = {
  choose: (draft) => draft.choose({ operation: 'remove' }),
  chooseReading: (draft) => draft.chooseReading({ columns: [3] }),
  check: (draft) => draft.check(),
};

/**
 * Every step, how a draft comes there, and what sending from there comes to: the code that it
 * rejects with, or the upload.
 */
const STEPS: [name: string, reach: () => Promise<ReturnType<typeof begin>>, send: string][] = [
  ['not checked yet', () => Promise.resolve(begin()), 'not-ready'],
  [
    'needs save',
    () =>
      checked(
        need({ missing: 'save', uri: 'file:///w/a.csv', failure: failure('unsaved-changes') }),
      ),
    'unsaved-changes',
  ],
  [
    'needs segment',
    () => checked(need({ missing: 'segment', failure: failure('no-segment') })),
    'no-segment',
  ],
  [
    'needs type',
    () => checked(need({ missing: 'type', candidates: [], failure: failure('wrong-type') })),
    'wrong-type',
  ],
  [
    'needs operation',
    () => checked(need({ missing: 'operation', failure: failure('not-ready') })),
    'not-ready',
  ],
  [
    'needs dialect',
    () =>
      checked(
        need({
          missing: 'dialect',
          file: 0,
          current: planned('a').plan.files[0].dialect,
          failure: failure('delimiter'),
        }),
      ),
    'delimiter',
  ],
  [
    'needs column',
    () =>
      checked(need({ missing: 'column', file: 0, candidates: [], failure: failure('no-column') })),
    'no-column',
  ],
  [
    'checking',
    async () => {
      const begun = begin();
      void begun.draft.check();
      await settled();
      return begun;
    },
    'not-ready',
  ],
  [
    'checking, with progress',
    async () => {
      const begun = begin();
      void begun.draft.check();
      await settled();
      begun.work.checks[0].asked.control.onProgress?.(PROGRESS);
      assert.deepEqual(begun.draft.step, { kind: 'checking', progress: PROGRESS });
      return begun;
    },
    'not-ready',
  ],
  ['ready', () => checked(ready('a')), 'sent'],
  ['ready, of a program', () => checked(ready('a'), PROGRAM), 'sent'],
  ['ready, of a check', () => checked(ready('a', { confirmation: undefined })), 'not-ready'],
  ['blocked by a failure', () => checked(blocked('not-found')), 'not-found'],
  [
    'blocked by another type',
    () =>
      checked({
        kind: 'blocked',
        failure: failure('wrong-type'),
        changes: ['segment', 'column'],
        file: 0,
        identifierType: 'CustomerId',
      }),
    'wrong-type',
  ],
  ['blocked by a guard', () => checked(guarded()), 'too-many-refused'],
  ['blocked by a guard, of a program', () => checked(guarded(), PROGRAM), 'sent'],
  [
    'cancelled',
    async () => {
      const begun = begin();
      void begun.draft.check();
      await settled();
      begun.draft.cancel();
      await end(begun, blocked('cancelled'));
      return begun;
    },
    'cancelled',
  ],
  [
    'blocked by what changed since',
    async () => {
      const begun = await confirmed();
      begun.work.looks[0].resolve('Another one changed it.');
      await assert.rejects(begun.sending, { code: 'changed' });
      return begun;
    },
    'changed',
  ],
  [
    'discarded',
    async () => {
      const begun = await checked(ready('a'));
      await begun.draft.discard();
      return begun;
    },
    'not-ready',
  ],
  ['sent', () => sent(), 'sent before'],
];

describe('a draft', () => {
  for (const [name, reach, sends] of STEPS) {
    const isSent = name === 'sent';

    describe(`that is ${name}`, () => {
      let begun: ReturnType<typeof begin>;
      /** As it was before the move, with the plans that were deleted by then. */
      let before: DraftStep;
      let gone: string[];
      beforeEach(async () => {
        begun = await reach();
        before = begun.draft.step;
        gone = begun.work.deleted;
        begun.told.length = 0;
      });

      /** Those deleted by then, and the one that stood. */
      const allGone = (): string[] => [...gone, ...(draftPlanOf(before) ? ['a'] : [])];
      const open = () => begun.work.checks.filter(({ isOpen }) => isOpen);

      for (const [move, make] of Object.entries(CHECKING_MOVES))
        it(isSent ? `stays so after ${move}` : `is checked after ${move}`, async () => {
          const { draft, work, told } = begun;
          const checks = work.checks.length;
          const moved = make(draft);
          if (isSent) {
            assert.equal(await moved, before);
            assert.equal(draft.step, before);
            assert.deepEqual([work.checks.length, work.deleted, told], [checks, gone, []]);
            return;
          }
          assert.deepEqual(draft.step, { kind: 'checking' });
          await settled();
          assert.deepEqual(work.deleted, allGone());
          assert.equal(work.checks.length, checks + 1);
          const last = ready('b');
          await end(begun, last);
          for (const older of open()) older.resolve({ step: blocked('cancelled') });
          assert.equal(await moved, last);
          assert.equal(draft.step, last);
          assert.deepEqual(told, [{ kind: 'checking' }, last]);
          assert.deepEqual(work.deleted, allGone());
        });

      it('stays there when it is cancelled, until its check ends', async () => {
        const { draft, work, told } = begun;
        draft.cancel();
        await settled();
        assert.equal(draft.step, before);
        assert.deepEqual([work.deleted, told], [gone, []]);
        for (const { asked } of open()) assert.equal(asked.control.signal?.aborted, true);
      });

      it(isSent ? 'stays so when discarded' : 'leaves nothing when discarded', async () => {
        const { draft, work, told } = begun;
        const checks = open();
        await draft.discard();
        assert.deepEqual(draft.step, isSent ? before : { kind: 'checking' });
        assert.equal(told.length, isSent ? 0 : 1);
        for (const { asked, resolve } of checks) {
          assert.equal(asked.control.signal?.aborted, true);
          resolve({ step: ready('b') });
        }
        await settled();
        assert.deepEqual(draft.step, isSent ? before : { kind: 'checking' });
        assert.deepEqual(work.deleted, isSent ? gone : [...allGone(), ...checks.map(() => 'b')]);
      });

      it(`comes to “${sends}” when sent`, async () => {
        const { draft, work, told } = begun;
        const looks = work.looks.length;
        const sending = draft.send('yes');
        sending.catch(() => undefined);
        await settled();
        if (sends === 'sent before') {
          assert.equal(await sending, before.kind === 'sent' && before.upload);
          assert.deepEqual([work.looks.length, work.handOvers.length], [looks, 1]);
        } else if (sends === 'sent') {
          work.looks[looks].resolve(undefined);
          await settled();
          const made = upload('a');
          work.handOvers[0].resolve(made);
          assert.equal(await sending, made);
          assert.deepEqual(told, [{ kind: 'sent', upload: made }]);
        } else {
          await assert.rejects(sending, { code: sends });
          assert.equal(draft.step, before);
          assert.deepEqual([work.looks.length, work.handOvers.length, told], [looks, 0, []]);
        }
        assert.deepEqual(work.deleted, gone);
      });
    });
  }
});

describe('what a draft is checked with', () => {
  const SOURCES = [{ uri: 'file:///w/a.csv' }];

  it('is what was chosen, in the manner of its face', async () => {
    const { draft, work } = begin(PROGRAM);
    void draft.choose({ operation: 'replace', minKept: 0.5 });
    await settled();
    const { choices, manner } = work.checks[0].asked;
    assert.deepEqual(choices, { ...CHOICES, operation: 'replace', minKept: 0.5 });
    assert.equal(choices, draft.choices);
    assert.equal(manner, PROGRAM);
  });

  it('is the segment as it was read, until another is chosen or all is looked at again', async () => {
    const { draft, work } = begin();
    const known = () => work.checks.at(-1)?.asked.into;
    const other = { account: INTO.account, segmentId: '8' };
    const moves: [move: () => Promise<DraftStep>, passed: typeof INTO | undefined][] = [
      [() => draft.check(), undefined],
      [() => draft.choose({ operation: 'remove' }), INTO],
      [() => draft.chooseReading({ columns: [1] }), INTO],
      [() => draft.check(), undefined],
      [() => draft.choose({ into: other }), undefined],
    ];
    for (const [move, passed] of moves) {
      void move();
      await settled();
      assert.equal(known(), passed);
      await end({ work }, ready('a'), { into: INTO });
    }
    void draft.choose({ operation: 'add' });
    await settled();
    await end({ work }, blocked('network'));
    void draft.choose({ operation: 'remove' });
    await settled();
    assert.equal(known(), undefined, 'it may be that which could not be read');
  });

  it('is known with its files and its type once it was looked at', async () => {
    const phones = {
      account: account({}),
      segment: segment('7', {
        contactList: { isReadOnly: false, identifierType: 'PhoneNumber' },
      }),
    };
    const { draft, work } = begin();
    assert.deepEqual([draft.identifierType, draft.sources], [undefined, []]);
    void draft.choose({ identifierType: 'CustomerId' });
    assert.equal(draft.identifierType, 'CustomerId');
    await settled();
    await end({ work }, ready('a'), { into: phones, sources: SOURCES });
    assert.deepEqual([draft.identifierType, draft.sources], ['PhoneNumber', SOURCES]);
    void draft.check();
    await settled();
    await end({ work }, blocked('network'));
    assert.deepEqual(
      [draft.identifierType, draft.sources],
      ['CustomerId', SOURCES],
      'where it was read last',
    );
  });

  it('is reported with its progress', async () => {
    const { draft, work, told } = begin();
    void draft.check();
    await settled();
    work.checks[0].asked.control.onProgress?.(PROGRESS);
    assert.deepEqual(told, [{ kind: 'checking' }, { kind: 'checking', progress: PROGRESS }]);
  });
});

describe('a newer choice', () => {
  /** Three choices, the check of each begun before the next. */
  async function three() {
    const begun = begin();
    const moved = [];
    for (const minKept of [0.1, 0.2, 0.3]) {
      moved.push(begun.draft.choose({ minKept }));
      await settled();
    }
    const { checks } = begun.work;
    assert.deepEqual(
      checks.map(({ asked }) => asked.choices.minKept),
      [0.1, 0.2, 0.3],
    );
    begun.told.length = 0;
    return { ...begun, moved, checks };
  }
  const ORDERS = [
    [0, 1, 2],
    [0, 2, 1],
    [1, 0, 2],
    [1, 2, 0],
    [2, 0, 1],
    [2, 1, 0],
  ];

  for (const order of ORDERS)
    it(`stands, where the checks end as ${order.join(', ')}`, async () => {
      const { draft, work, told, moved, checks } = await three();
      const ends = ['a', 'b', 'c'].map((jobId) => ready(jobId));
      for (const n of order) {
        checks[n].resolve({ step: ends[n] });
        await settled();
      }
      assert.equal(draft.step, ends[2]);
      assert.deepEqual(told, [ends[2]]);
      assert.deepEqual(await Promise.all(moved), [ends[2], ends[2], ends[2]]);
      assert.deepEqual(
        work.deleted,
        order.filter((n) => n < 2).map((n) => ['a', 'b'][n]),
      );
    });

  it('stops the earlier check, and reports nothing of its progress or segment', async () => {
    const { draft, told, checks } = await three();
    assert.deepEqual(
      checks.map(({ asked }) => asked.control.signal?.aborted),
      [true, true, false],
    );
    for (const { asked } of checks.slice(0, 2)) asked.control.onProgress?.(PROGRESS);
    checks[0].resolve({
      step: ready('a'),
      into: INTO,
      sources: [{ uri: 'file:///w/a.csv' }],
    });
    await settled();
    assert.deepEqual([told, draft.step], [[], { kind: 'checking' }]);
    assert.deepEqual([draft.sources, draft.identifierType], [[], undefined]);
  });

  it('of one moment is checked once', async () => {
    const { draft, work } = begin();
    const moved = [draft.check(), draft.choose({ minKept: 0.1 }), draft.choose({ hash: 'none' })];
    await settled();
    assert.equal(work.checks.length, 1);
    assert.deepEqual(work.checks[0].asked.choices, { ...CHOICES, minKept: 0.1, hash: 'none' });
    const last = ready('a');
    await end({ work }, last);
    assert.deepEqual(await Promise.all(moved), [last, last, last]);
    assert.deepEqual(work.deleted, []);
  });

  it('goes on where a check was cancelled', async () => {
    const { draft, work } = begin();
    const first = draft.check();
    await settled();
    draft.cancel();
    const stopped = blocked('cancelled');
    await end({ work }, stopped);
    assert.equal(await first, stopped);
    const second = draft.choose({ minKept: 0.1 });
    await settled();
    assert.equal(work.checks[1].asked.control.signal?.aborted, false);
    const last = ready('a');
    await end({ work }, last);
    assert.equal(await second, last);
  });

  it('can be cancelled before its check begins', async () => {
    const { draft, work } = await checked(ready('a'));
    work.deletesSlowly = true;
    void draft.check();
    draft.cancel();
    await settled();
    work.deletions[0].resolve();
    await settled();
    assert.equal(work.checks[1].asked.control.signal?.aborted, true);
  });

  it('is checked once the plan before is deleted', async () => {
    const { draft, work } = await checked(ready('a'));
    work.deletesSlowly = true;
    void draft.check();
    await settled();
    assert.equal(work.checks.length, 1);
    work.deletions[0].resolve();
    await settled();
    assert.equal(work.checks.length, 2);
  });

  it('keeps its plan, however long the deletion of an older one takes', async () => {
    const { draft, work } = await checked(ready('a'));
    work.deletesSlowly = true;
    const moved = [draft.choose({ minKept: 0.1 }), draft.choose({ minKept: 0.2 })];
    await settled();
    const last = ready('b');
    await end({ work }, last);
    work.deletions[0].resolve();
    await settled();
    assert.deepEqual(work.deleted, ['a']);
    assert.equal(draft.step, last);
    assert.deepEqual(await Promise.all(moved), [last, last]);
  });

  it('ends a check that goes on after a discard with what was chosen then', async () => {
    const { draft, work } = begin();
    const moved = draft.check();
    await settled();
    await draft.discard();
    const later = draft.choose({ minKept: 0.1 });
    await settled();
    work.checks[0].resolve({ step: ready('a') });
    const last = ready('b');
    await end({ work }, last);
    assert.deepEqual([await moved, await later], [last, last]);
    assert.deepEqual(work.deleted, ['a']);
  });

  it('that is discarded is what an older check resolves with', async () => {
    const { draft, work } = begin();
    const moved = draft.check();
    await settled();
    await draft.discard();
    work.checks[0].resolve({ step: ready('a') });
    assert.deepEqual(await moved, { kind: 'checking' });
    assert.deepEqual(work.deleted, ['a']);
  });

  it('that came to an end is what a slow older check resolves with', async () => {
    for (const changed of [undefined, 'Another one changed it.']) {
      const { draft, work } = begin();
      const moved = draft.check();
      await settled();
      void draft.choose({ minKept: 0.1 });
      await settled();
      await end({ work }, ready('a'));
      const sending = draft.send('yes').catch(() => undefined);
      work.looks[0].resolve(changed);
      await settled();
      work.handOvers[0]?.resolve(upload('a'));
      await sending;
      work.checks[0].resolve({ step: blocked('cancelled') });
      assert.equal(await moved, draft.step);
    }
  });
});

describe('how files are read', () => {
  const FILES = [
    { uri: 'file:///w/a-2026-01.csv', columns: ['email'], dialect: { delimiter: ';' } },
    { uri: 'file:///w/b.csv', columns: [2] },
    { uri: 'file:///other/a-2026-02.csv' },
  ] as const;
  async function read(...[reading, file]: Parameters<Draft['chooseReading']>) {
    const work = new Work();
    const draft = new Draft(work, { ...CHOICES, files: FILES }, PERSON);
    void draft.chooseReading(reading, file);
    await settled();
    const { files, ...rest } = work.checks[0].asked.choices;
    assert.deepEqual({ ...rest, files: FILES }, { ...CHOICES, files: FILES });
    // Without what is undefined.
    return JSON.parse(JSON.stringify(files)) as unknown;
  }
  const [a, b, c] = FILES;

  it('is chosen for those whose names differ in a date, wherever they are', async () => {
    assert.deepEqual(await read({ columns: ['mail'] }, 0), [
      { ...a, columns: ['mail'] },
      b,
      { ...c, columns: ['mail'] },
    ]);
    assert.deepEqual(await read({ columns: [0] }, 2), [
      { ...a, columns: [0] },
      b,
      { ...c, columns: [0] },
    ]);
    assert.deepEqual(await read({ columns: ['mail'] }, 1), [a, { ...b, columns: ['mail'] }, c]);
  });

  it('is chosen for all of them without one', async () => {
    assert.deepEqual(
      await read({ columns: [0] }),
      FILES.map((file) => ({ ...file, columns: [0] })),
    );
  });

  it('drops the column of another dialect, and keeps what was chosen of it before', async () => {
    assert.deepEqual(await read({ dialect: { header: false } }, 0), [
      { uri: a.uri, dialect: { delimiter: ';', header: false } },
      b,
      { uri: c.uri, dialect: { header: false } },
    ]);
    assert.deepEqual(await read({ dialect: { delimiter: '\t' } }), [
      { uri: a.uri, dialect: { delimiter: '\t' } },
      { uri: b.uri, dialect: { delimiter: '\t' } },
      { uri: c.uri, dialect: { delimiter: '\t' } },
    ]);
  });
});

describe('sending a draft', () => {
  const GIVEN: Record<string, Confirmed | undefined> = {
    nothing: undefined,
    yes: 'yes',
    'the id': { accountId: '77' },
    'another id': { accountId: '78' },
  };
  /** What is to be confirmed, what is given, and what comes of it. */
  const CONFIRMATIONS: [kind: 'nothing' | 'yes' | 'accountId', given: string, code?: string][] = [
    ['nothing', 'nothing'],
    ['nothing', 'yes'],
    ['nothing', 'another id'],
    ['yes', 'nothing', 'not-confirmed'],
    ['yes', 'yes'],
    ['yes', 'the id'],
    ['accountId', 'nothing', 'not-confirmed'],
    ['accountId', 'yes', 'protected'],
    ['accountId', 'another id', 'protected'],
    ['accountId', 'the id'],
  ];
  const toConfirm = (kind: (typeof CONFIRMATIONS)[number][0]): Partial<DraftPlan> => ({
    confirmation: { kind, account: INTO.account, guard: 'marked' },
  });

  for (const [kind, given, code] of CONFIRMATIONS)
    it(`that needs ${kind} and is given ${given} ${code ? `is ${code}` : 'is done'}`, async () => {
      const step = ready('a', toConfirm(kind));
      const { draft, work } = await checked(step);
      const sending = draft.send(GIVEN[given]);
      sending.catch(() => undefined);
      await settled();
      if (code !== undefined) {
        await assert.rejects(sending, { code, operation: 'uploadCsv' });
        assert.equal(draft.step, step);
        assert.deepEqual([work.looks, work.handOvers, work.deleted], [[], [], []]);
        // Once it is confirmed, it goes on.
        void draft.send({ accountId: '77' });
        await settled();
        assert.equal(work.looks.length, 1);
        return;
      }
      assert.equal(work.looks.length, kind === 'nothing' ? 0 : 1, 'nobody was asked in between');
      work.looks[0]?.resolve(undefined);
      await settled();
      work.handOvers[0].resolve(upload('a'));
      assert.equal((await sending).jobId, 'a');
    });

  it('hands over the plan, the choices, the manner and the files as they were read', async () => {
    const step = ready('a');
    const sources = [{ uri: 'file:///w/a.csv', bytes: new Uint8Array(1) }];
    const { draft, work } = await checked(step, PERSON, { sources });
    void draft.send('yes');
    work.looks[0].resolve(undefined);
    await settled();
    const { asked } = work.handOvers[0];
    assert.equal(work.looks[0].asked, draftPlanOf(step));
    assert.equal(asked.planned, draftPlanOf(step));
    assert.equal(asked.choices, draft.choices);
    assert.equal(asked.manner, PERSON);
    assert.deepEqual(asked.sources, sources);
  });

  it('twice at once makes one upload', async () => {
    const { draft, work, sending } = await confirmed();
    const again = draft.send('yes');
    work.looks[0].resolve(undefined);
    await settled();
    const late = draft.send('yes');
    work.handOvers[0].resolve(upload('a'));
    const made = await sending;
    assert.deepEqual([await again, await late, await draft.send()], [made, made, made]);
    assert.deepEqual([work.looks.length, work.handOvers.length], [1, 1]);
  });

  it('fails while it is checked, and not afterwards', async () => {
    const { draft, work } = begin();
    void draft.check();
    await settled();
    await assert.rejects(draft.send('yes'), { code: 'not-ready' });
    await end({ work }, ready('a'));
    void draft.send('yes');
    assert.equal(work.looks.length, 1);
  });

  const MOVES: Record<string, (draft: Draft) => Promise<unknown>> = {
    ...CHECKING_MOVES,
    discard: (draft) => draft.discard(),
  };
  for (const [move, make] of Object.entries(MOVES)) {
    it(`comes to nothing where ${move} comes while all is looked at again`, async () => {
      for (const changed of [undefined, 'Another one changed it.']) {
        const { draft, work, sending } = await confirmed();
        void make(draft);
        work.looks[0].resolve(changed);
        await assert.rejects(sending, { code: 'not-ready' });
        assert.deepEqual(draft.step, { kind: 'checking' });
        assert.deepEqual([work.handOvers, work.deleted], [[], ['a']]);
        await sendsAnew(draft, work);
      }
    });

    it(`comes to nothing where ${move} comes while it is handed over`, async () => {
      const { draft, work, sending } = await handingOver();
      void make(draft);
      work.handOvers[0].resolve(upload('a'));
      await assert.rejects(sending, { code: 'not-ready' });
      assert.deepEqual(draft.step, { kind: 'checking' });
      assert.deepEqual(work.deleted, ['a']);
      await sendsAnew(draft, work);
    });
  }

  /** What comes after a sending that came to nothing. */
  async function sendsAnew(draft: Draft, work: Work): Promise<void> {
    const moved = draft.choose({ minKept: 0.9 });
    await settled();
    await end({ work }, ready('b'));
    assert.equal((await moved).kind, 'ready');
    const before = work.handOvers.length;
    const sending = draft.send('yes');
    work.looks.at(-1)?.resolve(undefined);
    await settled();
    assert.equal(work.handOvers.length, before + 1);
    assert.equal(work.handOvers[before].asked.planned.plan.jobId, 'b');
    work.handOvers[before].resolve(upload('b'));
    assert.equal((await sending).jobId, 'b');
    assert.ok(!work.deleted.includes('b'));
  }

  it('is not stopped by a cancel that comes after the check', async () => {
    const { draft, work, sending } = await handingOver();
    draft.cancel();
    work.handOvers[0].resolve(upload('a'));
    assert.equal((await sending).jobId, 'a');
  });

  it('blocks the draft where the world is another one, and leaves no plan', async () => {
    const { draft, work, told, sending } = await confirmed();
    work.looks[0].resolve('Another one changed it.');
    await assert.rejects(sending, { code: 'changed', message: 'Another one changed it.' });
    const { step } = draft;
    assert.ok(step.kind === 'blocked' && step.failure.operation === 'uploadCsv');
    assert.deepEqual([step.changes, step.planned], [['check'], undefined]);
    assert.equal(told.at(-1), step);
    assert.deepEqual([work.deleted, work.handOvers], [['a'], []]);
    await sendsAnew(draft, work);
    assert.deepEqual(work.deleted, ['a']);
  });

  it('can be tried again where the look or the handing over failed', async () => {
    const { draft, work, sending } = await confirmed();
    const { step } = draft;
    work.looks[0].reject(failure('network'));
    await assert.rejects(sending, { code: 'network' });
    assert.equal(draft.step, step);
    const second = draft.send('yes');
    work.looks[1].resolve(undefined);
    await settled();
    work.handOvers[0].reject(failure('journal-full'));
    await assert.rejects(second, { code: 'journal-full' });
    assert.equal(draft.step, step);
    assert.deepEqual(work.deleted, []);
    const third = draft.send('yes');
    work.looks[2].resolve(undefined);
    await settled();
    work.handOvers[1].resolve(upload('a'));
    assert.equal((await third).jobId, 'a');
  });

  it('leaves its choices as they were sent', async () => {
    const step = ready('a');
    const { draft, work } = await checked(step, PERSON, { into: INTO });
    const { choices } = draft;
    void draft.send('yes');
    work.looks[0].resolve(undefined);
    await settled();
    work.handOvers[0].resolve(upload('a'));
    await settled();
    for (const make of Object.values(CHECKING_MOVES)) {
      await make(draft);
      assert.equal(draft.choices, choices);
      assert.equal(draft.identifierType, 'Email');
    }
  });
});

describe('random moves on a draft, against a model', function () {
  this.timeout(0);

  it('lead where the newest one leads, with no plan left over and one upload at most', async () => {
    const failures: string[] = [];
    for (const seed of walkSeeds()) failures.push(...(await new Walk(seed).run()));
    assert.equal(failures.length, 0, failures.slice(0, 20).join('\n'));
    // One seed need not lead everywhere.
    if (process.env.WALK_SEED === undefined)
      for (const [what, times] of Object.entries(reached)) assert.ok(times > 0, what);
  });
});
