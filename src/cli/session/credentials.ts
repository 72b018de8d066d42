import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { t } from '@vscode/l10n';
import type { Credentials } from '../../app/accounts/signIn';
import { badArgument, Failure } from '../../common/failure';
import { fileNameOf } from '../../common/messageText';
import type { Terminal } from '../terminal';

const ID = 'CRITEO_CLIENT_ID';
const SECRET = 'CRITEO_CLIENT_SECRET';
const SECRET_FILE = 'CRITEO_CLIENT_SECRET_FILE';

/** Takes the secret out of the environment, so that child processes don't inherit it. */
export function takeSecret(env: NodeJS.ProcessEnv): string | undefined {
  const { [SECRET]: secret } = env;
  delete env[SECRET];
  return secret;
}

/** Credentials, and the names of the option or variables that gave them. */
export interface GivenCredentials extends Credentials {
  readonly idFrom: string;
  readonly secretFrom: string;
}

/**
 * The client ID and secret: the secret from standard input (`secretOption` is `-`), a file, or
 * `inEnvironment`, as taken out of it. Rejects with `Failure` 'signed-out' if one is missing, or
 * 'bad-argument'.
 */
export async function readCredentials(
  secretOption: string | undefined,
  inEnvironment: string | undefined,
  terminal: Pick<Terminal, 'env' | 'stdin' | 'resolve'>,
): Promise<GivenCredentials> {
  const { [ID]: clientId, [SECRET_FILE]: file } = terminal.env;
  if (secretOption !== undefined && secretOption !== '-')
    throw badArgument(
      'signIn',
      t('“--secret” must be “-”: the secret is read from standard input, never from an argument.'),
    );
  const secret = (
    secretOption === '-'
      ? await text(terminal.stdin)
      : file
        ? await readSecretFile(terminal.resolve(file))
        : (inEnvironment ?? '')
  ).trim();
  if (!clientId || !secret)
    throw new Failure(
      'signed-out',
      t(
        'No credentials: set {0}, and {1} or {2}, or use the local sandbox with --sandbox.',
        ID,
        SECRET_FILE,
        SECRET,
      ),
      'signIn',
    );
  const secretFrom = secretOption === '-' ? '--secret' : file ? SECRET_FILE : SECRET;
  return { clientId, clientSecret: secret, idFrom: ID, secretFrom };
}

async function readSecretFile(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new Failure(
      'signed-out',
      t(
        'The secret in {0} couldn’t be read ({1}). Check the path in {2}.',
        fileNameOf(file),
        error instanceof Error && 'code' in error ? String(error.code) : '',
        SECRET_FILE,
      ),
      'signIn',
    );
  }
}
