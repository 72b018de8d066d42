/**
 * A month of nights with one nightly file and the same line, with what goes wrong in one: after each night,
 * the segments are what a model of sets says, only what changed was sent, and the exit code and the table
 * are right. The same line again sends nothing.
 */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import type { NightReport } from '../../src/app/nightly/report/nightReport';
import { people } from '../support/people';
import { endsWith, type Ended } from './support/cli';
import { MovedClock } from './support/movedClock';
import { statesOf, writeExport, writeNightly } from './support/nightly';
import { killAtRequest } from './support/nights';
import { useWorld } from './support/world';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

const OPERATIONS = { crm: 'update', app: 'update', leads: 'add', whole: 'replace' } as const;
type Name = keyof typeof OPERATIONS;
const NAMES = Object.keys(OPERATIONS) as Name[];

/** An entry, and what is known of its segment. */
interface List {
  id: string;
  /** Of the export: five of 100 leave with each, and as many come. */
  version: number;
  /** The export tonight; undefined: there is none. */
  rows: readonly string[] | undefined;
  /** Where it is. */
  file: string;
  /** The people of the last export that was sent, and by what it is known again. */
  sent: readonly string[];
  sentAs: string;
  /** Who is in the segment. */
  has: Set<string>;
  /** Who was added by hand, and stays when the export no longer has them. */
  stays: Set<string>;
}

/** What is different tonight. */
interface Night {
  /** The exports that have other people. */
  changes?: readonly Name[];
  /** After the exports are written. */
  before?: () => unknown;
  /** The codes of what is stopped. */
  stopped?: Partial<Record<Name, string>>;
  /** The exit code, if nothing is done. */
  code?: number;
  /** The request at which the process is killed, before the line is run again. */
  killedAt?: number;
}

describe('a month with one nightly file', function () {
  this.timeout(120_000);
  this.bail(true);
  const world = useWorld({}, true);
  const clock = new MovedClock(() => world.gate.unanswered > 0);
  const start = Math.floor(Date.now() / DAY) * DAY + 20 * 60 * MINUTE + 40 * MINUTE;
  const lists = {} as Record<Name, List>;
  let line: string[] = [];
  let night = 0;
  let optOuts = people(3, 0, 'opted');
  let keptOut: string[] = [];

  const at = (name: string): string => path.join(world.folder, name);
  const exported = (name: Name, version: number): string[] => people(100, 5 * version, name);
  const day = (): string => new Date(clock.now).toISOString().slice(0, 10);
  const writeOptOuts = (): void => writeExport(world, 'optouts/all.csv', optOuts);

  before(async () => {
    const strangers = people(20, 0, 'stranger');
    for (const name of NAMES)
      lists[name] = {
        id: await world.newSegment({ name, identifiers: strangers }),
        ...{ version: 0, rows: undefined, file: `exports/${name}.csv`, sent: [], sentAs: '' },
        ...{ has: new Set(strangers), stays: new Set() },
      };
    clock.start();
    const file = writeNightly(
      world,
      [
        { id: lists.crm.id, operation: 'update', file: 'exports/crm-*.csv' },
        { id: lists.app.id, operation: 'update', file: 'exports/app.csv', keep: true },
        { id: lists.leads.id, operation: 'add', file: 'exports/leads.csv' },
        { id: lists.whole.id, operation: 'replace', file: 'exports/whole.csv' },
      ],
      {
        suppress: [{ file: 'optouts/all.csv', maxAge: '26h' }],
        defaults: { column: 'email', maxAge: '26h', maxRemoved: 0.15 },
      },
    );
    line = ['run', file, '--confirm', world.sandbox.accountId, '--report', 'report.json'];
    line.push('--chunk-size', '50', '--concurrency', '1');
  });
  after(() => clock.stop());

  /** Writes an export; an update that isn’t kept has a new name each night. */
  function write(name: Name, rows: readonly string[]): void {
    const list = lists[name];
    if (name === 'crm') list.file = `exports/crm-${day()}.csv`;
    list.rows = rows;
    writeExport(world, list.file, rows);
  }

  /** By what the product knows again what it has sent. */
  const keyOf = (name: Name): string =>
    JSON.stringify([lists[name].rows, optOuts, name === 'crm' && lists[name].file]);

  function apply(name: Name): void {
    const list = lists[name];
    const { rows = [], sent } = list;
    const isOut = (one: string): boolean => optOuts.includes(one) || keptOut.includes(one);
    if (name === 'whole') list.has.clear();
    if (OPERATIONS[name] === 'update')
      for (const one of sent) if (!rows.includes(one) && !list.stays.has(one)) list.has.delete(one);
    for (const one of rows)
      if (isOut(one)) list.has.delete(one);
      else list.has.add(one);
    Object.assign(list, { sent: rows, sentAs: keyOf(name) });
  }

  async function isRight(): Promise<void> {
    for (const name of NAMES)
      assert.deepEqual(
        (await world.control.list(lists[name].id)).sort(),
        [...lists[name].has].sort(),
        name,
      );
  }

  /** The segments to which something was sent. */
  const sentTo = (): Name[] =>
    NAMES.filter((name) =>
      world.gate.passed.some(
        ({ operation, url }) =>
          ['addRemove', 'clear'].includes(operation) && url.includes(lists[name].id),
      ),
    );

  /** Runs the line, and compares what it says of each entry and above them. */
  async function runs(expected: Record<Name, RegExp>, code: number): Promise<Ended> {
    const ended = endsWith(code, await world.run(line));
    const { exitCode, night: report } = JSON.parse(fs.readFileSync(at('report.json'), 'utf8')) as {
      exitCode: number;
      night: NightReport;
    };
    assert.equal(exitCode, code);
    const states = statesOf(report);
    for (const name of NAMES) assert.match(states[lists[name].id], expected[name], name);
    const bad = NAMES.filter((name) => /stopped/.test(expected[name].source));
    const heading =
      bad.length === 0
        ? 'All 4 are done'
        : `${bad.length} of 4 ${bad.length === 1 ? 'needs' : 'need'} you`;
    const lines = ended.stdout.split('\n');
    assert.ok(lines[0].startsWith(heading), lines[0]);
    assert.deepEqual(
      lines.filter((one) => one.startsWith('✖ ')).map((one) => one.split(/\s+/)[1]),
      bad,
    );
    return ended;
  }

  /** It is time for the next night, and its exports are there. */
  function begin(changes: readonly Name[]): void {
    night++;
    clock.moveTo(start + night * DAY);
    writeOptOuts();
    for (const name of NAMES) {
      if (changes.includes(name)) lists[name].version++;
      const rows = exported(name, lists[name].version);
      if (name !== 'crm' || changes.includes(name)) write(name, rows);
    }
  }

  async function isNight({ changes = [], before, stopped = {}, code, killedAt }: Night = {}) {
    begin(changes);
    await before?.();
    const isSent = (name: Name): boolean =>
      !(name in stopped) && keyOf(name) !== lists[name].sentAs;
    const due = NAMES.filter(isSent);
    world.gate.reset();
    const bodies: string[] = [];
    if (killedAt !== undefined) {
      await killAtRequest(world, line, killedAt, 'request', clock.ofProcess(world));
      bodies.push(...changesSent());
      world.gate.reset();
    }
    const expected = (sent: string): Record<Name, RegExp> =>
      Object.fromEntries(
        NAMES.map((name) => [
          name,
          name in stopped
            ? new RegExp(`^stopped \\S+ ${stopped[name]}$`)
            : due.includes(name)
              ? new RegExp(`^(${sent}) finished$`)
              : /^up-to-date finished$/,
        ]),
      ) as Record<Name, RegExp>;
    const exit = code ?? (Object.keys(stopped).length > 0 ? 3 : 0);
    await runs(expected(killedAt === undefined ? 'sent' : 'sent|resumed|up-to-date'), exit);
    for (const name of due) apply(name);
    await isRight();
    if (killedAt === undefined) assert.deepEqual(sentTo(), due);
    // Only what had no answer is sent again: four at most were under way.
    const again = changesSent().filter((one) => bodies.includes(one));
    assert.ok(again.length <= 4, `${again.length} of ${bodies.length} sent again`);
    world.gate.reset();
    await runs(expected('up-to-date'), exit);
    assert.deepEqual(sentTo(), []);
    await isRight();
  }

  const changesSent = (): string[] =>
    world.gate.passed
      .filter(({ operation }) => operation === 'addRemove')
      .map(({ url, body }) => url + body);

  /** Some of those who are in each export tonight. */
  const someOfEach = (from: number): string[] =>
    NAMES.flatMap((name) => people(1, 5 * lists[name].version + from, name));

  const isUsual = (): Promise<void> => isNight({ changes: NAMES });

  it('begins with a first run', async () => {
    await isNight({ changes: NAMES });
    await isUsual();
  });

  it('sends nothing of what has not changed', async () => {
    await isNight();
    await isNight({ changes: ['crm'] });
    await isNight({ changes: ['leads', 'whole'] });
    await isNight({ changes: ['crm', 'app'] });
    await isUsual();
  });

  it('stops what has no export, and sends it when there is one', async () => {
    await isNight({
      changes: ['crm', 'leads'],
      before: () => fs.rmSync(at('exports/app.csv')),
      stopped: { app: 'export-missing' },
    });
    await isNight({ changes: ['crm', 'app'] });
    // That of last night is new enough, and was sent.
    await isNight();
    await isNight({ changes: ['leads'], stopped: { crm: 'export-missing' } });
    await isUsual();
  });

  it('stops what lost too many, and compares the next with the last that was sent', async () => {
    const cut = (name: Name, from: number) => () =>
      write(name, exported(name, lists[name].version).slice(from));
    await isNight({ changes: NAMES, before: cut('app', 20), stopped: { app: 'max-removed' } });
    await isNight({ changes: ['app', 'leads'] });
    await isNight({ changes: NAMES, before: cut('crm', 20), stopped: { crm: 'max-removed' } });
    await isNight({ changes: ['crm'] });
    await isNight({ changes: NAMES, before: cut('whole', 50), stopped: { whole: 'min-kept' } });
    await isUsual();
  });

  it('takes out who opts out, of each list that has them', async () => {
    const more = (from: number) => () => {
      optOuts = [...optOuts, ...someOfEach(from)];
      writeOptOuts();
    };
    await isNight({ before: more(50), changes: ['crm'] });
    await isNight({ before: more(60), changes: NAMES });
    await isUsual();
  });

  it('stops everything where the opt-outs are missing, or too old', async () => {
    const all = (code: string): Night['stopped'] =>
      Object.fromEntries(NAMES.map((name) => [name, code]));
    await isNight({
      ...{ changes: ['leads', 'whole'], stopped: all('suppression-missing'), code: 6 },
      before: () => fs.rmSync(at('optouts/all.csv')),
    });
    await isNight({
      ...{ changes: ['crm'], stopped: all('suppression-stale'), code: 6 },
      before: () => writeExport(world, 'optouts/all.csv', optOuts, 2 * DAY),
    });
    await isUsual();
  });

  for (const killedAt of [1, 3, 5, 8])
    it(`is killed at request ${killedAt}, and finished by the same line`, async () => {
      await isNight({ changes: NAMES, killedAt });
      await isUsual();
    });

  it('is killed, and the next night has other exports', async () => {
    begin(NAMES);
    await killAtRequest(world, line, 7, 'request', clock.ofProcess(world));
    // What an add has added stays; the others take out again what got there.
    const { id, has, rows } = lists.leads;
    for (const one of await world.control.list(id)) if (rows?.includes(one)) has.add(one);
    await isUsual();
    await isUsual();
  });

  it('leaves in who was added by hand', async () => {
    const { crm } = lists;
    const hand = [...people(5, 0, 'hand'), ...people(2, 5 * crm.version, 'crm')];
    writeExport(world, 'hand.csv', hand);
    const add = ['add', 'hand.csv', '--segment', crm.id, '--suppress', 'optouts/all.csv'];
    endsWith(0, await world.run([...add, '--suppress-max-age', '26h']));
    crm.stays = new Set(hand.filter((one) => !optOuts.includes(one)));
    for (const one of crm.stays) crm.has.add(one);
    await isRight();
    await isNight({ changes: ['app'] });
    await isUsual();
  });

  it('leaves out who was removed for good, and no one else', async () => {
    keptOut = someOfEach(70);
    writeExport(world, 'gone.csv', keptOut);
    const removal = ['remove', 'gone.csv', '--all-segments', '--keep-out', '--receipt', 'receipt'];
    const removed = await world.run(removal, { input: 'y\n' });
    assert.ok([0, 3].includes(removed.code ?? -1), removed.stderr);
    for (const name of NAMES) for (const one of keptOut) lists[name].has.delete(one);
    await isRight();
    await isNight({ changes: ['leads'] });
    await isUsual();
    await isUsual();
  });

  it('stops an update whose last export is gone, until a person says who may stay', async () => {
    const { crm } = lists;
    await isNight({
      changes: NAMES,
      before: () => {
        for (const name of fs.readdirSync(at('exports')))
          if (name.startsWith('crm-') && !crm.file.endsWith(name)) fs.rmSync(at(`exports/${name}`));
        fs.rmSync(path.join(world.stateFolder, 'kept'), { recursive: true });
      },
      stopped: { crm: 'previous-unknown', app: 'previous-unknown' },
    });
    const stopped = ['crm', 'app'] as const;
    const only = stopped.flatMap((name) => ['--only', lists[name].id]);
    endsWith(0, await world.run([...line, ...only, '--allow', 'previous-unknown']));
    for (const name of stopped) {
      // Those who left since stay.
      lists[name].sent = [];
      apply(name);
    }
    await isRight();
    await isNight({ changes: ['crm', 'app'] });
    await isUsual();
  });

  it('has been a month, and has nothing open', async () => {
    assert.ok(night >= 30, String(night));
    const { stdout } = endsWith(0, await world.run(['uploads', 'list', '--json']));
    const { uploads, stoppedUpdates } = JSON.parse(stdout) as {
      uploads: { resumable?: boolean }[];
      stoppedUpdates: unknown[];
    };
    assert.deepEqual(stoppedUpdates, []);
    assert.deepEqual(
      uploads.filter(({ resumable }) => resumable),
      [],
    );
  });
});
