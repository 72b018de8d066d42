import assert from 'node:assert/strict';
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { Report } from '../../src/upload/jobTypes';
import { readDocument } from '../docs/pages';
import { WaitingClock } from '../support/clock/movedClock';
import { documentOf, endsWith, type Ended, type Environment } from './support/cli';
import { writeExport, writeNightly } from './support/nightly';
import { useWorld } from './support/world';

/** What only the window writes into its state folder, or a terminal only after a 429. */
const OF_WINDOW = ['readings', 'receipts'];

/** Written beside the files of a person, by the row of the page that says so. */
const ASKED_FOR: Readonly<Record<string, string>> = {
  'kept.csv': 'Kept files',
  'fixed.csv': 'Fixed copies',
  'invalid.csv': 'Fixed copies',
  'report.json': 'Reports',
  'summary.md': 'Summary',
  receipts: 'Receipts',
};

/** A row of the page's table of what is kept. */
interface Row {
  what: string;
  /** In the state folder. */
  names: string[];
  /** Such as "part" of `….part`: added to the name of a file that isn't whole. */
  endings: string[];
  hasPeople: boolean;
  /** A file's name may be in it, also if it is an identifier. */
  hasPaths: boolean;
}

const namesIn = (text: string): string[] =>
  [...text.matchAll(/`([\w.-]+)`/g)].map(([, name]) => name);

/** The rows of what is written somewhere. */
function rowsOfPage(): Row[] {
  const page = readDocument('media/docs/privacy.md');
  const table = page.slice(page.indexOf('## What is sent'), page.indexOf('## When upload records'));
  return [...table.matchAll(/^\| (?!---)(.*) \|$/gm)].map(([, line]) => {
    const [what, , where] = line.split(' | ');
    const inFolder = /state folder(.*)/i.exec(where)?.[1];
    const named = inFolder === undefined ? [] : namesIn(inFolder);
    return {
      what: what.replaceAll('**', ''),
      // A row of one file has it first.
      names: [
        ...named,
        ...(inFolder !== undefined && !/^, `/.test(inFolder) ? namesIn(what).slice(0, 1) : []),
      ],
      endings: [...line.matchAll(/`…\.(\w+)`/g)].map(([, ending]) => ending),
      hasPeople: /(with|has) (their|the) identifiers|identifiers as they are/.test(line),
      hasPaths: /\bpaths?\b/i.test(what),
    };
  });
}

/** The row that a written file belongs to. */
function rowOf(file: string, stateFolder: string, folder: string): Row {
  const rows = rowsOfPage();
  const [, ending] = /\.(sending|copying|part|new)(?:-\d+)?$/.exec(file) ?? [];
  const inState = path.relative(stateFolder, file).split(path.sep)[0];
  const [beside] = path.relative(folder, file).split(path.sep);
  const found = rows.filter(({ what, names, endings }) =>
    ending !== undefined
      ? endings.includes(ending)
      : inState === '..'
        ? what.startsWith(ASKED_FOR[beside] ?? '?')
        : names.includes(inState),
  );
  assert.equal(found.length, 1, `rows of the page for ${path.relative(folder, file)}`);
  return found[0];
}

const hash = (algorithm: string, text: string): Buffer =>
  createHash(algorithm).update(text).digest();

/** The forms in which an identifier could be written, in lower case: for digests, their first 16 digits. */
function formsOf(identifier: string): string[] {
  const forms = [identifier, identifier.toLowerCase()].flatMap((text) => {
    const digests = [
      ...['md5', 'sha1', 'sha256'].map((algorithm) => hash(algorithm, text)),
      hash('sha256', hash('md5', text).toString('hex')),
    ];
    return [
      text,
      encodeURIComponent(text),
      ...[Buffer.from(text), ...digests].flatMap((bytes) => [
        bytes.toString('hex').slice(0, 16),
        bytes.toString('base64').slice(0, 20),
      ]),
    ];
  });
  return [...new Set(forms.map((form) => form.toLowerCase()))];
}

/** Identifiers of a type that nobody else has. */
function marked(count: number, make: (n: number) => string): string[] {
  return Array.from({ length: count }, (_, n) => make(n));
}
const MARK = randomBytes(4).toString('hex');
const EMAILS = marked(24, (n) => `Zqx.${MARK}.${n}@Fake.example`);
const DEVICES = marked(4, () => randomUUID());
const CUSTOMERS = marked(4, (n) => `ZQX-${MARK}-${n}`);
const PHONES = marked(4, (n) => `+3361${String(1_000_000 + n * 7919 + (Date.now() % 900_000))}`);
const RAMPS = marked(4, () => `XY1005${randomBytes(33).toString('base64url').slice(0, 43)}`);
/** A text in lower case, without what Markdown escapes. */
const plainText = (text: string): string =>
  text.toLowerCase().replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)));
/** Files that are named after a person. */
const NAMED = `jo.${MARK}@named.example`;

describe('the page of what is stored', function () {
  this.timeout(120_000);
  const world = useWorld();
  const clock = new WaitingClock(() => world.gate.unanswered > 0);
  before(() => clock.start());
  after(() => clock.stop());
  const files = (): string[] =>
    fs
      .readdirSync(world.folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.join(entry.parentPath, entry.name));

  it('is true of all that a terminal writes, with people of each type and files named like one', async () => {
    const segment = (identifierType = 'Email'): Promise<string> =>
      world.newSegment({ identifierType });
    const [id, other, night] = [await segment(), await segment(), await segment()];
    const confirm = ['--confirm', world.sandbox.accountId];
    const hashed = EMAILS.slice(0, 6).map((one) =>
      hash('sha256', one.toLowerCase()).toString('hex'),
    );
    world.writeCsv('crm.csv', EMAILS.slice(0, 20));
    world.writeCsv('crm-2.csv', EMAILS.slice(1, 20));
    world.writeCsv('crm-3.csv', EMAILS.slice(2, 20));
    world.writeCsv('one.csv', EMAILS.slice(0, 1));
    world.writeCsv('hashed.csv', hashed);
    world.writeCsv('opt-outs.csv', EMAILS.slice(20, 22));
    world.writeCsv('bad.csv', [...EMAILS.slice(0, 3), `<${EMAILS[3]}>`, `${MARK} no address`]);
    world.writeCsv(`${NAMED}.csv`, EMAILS.slice(3, 9));
    writeExport(world, 'app.csv', EMAILS.slice(0, 20));
    writeNightly(world, [
      { id: night, operation: 'update', file: 'app.csv', keep: true },
      { id: other, operation: 'add', file: `${NAMED}.csv` },
    ]);
    const mine = fs.readdirSync(world.folder);
    const outputs: string[] = [];
    const run = async (code: number, words: string, more: Environment = {}): Promise<Ended> => {
      const env = { TMPDIR: path.join(world.folder, 'tmp'), ...more };
      const ended = await world.run(words.split(' '), { env, input: TYPED });
      outputs.push(endsWith(code, ended).stdout, ended.log);
      return ended;
    };
    const TYPED = `${EMAILS[4]}\n${PHONES[0]}\n`;

    for (const [type, values] of [
      ['UserIdentifier', DEVICES],
      ['CustomerId', CUSTOMERS],
      ['PhoneNumber', PHONES],
      ['IdentityLink', RAMPS],
    ] as const) {
      world.writeCsv(`${type}.csv`, values, 'id');
      mine.push(`${type}.csv`);
      await run(0, `add ${type}.csv --segment ${await segment(type)} --column id --verbose`);
    }
    const update = `--segment ${id} --keep kept.csv --suppress opt-outs.csv`;
    await run(0, `update crm.csv ${update}`);
    await run(0, `update crm-2.csv ${update}`);
    await run(0, `add hashed.csv --segment ${other} --json`);
    await run(0, `add one.csv --segment ${other} --hash sha256`);
    world.control.addFaults({ fault: 'forbidden', operation: 'addRemove', nth: 2 });
    world.control.resetCounts();
    const cut = await run(
      4,
      `add ${NAMED}.csv --segment ${other} --chunk-size 2 --concurrency 1 --json --report report.json`,
    );
    world.control.clearFaults();
    const { jobId } = documentOf<{ report: Report }>(cut).report;
    await run(0, `uploads resume ${jobId}`);
    await run(0, `uploads undo ${jobId} --min-kept 0`);
    await run(0, `replace crm-3.csv --segment ${other} --min-kept 0 ${confirm.join(' ')}`);
    await run(0, `remove one.csv --segment ${other} --min-kept 0`);
    await run(6, `add bad.csv --segment ${other}`);
    const summary = path.join(world.folder, 'summary.md');
    const github = { GITHUB_STEP_SUMMARY: summary };
    const toAdd = `add ${NAMED}.csv bad.csv --segment ${other} --max-invalid 1`;
    await run(0, toAdd, github);
    await run(0, `check ${NAMED}.csv bad.csv --type Email --max-invalid 1`, github);
    await run(0, 'fix bad.csv --type Email --out fixed.csv');
    await run(0, 'check bad.csv --type Email --max-invalid 1 --invalid-rows invalid.csv');
    await run(0, 'run night.criteo.jsonc');
    await run(0, `segments show ${id}`);
    await run(0, 'uploads verify');
    await run(0, 'uploads list --verbose');
    await run(0, `uploads show ${jobId} --json`);
    await run(0, `uploads delete ${jobId}`);
    await run(0, `clear ${id} ${confirm.join(' ')}`);
    const everywhere = `--all-segments --receipt receipts ${confirm.join(' ')}`;
    // People were added since the last computation, which shouldn't be in between: it is sent again.
    await run(3, `remove ${NAMED}.csv ${everywhere} --reference T-1 --keep-out`);
    await run(3, `remove - ${everywhere} --reference T-2`);
    await run(0, 'uploads resume --all');
    await run(0, `doctor --segment ${id}`);
    endsWith(0, await world.runInstalled(['segments', 'list', '--sandbox']));

    // What is written is on the page, and what is on the page is written.
    const rows = rowsOfPage();
    const named = rows.flatMap(({ names }) => names);
    const written = fs.readdirSync(world.stateFolder);
    assert.deepEqual(written.filter((name) => !named.includes(name)).sort(), []);
    assert.deepEqual(
      named.filter((name) => !written.includes(name) && name !== '.gitignore').sort(),
      [...OF_WINDOW].sort(),
    );
    assert.deepEqual(
      fs
        .readdirSync(world.folder)
        .filter((name) => !mine.includes(name))
        .sort(),
      [...Object.keys(ASKED_FOR), 'state'].sort(),
    );
    // People are where the page says so, in any form, and so are names of files.
    const identifiers = [...EMAILS, ...hashed, ...DEVICES, ...CUSTOMERS, ...PHONES, ...RAMPS];
    const forms = [...new Set(identifiers.flatMap(formsOf)), MARK];
    const withPeople = new Set<string>();
    const withName = new Set<string>();
    for (const file of files()) {
      if (mine.includes(path.relative(world.folder, file))) continue;
      const row = rowOf(file, world.stateFolder, world.folder);
      const text = plainText(fs.readFileSync(file, 'latin1'));
      const found = forms.filter((form) => text.includes(form) && form !== MARK);
      const where = path.relative(world.folder, file);
      if (found.length > 0) withPeople.add(row.what);
      assert.ok(row.hasPeople || found.length === 0, `identifiers in ${where}`);
      if (text.includes(NAMED)) withName.add(row.what);
      assert.ok(row.hasPaths || !text.includes(NAMED), `the name of a file in ${where}`);
      assert.ok(!path.basename(file).includes(MARK), where);
      // No part of an identifier either.
      if (!row.hasPeople) assert.ok(!text.replaceAll(NAMED, '').includes(MARK), where);
    }
    const firstWord = (what: string): string => what.split(/[ ,]/)[0];
    assert.deepEqual([...withPeople].map(firstWord).sort(), ['Fixed', 'Kept', '`kept-out.csv`']);
    assert.deepEqual([...withName].map(firstWord).sort(), [
      'Removals',
      'Reports',
      'Summary',
      'Upload',
      'What',
    ]);
    const said = plainText(outputs.join('\n'));
    assert.ok(said.includes(NAMED), 'the page says so of output');
    for (const form of forms) assert.ok(!said.replaceAll(NAMED, '').includes(form), form);
  });

  it('has a row for what a process that was killed leaves behind', async () => {
    const rows = Array.from({ length: 400_000 }, (_, n) => `Zqx.${MARK}.${n}@fake.example`);
    world.writeCsv('crm.csv', rows);
    const left = (): string[] => fs.readdirSync(world.folder).filter((name) => name !== 'crm.csv');
    /** Kills a run as soon as a file with that ending is there. Whether it stays. */
    const leaves = async (ending: string, args: string[]): Promise<boolean> => {
      const isThere = (): boolean => left().some((name) => name.endsWith(ending));
      const run = world.start(args);
      while (!isThere() && run.child.exitCode === null) await setImmediate();
      run.child.kill('SIGKILL');
      await run.ended;
      for (const file of files()) {
        if (path.basename(file) === 'crm.csv') continue;
        const hasPeople = fs.readFileSync(file, 'latin1').includes(MARK);
        assert.ok(!hasPeople || rowOf(file, world.stateFolder, world.folder).hasPeople, file);
        assert.equal(fs.statSync(file).mode & 0o022, 0, file);
      }
      const stays = isThere();
      for (const name of left()) fs.rmSync(path.join(world.folder, name), { recursive: true });
      return stays;
    };
    const endings = new Set(rowsOfPage().flatMap((row) => row.endings));
    for (const [ending, args] of [
      ['part', ['fix', 'crm.csv', '--type', 'Email', '--out', 'fixed.csv']],
      ['copying', ['update', 'crm.csv', '--keep', 'kept.csv', '--segment']],
      ['sending', ['update', 'crm.csv', '--keep', 'kept.csv', '--segment']],
    ] as const) {
      assert.ok(endings.has(ending), ending);
      // A copy may be whole before the kill arrives.
      for (let tries = 5; ; tries--) {
        world.gate.reset();
        world.gate.hold('addRemove');
        const to = ending === 'part' ? [] : [await world.newSegment()];
        if (await leaves(`.${ending}`, [...args, ...to])) break;
        assert.ok(tries > 0, ending);
      }
    }
  });
});
