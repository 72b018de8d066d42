import { commands, type Disposable, type LogOutputChannel } from 'vscode';
import { describe, isCancelled, toFailure, type Failure } from '../../common/failure';
import { KeyedQueue } from '../../common/keyedQueue';
import { lazy } from '../../common/lazy';
import { showFailure } from './failureNotice';
import { FOCUSED_ROW, type RowArguments } from './focusedRow';

/**
 * A key pressed again within this, while its command is under way, is held down or was hit twice:
 * milliseconds.
 */
const REPEATED = 1000;

/**
 * A command of the public contract. `accepts` tells whether it was called with the arguments of the
 * contract (by another extension, a task, a key binding); anything else, also what menus pass,
 * means "asked from the window".
 */
export interface CommandDefinition<A, R> {
  id: string;
  /**
   * The arguments if they are the contract's; undefined for any other shape. Throws `Failure` for a
   * bad value of a known key.
   */
  parse?(args: readonly unknown[]): A | undefined;
  /** Called by contract: never asks, never notifies. */
  run?(args: A): Promise<R>;
  /**
   * Asked from the window: gathers what is missing. `Cancelled` is silence; any other error one
   * notification.
   */
  prompt(...args: unknown[]): Promise<R | undefined | void>;
}

/**
 * The one way in: logging, errors to notifications, cancel is not an error, results are plain JSON
 * copies.
 */
export class Commands {
  private readonly definitions = new Map<string, CommandDefinition<unknown, unknown>>();
  /** Each is read once; where that fails, the next command tries again. */
  private readonly lazyParts: (() => Promise<void>)[] = [];
  private readonly turns = new KeyedQueue();
  /** When the key of a command that is under way was pressed last. */
  private readonly pressed = new Map<string, number>();
  private rowsInFocus: () => Promise<RowArguments> = async () => [];

  /** `ids`: every command of the manifest. All can be run at once, wherever they are defined. */
  constructor(
    ids: readonly string[],
    private readonly log: LogOutputChannel,
    own: (item: Disposable) => void,
    /** Called after each command that the user ran. */
    private readonly afterwards: () => void,
  ) {
    for (const id of ids) {
      own(
        commands.registerCommand(id, (...args: unknown[]) =>
          args[0] === FOCUSED_ROW ? this.runByKey(id) : this.runById(id, args),
        ),
      );
    }
  }

  add<A, R>(definition: CommandDefinition<A, R>): void {
    this.definitions.set(definition.id, definition as CommandDefinition<unknown, unknown>);
  }

  /**
   * A part that is read from disk for a command that nobody has defined yet: `load` adds its
   * definitions. The parts are read in this order until one brings the command: the largest last.
   */
  addLazy(load: () => Promise<void>): void {
    this.lazyParts.push(lazy(load));
  }

  /** Tells for keys bound in a view which row is in focus there; see `FOCUSED_ROW`. */
  followFocus(rowsInFocus: () => Promise<RowArguments>): void {
    this.rowsInFocus = rowsInFocus;
  }

  /**
   * The rows are found out first, as the key was pressed: a dialog, or a part that is read late,
   * comes after.
   */
  private async runByKey(id: string): Promise<unknown> {
    const now = performance.now();
    const before = this.pressed.get(id);
    this.pressed.set(id, now);
    if (before !== undefined && now - before < REPEATED) return undefined;
    try {
      return await this.runById(id, await this.turns.run(FOCUSED_ROW, this.rowsInFocus));
    } catch (error) {
      this.report(error, operationOf(id));
      return undefined;
    } finally {
      this.pressed.delete(id);
    }
  }

  private async runById(id: string, args: readonly unknown[]): Promise<unknown> {
    return this.run(await this.definitionOf(id), args);
  }

  /** A part that cannot be read takes no command of another one with it. */
  private async definitionOf(id: string): Promise<CommandDefinition<unknown, unknown>> {
    let unread: unknown = new Error(`No part defines ${id}.`);
    for (const load of this.lazyParts) {
      if (this.definitions.has(id)) break;
      await load().catch((error: unknown) => (unread = error));
    }
    const definition = this.definitions.get(id);
    if (definition) return definition;
    throw unread;
  }

  private async run<A, R>(
    definition: CommandDefinition<A, R>,
    args: readonly unknown[],
  ): Promise<unknown> {
    const operation = operationOf(definition.id);
    const { parse: accepts, run: called } = definition;
    if (accepts && called) {
      try {
        const accepted = accepts(args);
        if (accepted !== undefined) return plain(await called(accepted));
      } catch (error) {
        throw this.failed(error, operation);
      }
    }
    try {
      return plain(await definition.prompt(...args));
    } catch (error) {
      if (isCancelled(error)) return undefined;
      void this.notify(this.failed(error, operation));
      return undefined;
    } finally {
      this.afterwards();
    }
  }

  /** Logs a failure of work that no command waits for, and shows it once. */
  report(error: unknown, operation: string): void {
    if (!isCancelled(error)) void this.notify(this.failed(error, operation));
  }

  private failed(error: unknown, operation: string): Failure {
    const failure = toFailure(error, operation);
    this.log.error(`${failure.operation} failed: ${describe(failure)}`);
    if (failure.code === 'unexpected') this.log.error(frames(failure));
    return failure;
  }

  private async notify(failure: Failure): Promise<void> {
    await showFailure(failure, this.log);
  }
}

/** The stack without its first line, which is the message and may quote data. */
function frames(error: Error): string {
  return (error.stack ?? '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .join('\n');
}

function operationOf(id: string): string {
  return id.slice(id.indexOf('.') + 1);
}

function plain(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}
