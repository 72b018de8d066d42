/**
 * The sandbox as its own process (bundled as dist/sandbox.js).
 *
 *   fork(script, ['--state', folder])   sends `ReadyMessage` or `FailedMessage` by IPC; ends on
 *                                       `disconnect`
 *   node sandbox.js --port 8080         prints its address, and once the key of its control
 *                                       requests; ends on Ctrl-C
 *
 * Options (`--name value` or `--name=value`):
 *   --port N           default: a free port
 *   --state FOLDER     saves credentials, segments and lists there; without it nothing is saved
 *   --client-id X
 *   --seed N           the seed data of a new sandbox
 *   --switches JSON    see switches.ts
 *   --<switch> VALUE   one switch, such as `--dialect contract` or `--applyDelayMs 500`
 *
 * Secrets are never options, because every user of the machine can list those. In the environment:
 *   CRITEO_SANDBOX_KEY             the key of the control requests, at least 16 characters; default:
 *                                  a random one for each start. With a state folder it is also in
 *                                  `owner.json` there, readable only by its user
 *   CRITEO_SANDBOX_CLIENT_SECRET   default: a random one, saved with the state
 */
import { startSandbox, type Sandbox, type SandboxOptions } from './server';
import { defaultSwitches, type Switches } from './switches';

/** Sent to the parent when the sandbox is ready. */
export interface ReadyMessage {
  type: 'ready';
  url: string;
  clientId: string;
  clientSecret: string;
  accountId: string;
  /** What control requests must send. */
  key: string;
}

/** Sent to the parent when it couldn't start. */
interface FailedMessage {
  type: 'failed';
  message: string;
}

/** How long a shutdown may take, in milliseconds, before the process exits. */
const LONGEST_END = 4000;

/**
 * Behind a user interface, the limit of 250 requests a minute would only get in the way; by hand,
 * it is the point.
 */
const EMBEDDED_LIMIT = 6000;

class UsageError extends Error {}

function readArguments(args: readonly string[]): SandboxOptions {
  const words = args.flatMap((arg) =>
    /^--[^=]+=/.test(arg)
      ? [arg.slice(0, arg.indexOf('=')), arg.slice(arg.indexOf('=') + 1)]
      : [arg],
  );
  const options: SandboxOptions = {};
  const switches: Record<string, unknown> = {};
  for (let index = 0; index < words.length; index += 2) {
    const name = words[index]?.replace(/^--/, '') ?? '';
    const value = words[index + 1];
    if (!words[index]?.startsWith('--') || value === undefined)
      throw new UsageError(`Not understood: ${words[index] ?? ''}`);
    if (name === 'port' || name === 'seed') options[name] = wholeNumber(name, value);
    else if (name === 'state') options.state = value;
    else if (name === 'client-id') options.clientId = value;
    else if (name === 'client-secret')
      throw new UsageError(
        'Give the client secret as CRITEO_SANDBOX_CLIENT_SECRET in the environment.',
      );
    else if (name === 'switches') Object.assign(switches, parse(value));
    else if (name in defaultSwitches())
      switches[name] =
        typeof defaultSwitches()[name as keyof Switches] === 'string' ? value : parse(value);
    else throw new UsageError(`There is no option --${name}`);
  }
  return { ...options, ...secretsIn(process.env), switches };
}

/** An empty variable counts as not set. */
function secretsIn({
  CRITEO_SANDBOX_KEY: key,
  CRITEO_SANDBOX_CLIENT_SECRET: clientSecret,
}: NodeJS.ProcessEnv): SandboxOptions {
  return { ...(key && { key }), ...(clientSecret && { clientSecret }) };
}

function wholeNumber(name: string, value: string): number {
  if (!/^\d{1,9}$/.test(value)) throw new UsageError(`--${name} takes a whole number`);
  return Number(value);
}

function parse(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    throw new UsageError('A switch has a value that is not JSON');
  }
}

function printed({ url, clientId, clientSecret, accountId, key }: Sandbox): string {
  return [
    '',
    '  Sandbox of the Criteo Retail Media API: nothing goes to Criteo.',
    '',
    `    address        ${url}`,
    `    client id      ${clientId}`,
    `    client secret  ${clientSecret}`,
    `    account        ${accountId}`,
    `    control        ${url}/_sandbox/counts and others, with the header`,
    `                   x-sandbox-key: ${key}`,
    '',
    '  Ctrl-C ends it.',
    '',
  ].join('\n');
}

/** Shuts down cleanly on a signal or when the parent is gone. */
function endWith(sandbox: Sandbox): void {
  let ending = false;
  const end = (): void => {
    if (ending) return;
    ending = true;
    setTimeout(() => process.exit(0), LONGEST_END).unref();
    sandbox.close().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.on('disconnect', end);
  process.on('SIGINT', end);
  process.on('SIGTERM', end);
  // The parent may have gone while the sandbox was starting.
  if (process.send && !process.connected) end();
}

async function main(): Promise<void> {
  // A reader of our output that goes away must not end the sandbox. Error messages may quote data,
  // so only names are printed.
  process.stdout.on('error', () => undefined);
  process.stderr.on('error', () => undefined);
  process.on('uncaughtException', (error) =>
    console.error(`The sandbox met a ${error.name} and goes on.`),
  );
  const options = readArguments(process.argv.slice(2));
  if (process.send) options.switches = { rateLimit: EMBEDDED_LIMIT, ...options.switches };
  const sandbox = await startSandbox(options);
  endWith(sandbox);
  const { url, clientId, clientSecret, accountId, key } = sandbox;
  const ready: ReadyMessage = { type: 'ready', url, clientId, clientSecret, accountId, key };
  if (process.send) process.send(ready);
  else console.log(printed(sandbox));
}

main().catch((error: unknown) => {
  const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
  const known = error instanceof UsageError || error instanceof TypeError;
  const message = known ? error.message : `The sandbox could not start${code}.`;
  const failed: FailedMessage = { type: 'failed', message };
  if (process.send) process.send(failed, () => process.exit(1));
  else {
    console.error(message);
    process.exit(known ? 2 : 1);
  }
});
