import assert from 'node:assert/strict';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { readCredentials, takeSecret } from '../../../../src/cli/session/credentials';
import type { Failure } from '../../../../src/common/failure';

describe('credentials', () => {
  const CRITEO_CLIENT_ID = 'app';
  let folder: string;
  beforeEach(() => (folder = fs.mkdtempSync(path.join(tmpdir(), 'credentials-'))));
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  const secretFile = (text: string): string => {
    const file = path.join(folder, 'secret');
    fs.writeFileSync(file, text);
    return file;
  };
  const read = (
    env: NodeJS.ProcessEnv,
    { option, typed = '' }: { option?: string; typed?: string } = {},
  ) =>
    readCredentials(option, takeSecret(env), {
      env,
      stdin: Readable.from([typed]),
      resolve: (file) => path.resolve(folder, file),
    });

  it('have the secret from standard input, else a file, else the environment', async () => {
    const env = (): NodeJS.ProcessEnv => ({ CRITEO_CLIENT_ID, CRITEO_CLIENT_SECRET: 'one' });
    const both = { ...env(), CRITEO_CLIENT_SECRET_FILE: secretFile(' two\n') };
    assert.deepEqual(await read(env()), {
      ...{ clientId: 'app', clientSecret: 'one' },
      ...{ idFrom: 'CRITEO_CLIENT_ID', secretFrom: 'CRITEO_CLIENT_SECRET' },
    });
    const filed = await read({ ...both });
    assert.deepEqual([filed.clientSecret, filed.secretFrom], ['two', 'CRITEO_CLIENT_SECRET_FILE']);
    const typed = await read({ ...both }, { option: '-', typed: 'three\r\n' });
    assert.deepEqual([typed.clientSecret, typed.secretFrom], ['three', '--secret']);
  });

  it('leave the environment without the secret, for child processes', () => {
    const env: NodeJS.ProcessEnv = { CRITEO_CLIENT_ID, CRITEO_CLIENT_SECRET: 'one' };
    assert.equal(takeSecret(env), 'one');
    assert.deepEqual(env, { CRITEO_CLIENT_ID });
    assert.equal(takeSecret(env), undefined);
  });

  it('are missing without an ID or a secret, which the message says how to give', async () => {
    for (const env of [{}, { CRITEO_CLIENT_ID }, { CRITEO_CLIENT_SECRET: 'one' }])
      await assert.rejects(read(env), { code: 'signed-out', message: /CRITEO_CLIENT_SECRET_FILE/ });
    await assert.rejects(read({ CRITEO_CLIENT_ID }, { option: '-', typed: '\n' }), {
      code: 'signed-out',
    });
    const CRITEO_CLIENT_SECRET_FILE = 'gone';
    await assert.rejects(read({ CRITEO_CLIENT_ID, CRITEO_CLIENT_SECRET_FILE }), {
      code: 'signed-out',
      message: /gone.*ENOENT/,
    });
  });

  it('are never an argument, and that one is not repeated', async () => {
    await assert.rejects(read({ CRITEO_CLIENT_ID }, { option: 'hush' }), (failure: Failure) => {
      assert.equal(failure.code, 'bad-argument');
      assert.ok(!failure.message.includes('hush'));
      return true;
    });
  });
});
