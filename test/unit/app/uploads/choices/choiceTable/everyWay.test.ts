import { DEFAULT_API } from '../../../../../../src/api/baseUrl';
import type { AccountHandle, Accounts } from '../../../../../../src/app/accounts/account';
import {
  type Choices,
  type UploadSettings,
} from '../../../../../../src/app/uploads/choices/choices';
import { applies, givenOf, namesIn } from '../../../../../../src/app/uploads/choices/choiceTable';
import { optionsOf } from '../../../../../../src/app/uploads/choices/engineOptions';
import {
  argumentsOf,
  asArguments,
  choicesOf,
  requestFrom,
  type UploadRequest,
} from '../../../../../../src/app/uploads/choices/request';
import { groupKey } from '../../../../../../src/app/uploads/draft/groupKey';
import { choicesOfKept, keptDraftOf } from '../../../../../../src/app/uploads/page/keptDraft';
import {
  ownPairings,
  PAIRED_CHOICES,
  type Pairing,
} from '../../../../../../src/app/uploads/pairings/pairing';
import { commandLineOf } from '../../../../../../src/app/uploads/repeat/repeatUpload';
import { flagOf } from '../../../../../../src/cli/flags';
import { createProgram } from '../../../../../../src/cli/program';
import { Failure } from '../../../../../../src/common/failure';
import { configureOptionNames } from '../../../../../../src/common/optionNames';
import { compact } from '../../../../../../src/common/records';
import {
  DEFAULT_OPTIONS,
  OPERATIONS,
  type Plan,
  type PlannedFile,
  type UploadOptions,
} from '../../../../../../src/upload/uploadTypes';
import { assertGolden } from '../../../../../support/golden';
import { account } from '../../../segments/segments';

// What each way in makes of each choice: what is public about it stays as it is here.

const criteo = { baseUrl: DEFAULT_API.url, version: DEFAULT_API.version };
const LIVE = account(criteo);
const SANDBOX = account({ ...criteo, baseUrl: 'http://127.0.0.1:4711' }, { sandbox: true });
const ACCOUNTS: Pick<Accounts, 'require'> = { require: () => Promise.resolve(LIVE) };
const SETTINGS: UploadSettings = { hash: 'none', dedupe: true, chunkSize: 50_000, concurrency: 4 };
const byKey = (key: string): AccountHandle | undefined => (key === LIVE.key ? LIVE : undefined);

/** Values of each argument, right and wrong. */
const VALUES: Readonly<Record<string, readonly unknown[]>> = {
  segmentId: ['225702933721171456', '5', 5, '', 'CRM', '123456789012345678901', null],
  accountId: ['77', 77, 'x'],
  operation: ['add', 'remove', 'update', 'replace', 'refresh', 'Add', 1],
  column: ['mail', 0, 3, '', -1, 1.5, true, ['mail']],
  columns: [['mail', 0], ['mail'], [], 'mail', [null], ['']],
  header: [true, false, 'true', 0],
  delimiter: [',', ';', '|', '\t', 'tab', '\\t', 'x', 1],
  encoding: ['utf-8', 'utf-16le', 'utf-16be', 'windows-1252', 'latin1', 8],
  hash: ['none', 'sha256', 'md5', 'sha256ofMd5', 'SHA256', 256],
  formats: ['given', 'hashed', 'all', 'none', true],
  confirm: [false, true, '77', 'yes', 77],
  maxInvalid: [0, 0.25, 1, 1.1, -0.1, '0.1', NaN],
  minKept: [0, 0.5, 1, 2, '0'],
  previous: [
    'file:///a.csv',
    ['file:///a.csv', 'vscode-vfs://b/c.csv'],
    ['file:///a.csv', 'file:///a.csv'],
    [],
    '/a.csv',
    'C:\\a.csv',
    [1],
  ],
  keep: ['file:///k.csv', 'vscode-vfs://b/k.csv', '/k.csv', 1],
  maxRemoved: [0, 0.3, 1, 1.01, '0.3'],
  allow: [
    ['previous-unknown'],
    ['cut-off', 'previous-unknown'],
    [],
    ['x'],
    'cut-off',
    ['cut-off', 'cut-off'],
    ['suppression-stale', 'too-many-suppressed'],
    ['suppression-stale', 'cut-off'],
  ],
  suppress: [
    'file:///l/out.csv',
    'file:///l/out.csv#Customer%20ID',
    [
      'file:///l/out.csv#2',
      'file:///l/out.csv#mail',
      { file: 'file:///l/more.csv', maxAge: '26h' },
    ],
    { file: 'file:///l/out.csv', columns: ['mail', 2], maxAge: '90m' },
    ['file:///l/out.csv', { file: 'file:///l/out.csv', column: 'id', maxAge: '7d' }],
    { file: 'file:///l/out.csv#mail', column: 'id' },
    { file: 'file:///l/out.csv', column: 'id', columns: ['id'] },
    { file: 'file:///l/out.csv', maxAge: '26' },
    { file: 'file:///l/out.csv', other: 1 },
    'file:///l/out.csv#',
    'vscode-vfs://b/out.csv',
    '/l/out.csv',
    [],
    {},
    5,
  ],
  suppressMaxAge: ['26h', '90m', '7d', '0h', '26', 26, '1w'],
  requireSuppression: [true, false, 'true'],
  unknown: ['x'],
  dedupe: [true],
};
const PAIRS: readonly Record<string, unknown>[] = [
  { column: 'a', columns: ['a'] },
  { column: 'a', columns: ['b'] },
  { header: true, delimiter: 'tab', encoding: 'utf-16le', columns: [1, 0] },
  { previous: 'file:///a.csv', keep: 'file:///k.csv' },
  {
    suppress: ['file:///l/out.csv', { file: 'file:///l/m.csv', maxAge: '1d' }],
    suppressMaxAge: '26h',
  },
  { maxRemoved: 0.1, minKept: 0.2, maxInvalid: 0.3, allow: ['cut-off'], previous: 'file:///a.csv' },
];
const GIVEN: readonly Record<string, unknown>[] = [
  {},
  ...Object.entries(VALUES).flatMap(([key, values]) => values.map((value) => ({ [key]: value }))),
  ...PAIRS,
];

const plain = (value: object): unknown => JSON.parse(JSON.stringify(value)) as unknown;
const attempt = (work: () => unknown): unknown => {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return `${error.code}: ${error.message}`;
  }
};
const textOf = (given: object): string =>
  JSON.stringify(given, (_, value: unknown) => (Number.isNaN(value) ? 'NaN' : value));

/** The engine's options, without what has the default. */
function enginePart(options: UploadOptions): object {
  const usual = DEFAULT_OPTIONS as unknown as Record<string, unknown>;
  return Object.fromEntries(
    Object.entries(options).filter(([key, value]) => textOf([value]) !== textOf([usual[key]])),
  );
}

function resolved(choices: Choices): object {
  const each = OPERATIONS.filter((one) => (choices.operation ?? one) === one).flatMap((operation) =>
    ['Email', 'CustomerId'].flatMap((type) =>
      (['program', 'person'] as const).map((by): [string, object] => [
        `${operation} ${type} ${by}`,
        enginePart(optionsOf(choices, operation, type, { ...SETTINGS, hash: 'sha256' }, by)),
      ]),
    ),
  );
  return Object.fromEntries(each);
}

/** The choices that arguments lead to; undefined if they aren't valid. */
async function chosen(given: object): Promise<Choices | undefined> {
  const request = attempt(() => requestFrom({ segmentId: '5', ...given }));
  if (typeof request === 'string') return undefined;
  return choicesOf(['file:///work/a.csv'], request as UploadRequest, ACCOUNTS);
}

/** What differs from that of no arguments. */
function differing(one: object, none: object): object {
  const usual = none as Record<string, unknown>;
  return Object.fromEntries(
    Object.entries(one).filter(([key, value]) => textOf([value]) !== textOf([usual[key]])),
  );
}

describe('each argument of an upload', () => {
  it('is read or rejected as before, in the window, a task and a check', () => {
    const cases: Record<string, unknown> = {};
    for (const given of GIVEN) {
      for (const operation of [undefined, ...OPERATIONS]) {
        if (operation !== undefined && 'operation' in given) continue;
        const raw = { ...given, ...(operation && { operation }) };
        cases[`upload ${textOf(raw)}`] = attempt(() => plain(requestFrom(raw)));
      }
      cases[`task ${textOf(given)}`] = attempt(() =>
        plain(requestFrom(given, 'criteo-audience-upload', ['type'], 'task')),
      );
      cases[`check ${textOf(given)}`] = attempt(() =>
        plain(requestFrom(given, 'checkCsv', ['identifierType'], 'check')),
      );
    }
    cases.keys = (['argument', 'task', 'check'] as const).map((place) =>
      namesIn(place)
        .flatMap((name) => argumentsOf(name))
        .sort(),
    );
    assertGolden('arguments', cases);
  });

  it('is named as an option in a terminal', () => {
    configureOptionNames(flagOf);
    try {
      const wrong = GIVEN.map(
        (given) => [given, attempt(() => plain(requestFrom(given)))] as const,
      );
      assertGolden(
        'terminalErrors',
        Object.fromEntries(
          wrong
            .filter(([, result]) => typeof result === 'string')
            .map(([given, result]) => [textOf(given), result]),
        ),
      );
    } finally {
      configureOptionNames((name) => name);
    }
  });

  it('leads to the same options of the engine as before', async () => {
    const cases: Record<string, unknown> = {};
    for (const given of GIVEN) {
      const choices = await chosen(given);
      if (!choices) continue;
      const { files, into } = choices;
      cases[textOf(given)] = {
        files,
        segmentId: into?.segmentId,
        options: differing(resolved(choices), resolved({ files: [] })),
      };
    }
    assertGolden('options', cases);
  });

  it('makes one upload of two files, or two', async () => {
    const alike: Record<string, unknown> = {};
    for (const by of ['program', 'person'] as const)
      for (const type of ['Email', 'CustomerId', undefined])
        for (const operation of OPERATIONS) {
          const keyOf = async (given: object): Promise<string | undefined> => {
            const choices = await chosen({ operation, ...given });
            return choices && groupKey(choices, SETTINGS, type, by);
          };
          const none = await keyOf({});
          const same: string[] = [];
          for (const given of GIVEN) if ((await keyOf(given)) === none) same.push(textOf(given));
          alike[`${by} ${type} ${operation}`] = same.join(' ');
        }
    assertGolden('oneUpload', alike);
  });

  it('is kept by a page over a reload', async () => {
    const cases: Record<string, unknown> = {};
    for (const given of GIVEN) {
      const choices = await chosen(given);
      if (!choices) continue;
      const options = { by: 'person', command: 'uploadCsv' } as const;
      const kept = plain(keptDraftOf({ choices, options }));
      const restored = choicesOfKept(kept, byKey);
      cases[textOf(given)] = restored && {
        files: restored.choices.files,
        into: restored.choices.into?.segmentId,
        operation: restored.choices.operation,
        options: differing(
          resolved({ ...restored.choices, operation: 'update' }),
          resolved({ files: [], operation: 'update' }),
        ),
      };
    }
    assertGolden('keptPages', cases);
  });
});

const file = (name: string, parts: Partial<PlannedFile> = {}): PlannedFile =>
  ({
    uri: `file:///work/${name}`,
    path: `/work/${name}`,
    column: 1,
    columns: ['id', 'mail'],
    ...parts,
  }) as PlannedFile;

/** Jobs of each operation, with what can be chosen. */
function plans(): [string, Plan][] {
  const variants: Record<string, Partial<UploadOptions>> = {
    usual: {},
    hash: { hash: 'md5' },
    formats: { forms: 'all' },
    limits: { maxRefused: 0.25, minKept: 0.5 },
    person: { maxRefused: 1, minKept: 0 },
    settings: { dedupe: false, chunkSize: 9, concurrency: 2 },
    keep: { keep: '/work/kept.csv' },
    suppress: {
      suppress: [{ path: '/work/lists/out.csv' }, { path: '/l/ids.csv', columns: ['id', 2] }],
      requireSuppression: true,
    },
    limit: { suppress: [{ path: '/l/out.csv', maxAge: 26 * 3_600_000 }] },
    limits2: { suppress: [{ path: '/l/a.csv', maxAge: 172_800_000 }, { path: '/l/b.csv' }] },
  };
  const files: Record<string, PlannedFile[]> = {
    one: [file('a.csv')],
    chosen: [
      file('a.csv', {
        isColumnChosen: true,
        chosenDialect: { header: false, delimiter: '\t', encoding: 'windows-1252' },
      }),
    ],
    two: [file('a.csv'), file('b.csv')],
    differing: [file('a.csv'), file('b.csv', { chosenDialect: { header: true } })],
    away: [file('a.csv', { path: undefined, uri: 'vscode-vfs://x/a.csv' })],
  };
  return OPERATIONS.flatMap((operation) =>
    Object.entries(variants).flatMap(([variant, options]) =>
      Object.entries(files).flatMap(([which, read]) =>
        ['Email', 'CustomerId'].flatMap((identifierType): [string, Plan][] => {
          if (which !== 'one' && (variant !== 'usual' || identifierType !== 'Email')) return [];
          const { keep, ...others } = options;
          const update = { maxRemoved: 0.1, allowed: ['cut-off'] };
          const compared =
            operation === 'update' && variant !== 'keep'
              ? { files: [file('old.csv', { isColumnChosen: true, column: 0 })] }
              : { files: [] };
          return [
            [
              `${operation} ${variant} ${which} ${identifierType}`,
              {
                target: { segmentId: '5', segmentName: 'CRM Users', identifierType },
                options: {
                  ...DEFAULT_OPTIONS,
                  operation,
                  ...others,
                  ...(operation === 'update' && variant === 'limits' && update),
                },
                files: read,
                ...(operation === 'update' && { update: compared }),
                ...(keep !== undefined && { keep: { path: keep } }),
              } as unknown as Plan,
            ],
          ];
        }),
      ),
    ),
  );
}

describe('the help of a command', () => {
  it('is as before', () => {
    const { commands } = createProgram(() => Promise.reject(new Error('It only helps.')), {
      write: () => undefined,
      content: () => undefined,
      width: 100,
      resolve: (path) => path,
      uriOf: (path) => path,
    });
    const uploading = commands.filter((one) => [...OPERATIONS, 'check'].includes(one.name()));
    assertGolden(
      'helps',
      Object.fromEntries(
        uploading.map((one) => [one.name(), one.helpInformation().trimEnd().split('\n')]),
      ),
    );
  });
});

describe('a job', () => {
  it('is copied as the same command as before', () => {
    const around = { folder: '/work', stateDir: '/state', platform: 'linux' } as const;
    const cases: Record<string, unknown> = {};
    for (const [name, plan] of plans())
      cases[`command ${name}`] = attempt(() => commandLineOf(plan, LIVE, around));
    const [[, first]] = plans();
    cases['command sandbox'] = commandLineOf(first, SANDBOX, around);
    assertGolden('copies', cases);
  });
});

/** A pairing as arguments: what goes without saying is left out. */
function written(pairing: Pairing): unknown {
  const { operation, segment } = pairing;
  const meant = PAIRED_CHOICES.filter((name) => !operation || applies(name, operation));
  const { accountId, segmentId, ...choices } = givenOf(pairing, meant);
  const hash = choices.hash === 'none' ? undefined : choices.hash;
  return compact({ accountId, segmentId, segment, ...asArguments({ ...choices, hash }) });
}

describe('a pairing', () => {
  const base = { accountId: '77', segmentId: '5' };
  const stored = { pattern: 'crm-*.csv', accountKey: 'k', ...base, hash: 'none' };
  const extra: Record<string, readonly unknown[]> = {
    segment: ['CRM Users', '', 'x'.repeat(301), 1],
    dialect: [{ header: true, delimiter: ';' }],
    read: [{ delimiter: ',', header: true, columns: 2 }, 1],
  };
  const given = [
    ...GIVEN,
    ...Object.entries(extra).flatMap(([key, values]) => values.map((value) => ({ [key]: value }))),
  ];

  it('of one’s own is read as it was stored', () => {
    const cases: Record<string, unknown> = {};
    for (const one of given) {
      const [pairing] = ownPairings([{ ...stored, ...one }]);
      cases[textOf(one)] = pairing && [pairing.pattern, pairing.accountKey, written(pairing)];
    }
    assertGolden('ownPairings', cases);
  });
});
