import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { configureFilePaths } from '../../src/common/fileName';
import { configureUtcTimes } from '../../src/common/format';
import { configureOptionNames } from '../../src/common/optionNames';
import type { Sandbox } from '../../src/sandbox/server';
import type { runInside } from '../cli/support/inside';
import { accessVariables, type CommandLineDocument } from '../support/commandLine';
import { people } from '../support/people';
import { run, signIn } from './segments/signedIn';
import { fileUri, write } from './uploads/files';
import { commandLineFolder } from './writtenFiles';

/** What differs between two equal results: IDs, times, and the place of a new file. */
const OWN = ['id', 'name', 'createdAt', 'updatedAt', 'traceId', 'to'];

/** A result as JSON, without its own values. */
function comparable(result: unknown): unknown {
  return JSON.parse(
    JSON.stringify(result, (key, value: unknown) => (OWN.includes(key) ? typeof value : value)),
  );
}

/**
 * The command line runs in this process: that it is the same as a process of its own is in
 * `test/cli`. Uploads are compared in uploads/everyWay.test.ts.
 */
describe('a command has the same result in the window and in the terminal', function () {
  this.timeout(60_000);
  let server: Sandbox;
  let end: () => Promise<void>;
  let retailerId: string;
  let runCommandLine: typeof runInside;

  before(async () => {
    ({ runInside: runCommandLine } = await import('../cli/support/inside'));
    ({ server, end } = await signIn({ computation: 'immediate', rateLimit: 10_000 }));
    [{ retailerId }] = await server.control.segments();
  });
  after(async () => {
    configureOptionNames((name) => name);
    configureUtcTimes(false);
    configureFilePaths(undefined);
    fs.rmSync(commandLineFolder(), { recursive: true, force: true });
    await end();
  });
  afterEach(() => {
    server.control.clearFaults();
    server.control.resetCounts();
  });

  const terminal = async (
    ...args: string[]
  ): Promise<{ exitCode: number; document?: CommandLineDocument; stderr: string }> => {
    const { code, stdout, stderr } = await runCommandLine(
      [...args, '--json', '--no-input', '--state-dir', commandLineFolder()],
      {
        env: { HOME: commandLineFolder(), ...accessVariables(server) },
        // Where the files are: the window names them without their folder.
        cwd: path.dirname(fileUri('any.csv').fsPath),
      },
    );
    const document = stdout === '' ? undefined : (JSON.parse(stdout) as CommandLineDocument);
    return { exitCode: code, document, stderr };
  };
  /** What the terminal prints under a key, for a command that succeeds. */
  const printed = async <T>(key: string, ...args: string[]): Promise<T> => {
    const { exitCode, document, stderr } = await terminal(...args);
    assert.equal(exitCode, 0, JSON.stringify(document?.error) + stderr);
    assert.deepEqual(
      Object.keys(document ?? {})
        .filter((one) => !one.startsWith('problems'))
        .sort(),
      [key, 'version'].sort(),
    );
    return document?.[key] as T;
  };
  const confirm = (): string[] => ['--confirm', server.accountId];
  const emailSegment = async (identifiers: string[] = []): Promise<string> =>
    (await server.control.putSegment({ identifiers })).id;

  it('lists segments, all of them and filtered', async () => {
    const all = await run<{ id: string; type: string }[]>('listSegments', { types: [] });
    assert.deepEqual(await printed('segments', 'segments', 'list'), all);
    const [{ id }] = all;
    for (const [args, flags] of [
      [{ segmentIds: [id] }, ['--segment-ids', id]],
      [{ types: ['Events'] }, ['--types', 'Events']],
      [{ retailerIds: [retailerId] }, ['--retailer', retailerId]],
    ] as const) {
      const some = await run<unknown[]>('listSegments', args);
      assert.ok(some.length > 0 && some.length < all.length, flags[0]);
      assert.deepEqual(await printed('segments', 'segments', 'list', ...flags), some);
    }
    const [shown] = await printed<object[]>('segments', 'segments', 'show', id);
    const read = { size: undefined, statistics: undefined };
    assert.deepEqual(
      { ...shown, ...read },
      { ...all.find((segment) => segment.id === id), ...read },
    );
  });

  it('creates, changes and deletes a segment', async () => {
    const created = await run<{ id: string }>('createSegment', {
      name: 'By the window',
      description: 'The same',
      retailerId,
      identifierType: 'email',
    });
    const made = await printed<{ id: string; name: string }>(
      'segment',
      ...['segments', 'create', '--name', 'By the terminal', '--description', 'The same'],
      ...['--retailer', retailerId, '--type', 'email'],
    );
    assert.equal(made.name, 'By the terminal');
    assert.deepEqual(comparable(made), comparable(created));

    const changed = await run('updateSegment', { id: created.id, name: 'New', description: '' });
    assert.deepEqual(
      comparable(
        await printed('segment', 'segments', 'edit', made.id, '--name', 'Newer', '--description='),
      ),
      comparable(changed),
    );

    assert.deepEqual(await run('deleteSegments', { ids: [created.id], confirm: false }), {
      deleted: [created.id],
      problems: [],
    });
    assert.deepEqual(await printed('deletion', 'segments', 'delete', made.id, ...confirm()), {
      deleted: [made.id],
      problems: [],
    });
  });

  /** Rows that are valid, invalid, fixable, blank and duplicate. */
  const MIXED = [
    'name,E-mail,card',
    'Ann,  ANN@Example.com,1',
    'Bob,bob@,2',
    '',
    'Cid,ann@example.com,3',
    'Dee,mailto:dee@example.com,4',
    'Eve,"eve@example.com; eva@example.com",5',
    ...people(20).map((email, n) => `P,${email},${n}`),
  ].join('\r\n');

  it('checks a file for a type and for a segment', async () => {
    const uri = await write('mixed.csv', MIXED);
    const segmentId = await emailSegment();
    for (const [args, flags] of [
      [{ identifierType: 'Email' }, ['--type', 'Email']],
      [{ segmentId }, ['--segment', segmentId]],
      [{ segmentId, hash: 'sha256' }, ['--segment', segmentId, '--hash', 'sha256']],
      [
        { identifierType: 'CustomerId', column: 'card' },
        ['--type', 'CustomerId', '--column', 'card'],
      ],
      [
        { identifierType: 'CustomerId', column: 0, header: false },
        ['--type', 'CustomerId', '--column', '0', '--no-header'],
      ],
    ] as const) {
      const checked = await run<{ rows: number }>('checkCsv', uri, args);
      assert.ok(checked.rows > 20);
      assert.deepEqual(
        await printed('check', 'check', uri.fsPath, '--max-invalid', '1', ...flags),
        checked,
        flags.join(' '),
      );
    }
  });
});
