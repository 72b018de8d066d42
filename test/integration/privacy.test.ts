import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import type { Sandbox } from '../../src/sandbox/server';
import type { Report } from '../../src/upload/jobTypes';
import { configure, rejection, run, signIn } from './segments/signedIn';
import { write } from './uploads/files';
import { dataFolder, filesBelow, logText } from './writtenFiles';

/** Marks the identifiers of this run. */
const mark = randomBytes(5).toString('hex');
const email = (index: number): string => `pia.${mark}.${index}@example.com`;
/** Letters only. */
const customer = [...mark]
  .map((digit) => String.fromCharCode(103 + Number.parseInt(digit, 16)))
  .join('');
const hash = (algorithm: string, text: string): string =>
  createHash(algorithm).update(text).digest('hex');

/**
 * Searches everything that the extension writes for identifiers, hashes and secrets. Leaves out the
 * workspace, which is the user's, and the lists of the embedded sandbox. Secrets are stored by the
 * editor.
 */
describe('what the extension writes', () => {
  let server: Sandbox;
  let end: () => Promise<void>;
  let segmentId: string;
  const secrets: string[] = [];
  /** Results and errors of commands. */
  const results: string[] = [];

  before(async () => {
    ({ server, end } = await signIn());
    secrets.push(server.clientSecret, `wrong-${mark}/+secret`);
    const [{ retailerId }] = await server.control.segments();
    segmentId = (
      await run<{ id: string }>('createSegment', {
        name: `Privacy ${Date.now()}`,
        retailerId,
        identifierType: 'Email',
      })
    ).id;
  });
  after(async () => {
    server.control.clearFaults();
    await end();
  });
  afterEach(() => server.control.clearFaults());

  const people = (from: number, count = 12): string[] =>
    Array.from({ length: count }, (_, index) => email(from + index));
  const upload = async (
    name: string,
    lines: string[],
    options: Record<string, unknown> = {},
  ): Promise<Report> => {
    const report = await run<Report>(
      'uploadCsv',
      await write(`${name}.csv`, `${lines.join('\n')}\n`),
      { segmentId, operation: 'add', confirm: false, maxInvalid: 1, ...options },
    );
    results.push(JSON.stringify(report));
    return report;
  };
  const fails = async (call: Thenable<unknown>): Promise<void> => {
    const { message, code, operation, traceId } = await rejection(call);
    results.push(JSON.stringify({ message, code, operation, traceId }));
  };

  it('is produced by sign-ins and uploads that succeed and fail', async function () {
    this.timeout(120_000);
    await fails(run('signIn', { clientId: server.clientId, clientSecret: secrets[1] }));

    // Valid, invalid, duplicate and hashed rows.
    const report = await upload('privacy', [
      'email',
      ...people(0),
      email(0),
      `bad.${mark}@`,
      `two.${mark}@example.com; three.${mark}@example.com`,
      hash('sha256', email(500)),
      hash('md5', email(501)),
    ]);
    assert.equal(report.state, 'finished');
    assert.ok(report.sent >= 12 && report.invalid >= 1);
    await upload('privacy-hashed', ['email', ...people(20)], { hash: 'sha256' });

    // Without a header the first record is data, so an error must not quote column names.
    await fails(
      run('uploadCsv', await write('privacy-headless.csv', `${people(40).join('\n')}\n`), {
        segmentId,
        operation: 'add',
        confirm: false,
        column: `nocolumn.${mark}@example.com`,
      }),
    );
    await upload('privacy-headless', people(40), { column: 0 });

    // Responses that quote the request.
    server.control.addFaults({
      fault: 'malformedJson',
      operation: 'addRemove',
      body: `{"data": "${email(60)}" ${email(61)}`,
    });
    await upload('privacy-malformed', ['email', ...people(60)]);
    server.control.clearFaults();
    const detail = `The identifiers ${email(80)}, ${hash('sha256', email(81))} of data are invalid`;
    server.control.addFaults({
      fault: '400',
      operation: 'addRemove',
      times: 5,
      title: `Invalid ${email(82)}`,
      detail,
    });
    await upload('privacy-detail', ['email', ...people(80)]);
    server.control.clearFaults();
    // Customer IDs that look like ordinary words.
    const customers = await run<{ id: string }>('createSegment', {
      name: `Privacy of customers ${Date.now()}`,
      retailerId: (await server.control.segments())[0].retailerId,
      identifierType: 'CustomerId',
    });
    for (const fault of ['400', '500'] as const) {
      server.control.addFaults({
        fault,
        operation: 'addRemove',
        times: 20,
        // The next try doesn't take long.
        retryAfter: 0.1,
        title: 'Unknown customers',
        detail: `Not known: ${customer}, A${customer}`,
      });
      await upload(`privacy-customers-${fault}`, ['customer_id', customer, `A${customer}`], {
        segmentId: customers.id,
        column: 0,
      });
      server.control.clearFaults();
    }
    server.control.addFaults({
      ...{ fault: '500', operation: 'search', times: 20, retryAfter: 0.1 },
      detail,
    });
    await configure('apiVersion', undefined);
    await fails(run('listSegments', { segmentIds: ['1'] }));
    server.control.clearFaults();

    // An invalid CSV: a quote that is never closed.
    await fails(
      run(
        'uploadCsv',
        await write('privacy-broken.csv', `email\n${email(100)}\n"${email(101)}\n${email(102)}\n`),
        { segmentId, operation: 'add', confirm: false },
      ),
    );
    // The response is lost after the request took effect.
    server.control.addFaults({ fault: 'cutAfter', operation: 'addRemove' });
    await upload('privacy-cut', ['email', ...people(120)]);
  });

  it('includes a log and journals', () => {
    const log = logText();
    assert.match(log, /activated in/);
    assert.ok(log.split('\n').length > 10, 'a line per request');
    const files = filesBelow(dataFolder()).filter((file) =>
      /globalStorage.*retail-media-tools/.test(file),
    );
    assert.ok(
      files.some((file) => /[\\/]jobs[\\/]/.test(file)),
      'journals are kept',
    );
  });

  it('is readable by its user only', async function () {
    if (process.platform === 'win32') this.skip();
    await run('showStatistics', { id: segmentId });
    const folder = path.join(
      dataFolder(),
      filesBelow(dataFolder()).find((file) => file.endsWith('fingerprint.key')) ??
        assert.fail('no storage'),
      '..',
    );
    const kept = ['.', ...fs.readdirSync(folder, { recursive: true, encoding: 'utf8' })].flatMap(
      (name) => {
        // A temporary file may be gone by now.
        const found = fs.statSync(path.join(folder, name), { throwIfNoEntry: false });
        return found ? [[name, found] as const] : [];
      },
    );
    for (const part of ['jobs', 'locks', 'owners', 'segments', 'history'])
      assert.ok(
        kept.some(([name]) => name.startsWith(part)),
        `${part} is there`,
      );
    assert.deepEqual(
      kept.filter(([, { mode }]) => (mode & 0o077) !== 0).map(([name]) => name),
      [],
    );
  });

  it('has no identifier, hash, token or secret, nor do the results of commands', () => {
    const plain = Array.from({ length: 600 }, (_, index) => email(index));
    const needles = new Map<string, string>([
      [mark, 'an identifier'],
      [customer, 'a customer id'],
    ]);
    for (const secret of secrets)
      for (const form of [
        secret,
        encodeURIComponent(secret),
        Buffer.from(secret).toString('base64'),
      ])
        needles.set(form, 'a secret');
    for (const text of plain) {
      for (const [kind, form] of [
        ['SHA-256', hash('sha256', text)],
        ['MD5', hash('md5', text)],
        ['SHA-256 of the MD5', hash('sha256', hash('md5', text))],
      ])
        needles.set(form ?? '', `a ${kind}`);
    }
    const binary = plain.flatMap((text) =>
      ['sha256', 'md5'].map((algorithm) => createHash(algorithm).update(text).digest()),
    );

    const folder = dataFolder();
    const leaks: string[] = [];
    let searched = 0;
    for (const file of filesBelow(folder)) {
      // The lists of the embedded sandbox, and the editor's local history of files that tests edited.
      if (
        /globalStorage[\\/]retail-media-tools\.[\w-]+[\\/]sandbox[\\/]|[\\/]History[\\/]/.test(file)
      )
        continue;
      const bytes = fs.readFileSync(path.join(folder, file));
      searched++;
      leaks.push(...leaksIn(bytes, needles, binary).map((what) => `${what} in ${file}`));
    }
    assert.ok(searched > 5, `${searched} files`);
    for (const text of results)
      leaks.push(
        ...leaksIn(Buffer.from(text), needles, []).map(
          (what) => `${what} in the result of a command`,
        ),
      );
    // Kinds and files only: a failure must not show the values either.
    assert.deepEqual([...new Set(leaks)], []);
  });

  it('is searched by a function that finds leaks', () => {
    const needles = new Map([
      [mark, 'an identifier'],
      [hash('sha256', email(3)), 'a SHA-256'],
    ]);
    const binary = [createHash('sha256').update(email(4)).digest()];
    assert.deepEqual(leaksIn(Buffer.from(`x ${email(3)} y`), needles, binary), ['an identifier']);
    assert.deepEqual(
      leaksIn(Buffer.from(hash('sha256', email(3)).toUpperCase()), needles, binary),
      ['a SHA-256'],
    );
    assert.deepEqual(
      leaksIn(Buffer.concat([Buffer.from('x'), binary[0] ?? Buffer.alloc(0)]), needles, binary),
      ['a hash in bytes'],
    );
    assert.deepEqual(leaksIn(Buffer.from('nothing'), needles, binary), []);
  });
});

/**
 * The kinds of needles that a file contains: texts in any case, in a single-byte encoding or UTF-16,
 * and hashes as bytes.
 */
function leaksIn(
  bytes: Buffer,
  needles: ReadonlyMap<string, string>,
  binary: readonly Buffer[],
): string[] {
  const texts = [bytes.toString('latin1'), bytes.toString('utf16le')].map((text) =>
    text.toLowerCase(),
  );
  const found = [...needles]
    .filter(([needle]) => texts.some((text) => text.includes(needle.toLowerCase())))
    .map(([, what]) => what);
  if (binary.some((hash) => bytes.includes(hash))) found.push('a hash in bytes');
  return [...new Set(found)];
}
