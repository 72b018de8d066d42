import { t } from '@vscode/l10n';
import { commands, type Disposable, type LogOutputChannel } from 'vscode';
import type { Arguments } from '../../app/arguments';
import { isContractArgument } from '../../app/contractArgument';
import { describe, isCancelled, toFailure, type Failure } from '../../common/failure';
import { KeyedQueue } from '../../common/keyedQueue';
import { lazy } from '../../common/lazy';
import { actionsFor } from './failureActions';
import { showFailure } from './failureNotice';
import type { RowArguments } from './focusedRow';

/**
 * Milliseconds. A key pressed again this soon while its command is running is held down or was hit
 * twice.
 */
const KEY_REPEAT = 1000;

/**
 * A command of the public contract. If its arguments have the contract's shape (from another
 * extension, a task, a key binding), the command is run with them; otherwise (from the Command
 * Palette, a menu) it prompts.
 */
export interface CommandDefinition<A, R> {
  id: string;
  /**
   * Reads the arguments of the contract, which are one object. Throws `Failure` 'bad-argument' for an
   * invalid value of a known key.
   */
  read?(args: Arguments): A;
  /**
   * In place of `read` where the contract has more than one argument, or one that is no object: the
   * arguments, or undefined if they don't have its shape. Throws as `read`.
   */
  parse?(args: readonly unknown[]): A | undefined;
  /**
   * Runs with the arguments of the contract: never notifies, and asks at most for the confirmation that
   * `confirm` gives, or to save a file.
   */
  run?(args: A): Promise<R>;
  /**
   * Runs from the window with what the editor passes, and prompts for the rest. `Cancelled` is
   * silent; any other error is shown in one notification.
   */
  prompt(...args: unknown[]): Promise<R | undefined | void>;
  /** What *Try Again* does where something couldn't be read. Default: `prompt`. */
  again?(...args: unknown[]): Promise<unknown>;
}

/** Of the API: nothing was changed, whatever the command is for. */
const READS = new Set(['accounts', 'retailers', 'search', 'statistics', 'audiences']);

/**
 * Wraps every command: logs failures, shows them where the command prompted, ends silently on
 * cancel, and returns a plain JSON copy of the result.
 */
export class Commands {
  private readonly definitions = new Map<string, CommandDefinition<unknown, unknown>>();
  /** Each loads once; after a failure the next command tries again. */
  private readonly loaders: (() => Promise<void>)[] = [];
  private readonly focusQueue = new KeyedQueue();
  /** When the key of a running command was last pressed (`performance.now()`). */
  private readonly pressed = new Map<string, number>();
  /** How to find the focused row of a view, by the argument of its keys. */
  private readonly rowsInFocus = new Map<unknown, () => Promise<RowArguments>>();

  /**
   * Registers `ids`, every command of the manifest. All can be run right away: definitions are loaded
   * when needed.
   */
  constructor(
    ids: readonly string[],
    private readonly log: LogOutputChannel,
    own: (item: Disposable) => void,
    /** Called after each command that ran from the window. */
    private readonly afterPrompt: () => void,
  ) {
    for (const id of ids) {
      own(
        commands.registerCommand(id, (...args: unknown[]) => {
          const rowsInFocus = this.rowsInFocus.get(args[0]);
          return rowsInFocus ? this.runByKey(id, rowsInFocus) : this.runById(id, args);
        }),
      );
    }
  }

  add<A, R>(definition: CommandDefinition<A, R>): void {
    this.definitions.set(definition.id, definition as CommandDefinition<unknown, unknown>);
  }

  /**
   * Adds a loader of definitions. When a command without a definition is run, loaders are called in
   * the order they were added until one defines it: add the largest last.
   */
  addLazy(load: () => Promise<void>): void {
    this.loaders.push(lazy(load));
  }

  /**
   * Sets how to find the focused row for keys bound in a view. `argument`: of these keys, such as
   * `FOCUSED_ROW`.
   */
  followFocus(argument: string, rowsInFocus: () => Promise<RowArguments>): void {
    this.rowsInFocus.set(argument, rowsInFocus);
  }

  /** Finds the rows first: loading the command or opening a dialog could move the focus. */
  private async runByKey(id: string, rowsInFocus: () => Promise<RowArguments>): Promise<unknown> {
    const now = performance.now();
    const before = this.pressed.get(id);
    this.pressed.set(id, now);
    if (before !== undefined && now - before < KEY_REPEAT) return undefined;
    try {
      return await this.runById(id, await this.focusQueue.run('focus', rowsInFocus));
    } catch (error) {
      this.report(error, operationOf(id));
      return undefined;
    } finally {
      this.pressed.delete(id);
    }
  }

  private async runById(id: string, args: readonly unknown[]): Promise<unknown> {
    let definition: CommandDefinition<unknown, unknown>;
    try {
      definition = await this.definitionOf(id);
    } catch (error) {
      return this.failToLoad(this.logFailure(error, operationOf(id)), args);
    }
    return this.run(definition, args);
  }

  /**
   * Like a failure of the command itself: a program must not take silence for success, and a user
   * gets the notification with its ways on, which the editor's own wouldn't have.
   */
  private failToLoad(failure: Failure, args: readonly unknown[]): undefined {
    if (args.some(isContractArgument)) throw failure;
    void this.notify(failure);
    return undefined;
  }

  /** A loader that fails doesn't affect commands of the others. */
  private async definitionOf(id: string): Promise<CommandDefinition<unknown, unknown>> {
    let loadError: unknown = new Error(`No loader defines ${id}.`);
    for (const load of this.loaders) {
      if (this.definitions.has(id)) break;
      await load().catch((error: unknown) => (loadError = error));
    }
    const definition = this.definitions.get(id);
    if (definition) return definition;
    throw loadError;
  }

  private async run<A, R>(
    definition: CommandDefinition<A, R>,
    args: readonly unknown[],
  ): Promise<unknown> {
    const operation = operationOf(definition.id);
    const { run } = definition;
    if (run) {
      try {
        const given = await argumentsOf(definition, args);
        if (given !== undefined) return plain(await run(given));
      } catch (error) {
        throw this.logFailure(error, operation);
      }
    }
    try {
      return plain(await definition.prompt(...args));
    } catch (error) {
      if (isCancelled(error)) return undefined;
      const failure = this.logFailure(error, operation);
      if (!run && args.some(isContractArgument)) throw failure;
      void this.notify(failure, () => (definition.again ?? definition.prompt)(...args));
      return undefined;
    } finally {
      this.afterPrompt();
    }
  }

  /** Logs and shows a failure of work that no command awaits. Ignores `Cancelled`. */
  report(error: unknown, operation: string): void {
    if (!isCancelled(error)) void this.notify(this.logFailure(error, operation));
  }

  private logFailure(error: unknown, operation: string): Failure {
    const failure = toFailure(error, operation);
    this.log.error(`${failure.operation} failed: ${describe(failure)}`);
    if (failure.code === 'unexpected') this.log.error(stackFrames(failure));
    return failure;
  }

  /** `again`: what the user asked for, which is offered again where it could only not be read. */
  private async notify(failure: Failure, again?: () => Promise<unknown>): Promise<void> {
    const { operation = '' } = failure;
    // Signing in or a setting is the way on where that is why.
    const canRetry = again && READS.has(operation) && actionsFor(failure).length === 0;
    const isAgain = await showFailure(failure, this.log, canRetry ? t('Try Again') : undefined);
    if (!isAgain) return;
    await again?.().catch((error: unknown) => {
      if (!isCancelled(error)) void this.notify(this.logFailure(error, operation), again);
    });
  }
}

/** The stack without its first line: the message may quote data. */
function stackFrames(error: Error): string {
  return (error.stack ?? '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .join('\n');
}

/** The arguments of a call by contract; undefined for what the editor passes. */
async function argumentsOf<A>(
  { id, read, parse }: CommandDefinition<A, unknown>,
  all: readonly unknown[],
): Promise<A | undefined> {
  if (!read) return parse?.(all);
  const [first] = all;
  if (!isContractArgument(first)) return undefined;
  // Not loaded at startup.
  const { Arguments } = await import('../../app/arguments');
  return read(new Arguments(first, operationOf(id)));
}

function operationOf(id: string): string {
  return id.slice(id.indexOf('.') + 1);
}

function plain(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}
