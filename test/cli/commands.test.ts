import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import type { Receipt } from '../../src/app/uploads/receipt/receipt';
import type { JobSummary, Report } from '../../src/upload/jobTypes';
import { assertHas } from '../support/assertHas';
import { people } from '../support/people';
import { reportIsWhole } from '../support/reportAddsUp';
import { documentOf, endsWith, PLAIN, type Ended } from './support/cli';
import { command, installed } from './support/package';
import { useWorld } from './support/world';

/** Every command once, as text and as JSON. */
describe('each command', function () {
  this.timeout(60_000);
  const world = useWorld();

  /** The same command as text and as JSON; both must end with this exit code. */
  async function both(
    code: number,
    ...args: readonly string[]
  ): Promise<{ text: string; notes: string; json: Record<string, unknown> }> {
    const text = endsWith(code, await world.run(args));
    const json = endsWith(code, await world.run([...args, '--json']));
    return { text: text.stdout, notes: text.stderr, json: documentOf(json) };
  }

  async function json<T extends object>(...args: readonly string[]): Promise<T> {
    return documentOf<T>(endsWith(0, await world.run([...args, '--json'])));
  }

  it('is installed without dependencies, and runs from a link', () => {
    const packages = fs.readdirSync(path.join(installed(), 'node_modules'));
    assert.deepEqual(packages.filter((name) => !name.startsWith('.')).sort(), ['criteo-audiences']);
  });

  it('names its version, then the commit that it was built from, alone or among options', async () => {
    const { version } = JSON.parse(fs.readFileSync('package.json', 'utf8')) as { version: string };
    const printed = execFileSync(command(), ['--version'], { env: PLAIN }).toString();
    const [first, commit, ...rest] = printed.trimEnd().split(' ');
    assert.deepEqual([first, rest], [version, []]);
    if (fs.existsSync('.git')) assert.match(commit, /^\([0-9a-f]{7,}(-dirty)?\)$/);
    assert.equal(endsWith(0, await world.runInstalled(['-V', '--quiet'])).stdout, printed);
  });

  it('runs from the installed package, which loads each part when it is used', async () => {
    const id = await world.newSegment({ name: 'Of the package' });
    world.writeCsv('list.csv', ['<ann@example.com>', ...people(20)]);
    for (const args of [
      ['check', 'list.csv', '--type', 'Email'],
      ['fix', 'list.csv', '--type', 'Email', '--out', 'fixed.csv'],
      ['audiences', 'list'],
      ['segments', 'show', id],
      ['add', 'fixed.csv', '--segment', id],
      ['uploads', 'list'],
    ])
      endsWith(0, await world.runInstalled(args));
    assert.equal((await world.control.list(id)).length, 21);
  });

  it('prints what Criteo says beside data on stderr, once, and keeps the data', async () => {
    const problems = {
      errors: [{ code: 'partial', title: 'Some segments are missing', detail: 'Try tomorrow' }],
      warnings: [{ code: 'slow', title: 'This was slow' }],
    };
    const data = [{ id: '7', attributes: { name: 'One', retailerId: '1' } }];
    for (const args of [[], ['--json'], ['--quiet']]) {
      const body = JSON.stringify({ data, ...problems });
      world.control.addFaults({ fault: 'malformedJson', operation: 'search', body, times: 2 });
      const { stdout, stderr } = endsWith(0, await world.run(['segments', 'list', ...args]));
      assert.match(stdout, /One/);
      assert.equal(
        stderr,
        'Reading the segments: Criteo says “Try tomorrow”.\nReading the segments: Criteo says “This was slow”.\n',
      );
      world.control.clearFaults();
    }
  });

  it('sends several columns of a file, and says how it counts them', async () => {
    const id = await world.newSegment({ name: 'Home and work' });
    const rows = people(4).map((email, n) => `${n},${email},${n % 2 ? '' : `w${n}@work.example`}`);
    const file = world.write('two.csv', `id,email,work\n${rows.join('\n')}\n`);
    const columns = ['--column', 'work', '--column', '1'];
    const checked = await both(0, 'check', file, '--type', 'Email', ...columns);
    assert.match(checked.text, /8 fields in 4 rows: 6 to send, 0 invalid, 0 duplicates, 2 blank\./);
    const { columns: read, column, fields } = checked.json.check as Record<string, unknown>;
    assert.deepEqual([read, column, fields], [[1, 2], 1, 8]);
    const upload = ['add', file, '--segment', id, ...columns];
    const text = endsWith(0, await world.run(upload)).stdout;
    assert.match(text, /Fields: 8 = 2 blank \+ .* \+ 6 sent \+ 0 not sent, in 4 rows/);
    const { report } = await json<{ report: Report }>(...upload);
    reportIsWhole(report, 6);
    assert.deepEqual([report.rows, report.fields, report.blank], [4, 8, 2]);
    // Given once, it is as ever.
    const one = await json<{ report: Report }>(...upload.slice(0, -2));
    assert.deepEqual([one.report.rows, one.report.fields, one.report.sent], [4, undefined, 2]);
    const wrong = await world.run([...upload, '--column', '7', '--json']);
    const { error } = documentOf<{ error: { code: string; message: string } }>(endsWith(1, wrong));
    assert.equal(error.code, 'no-column');
    assert.match(error.message, /no column number 7/);
  });

  it('lists the accounts', async () => {
    const { text, notes, json: result } = await both(0, 'accounts');
    assert.match(
      text,
      new RegExp(`^${world.sandbox.accountId} +Sandbox Retail Group +supply`, 'm'),
    );
    assert.equal(notes, '');
    const [first] = result.accounts as object[];
    assert.deepEqual(first, {
      id: world.sandbox.accountId,
      type: 'supply',
      countries: ['US', 'FR'],
      name: 'Sandbox Retail Group',
      companyName: 'Sandbox Retail Group Inc.',
    });
  });

  it('lists segments by a part of their name', async () => {
    const id = await world.newSegment({ name: 'Listed by the terminal' });
    const { text, json: result } = await both(0, 'segments', 'list', '--text', 'by the terminal');
    assert.match(text, new RegExp(`^${id} +Listed by the terminal +\\d+ +Email +`));
    const segments = result.segments as { id: string; name: string }[];
    assert.deepEqual(
      segments.map(({ id, name }) => [id, name]),
      [[id, 'Listed by the terminal']],
    );
  });

  const sizeLinesIn = (text: string): string[] => text.match(/^Segment size: .*$/gm) ?? [];

  it('says the size of a segment and what was sent since, in plan and result, too', async () => {
    const id = await world.newSegment({ name: 'Sized by the terminal' });
    await json('segments', 'show', id);
    world.writeCsv('first.csv', people(20));
    world.writeCsv('second.csv', people(30, 100));
    // Unlike Criteo, this sandbox has computed it when its size is read afterwards.
    const added = endsWith(0, await world.run(['add', 'first.csv', '--segment', id]));
    const [planned, ...reported] = sizeLinesIn(`${added.stderr}${added.stdout}`);
    assert.match(planned, /^Segment size: 0 \(read [\d-]+ [\d:]+ UTC\) · \+20 now → 20$/);
    assert.deepEqual(reported, [planned], 'the same after it as before');
    const dry = endsWith(0, await world.run(['add', 'second.csv', '--segment', id, '--dry-run']));
    assert.match(
      dry.stdout,
      /^Segment size: 20 \(read [\d-]+ [\d:]+ UTC\) · \+20 sent since · \+30 now → 30 to 70$/m,
    );
    const listed = await both(0, 'segments', 'list', '--text', 'Sized by');
    assert.match(listed.text, / 20 · \+20 /);
    const shown = await both(0, 'segments', 'show', id);
    assert.match(
      shown.text,
      /^Segment size: 20 \(read [\d-]+ [\d:]+ UTC\) · \+20 sent since → 20 to 40$/m,
    );
    const [one] = listed.json.segments as { size: { read: { at: string } } }[];
    const { at } = one.size.read;
    const size = {
      read: { identifiers: 20, at },
      ...{ pending: { added: 20, removed: 0, uploads: 1 }, atLeast: 20, atMost: 40 },
    };
    assert.deepEqual(one.size, size);
    // Each reads it again.
    const known = { pending: size.pending, atLeast: 20, atMost: 40 };
    const [again] = shown.json.segments as { size: Partial<typeof size> }[];
    assertHas(again.size, known);
    const { check } = await json<{ check: typeof again }>('check', 'second.csv', '--segment', id);
    assertHas(check.size, known);
  });

  it('lists the segments that no audience uses, and says what that doesn’t prove', async () => {
    const id = await world.newSegment({ name: 'Used by nobody' });
    const { text, notes, json: result } = await both(0, 'segments', 'list', '--unused');
    const segments = result.segments as { id: string; name: string }[];
    assert.ok(segments.some((segment) => segment.id === id));
    assert.ok(segments.every(({ name }) => name !== 'CRM Users 2025'));
    assert.equal(text.trimEnd().split('\n').length, segments.length);
    assert.equal(
      notes,
      'Audiences of other accounts that use a shared segment aren’t visible from here.\n',
    );
    const combined = await json<{ segments: { id: string }[] }>(
      ...['segments', 'list', '--unused', '--text', 'used by nobody'],
    );
    assert.deepEqual(
      combined.segments.map((segment) => segment.id),
      [id],
    );
    world.control.addFaults({ fault: 'forbidden', operation: 'audiences' });
    const { error } = documentOf<{ error: { operation: string } }>(
      endsWith(4, await world.run(['segments', 'list', '--unused', '--json'])),
    );
    assert.equal(error.operation, 'audiences');
  });

  it('lists the segments that are empty, and those that keep people out', async () => {
    const id = await world.newSegment({ name: 'Nobody so far' });
    const namesOf = async (...options: string[]): Promise<string[]> =>
      (await json<{ segments: { name: string }[] }>('segments', 'list', ...options)).segments.map(
        ({ name }) => name,
      );
    const readings = (): number => world.control.counts().operations.statistics?.calls ?? 0;
    const before = readings();
    const { text } = await both(0, 'segments', 'list', '--empty', '--text', 'so far');
    assert.match(text, new RegExp(`^${id} +Nobody so far `, 'm'));
    assert.match(text, / Empty so far /);
    assert.equal(readings() - before, 4, 'only of those that the other options leave, each time');
    assert.deepEqual(await namesOf('--empty', '--text', 'crm'), []);
    world.writeCsv('first.csv', people(20));
    endsWith(0, await world.run(['add', 'first.csv', '--segment', id]));
    const left = await namesOf('--empty', '--text', 'so far');
    assert.ok(left.length > 0 && !left.includes('Nobody so far'), 'what was sent since counts');
    const out = await namesOf('--keeps-out');
    assert.ok(out.includes('Opt-outs') && !out.includes('CRM Users 2025'), out.join());
    assert.deepEqual(await namesOf('--keeps-out', '--unused', '--text', 'crm'), []);
  });

  it('names the audiences that keep a segment from being deleted', async () => {
    const name = 'CRM Users 2025';
    const args = ['segments', 'delete', name, '--confirm', world.sandbox.accountId];
    const { text, json: result } = await both(1, ...args);
    const line =
      /^CRM Users 2025 \(\d+\): not deleted \| [^|]+ \| used by (“.+”) \| code=segment-must-not-be/m;
    const [, names = ''] = line.exec(text) ?? assert.fail(text);
    const { message } = result.error as { message: string };
    assert.ok(message.includes(` Used by ${names}. A segment can’t be deleted while`), message);
    // Its audiences can't be read: then nothing is said of them.
    world.control.addFaults({ fault: 'forbidden', operation: 'audiences' });
    const { stdout } = endsWith(1, await world.run(args));
    assert.match(stdout, /not deleted \| [^|]* \| code=/);
    assert.doesNotMatch(stdout, /another account/);
  });

  it('creates, shows, changes and deletes a segment that is named by its name', async () => {
    const created = await json<{ segment: { id: string } }>(
      ...['segments', 'create', '--name', 'Made here', '--retailer', 'Brightcart'],
      ...['--type', 'email', '--description', 'By a test'],
    );
    const { id } = created.segment;
    const { text, json: shown } = await both(0, 'segments', 'show', 'Made here');
    assert.match(text, /^Made here\nDescription: By a test\nType: Contact list\n/);
    const [{ statistics, size, ...details }] = shown.segments as Record<string, unknown>[];
    assert.deepEqual(details, created.segment);
    assert.ok(statistics && size);

    const change = ['--name', 'Changed here', '--description', ''];
    const { text: changed } = await both(0, 'segments', 'edit', id, ...change);
    assert.match(changed, /^Changed here\n/);
    const again = await json<{ segments: object[] }>('segments', 'list', '--segment-ids', id);
    assert.deepEqual(
      { ...again.segments[0], size: undefined, updatedAt: undefined },
      {
        ...created.segment,
        ...{ name: 'Changed here', description: '', size: undefined, updatedAt: undefined },
      },
    );

    const confirm = ['--confirm', world.sandbox.accountId];
    const deleted = await json('segments', 'delete', 'Changed here', ...confirm);
    assert.deepEqual(deleted, { deletion: { deleted: [id], problems: [] } });
    assert.ok(!(await world.control.segments()).some((segment) => segment.id === id));
  });

  it('says in text what was created and deleted', async () => {
    const args = ['--retailer', '1200', '--type', 'CustomerId'];
    const made = endsWith(
      0,
      await world.run(['segments', 'create', '--name', 'In words', ...args]),
    );
    assert.match(made.stdout, /^In words\n[^]*Identifier type: Customer ID\n/);
    const deleted = await world.run([
      ...['segments', 'delete', 'In words', '--confirm', world.sandbox.accountId],
    ]);
    assert.match(endsWith(0, deleted).stdout, /^In words \(\d+\): deleted\n1 segment deleted\.\n$/);
    const id = await world.newSegment();
    const byId = await world.run([
      ...['segments', 'delete', id, '--confirm', world.sandbox.accountId],
    ]);
    assert.equal(endsWith(0, byId).stdout, `${id}: deleted\n1 segment deleted.\n`);
  });

  it('creates segments from a file', async () => {
    world.write('new.csv', 'name,retailer,type\nImported 1,1200,Email\nImported 2,1200,Email\n');
    const { creation } = await json<{ creation: { created: object[]; existing: number } }>(
      'segments',
      'import',
      'new.csv',
    );
    assert.deepEqual([creation.created.length, creation.existing], [2, 0]);
    const again = endsWith(0, await world.run(['segments', 'import', 'new.csv']));
    assert.match(again.stdout, /2 /);
    const named = (await world.control.segments()).filter(({ name }) =>
      name.startsWith('Imported'),
    );
    assert.equal(named.length, 2);
  });

  it('shows several segments with their statistics', async () => {
    const full = await world.newSegment({ name: 'Full', identifiers: people(1234) });
    const empty = await world.newSegment({ name: 'Empty' });
    await world.control.compute();
    const events = (await world.control.segments()).find(({ type }) => type === 'Events');
    const ids = [full, empty, events?.id ?? assert.fail()];
    const { text, json: result } = await both(0, 'segments', 'show', full, 'Empty', ids[2]);
    assert.match(text, /^Full\n[^]*\nIdentifiers: 1,234\nMatches: .*\nMatch rate: .*\n\nEmpty\n/);
    // Only contact lists have any.
    assert.equal(text.match(/^Identifiers: /gm)?.length, 2);
    const segments = result.segments as { id: string; statistics?: Figures }[];
    assert.deepEqual(
      segments.map(({ id, statistics }) => [id, statistics?.numberOfIdentifiers]),
      [
        [full, 1234],
        [empty, 0],
        [ids[2], undefined],
      ],
    );
  });

  it('checks a file without any request', async () => {
    world.writeCsv('list.csv', [...people(18), 'no address', people(1)[0]]);
    const { text, notes, json: result } = await both(0, 'check', 'list.csv', '--type', 'Email');
    assert.equal(text, 'list.csv: 20 rows: 18 to send, 1 invalid, 1 duplicate, 0 blank.\n');
    assert.match(notes, /^list\.csv:20:1: warning: .* \[email-[a-z-]+\]$/m);
    const { rows, good, invalid, duplicates } = result.check as Record<string, number>;
    assert.deepEqual([rows, good, invalid, duplicates], [20, 18, 1, 1]);
    const [{ file, line, column, endColumn, severity }] = result.problems as Problem[];
    assert.deepEqual([file, line, column, endColumn, severity], ['list.csv', 20, 1, 11, 'warning']);
    assert.deepEqual(world.gate.passed, []);
  });

  it('says how to send all of several columns, in the words of the terminal', async () => {
    world.write('two.csv', 'Home mail,Work mail\nann@example.com,bob@example.com\n');
    const { notes } = await both(1, 'check', 'two.csv', '--type', 'Email');
    assert.match(notes, /To send both: --column 0 --column 1\./);
    const { stdout } = endsWith(
      0,
      await world.run(['check', 'two.csv', '--type', 'Email', '--column', '0', '--column', '1']),
    );
    assert.match(stdout, /2 to send/);
  });

  it('says how many problems of a file it leaves out', async () => {
    world.writeCsv(
      'list.csv',
      Array.from({ length: 1_500 }, (_, row) => `no address ${row}`),
    );
    const { notes, json: result } = await both(6, 'check', 'list.csv', '--type', 'Email');
    assert.match(notes, /^list\.csv: Problems: 1,500, listed here: 999\./m);
    assert.equal((result.problems as Problem[]).length, 1_000);
    assert.equal(result.problemsLeftOut, 501);
    // Nothing would have been sent.
    assert.match(notes, /^Error: There are no valid rows in list\.csv\./m);
    const { stdout } = endsWith(
      6,
      await world.run(['add', 'list.csv', '--segment', await world.newSegment()]),
    );
    assert.match(stdout, / → [^,.]+\. Nothing was sent\. There are no valid rows in list\.csv\./);
  });

  it('says on standard error that a list is empty, and of an import that nothing is created', async () => {
    const words: [args: string[], note: string][] = [
      [['segments', 'list', '--text', 'zzzz'], 'No segments found.'],
      [['audiences', 'list', '--text', 'zzzz'], 'No audiences found.'],
      [['uploads', 'list'], 'No uploads found.'],
    ];
    for (const [args, note] of words) {
      const { stdout, stderr } = endsWith(0, await world.run(args));
      assert.deepEqual([stdout, stderr], ['', `${note}\n`]);
      assert.equal(endsWith(0, await world.run([...args, '--quiet'])).stderr, '');
    }
    world.write('none.csv', 'name,retailer,type\n');
    const { stdout, stderr } = endsWith(0, await world.run(['segments', 'import', 'none.csv']));
    assert.deepEqual([stdout, stderr], ['0 segments created.\n', '']);
  });

  it('takes no pipe for a file, and says why', async () => {
    for (const args of [
      ['check', '/dev/stdin', '--type', 'Email'],
      ['add', '/dev/stdin', '--segment', await world.newSegment()],
    ]) {
      const { stderr } = endsWith(1, await world.runInstalled(args, { input: 'email\n' }));
      assert.match(
        stderr,
        /^Error: \/dev\/stdin: This isn’t a regular file, .* to resume: save it as/m,
      );
    }
  });

  it('sends nothing with --dry-run, and leaves no record', async () => {
    const id = await world.newSegment();
    world.writeCsv('list.csv', people(7));
    const args = ['add', 'list.csv', '--segment', id, '--dry-run'];
    const { text, json: result } = await both(0, ...args);
    assert.match(text, /^list\.csv: Nothing was sent\.\n/);
    assert.equal((result.check as { good: number }).good, 7);
    assert.equal(world.gate.count('addRemove'), 0);
    assert.deepEqual(await json('uploads', 'list'), { uploads: [], stoppedUpdates: [] });
  });

  it('says of people who opted out that they are put in, and back in', async () => {
    const id = await world.newSegment({ name: 'Left', identifiers: people(90) });
    const SIGN = 'The name of the file says that its people opted out. This puts them in.';
    world.writeCsv('optout.csv', people(3));
    const add = ['add', 'optout.csv', '--segment', id];
    const dry = endsWith(0, await world.run([...add, '--dry-run']));
    assert.ok(dry.stdout.split('\n').includes(SIGN), dry.stdout);
    const first = endsWith(0, await world.run(add));
    assert.ok(first.stderr.split('\n').includes(SIGN), first.stderr);
    const removed = endsWith(0, await world.run(['remove', 'optout.csv', '--segment', id]));
    assert.ok(!removed.stderr.includes('opted out'));
    world.writeCsv('crm.csv', people(3));
    const again = endsWith(0, await world.run(['add', 'crm.csv', '--segment', id]));
    assert.match(
      again.stderr,
      /^These people were removed from this segment on .+\. This puts them back\.$/m,
    );
  });

  it('clears a segment', async () => {
    const id = await world.newSegment({ identifiers: people(5) });
    const { text, json: result } = await both(
      0,
      ...['clear', id, '--confirm', world.sandbox.accountId],
    );
    assert.match(text, /^Criteo accepted the request to clear .*\n$/);
    assert.equal((result.clearing as { id: string }).id, id);
    assert.deepEqual(await world.control.list(id), []);
  });

  it('lists, shows and deletes the records of uploads', async () => {
    const id = await world.newSegment({ name: 'Recorded' });
    world.writeCsv('list.csv', people(3));
    const upload = ['add', 'list.csv', '--segment', id];
    const { report } = await json<{ report: Receipt }>(...upload);
    const { jobId } = report;

    const list = await both(0, 'uploads', 'list');
    assert.match(list.text, new RegExp(`^${jobId} .* Add +list\\.csv +Recorded +finished`));
    const [job] = list.json.uploads as JobSummary[];
    const { columnNames, formatsSent, files, size } = report;
    const uri = job.files[0].uri;
    assert.deepEqual([columnNames, formatsSent, files], [['email'], ['plain'], [{ uri }]]);
    assert.deepEqual([size?.added, size?.after.atLeast], [3, 3]);
    assert.deepEqual([job.jobId, job.report], [jobId, report]);
    const show = await both(0, 'uploads', 'show', jobId);
    assert.match(show.text, /^list\.csv → Recorded\nfinished: 3 accepted\n/);
    const facts = show.text.split('\n').slice(-8, -1);
    assert.match(facts[0], /^Time: \d{4}-\d\d-\d\d [\d:]{8}( to [\d:]{8})? UTC$/);
    assert.deepEqual(facts.slice(1, -1), [
      `Account: ${job.target.accountId}`,
      `Segment: Recorded (${id})`,
      `Upload: ${jobId}`,
      'Column: email',
      'Sent as: plain',
    ]);
    assert.match(facts[6], /^Segment size: .* · \+3 now → /);
    const verbose = endsWith(0, await world.run(['uploads', 'list', '--verbose'])).stdout;
    assert.ok(verbose.includes(`\n  Segment: Recorded (${id})\n`), verbose);
    assert.doesNotMatch(list.text, /Sent as/);
    assert.deepEqual(show.json.upload, { ...job, report });
    // How a page of the window keeps it isn't for programs.
    fs.writeFileSync(
      path.join(world.stateFolder, 'jobs', jobId, 'left-out.json'),
      JSON.stringify([{ uri: 'file:///b.csv', reason: 'Not selected.', draft: {} }]),
    );
    const leftOut = [{ uri: 'file:///b.csv', reason: 'Not selected.' }];
    assert.deepEqual((await both(0, 'uploads', 'show', jobId)).json.upload, {
      ...job,
      report: { ...report, leftOut },
    });
    assert.equal(
      endsWith(1, await world.run(['uploads', 'resume', jobId])).stdout,
      '',
      'there is nothing to resume',
    );

    const deleted = endsWith(0, await world.run(['uploads', 'delete', jobId]));
    assert.equal(deleted.stdout, `Upload record ${jobId} deleted.\n`);
    assert.deepEqual(await json('uploads', 'list'), { uploads: [], stoppedUpdates: [] });
    const { report: second } = await json<{ report: Report }>(...upload);
    assert.deepEqual(await json('uploads', 'delete', second.jobId), { deleted: [second.jobId] });
  });

  it('writes a fixed copy of a file, and its invalid rows', async () => {
    world.writeCsv('list.csv', ['<ann@example.com>', 'bob@example.com', 'no']);
    const args = ['list.csv', '--type', 'Email', '--force', '--out'];
    const fixed = await both(0, 'fix', ...args, 'fixed.csv', '--fixes', 'clean', 'remove');
    assert.match(fixed.text, /^Changed \d of 3 rows\. The new file is fixed\.csv\.\n$/);
    assert.equal((fixed.json.fix as { rows: number }).rows, 3);
    const content = fs.readFileSync(path.join(world.folder, 'fixed.csv'), 'utf8');
    assert.doesNotMatch(content, /^no$/m);
    assert.match(content, /^bob@example\.com$/m);
    const partly = await both(0, 'fix', ...args, 'partly.csv');
    assert.match(partly.text, / The new file is partly\.csv\. 1 row is still invalid\.\n$/);
    assert.equal((partly.json.fix as { stillInvalid: number }).stillInvalid, 1);

    const checking = ['check', 'list.csv', '--type', 'Email', '--force', '--invalid-rows'];
    const invalid = await both(6, ...checking, 'invalid.csv');
    assert.match(invalid.text, /^Exported \d rows? to invalid\.csv\./m);
    const rows = fs.readFileSync(path.join(world.folder, 'invalid.csv'), 'utf8');
    assert.match(rows, /^row,value,code,problem\r\n[^]*3,no,email-no-at,No @ sign\r\n$/);
    assert.equal(
      (invalid.json.invalidRows as { rows: number }).rows,
      rows.trim().split('\n').length - 1,
    );
    // Neither needs an account.
    assert.deepEqual(world.gate.passed, []);
    for (const [command, option, out] of [
      ['fix', '--out', 'fixed.csv'],
      ['check', '--invalid-rows', 'invalid.csv'],
    ]) {
      const again = [command, 'list.csv', '--type', 'Email', option, out];
      const { stderr } = endsWith(64, await world.run(again));
      assert.match(stderr, new RegExp(`^Error: ${out} already exists\\. .*--force`, 'm'));
    }
    assert.deepEqual(
      ['fixed.csv', 'invalid.csv'].map((name) =>
        fs.readFileSync(path.join(world.folder, name), 'utf8'),
      ),
      [content, rows],
    );
  });

  it('runs against a sandbox of its own with --sandbox, which is there again in the next run', async () => {
    const env = { CRITEO_API_URL: '', CRITEO_CLIENT_ID: '', CRITEO_CLIENT_SECRET: '' };
    const inSandbox = async (...args: string[]): Promise<Ended> =>
      endsWith(
        0,
        await world.runInstalled([...args, '--sandbox', '--json'], {
          env: { ...env, CRITEO_ACCOUNT_ID: '' },
        }),
      );
    const made = documentOf<{ segment: { id: string } }>(
      await inSandbox(
        ...['segments', 'create', '--name', 'Tried', '--retailer', '1200', '--type', 'Email'],
      ),
    );
    world.writeCsv('list.csv', people(3));
    const { report } = documentOf<{ report: Report }>(
      await inSandbox('replace', 'list.csv', '--segment', 'Tried'),
    );
    reportIsWhole(report, 3);
    assert.equal(report.segmentId, made.segment.id);
    assert.deepEqual(world.gate.passed, []);
  });

  it('keeps a sandbox, prints what to export, and ends with it', async () => {
    const kept = world.start(['sandbox', '--port', String(await freePort())]);
    await kept.writes(/export CRITEO_ACCOUNT_ID=\S+\n/, 'stdout');
    await kept.writes(/Press Ctrl\+C to stop it\.\n/);
    const env = Object.fromEntries(
      [...kept.stdout.matchAll(/^export (\w+)=(.*)$/gm)].map(([, name, value]) => [name, value]),
    );
    assert.deepEqual(Object.keys(env), [
      'CRITEO_API_URL',
      'CRITEO_CLIENT_ID',
      'CRITEO_CLIENT_SECRET',
      'CRITEO_ACCOUNT_ID',
    ]);
    const listed = endsWith(0, await world.run(['accounts', '--json'], { env }));
    const { accounts } = documentOf<{ accounts: { id: string }[] }>(listed);
    assert.equal(accounts[0].id, env.CRITEO_ACCOUNT_ID);
    kept.child.kill('SIGTERM');
    endsWith(143, await kept.ended);
    await assert.rejects(fetch(env.CRITEO_API_URL), TypeError);
  });

  it('prints one JSON document for a sandbox that is kept', async () => {
    const kept = world.start(['sandbox', '--json']);
    await kept.writes(/\}\n/, 'stdout');
    kept.child.kill('SIGINT');
    const { sandbox } = documentOf<{ sandbox: { url: string } }>(endsWith(130, await kept.ended));
    assert.match(sandbox.url, /^http:\/\/127\.0\.0\.1:\d+$/);
  });

  it('shows help with two examples, of the whole and of a command', async () => {
    const help = async (...words: string[]): Promise<string> => {
      const { stdout, stderr } = endsWith(0, await world.run(words));
      assert.equal(stderr, '');
      assert.match(stdout, /\nExamples:\n( {2}criteo-audiences .*\n){2}/);
      return stdout;
    };
    assert.equal(await help('--help'), await help('help'));
    assert.equal(await help('update', '--help'), await help('help', 'update'));
    assert.equal(await help(), await help('help'));
    for (const group of ['segments', 'audiences', 'uploads']) {
      assert.equal(await help(group), await help('help', group));
      endsWith(64, await world.run([group, 'nope']));
      // A program gets the document that it expects.
      const { error } = documentOf<{ error: { message: string } }>(
        endsWith(64, await world.run([group, '--json'])),
      );
      assert.equal(error.message, 'The command is missing. See --help.');
    }
    const list = ['segments', 'list'];
    assert.equal(await help(...list, '--help'), await help('help', ...list));
    for (const topic of [['nope'], ['segments', 'nope'], ['codes', 'nope']])
      assert.match(
        endsWith(64, await world.run(['help', ...topic])).stderr,
        new RegExp(`no command “${topic.join(' ')}”`),
      );
  });
});

interface Figures {
  numberOfIdentifiers: number;
}

interface Problem {
  file: string;
  line: number;
  column: number;
  endColumn: number;
  severity: string;
}

async function freePort(): Promise<number> {
  const { createServer } = await import('node:net');
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
