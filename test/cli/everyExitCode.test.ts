import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import type { Command } from 'commander';
import { exitCodes, SIGNALS, type Signal } from '../../src/cli/exitCodes';
import { createProgram } from '../../src/cli/program';
import type { Operation as Request } from '../../src/sandbox/control';
import type { Report } from '../../src/upload/jobTypes';
import { OPERATIONS, type Operation } from '../../src/upload/uploadTypes';
import { people } from '../support/people';
import { silentTerminal } from '../unit/cli/silentTerminal';
import { documentOf, endsWith, type Ended, type Environment } from './support/cli';
import { writeExport, writeNightly } from './support/nightly';
import { useWorld } from './support/world';

/** Runs a command so that it ends with a certain code. */
type Way = () => Promise<Ended>;

/** For each exit code that a command can have: what leads to it. */
type Row = Partial<Record<0 | 1 | 3 | 4 | 5 | 6 | 64 | 129 | 130 | 143, Way>>;

/** All commands that do something, by their words. */
function commandsOf(command: Command, words: readonly string[] = []): string[] {
  return command.commands.flatMap((one) => {
    const all = [...words, one.name()];
    return one.commands.length > 0 ? commandsOf(one, all) : [all.join(' ')];
  });
}

describe('the exit codes of every command', function () {
  this.timeout(60_000);
  const world = useWorld();
  let id: string;
  /** The signals of the test’s commands. */
  let signals: EventEmitter;
  /** Whether a command listened to them, so that it ends in order. */
  let listened: boolean;

  beforeEach(async () => {
    id = await world.newSegment({ identifiers: people(10, 100) });
    world.writeCsv('list.csv', people(4));
    listened = false;
    signals = new EventEmitter().on('newListener', () => (listened = true));
  });

  const run = (args: readonly string[], env: Environment = {}): Promise<Ended> =>
    world.run(args, { env, signals });
  const always = { times: 1_000_000 };
  const confirm = (): string[] => ['--confirm', world.sandbox.accountId];

  // What leads to a code, given what makes the arguments.

  type Args = () => string[] | Promise<string[]>;
  const runs =
    (args: Args): Way =>
    async () =>
      run(await args());
  /** Criteo rejects the request for good. */
  const rejects =
    (operation: Request, args: Args): Way =>
    async () => {
      const given = await args();
      world.control.addFaults({ fault: '400', operation, ...always });
      return run(given);
    };
  const denies =
    (args: Args): Way =>
    async () =>
      run(await args(), { CRITEO_CLIENT_SECRET: 'wrong' });
  /** Criteo accepts requests again only in an hour. */
  const puts =
    (operation: Request, args: Args): Way =>
    async () => {
      const given = await args();
      world.control.addFaults({ fault: '429', operation, retryAfter: 3600, ...always });
      return run(given);
    };
  /** Criteo rejects most of what it gets. */
  const refusesMost =
    (args: Args): Way =>
    async () => {
      const given = await args();
      const body = '{"data":{"attributes":{"nbValidIdentifiers":1,"nbInvalidIdentifiers":3}}}';
      world.control.addFaults({ fault: 'malformedJson', operation: 'addRemove', body, ...always });
      return run(given);
    };
  /** A signal arrives while the first request of an operation is under way. */
  const stops = (operation: Request, args: Args): Pick<Row, 129 | 130 | 143> => {
    const by =
      (signal: Signal): Way =>
      async () => {
        const given = await args();
        world.gate.reset();
        const held = world.gate.hold(operation);
        const running = run(given);
        await held.reached;
        signals.emit(signal, signal);
        held.release();
        return running;
      };
    return { 129: by('SIGHUP'), 130: by('SIGINT'), 143: by('SIGTERM') };
  };
  /** What any command that asks Criteo may meet, at this request. */
  const asks = (operation: Request, args: Args): Row => ({
    0: runs(args),
    1: rejects(operation, args),
    4: denies(args),
    5: puts(operation, args),
  });

  /** The file of records is no folder. */
  const withoutRecords =
    (args: Args): Way =>
    async () => {
      world.write('no-folder', '');
      return run([...(await args()), '--state-dir', 'no-folder']);
    };

  const send = (operation: Operation, file: string, ...more: string[]): string[] => {
    const confirmed = operation === 'replace' ? confirm() : [];
    const kept = operation === 'update' ? ['--keep', 'kept.csv'] : [];
    return [operation, file, '--segment', id, ...confirmed, '--min-kept', '0', ...kept, ...more];
  };
  const inTurn = ['--chunk-size', '1', '--concurrency', '1', '--max-wait', '0s'];

  const sends = (operation: Operation): Row => {
    const args = (...more: string[]) => send(operation, 'list.csv', ...inTurn, ...more);
    return {
      ...asks('addRemove', args),
      3: refusesMost(() => send(operation, 'list.csv')),
      6: async () => {
        world.writeCsv('list.csv', [...people(3), 'nobody']);
        return run(args());
      },
      64: runs(() => args('--concurrency', '0')),
      ...stops('addRemove', args),
    };
  };

  /** The ID of an upload that has sent two of four rows. */
  const unfinished = async (): Promise<string> => {
    world.control.resetCounts();
    world.control.addFaults({ fault: 'forbidden', operation: 'addRemove', nth: 3 });
    const ended = endsWith(4, await run(send('add', 'list.csv', ...inTurn, '--json')));
    world.control.clearFaults();
    world.control.resetCounts();
    return documentOf<{ report: Report }>(ended).report.jobId;
  };
  const finished = async (): Promise<string> => {
    const ended = endsWith(0, await run(send('add', 'list.csv', '--json')));
    return documentOf<{ report: Report }>(ended).report.jobId;
  };
  const resume = async (...more: string[]): Promise<string[]> => [
    ...['uploads', 'resume', await unfinished(), '--max-wait', '0s'],
    ...more,
  ];
  const undo = async (): Promise<string[]> => [
    ...['uploads', 'undo', await finished(), '--min-kept', '0', '--max-wait', '0s'],
  ];

  /** More than one request takes. */
  const many = (): Promise<string[]> =>
    Promise.all(Array.from({ length: 51 }, () => world.newSegment()));
  const newOnes = (count: number): string => {
    const rows = Array.from({ length: count }, (_, n) => `${id} ${n},1200,Email\n`);
    world.write('new.csv', `name,retailer,type\n${rows.join('')}`);
    return 'new.csv';
  };
  const create = (): string[] => [
    ...['segments', 'create', '--name', `New ${id}`, '--retailer', '1200', '--type', 'Email'],
  ];
  /** A check of a file for a segment, which is read from Criteo. */
  const checks = (...words: string[]): Row => {
    const ofSegment = (): string[] => [...words, '--segment', id];
    return {
      ...asks('search', ofSegment),
      6: async () => {
        world.write('list.csv', '');
        return run([...words, '--type', 'Email']);
      },
      64: runs(() => [...words, '--type', 'Nothing']),
      ...stops('search', ofSegment),
    };
  };
  /** A run of a nightly file with one entry, or more. */
  const nights = (): Row => {
    const nightly =
      (...more: string[]) =>
      (): string[] => {
        writeExport(world, 'list.csv', people(4));
        const entry = { id, operation: 'add', file: 'list.csv' };
        return ['run', writeNightly(world, [entry]), ...inTurn, ...more];
      };
    const withGone = (): string[] => {
      writeExport(world, 'list.csv', people(4));
      const entries = [{ id, operation: 'add', file: 'list.csv' }];
      return [
        'run',
        writeNightly(world, [...entries, { ...entries[0], id: '1', file: 'gone.csv' }]),
      ];
    };
    return {
      ...asks('addRemove', nightly()),
      3: runs(withGone),
      6: runs(() => ['run', writeNightly(world, [{ id, operation: 'add', file: 'gone.csv' }])]),
      64: runs(nightly('--deadline', 'soon')),
      ...stops('addRemove', nightly()),
    };
  };
  const audience = (): string =>
    world.control.putAudiences({ name: 'All of them', channels: ['Onsite'] }).ids[0];

  const unusable = (...words: string[]): Row => ({
    64: runs(() => [...words, '--nope']),
  });

  const TABLE: Readonly<Record<string, Row>> = {
    accounts: { ...unusable('accounts'), ...asks('accounts', () => ['accounts']) },
    doctor: {
      // Reading the segments is rejected, denied or put off.
      ...asks('search', () => ['doctor']),
      // What an update compares with is gone.
      6: async () => {
        endsWith(0, await run(send('update', 'list.csv')));
        for (const name of ['list.csv', 'kept.csv']) fs.rmSync(path.join(world.folder, name));
        return run(['doctor']);
      },
      64: runs(() => ['doctor', '--api-url', 'ftp://nowhere']),
    },
    stats: { ...unusable('stats', '1'), ...asks('statistics', () => ['stats', id]) },
    'segments list': {
      ...asks('search', () => ['segments', 'list']),
      ...unusable('segments', 'list'),
    },
    'segments show': {
      ...asks('search', () => ['segments', 'show', id]),
      64: async () => {
        for (const retailerId of ['1200', '1251'])
          await world.newSegment({ name: `Twice ${id}`, retailerId });
        return run(['segments', 'show', `Twice ${id}`]);
      },
    },
    'segments create': { ...asks('create', create), ...unusable('segments', 'create') },
    'segments edit': {
      ...asks('update', () => ['segments', 'edit', id, '--name', `Renamed ${id}`]),
      64: runs(() => ['segments', 'edit', id]),
    },
    'segments delete': {
      ...asks('delete', () => ['segments', 'delete', id, ...confirm()]),
      3: runs(() => ['segments', 'delete', id, '999', ...confirm()]),
      6: runs(() => ['segments', 'delete', id]),
      ...unusable('segments', 'delete', '1'),
      ...stops('delete', async () => ['segments', 'delete', ...(await many()), ...confirm()]),
    },
    'segments export': {
      ...asks('search', () => ['segments', 'export']),
      64: runs(() => ['segments', 'export', '--out', 'list.csv']),
    },
    'segments import': {
      ...asks('create', () => ['segments', 'import', newOnes(2)]),
      3: async () => {
        fs.appendFileSync(path.join(world.folder, newOnes(1)), 'Not so,1200,Nothing\n');
        return run(['segments', 'import', 'new.csv']);
      },
      6: async () => {
        world.write('new.csv', '');
        return run(['segments', 'import', 'new.csv']);
      },
      ...unusable('segments', 'import', 'new.csv'),
      ...stops('create', () => ['segments', 'import', newOnes(51)]),
    },
    clear: {
      ...asks('clear', () => ['clear', id, ...confirm()]),
      6: runs(() => ['clear', id]),
      ...unusable('clear', '1'),
    },
    'audiences list': {
      ...asks('audiences', () => ['audiences', 'list']),
      ...unusable('audiences', 'list'),
    },
    'audiences show': {
      ...asks('audiences', () => ['audiences', 'show', audience()]),
      ...unusable('audiences', 'show', '1'),
    },
    check: checks('check', 'list.csv'),
    run: nights(),
    fix: checks('fix', 'list.csv', '--out', 'fixed.csv'),
    'export-invalid': checks('export-invalid', 'list.csv', '--out', 'invalid.csv'),
    ...Object.fromEntries(OPERATIONS.map((operation) => [operation, sends(operation)])),
    'uploads list': {
      0: runs(() => ['uploads', 'list']),
      1: withoutRecords(() => ['uploads', 'list']),
      ...unusable('uploads', 'list'),
    },
    'uploads show': {
      0: async () => run(['uploads', 'show', await finished()]),
      1: runs(() => ['uploads', 'show', 'nope']),
      ...unusable('uploads', 'show', 'nope'),
    },
    'uploads resume': {
      ...asks('addRemove', resume),
      // The file is gone.
      1: async () => {
        const args = await resume();
        fs.rmSync(path.join(world.folder, 'list.csv'));
        return run(args);
      },
      3: rejects('addRemove', resume),
      6: async () => {
        const args = await resume();
        world.writeCsv('leavers.csv', people(1, 50));
        endsWith(0, await run(send('remove', 'leavers.csv')));
        return run(args);
      },
      64: runs(() => ['uploads', 'resume']),
      ...stops('addRemove', resume),
    },
    'uploads undo': {
      ...asks('addRemove', undo),
      3: refusesMost(undo),
      6: async () => {
        const args = await undo();
        fs.appendFileSync(path.join(world.folder, 'list.csv'), 'one@more.example\n');
        return run(args);
      },
      ...unusable('uploads', 'undo', 'nope'),
      ...stops('statistics', undo),
    },
    'uploads verify': {
      ...asks('search', async () => {
        const name = `Verified ${id}`;
        await world.newSegment({ name });
        return ['uploads', 'verify', '--segment', name];
      }),
      ...unusable('uploads', 'verify'),
    },
    'uploads delete': {
      0: async () => run(['uploads', 'delete', await finished()]),
      1: runs(() => ['uploads', 'delete', 'nope']),
      5: async () => {
        const jobId = await unfinished();
        world.gate.reset();
        const held = world.gate.hold('addRemove');
        const other = world.start(['uploads', 'resume', jobId]);
        await held.reached;
        const ended = await run(['uploads', 'delete', jobId]);
        held.release();
        await other.ended;
        return ended;
      },
      ...unusable('uploads', 'delete'),
    },
    sandbox: {
      1: runs(() => ['sandbox', '--port', new URL(world.gate.url).port]),
      64: runs(() => ['sandbox', '--port', 'any']),
      ...Object.fromEntries(
        Object.entries(SIGNALS).map(([signal, code]) => [
          code,
          async () => {
            // A process, so that its own sandbox ends with it.
            const kept = world.start(['sandbox']);
            await kept.writes(/Press Ctrl\+C/);
            kept.child.kill(signal as Signal);
            return kept.ended;
          },
        ]),
      ),
    },
    help: {
      0: runs(() => ['help', 'segments', 'list']),
      64: runs(() => ['help', 'segments', 'nope']),
    },
    completion: {
      0: runs(() => ['completion', 'bash']),
      64: runs(() => ['completion', 'nope']),
    },
  };

  it('are in this table, which has every command', () => {
    const program = createProgram(async () => undefined, silentTerminal());
    assert.deepEqual(
      Object.keys(TABLE).sort(),
      commandsOf(program)
        .filter((words) => words !== 'complete')
        .sort(),
    );
    const codes = new Set(Object.values(TABLE).flatMap((row) => Object.keys(row).map(Number)));
    assert.deepEqual(
      exitCodes()
        .map(({ code }) => code)
        .filter((code) => code !== 2),
      [...codes].sort((a, b) => a - b),
    );
  });

  for (const [words, row] of Object.entries(TABLE)) {
    const endsInOrder = row[130] !== undefined;
    for (const [code, way] of Object.entries(row))
      it(`${words} ends with ${code}`, async () => {
        const ended = endsWith(Number(code), await way());
        if (ended.code === 64 || ended.code === 0 || endsInOrder) return;
        assert.match(ended.stderr, /^Error: /m);
      });
    if (!endsInOrder)
      it(`${words} leaves a signal to the system`, async () => {
        listened = false;
        signals.removeAllListeners().on('newListener', () => (listened = true));
        endsWith(0, await (row[0] ?? assert.fail())());
        // What prepares it may have listened.
        if (!words.startsWith('uploads ')) assert.equal(listened, false);
      });
  }
});
