import assert from 'node:assert/strict';
import {
  withRemembered,
  type Caller,
  type Choices,
  type UploadSettings,
} from '../../../../../src/app/uploads/choices/choices';
import { limitsOf, optionsOf } from '../../../../../src/app/uploads/choices/engineOptions';
import { choicesOfJob, limitsChosen } from '../../../../../src/app/uploads/choices/jobChoices';
import { HASHES, IDENTIFIER_TYPES } from '../../../../../src/identifiers/identifierTypes';
import { UPDATE_PERMISSIONS } from '../../../../../src/upload/permissions';
import {
  DEFAULT_OPTIONS,
  OPERATIONS,
  type Plan,
  type PlannedFile,
  type UploadOptions,
} from '../../../../../src/upload/uploadTypes';
import { account } from '../../segments/segments';

const settings: UploadSettings = { hash: 'sha256', dedupe: false, chunkSize: 9, concurrency: 2 };
const files = [{ uri: 'file:///work/vip.csv' }];

/** What no limit stops a person from: what suppression lists stop is asked. */
const RISKS = UPDATE_PERMISSIONS.filter((one) => one !== 'remove-shared');

describe('the options of an upload', () => {
  const of = (
    by: Caller,
    more: Partial<Choices> = {},
    operation: UploadOptions['operation'] = 'add',
    type = 'Email',
  ): UploadOptions => optionsOf({ files, ...more }, operation, type, settings, by);

  it('are the settings, where nothing was chosen, and the defaults, where there is none', () => {
    assert.deepEqual(of('program'), { ...DEFAULT_OPTIONS, ...settings, operation: 'add' });
    assert.deepEqual(of('person'), {
      ...of('program'),
      ...{ maxRefused: 1, minKept: 0, maxRemoved: 1 },
      allowed: RISKS,
    });
  });

  it('have the hash that was chosen, of emails alone, however their type is spelled', () => {
    for (const hash of HASHES)
      for (const type of ['Email', 'email', 'EMAIL'])
        for (const by of ['person', 'program'] as const)
          assert.equal(of(by, { hash }, 'add', type).hash, hash);
    for (const type of IDENTIFIER_TYPES.filter((type) => type !== 'Email')) {
      assert.equal(of('person', { hash: 'md5' }, 'add', type).hash, 'none', type);
      // Refused by the engine then.
      assert.equal(of('program', { hash: 'md5' }, 'add', type).hash, 'md5', type);
      for (const by of ['person', 'program'] as const)
        assert.equal(of(by, {}, 'add', type).hash, 'none', type);
    }
  });

  it('have formats for a removal alone, of emails; other types are refused later', () => {
    for (const operation of OPERATIONS)
      for (const type of IDENTIFIER_TYPES) {
        const fits = operation === 'remove' && type === 'Email';
        const forms = (by: Caller): string => of(by, { formats: 'all' }, operation, type).forms;
        assert.equal(forms('person'), fits ? 'all' : 'given');
        assert.equal(forms('program'), operation === 'remove' ? 'all' : 'given');
        for (const by of ['person', 'program'] as const)
          assert.equal(of(by, {}, operation, type).forms, fits ? 'hashed' : 'given');
      }
  });

  it('have a program’s limits, 0 too, and no guard for a person, who is told of it', () => {
    const given = { maxInvalid: 0, minKept: 0 };
    const limits = { maxRefused: 0, minKept: 0 };
    const ofUpdate = { maxRemoved: 0.3, allowed: [] };
    assert.deepEqual(limitsOf(given), { ...limits, ...ofUpdate });
    assert.deepEqual(limitsOf({}), { maxRefused: 0.1, minKept: 0.7, ...ofUpdate });
    const { maxRefused, minKept } = of('program', given, 'remove');
    assert.deepEqual({ maxRefused, minKept }, limits);
    const person = of('person', { maxInvalid: 0.2, minKept: 0.9 });
    assert.deepEqual([person.maxRefused, person.minKept], [1, 0]);
  });
});

describe('the suppression lists of an upload', () => {
  const lists = { ...settings, suppress: [{ file: 'file:///set.csv', maxAge: '1d' }] };
  const of = (chosen: Partial<Choices>, operation: UploadOptions['operation'] = 'add') => {
    const options = optionsOf({ files, ...chosen }, operation, 'Email', lists, 'person');
    return [
      options.suppress?.map(({ path, maxAge }) => [path, maxAge]),
      options.requireSuppression,
    ];
  };
  const DAY = 86_400_000;

  it('are those of the settings and those that were chosen, but not for a removal', () => {
    const chosen = { suppress: [{ file: 'file:///own.csv' }], requireSuppression: true } as const;
    for (const operation of ['add', 'update', 'replace'] as const) {
      assert.deepEqual(of({}, operation), [[['/set.csv', DAY]], undefined]);
      assert.deepEqual(of({ ...chosen, suppressMaxAge: '2d' }, operation), [
        [
          ['/own.csv', 2 * DAY],
          ['/set.csv', DAY],
        ],
        true,
      ]);
    }
    assert.deepEqual(of(chosen, 'remove'), [undefined, undefined]);
  });

  it('stop a person, too, unless that was chosen', () => {
    const allowed = (allow?: Choices['allow']) =>
      optionsOf({ files, allow }, 'add', 'Email', lists, 'person').allowed;
    assert.deepEqual(allowed(), RISKS);
    assert.deepEqual(allowed(['suppression-stale']), [...RISKS, 'suppression-stale']);
  });

  it('are those of the last time and those that are chosen now', () => {
    const own = [{ file: 'file:///own.csv' }];
    const last = [{ file: 'file:///last.csv' }];
    const given = (suppress?: Choices['suppress']) =>
      withRemembered({ files, suppress }, { files, suppress: last }).suppress;
    assert.deepEqual(given(), last);
    assert.deepEqual(given(own), [...own, ...last]);
  });
});

describe('the options of an update', () => {
  const of = (by: Caller, chosen: Partial<Choices> = {}, type = 'Email') => {
    const options = optionsOf({ files, ...chosen }, 'update', type, settings, by);
    const { maxRemoved, allowed } = options;
    return { maxRemoved, allowed };
  };

  it('are the defaults of a program, and have no guard for a person, who is asked', () => {
    assert.deepEqual(of('program'), { maxRemoved: 0.3, allowed: [] });
    const open = { maxRemoved: 1, allowed: RISKS };
    assert.deepEqual(of('person'), open);
    assert.deepEqual(of('person', { maxRemoved: 0.1, allow: [] }), open);
    const all = { ...open, allowed: UPDATE_PERMISSIONS };
    assert.deepEqual(of('person', { allow: ['remove-shared'] }), all, 'no risk, but a choice');
  });

  it('are what was chosen, and belong to no other operation', () => {
    const update = {
      maxRemoved: 0,
      allow: ['cut-off', 'remove-shared'],
      previous: files,
    } as const;
    const { maxRemoved, allow: allowed } = update;
    assert.deepEqual(of('program', update), { maxRemoved, allowed });
    const keep = 'file:///work/kept%20file.csv';
    for (const operation of OPERATIONS) {
      const given = optionsOf({ files, ...update, keep }, operation, 'Email', settings, 'program');
      const isKept = operation === 'update' || operation === 'replace';
      assert.equal(given.keep, isKept ? '/work/kept file.csv' : undefined);
    }
    const limits = { maxRemoved: 0, allowed: ['cut-off', 'remove-shared'] };
    assert.deepEqual(limitsOf(update), { maxRefused: 0.1, minKept: 0.7, ...limits });
  });

  it('are told as chosen where a program chose them, and they aren’t the defaults', () => {
    const chosen = (by: Caller, given: Partial<Choices>) =>
      limitsChosen({ options: optionsOf({ files, ...given }, 'update', 'Email', settings, by) });
    assert.deepEqual(chosen('program', {}), {});
    assert.deepEqual(chosen('program', { maxRemoved: 0.3, allow: [] }), {});
    const limits = { maxRemoved: 1, allow: ['cut-off'] } as const;
    assert.deepEqual(chosen('program', limits), { maxRemoved: 1 }, 'a permission is for one run');
    assert.deepEqual(chosen('person', limits), {});
  });
});

describe('the limits chosen for a job', () => {
  const chosen = (by: Caller, more: Partial<Choices>, operation: UploadOptions['operation']) =>
    limitsChosen({ options: optionsOf({ files, ...more }, operation, 'Email', settings, by) });

  it('are those of a program that differ from the defaults, and matter', () => {
    assert.deepEqual(chosen('program', {}, 'replace'), {});
    assert.deepEqual(chosen('program', { maxInvalid: 0.1, minKept: 0.7 }, 'replace'), {});
    const both = { maxInvalid: 0, minKept: 0 };
    assert.deepEqual(chosen('program', both, 'replace'), both);
    assert.deepEqual(chosen('program', both, 'remove'), both);
    assert.deepEqual(chosen('program', both, 'add'), both);
    assert.deepEqual(chosen('program', { minKept: 0 }, 'replace'), { minKept: 0 });
    assert.deepEqual(chosen('program', { maxInvalid: 1 }, 'replace'), { maxInvalid: 1 });
  });

  it('are none for a person, whose engine had none', () => {
    for (const operation of OPERATIONS)
      assert.deepEqual(chosen('person', { maxInvalid: 0.2, minKept: 0.9 }, operation), {});
  });
});

describe('what was chosen of a job', () => {
  const planOf = (first: Partial<PlannedFile>, dialect?: UploadOptions['dialect']): Plan =>
    ({
      target: { segmentId: '5', identifierType: 'Email' },
      options: { ...DEFAULT_OPTIONS, operation: 'remove', hash: 'md5', forms: 'all', dialect },
      files: [
        { uri: 'file:///a.csv', column: 1, ...first },
        { uri: 'file:///b.csv', column: 0 },
      ],
    }) as Plan;

  it('is the same files, read in the same way, into the same segment', () => {
    const owner = account({});
    const chosenDialect = { delimiter: ';' } as const;
    const plan = planOf({ columns: ['id', 'mail'], chosenDialect, isColumnChosen: true });
    assert.deepEqual(choicesOfJob(plan, owner), {
      files: [
        { uri: 'file:///a.csv', columns: ['mail'], dialect: chosenDialect },
        { uri: 'file:///b.csv', columns: undefined, dialect: undefined },
      ],
      into: { account: owner, segmentId: '5' },
      operation: 'remove',
      hash: 'md5',
      formats: 'all',
    });
  });

  it('is its suppression lists, those of the settings, too', () => {
    const options = optionsOf(
      { files, suppress: [{ file: 'file:///own.csv', columns: ['id'] }], requireSuppression: true },
      ...([
        'add',
        'Email',
        { ...settings, suppress: [{ file: 'file:///set.csv', maxAge: '1d' }] },
        'program',
      ] as const),
    );
    const { suppress, requireSuppression } = choicesOfJob({ ...planOf({}), options }, account({}));
    assert.deepEqual(suppress, [
      { file: 'file:///own.csv', columns: ['id'] },
      { file: 'file:///set.csv', maxAge: '1d' },
    ]);
    assert.equal(requireSuppression, true);
  });

  it('is what an update was compared with, without the copies that are found again', () => {
    const of = (paths: string[], keep?: string, found: string[] = []) => {
      const { previous, keep: kept } = choicesOfJob(
        {
          ...planOf({}),
          options: {
            ...DEFAULT_OPTIONS,
            operation: 'update',
            allowed: UPDATE_PERMISSIONS,
          },
          update: {
            found: found.map((path) => `file://${path}`),
            files: paths.map((path) => ({
              uri: `file://${path}`,
              path,
              column: 1,
              columns: ['id', 'mail'],
              isColumnChosen: path === '/old.csv',
            })),
          },
          ...(keep && { keep: { path: keep, sending: `${keep}.sending`, cutOff: [] } }),
        } as unknown as Plan,
        account({}),
      );
      return { ...(previous && { previous }), ...(kept !== undefined && { keep: kept }) };
    };
    const old = { uri: 'file:///old.csv', columns: ['mail'], dialect: undefined };
    const older = { uri: 'file:///older.csv', columns: undefined, dialect: undefined };
    assert.deepEqual(of(['/old.csv', '/older.csv']), {
      previous: [old, older],
    });
    const kept = { keep: 'file:///kept.csv' };
    assert.deepEqual(of(['/kept.csv'], '/kept.csv'), kept);
    assert.deepEqual(of([], '/kept.csv'), kept, 'a first run');
    const copy = '/kept.csv.sending';
    assert.deepEqual(of(['/kept.csv', copy], '/kept.csv', [copy]), kept);
    assert.deepEqual(of(['/old.csv', copy], '/kept.csv', [copy]), { ...kept, previous: [old] });
    assert.deepEqual(of(['/old.csv', '/older.csv', '/old.csv'], undefined, ['/older.csv']), {
      previous: [old],
    });
    assert.equal(choicesOfJob(planOf({}), account({})).previous, undefined);
  });

  it('is a column by its number where its name may be somebody’s, or is that of another', () => {
    const column = (columns: string[]): unknown =>
      choicesOfJob(planOf({ columns, isColumnChosen: true }), account({})).files[0].columns;
    assert.deepEqual(column(['id', '']), [1]);
    assert.deepEqual(column(['mail', 'mail']), [1]);
  });

  it('is the one dialect of all files, of a job that was made before each had its own', () => {
    const { files } = choicesOfJob(planOf({}, { header: false }), account({}));
    assert.deepEqual(
      files.map(({ dialect }) => dialect),
      [{ header: false }, { header: false }],
    );
  });

  it('is no column that was found, and no hash of identifiers that are never hashed', () => {
    const plan = planOf({ columns: ['id', 'mail'] });
    assert.equal(choicesOfJob(plan, account({})).files[0].columns, undefined);
    const target = { ...plan.target, identifierType: 'CustomerId' };
    const ofIds = { ...plan, target, options: { ...plan.options, hash: 'none' } } as Plan;
    assert.equal(choicesOfJob(ofIds, account({})).hash, undefined);
  });
});

describe('withRemembered', () => {
  const into = { account: account({}), segmentId: '7' };
  const last: Choices = {
    files: [{ uri: files[0].uri, columns: ['work'], dialect: { delimiter: ';' } }],
    ...{ into, operation: 'remove', hash: 'md5', formats: 'all' },
  };

  it('is as the last time where nothing was chosen', () => {
    assert.deepEqual(withRemembered({ files }, last), last);
    assert.deepEqual(withRemembered({ files, operation: undefined, hash: undefined }, last), last);
  });

  it('keeps what was chosen: the reading of the file as a whole', () => {
    const chosen: Choices = {
      files: [{ uri: files[0].uri, columns: ['home'] }],
      ...{ into: { ...into, segmentId: '8' }, operation: 'add', hash: 'none', formats: 'given' },
    };
    assert.deepEqual(withRemembered(chosen, last), chosen);
  });
});
