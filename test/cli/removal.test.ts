import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { EventEmitter } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import type { NewSegment } from '../../src/sandbox/control';
import { WaitingClock } from '../support/clock/movedClock';
import { people } from '../support/people';
import { documentOf, endsWith, type Ended } from './support/cli';
import { writeExport, writeNightly } from './support/nightly';
import { hasPseudoTerminals, onTerminal } from './support/pseudoTerminal';
import { useWorld } from './support/world';

interface Removed {
  removal: {
    requestId: string;
    state: string;
    people: number;
    peopleNotRead: number;
    parts: { fields: { identifiers: number; duplicates: number; unreadable: number } }[];
    stay: { people: number; reason: string; segments: unknown[] }[];
    segments: { id: string; state: string; operation: string }[];
    leftOut: { id: string; reason: string }[];
    outOfReach: { id: string; reason: string }[];
  };
  error?: { code: string };
}

describe('a removal from every segment in the terminal', function () {
  this.timeout(60_000);
  const world = useWorld();
  const clock = new WaitingClock(() => world.gate.unanswered > 0);
  let retailerId: string;
  let retailers = 990_000;

  before(() => clock.start());
  after(() => clock.stop());
  beforeEach(() => {
    retailerId = `${++retailers}`;
  });
  afterEach(() => world.control.clearAudiences());

  const newSegment = (name: string, segment: NewSegment = {}): Promise<string> =>
    world.newSegment({ name, retailerId, identifiers: people(20), ...segment });
  const ofType = (identifierType: string, isReadOnly = false): NewSegment => ({
    contactList: { identifierType, isReadOnly, sharingStatus: null },
    identifiers: [],
  });
  const to = ['--receipt', 'receipts', '--reference', 'TICKET-4711'];
  /** Only from the segments of this test, unless other options say otherwise. */
  const unconfirmed = (...more: string[]): string[] => [
    ...['remove', 'erasure.csv', '--all-segments'],
    ...['--retailer', retailerId, ...to, ...more],
  ];
  const args = (...more: string[]): string[] =>
    unconfirmed('--confirm', world.sandbox.accountId, ...more);
  const remove = async (code: number, ...more: string[]): Promise<Ended> =>
    endsWith(code, await world.run(args(...more)));
  const left = async (id: string): Promise<number> => (await world.control.list(id)).length;
  const sentTo = (): string[] =>
    world.gate.passed
      .filter(({ operation }) => operation === 'addRemove')
      .map(({ url }) => /segments\/(\d+)/.exec(url)?.[1] ?? url);
  const receipts = (): string[] => {
    const folder = path.join(world.folder, 'receipts');
    return fs.existsSync(folder) ? fs.readdirSync(folder).sort() : [];
  };
  const firstLine = ({ stdout }: Ended): string => stdout.split('\n')[0];

  it('sends each one the identifiers of its type, and says what it can’t reach', async () => {
    const [a, b] = [await newSegment('First'), await newSegment('Second')];
    const phones = await newSegment('SMS', {
      ...ofType('PhoneNumber'),
      identifiers: ['+33612345678', '+33699999999'],
    });
    const optOuts = await newSegment('Opt-outs');
    const readOnly = await newSegment('Feed', ofType('Email', true));
    const [one, two] = people(2);
    world.write('erasure.csv', `email,phone\n${one},+33612345678\n${two},\n`);
    const ended = await remove(0);
    assert.deepEqual([await left(a), await left(b), await left(phones)], [18, 18, 1]);
    assert.equal(await left(optOuts), 20);
    assert.deepEqual(sentTo().sort(), [a, b, phones].sort());
    assert.equal(firstLine(ended), 'Removal of 2 people accepted in 3 segments.');
    assert.match(
      ended.stderr,
      /^2 people · 1 account · 3 segments · 3 requests · \d+ out of reach$/m,
    );
    assert.match(ended.stderr, /^Phone number: 1 person \(phone\)$/m);
    assert.match(ended.stdout, /^Left out, because they keep people out: Opt-outs$/m);
    assert.match(ended.stdout, /^\d+ segments out of reach: /m);
    const [json, text] = receipts();
    assert.match(json, /^removal-R-.*\.json$/);
    assert.ok(ended.stdout.includes(`\nReceipt: ${path.join(world.folder, 'receipts', text)}\n`));
    assert.equal(fs.statSync(path.join(world.folder, 'receipts', json)).mode & 0o777, 0o600);
    const { removal } = documentOf<Removed>(await remove(0, '--json'));
    assert.equal(removal.state, 'complete');
    assert.deepEqual(
      removal.leftOut.filter(({ reason }) => reason === 'keeps-out').map(({ id }) => id),
      [optOuts],
    );
    assert.ok(
      removal.outOfReach.some(({ id, reason }) => id === readOnly && reason === 'read-only'),
    );
  });

  it('takes lines that are piped in, and puts them nowhere', async () => {
    const a = await newSegment('First');
    const phones = await newSegment('SMS', {
      ...ofType('PhoneNumber'),
      identifiers: ['+33612345678'],
    });
    const [one, two] = people(2);
    const input = `${one};+33612345678\n\n${two}\n`;
    const typed = args('--verbose');
    typed[1] = '-';
    const ended = endsWith(0, await world.run(typed, { input }));
    assert.deepEqual([await left(a), await left(phones)], [18, 0]);
    const kept = [
      ...filesBelow(world.stateFolder),
      ...filesBelow(path.join(world.folder, 'receipts')),
    ];
    const written = [
      ended.stdout,
      ended.log,
      ...kept.map((file) => fs.readFileSync(file, 'latin1')),
    ];
    for (const value of [one, two, '33612345678'])
      for (const text of written) {
        assert.ok(!text.includes(value));
        for (const hash of ['md5', 'sha256'])
          assert.ok(!text.includes(createHash(hash).update(value).digest('hex')));
      }
  });

  it('takes each of the identifiers on a line for a person, and is incomplete if one can’t be read', async () => {
    const ids = [await newSegment('First'), await newSegment('Second')];
    const typed = args('--json');
    typed[1] = '-';
    const [jane, carl] = people(2);
    for (const input of [`${jane}, bobx.example, ${carl}\n`, `${jane};bobx.example\t"${carl}"`]) {
      const { removal } = documentOf<Removed>(endsWith(3, await world.run(typed, { input })));
      assert.deepEqual(
        [removal.state, removal.people, removal.peopleNotRead, removal.parts[0].fields],
        ['incomplete', 2, 1, { identifiers: 2, duplicates: 0, unreadable: 1 }],
      );
    }
    for (const id of ids) assert.equal(await left(id), 18);
  });

  it('is incomplete if one of the addresses of a person can’t be read', async () => {
    const a = await newSegment('First');
    const [jane, carl, eve] = people(3);
    world.write('erasure.csv', `email,work_email\n${jane},bobx.example\n${carl},${eve}\n${eve},\n`);
    const { removal } = documentOf<Removed>(await remove(3, '--json'));
    assert.deepEqual(
      [removal.state, removal.parts[0].fields],
      ['incomplete', { identifiers: 3, duplicates: 1, unreadable: 1 }],
    );
    assert.deepEqual(
      removal.stay.map((one) => [one.people, one.reason, one.segments.length]),
      [[1, 'fields', 1]],
    );
    assert.equal(await left(a), 17);
    const receipt = fs.readFileSync(path.join(world.folder, 'receipts', receipts()[1]), 'utf8');
    assert.match(receipt, /identifiers: 3 different \+ 1 duplicate \+ 1 unreadable/);
  });

  it('is never sent for a program without the ID of the account, however few people', async () => {
    const a = await newSegment('First');
    world.writeCsv('erasure.csv', people(1));
    for (const more of [[], ['--no-input']]) {
      const { stderr } = endsWith(6, await world.run(unconfirmed(...more)));
      assert.ok(stderr.includes(`--confirm ${world.sandbox.accountId}.`), stderr);
    }
    assert.deepEqual([sentTo(), receipts()], [[], []]);
    endsWith(0, await world.run(unconfirmed('--dry-run')));
    await remove(0);
    assert.equal(await left(a), 19);
  });

  it('counts the identifiers of one line, and of a row, for its guard', async () => {
    await newSegment('First');
    const guarded = async (file: string, input?: string): Promise<boolean> => {
      const all = args('--dry-run', '--json');
      all[1] = file;
      const ended = endsWith(0, await world.run(all, { input }));
      return documentOf<{ plan: { isGuarded: boolean } }>(ended).plan.isGuarded;
    };
    assert.equal(await guarded('-', people(2000).join(',')), true);
    assert.equal(await guarded('-', people(1000).join(',')), false);
    const rows = people(501).map((one, i) => `${one},${people(2000)[1000 + i]}`);
    world.write('erasure.csv', `email,work_email\n${rows.join('\n')}\n`);
    assert.equal(await guarded('erasure.csv'), true);
  });

  it('says which of the lines can’t be read', async () => {
    await newSegment('First');
    const typed = args('--dry-run');
    typed[1] = '-';
    for (const [input, lines] of [
      ['a@example.com\n\njunk\nb@example.com\n???;\n', '3, 5'],
      ['email;name\na@example.com;A\njunk;B\n', '3'],
      ['junk\na@example.com\n', '1'],
    ]) {
      const { stdout } = endsWith(3, await world.run(typed, { input }));
      assert.ok(stdout.includes(`\nLines that can’t be read: ${lines}\n`), stdout);
    }
  });

  it('resumes people who were typed only if they are typed again', async () => {
    const a = await newSegment('First');
    const typed = args('--json');
    typed[1] = '-';
    const [one] = people(1);
    world.control.addFaults({ fault: 'forbidden', operation: 'addRemove', times: 1 });
    const failed = endsWith(3, await world.run(typed, { input: `${one}\n` }));
    const { removal } = documentOf<Removed>(failed);
    assert.match(failed.stderr, /^To continue, type them again, with the same --receipt and /m);
    for (let run = 0; run < 2; run++) {
      const { stdout } = endsWith(3, await world.run(['uploads', 'resume', '--all']));
      assert.match(stdout, new RegExp(`^Skipped: ${removal.requestId} typed .*type them again`));
    }
    const list = endsWith(0, await world.run(['uploads', 'list']));
    assert.match(
      list.stdout,
      /^R-.* {2}Remove everywhere {2}typed \(TICKET-4711\) .*; type them again$/m,
    );
    assert.equal(await left(a), 20);
    endsWith(0, await world.run(typed, { input: `${one}\n` }));
    assert.equal(await left(a), 19);
  });

  it('is due until it is sent again after an add: a night and doctor say so, and need who was typed', async () => {
    const a = await newSegment('First');
    world.writeCsv('add.csv', people(25));
    endsWith(0, await world.run(['add', 'add.csv', '--segment', a]));
    const typed = args('--json');
    typed[1] = '-';
    const again = { input: people(5).join('\n') };
    const { removal } = documentOf<Removed>(endsWith(3, await world.run(typed, again)));
    const night = writeNightly(world, [
      { id: await newSegment('Other'), operation: 'add', file: 'new.csv' },
    ]);
    clock.moveTo(clock.now + 300_000);
    writeExport(world, 'new.csv', people(5, 100));
    const last = async (code: number): Promise<string | undefined> =>
      endsWith(code, await world.run(['run', night]))
        .stdout.trimEnd()
        .split('\n')
        .at(-1);
    const doctor = async (): Promise<string> =>
      /^. Removals +.*$/m.exec((await world.run(['doctor'])).stdout)?.[0] ?? '';
    const { requestId } = removal;
    assert.match((await last(0)) ?? '', new RegExp(`^Removal ${requestId} is due after .* UTC$`));
    assert.match(await doctor(), new RegExp(`^✔ Removals +${requestId} is due after `));
    clock.moveTo(clock.now + 3 * 3_600_000);
    for (let run = 0; run < 2; run++)
      assert.match(
        (await last(3)) ?? '',
        new RegExp(`^Removal ${requestId} needs you: .*type them again`),
      );
    const { stdout } = await world.run(['run', night]);
    assert.match(stdout, /^1 removal needs you · 1 segment is done/);
    assert.match(await doctor(), new RegExp(`^✖ Removals +${requestId} is due after `));
    endsWith(0, await world.run(typed, again));
    assert.match(await doctor(), /^✔ Removals +none is due$/);
    assert.doesNotMatch((await last(0)) ?? '', /Removal/);
  });

  it('says where people stay, first, and sends it again with uploads resume', async () => {
    const ids = [await newSegment('A'), await newSegment('B'), await newSegment('C')];
    world.writeCsv('erasure.csv', people(12));
    world.control.addFaults({ fault: 'forbidden', operation: 'addRemove', times: 2 });
    const ended = await remove(3);
    assert.match(firstLine(ended), /^12 people stay in [ABC] and [ABC]: no permission \(403\)\.$/);
    assert.match(ended.stdout, /^Removal of 12 people accepted in 1 segment\.$/m);
    assert.match(ended.stderr, /^To resume: criteo-audiences uploads resume R-/m);
    const id = /uploads resume (R-\S+)/.exec(ended.stderr)?.[1] ?? assert.fail();
    const shown = endsWith(0, await world.run(['uploads', 'show', id]));
    assert.equal(firstLine(shown), firstLine(ended));
    const list = endsWith(0, await world.run(['uploads', 'list', '--json']));
    const { removals, uploads } = documentOf<{ removals: { id: string }[]; uploads: object[] }>(
      list,
    );
    assert.deepEqual(
      removals.map((one) => one.id),
      [id],
    );
    assert.deepEqual(uploads, [], 'what it sent to each segment isn’t an upload of its own');
    const sent = sentTo().length;
    const { stdout } = endsWith(0, await world.run(['uploads', 'resume', '--all']));
    assert.match(stdout, /^Resumed: R-.*\nRemoval of 12 people accepted in 3 segments\.$/m);
    assert.equal(sentTo().length, sent + 2, 'only what wasn’t accepted');
    for (const one of ids) assert.equal(await left(one), 8);
    const none = endsWith(0, await world.run(['uploads', 'resume', '--all']));
    assert.equal(none.stdout, 'No uploads to resume\n');
    endsWith(0, await world.run(['uploads', 'resume', id]));
  });

  it('stops when it is interrupted, and goes on where it was', async () => {
    const ids: string[] = [];
    for (let at = 0; at < 10; at++) ids.push(await newSegment(`Segment ${at}`));
    world.writeCsv('erasure.csv', people(3));
    const signals = new EventEmitter();
    const { reached, release } = world.gate.hold('addRemove', 5);
    const ending = world.run(args('--json'), { signals });
    await reached;
    signals.emit('SIGTERM', 'SIGTERM');
    release();
    const ended = endsWith(143, await ending);
    assert.match(ended.stderr, /^Stopping: .* The removal can be resumed\./m);
    const { removal, error } = documentOf<Removed>(ended);
    assert.equal(error?.code, 'cancelled');
    assert.equal(removal.state, 'incomplete');
    const before = sentTo().length;
    assert.ok(before < 10);
    const { stdout } = endsWith(0, await world.run(['uploads', 'resume', removal.requestId]));
    assert.match(stdout, /^Removal of 3 people accepted in 10 segments\.$/m);
    for (const id of ids) assert.equal(await left(id), 17);
  });

  it('gives up after --max-wait, and can be resumed', async () => {
    const ids = [await newSegment('First'), await newSegment('Second')];
    world.writeCsv('erasure.csv', people(3));
    world.control.addFaults({ fault: 'cutBefore', operation: 'addRemove', times: 1000 });
    const ended = await remove(5, '--max-wait', '0s');
    assert.match(firstLine(ended), /^3 people stay in /);
    assert.match(ended.stderr, /^To resume: criteo-audiences uploads resume R-/m);
    world.control.clearFaults();
    const { stdout } = endsWith(0, await world.run(['uploads', 'resume', '--all']));
    assert.match(stdout, /^Removal of 3 people accepted in 2 segments\.$/m);
    for (const id of ids) assert.equal(await left(id), 17);
  });

  it('sends nothing if it is interrupted while it looks for segments', async () => {
    await newSegment('First');
    world.writeCsv('erasure.csv', people(3));
    const signals = new EventEmitter();
    const { reached, release } = world.gate.hold('search', 1);
    const ending = world.run(args('--json'), { signals });
    await reached;
    signals.emit('SIGINT', 'SIGINT');
    release();
    const ended = endsWith(130, await ending);
    assert.equal(documentOf<Removed>(ended).error?.code, 'cancelled');
    assert.deepEqual([sentTo(), receipts()], [[], []]);
  });

  it('leaves out what keeps people out, unless they go from it, or are added to it', async () => {
    await newSegment('First');
    const [also, add] = [await newSegment('Opt-outs'), await newSegment('Do not contact')];
    world.writeCsv('erasure.csv', [...people(2), 'new@example.com']);
    const ended = await remove(0, '--also-from', also, '--add-to', 'Do not contact');
    assert.match(ended.stderr, /^Opt-outs: These people may be targeted again\.$/m);
    assert.match(ended.stdout, /^Added to segments that keep people out: Do not contact$/m);
    assert.doesNotMatch(ended.stdout, /because they keep people out/);
    assert.deepEqual([await left(also), await left(add)], [18, 21]);
  });

  it('is of the accounts that are named', async () => {
    const all = documentOf<{ accounts: { id: string; name: string }[] }>(
      endsWith(0, await world.run(['accounts', '--json'])),
    );
    const [own, other, third] = all.accounts;
    const ids = [await newSegment('Here'), await newSegment('There', { accountId: other.id })];
    world.writeCsv('erasure.csv', people(1001));
    const wrong = await remove(6, '--confirm', '1');
    assert.match(wrong.stderr, /“--confirm” is the ID of another account\./);
    const both = ['--account', own.id, '--account', other.id];
    const { stderr } = await remove(6, ...both, '--confirm', own.id);
    assert.ok(stderr.includes(`: --confirm ${other.id}.`), stderr);
    const { stdout, stderr: log } = await remove(
      0,
      ...both,
      ...['--confirm', own.id, '--confirm', other.id],
    );
    assert.match(log, /^1,001 people · 2 accounts · 2 segments · 2 requests/m);
    assert.match(log, /^Only accounts of the same company: /m);
    assert.ok(stdout.includes(`\nAccounts not looked at: ${third.name}\n`), stdout);
    for (const id of ids) assert.equal(await left(id), 0);
    for (const command of [
      ['segments', 'list'],
      ['remove', 'erasure.csv', '--segment', ids[0]],
    ]) {
      const usage = endsWith(64, await world.run([...command, ...both]));
      assert.match(usage.stderr, /--account <id> can be given only once/);
    }
  });

  it('checks everything with --dry-run, and sends and writes nothing', async () => {
    const a = await newSegment('First');
    world.writeCsv('erasure.csv', [...people(2), 'no']);
    const { stdout } = await remove(3, '--dry-run');
    assert.match(stdout, /^Nothing was sent\.\n1 person stays in every segment/);
    const { plan, problems } = documentOf<{
      plan: { requests: number; isGuarded: boolean; removal: Removed['removal'] };
      problems: { line: number }[];
    }>(await remove(3, '--dry-run', '--json'));
    assert.deepEqual([plan.requests, plan.isGuarded, plan.removal.people], [1, false, 2]);
    assert.deepEqual(
      problems.map(({ line }) => line),
      [4],
    );
    assert.deepEqual([sentTo(), receipts(), await left(a)], [[], [], 20]);
    assert.ok(!fs.existsSync(path.join(world.stateFolder, 'removals')));
  });

  it('has nothing to do without anyone, and fails without a segment', async () => {
    world.writeCsv('erasure.csv', people(1));
    const { stderr } = await remove(1);
    assert.match(stderr, /There is no segment to remove these people from\./);
    await newSegment('First');
    world.writeCsv('erasure.csv', []);
    const { stdout } = await remove(0);
    assert.equal(stdout, 'erasure.csv has no one to remove. Nothing was sent.\n');
    assert.deepEqual(receipts(), []);
  });

  it('keeps people out of later uploads with --keep-out, also once it is complete', async function () {
    const a = await newSegment('First');
    world.writeCsv('erasure.csv', people(2));
    const hint = /^The next export may bring these people back\. To keep them out: --keep-out$/m;
    assert.match((await remove(0)).stdout, hint);
    const { stdout } = await remove(0, '--keep-out');
    assert.match(stdout, /^Nothing to send: the removal is complete\.$/m);
    assert.match(stdout, /^Kept out of later uploads from this machine: .*kept-out\.csv$/m);
    world.writeCsv('crm.csv', people(4));
    const sent = endsWith(0, await world.run(['add', 'crm.csv', '--segment', a]));
    assert.match(sent.stdout, /2 suppressed people removed/);
    assert.equal(await left(a), 18);
    assert.deepEqual(
      people(2).filter((one) => sent.log.includes(one)),
      [],
    );
    const others = await newSegment('Second');
    world.writeCsv('erasure.csv', people(1, 10));
    const first = args('--keep-out');
    first[first.indexOf('TICKET-4711')] = 'TICKET-4712';
    // It is sent again to the segment that got the add.
    assert.match(endsWith(3, await world.run(first)).stdout, /^Kept out of later uploads/m);
    assert.equal(await left(others), 19);
  });

  it('has counts alone on GitHub', async () => {
    await newSegment('Store Cards');
    world.writeCsv('erasure.csv', [...people(2), 'no']);
    world.write('summary.md', '');
    const env = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: 'summary.md' };
    const ended = endsWith(3, await world.run(args(), { env }));
    const counts = 'Removal of 2 people accepted in 1 segment. 1 person stays in 1 segment.';
    assert.equal(ended.stdout, `${counts}\n`);
    assert.equal(fs.readFileSync(path.join(world.folder, 'summary.md'), 'utf8'), `${counts}\n\n`);
    assert.doesNotMatch(ended.log, /Store Cards|receipts/);
    world.control.addFaults({ fault: 'forbidden', operation: 'addRemove', times: 1 });
    world.writeCsv('erasure.csv', people(3));
    endsWith(3, await world.run(args(), { env }));
    const resume = ['uploads', 'resume', '--all'];
    const resumed = endsWith(0, await world.run(resume, { env }));
    assert.match(
      resumed.stdout,
      /^Resumed: R-\S+ *\.\nRemoval of 3 people accepted in 1 segment\.\n$/,
    );
    assert.doesNotMatch(resumed.log, /Store Cards|receipts/);
  });

  describe('rejects', () => {
    const usage = async (words: readonly string[]): Promise<string> => {
      const { stderr } = endsWith(64, await world.run(words));
      assert.equal(world.gate.passed.length, 0);
      return stderr;
    };
    beforeEach(() => world.writeCsv('erasure.csv', people(1)));

    it('an identifier as an argument, without repeating it', async () => {
      for (const value of ['jane@example.com', '+33612345678', 'd41d8cd98f00b204e9800998ecf8427e'])
        for (const where of [
          ['--all-segments', ...to],
          ['--segment', '1'],
        ]) {
          const said = await usage(['remove', value, ...where]);
          assert.match(said, /An identifier is never an argument, .*: pass “-”, and type it\./);
          assert.ok(!said.includes(value));
        }
      world.writeCsv('jane@example.com', people(1));
      endsWith(
        1,
        await world.run([
          'remove',
          'jane@example.com',
          '--all-segments',
          ...to,
          '--retailer',
          retailerId,
          '--confirm',
          world.sandbox.accountId,
        ]),
      );
    });
  });

  describe('at a terminal', () => {
    before(function () {
      if (!hasPseudoTerminals()) this.skip();
    });

    it('asks once, with the number and the protected account', async () => {
      const a = await newSegment('First');
      world.writeCsv('erasure.csv', people(2));
      for (const [answer, code, size] of [
        ['no', 6, 20],
        ['yes', 0, 18],
      ] as const) {
        const asking = onTerminal(world, unconfirmed());
        await asking.writes(/Type “yes” to remove them:/, 'stdout');
        asking.child.stdin?.write(`${answer}\n`);
        const { stdout } = endsWith(code, await asking.ended);
        assert.match(
          stdout,
          /Remove 2 people from 1 segment of Sandbox Retail Group \(protected\)\?/,
        );
        assert.equal(await left(a), size);
      }
    });

    it('takes lines up to an empty one, or Ctrl+D, and needs no receipt folder', async () => {
      const a = await newSegment('First');
      const [one, two] = people(2);
      for (const [end, size] of [
        ['\n', 18],
        ['\u0004', 18],
      ] as const) {
        const typing = onTerminal(world, [
          'remove',
          '-',
          '--all-segments',
          '--retailer',
          retailerId,
        ]);
        await typing.writes(/End with an empty line\./, 'stdout');
        typing.child.stdin?.write(`${one}\n${two}\n${end}`);
        await typing.writes(/Type “yes” to remove them:/, 'stdout');
        typing.child.stdin?.write('yes\n');
        const { stdout } = endsWith(0, await typing.ended);
        assert.equal(stdout.split(one).length - 1, 1, 'only as it was typed');
        assert.match(stdout, /Receipt: .*state/);
        assert.equal(await left(a), size);
      }
    });

    it('asks for the IDs one after the other above 1,000 identifiers', async () => {
      const a = await newSegment('First');
      world.writeCsv('erasure.csv', people(1001));
      const asking = onTerminal(world, unconfirmed());
      await asking.writes(/type the account ID, \d+, to continue\./, 'stdout');
      asking.child.stdin?.write(`${world.sandbox.accountId}\n`);
      endsWith(0, await asking.ended);
      assert.equal(await left(a), 0);
    });
  });
});

function filesBelow(folder: string): string[] {
  return fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
}
