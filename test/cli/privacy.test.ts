import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { endsWith, type Environment } from './support/cli';
import { useWorld } from './support/world';

/** In every row of the files, valid or not. */
const MARK = 'qzxmarked';

/** A secret like the real ones, with characters that are escaped in some places. */
const SECRET = 'Sq+Zx/Marked==Secret&9';

describe('what nobody may see', function () {
  this.timeout(60_000);
  const world = useWorld();
  let app: { clientId: string; clientSecret: string };

  before(() => {
    app = world.control.credentials({ clientId: 'marked-app', clientSecret: SECRET });
  });

  const env = (): Environment => ({
    CRITEO_CLIENT_ID: app.clientId,
    CRITEO_CLIENT_SECRET: SECRET,
  });

  /** Forms in which a secret could be written. */
  const forms = [
    SECRET,
    encodeURIComponent(SECRET),
    Buffer.from(SECRET).toString('base64').replace(/=+$/, ''),
    JSON.stringify(SECRET).slice(1, -1),
  ];

  function hasNo(marks: readonly string[], text: string, where: string): void {
    for (const mark of marks)
      assert.ok(!text.toLowerCase().includes(mark.toLowerCase()), `${where} has ${mark}`);
  }

  /** The text of every file in a folder. */
  function* filesIn(folder: string): Generator<[file: string, text: string]> {
    for (const entry of fs.readdirSync(folder, { recursive: true, withFileTypes: true }))
      if (entry.isFile()) {
        const file = path.join(entry.parentPath, entry.name);
        yield [file, fs.readFileSync(file, 'latin1')];
      }
  }

  it('the secret is taken from a file or standard input, too', async () => {
    const accounts = (more: Environment, args: string[] = [], rest: { input?: string } = {}) =>
      world.run(['accounts', ...args], {
        ...rest,
        env: { ...env(), CRITEO_CLIENT_SECRET: undefined, ...more },
      });
    const file = world.write('secret', `${SECRET}\n`);
    endsWith(0, await accounts({ CRITEO_CLIENT_SECRET_FILE: file }));
    endsWith(0, await accounts({}, ['--secret', '-'], { input: `${SECRET}\n` }));
    // The file is preferred to the variable, and standard input to both.
    const wrong = { CRITEO_CLIENT_SECRET: 'wrong' };
    endsWith(0, await accounts({ ...wrong, CRITEO_CLIENT_SECRET_FILE: file }));
    const empty = { CRITEO_CLIENT_SECRET_FILE: world.write('other', 'wrong') };
    endsWith(0, await accounts({ ...wrong, ...empty }, ['--secret', '-'], { input: SECRET }));
    endsWith(4, await accounts(wrong, ['--secret', '-'], { input: '' }));
  });

  it('the secret and identifiers are in no output and in no file but the ones that hold them', async () => {
    const id = await world.newSegment({ name: 'Marked' });
    const rows = [
      ...Array.from({ length: 12 }, (_, n) => `${MARK}${n}@example.com`),
      `${MARK} with a space@example.com`,
      `${MARK}-no-address`,
      `<${MARK}77@example.com>`,
    ];
    world.write('plain.csv', `email,note\n${rows.map((row) => `${row},${MARK}note`).join('\n')}\n`);
    const outputs: string[] = [];
    const summary = path.join(world.folder, 'summary.md');
    const formats = [['--json'], []];
    /** Runs it in the next format. */
    const say = async (code: number, ...args: string[]): Promise<void> => {
      const format = formats[outputs.length % formats.length];
      const all = [...args, ...format, '--verbose', '--progress', 'json'];
      const more = { GITHUB_STEP_SUMMARY: summary };
      const ended = endsWith(code, await world.run(all, { env: { ...env(), ...more } }));
      outputs.push(`${ended.stdout}\n${ended.stderr}`);
    };
    const upload = ['add', 'plain.csv', '--segment', id];
    for (let each = 0; each < formats.length; each++) {
      await say(6, ...upload);
      await say(0, ...upload, '--max-invalid', '0.5', '--chunk-size', '5');
      await say(0, 'uploads', 'list');
      await say(6, 'check', 'plain.csv', '--type', 'Email');
    }
    world.control.addFaults({ fault: '400', operation: 'addRemove', detail: `${MARK}?` });
    await say(1, ...upload, '--max-invalid', '0.5');
    world.control.addFaults({ fault: 'html', operation: 'addRemove', body: MARK });
    await say(1, ...upload, '--max-invalid', '0.5');
    await say(6, 'replace', 'plain.csv', '--segment', id);
    await say(0, 'fix', 'plain.csv', '--type', 'Email', '--out', 'fixed.csv');
    await say(6, 'check', 'plain.csv', '--type', 'Email', '--invalid-rows', 'invalid.csv');
    // A value in the place of a name.
    await say(1, 'segments', 'show', `${MARK}1@example.com`);
    await say(64, ...upload, '--max-invalid', `${MARK}2@example.com`);

    outputs.push(fs.readFileSync(summary, 'utf8'));
    assert.ok(outputs.join('').length > 10_000);
    assert.ok((await world.control.list(id)).includes(`${MARK}1@example.com`));
    hasNo([...forms, MARK], outputs.join('\n'), 'the output');
    const written = [...filesIn(world.stateFolder)];
    assert.ok(written.some(([file]) => file.includes('journal')));
    for (const [file, text] of written) hasNo([...forms, MARK], text, file);
  });

  it('the record of a removal of one person confirms nobody, with the key beside it', async () => {
    await world.newSegment();
    const remove = async (who: string, more: Environment, ...args: string[]): Promise<void> => {
      const words = `remove - --all-segments --receipt receipts --confirm ${world.sandbox.accountId}`;
      const all = { input: `${who}@example.com\n`, env: more };
      endsWith(0, await world.run([...words.split(' '), ...args], all));
    };
    /** The digests in the records of a folder, in hexadecimal digits. */
    const digests = (folder: string): string[] =>
      [...filesIn(folder)].flatMap(
        ([, text]) => text.match(/[0-9a-f]{16,}/g)?.filter((one) => /[a-f]/.test(one)) ?? [],
      );
    await remove('victim', {});
    const kept = digests(world.stateFolder);
    assert.ok(kept.length > 0);
    // Who has a copy of the state folder with its key, and guesses.
    const guess = path.join(world.folder, 'guess');
    fs.mkdirSync(guess, { mode: 0o700 });
    const key = 'fingerprint.key';
    fs.copyFileSync(path.join(world.stateFolder, key), path.join(guess, key));
    await remove('victim', env(), '--state-dir', guess);
    assert.deepEqual(
      digests(guess).filter((one) => kept.includes(one)),
      [],
    );
  });

  it('the secret is in no list of processes, and no process that it starts is given it', async function () {
    if (!fs.existsSync('/proc/self/environ')) {
      console.log('      (skipped: there is no /proc)');
      this.skip();
    }
    const kept = world.start(['sandbox'], { env: env() });
    await kept.writes(/Press Ctrl\+C/);
    const children = fs
      .readFileSync(`/proc/${kept.pid}/task/${kept.pid}/children`, 'utf8')
      .trim()
      .split(' ');
    assert.equal(children.length, 1);
    const read = (pid: string | number, what: string): string =>
      fs.readFileSync(`/proc/${pid}/${what}`, 'utf8');
    hasNo(forms, read(kept.pid, 'cmdline'), 'its command line');
    for (const what of ['cmdline', 'environ']) hasNo(forms, read(children[0], what), what);
    // What is looked for can be found there.
    assert.ok(read(kept.pid, 'environ').includes(SECRET));
    assert.ok(read(children[0], 'environ').includes('CRITEO_CLIENT_ID=marked-app'));
    kept.child.kill('SIGTERM');
    endsWith(143, await kept.ended);
  });

  it('the records are readable by their user only', async () => {
    const id = await world.newSegment();
    world.writeCsv('list.csv', ['ann@example.com']);
    endsWith(0, await world.run(['add', 'list.csv', '--segment', id]));
    assert.equal(fs.statSync(world.stateFolder).mode & 0o777, 0o700);
    for (const [file] of filesIn(world.stateFolder))
      assert.equal(fs.statSync(file).mode & 0o077, 0, file);
  });

  it('a copy of a file is readable by those alone who can read the file', async () => {
    const source = world.writeCsv('list.csv', ['<ann@example.com>', 'no']);
    for (const mode of [0o600, 0o640]) {
      fs.chmodSync(source, mode);
      for (const [code, command, option] of [
        [0, 'fix', '--out'],
        [6, 'check', '--invalid-rows'],
      ] as const) {
        const out = `${command}-${mode}.csv`;
        endsWith(code, await world.run([command, source, '--type', 'Email', option, out]));
        assert.equal(fs.statSync(path.join(world.folder, out)).mode & 0o777, mode, out);
      }
    }
  });

  it('a request names the program and its version, and carries the secret only to the token', async () => {
    endsWith(0, await world.run(['segments', 'list'], { env: env() }));
    const [token, ...others] = world.gate.passed;
    assert.equal(token.operation, 'token');
    assert.ok(token.body.includes(encodeURIComponent(SECRET)));
    for (const { headers, body, url } of others) {
      hasNo(forms, JSON.stringify([headers, body, url]), 'a request');
      assert.match(headers['user-agent'] ?? '', /^criteo-audiences\/\d+\.\d+\.\d+ node\/\d+/);
    }
    hasNo(forms, JSON.stringify([token.headers, token.url]), 'the token request');
  });
});
