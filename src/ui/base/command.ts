import { t } from '@vscode/l10n';
import { commands, env, window, type Disposable, type LogOutputChannel } from 'vscode';
import { ApiError } from '../../api/errors';
import { OPEN_SETTINGS, toFailure } from '../../app/toFailure';
import { Cancelled, type Failure, type FailureAction } from '../../common/failure';
import { Turns } from '../../common/keyedQueue';
import { withoutLinks } from '../../common/outsideText';
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
  accepts?(args: readonly unknown[]): A | undefined;
  /** Called by contract: never asks, never notifies. */
  called?(args: A): Promise<R>;
  /**
   * Asked from the window: gathers what is missing. `Cancelled` is silence; any other error one
   * notification.
   */
  asked(...args: unknown[]): Promise<R | undefined | void>;
}

/**
 * The one way in: logging, errors to notifications, cancel is not an error, results are plain JSON
 * copies.
 */
export class Commands {
  private readonly definitions = new Map<string, CommandDefinition<unknown, unknown>>();
  private readonly late = new Map<string, () => Promise<void>>();
  private readonly turns = new Turns();
  /** When the key of a command that is under way was pressed last. */
  private readonly pressed = new Map<string, number>();
  private rowsInFocus: () => Promise<RowArguments> = async () => [];

  constructor(
    private readonly log: LogOutputChannel,
    private readonly own: (item: Disposable) => void,
    /** Called after each command that the user ran. */
    private readonly afterwards: () => void,
  ) {}

  add<A, R>(definition: CommandDefinition<A, R>): void {
    this.definitions.set(definition.id, definition as CommandDefinition<unknown, unknown>);
    if (!this.late.has(definition.id)) this.register(definition.id);
  }

  /**
   * Commands of a part that is read from disk when the first of them is run: `load` adds their
   * definitions.
   */
  addLate(ids: readonly string[], load: () => Promise<void>): void {
    for (const id of ids) {
      this.late.set(id, load);
      this.register(id);
    }
  }

  private register(id: string): void {
    this.own(
      commands.registerCommand(id, (...args: unknown[]) =>
        args[0] === FOCUSED_ROW ? this.runByKey(id) : this.runById(id, args),
      ),
    );
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
      return await this.runById(id, await this.turns.take(FOCUSED_ROW, this.rowsInFocus));
    } catch (error) {
      this.report(error, operationOf(id));
      return undefined;
    } finally {
      this.pressed.delete(id);
    }
  }

  private async runById(id: string, args: readonly unknown[]): Promise<unknown> {
    await this.late.get(id)?.();
    const definition = this.definitions.get(id);
    return definition && this.run(definition, args);
  }

  private async run<A, R>(
    definition: CommandDefinition<A, R>,
    args: readonly unknown[],
  ): Promise<unknown> {
    const operation = operationOf(definition.id);
    const { accepts, called } = definition;
    if (accepts && called) {
      try {
        const accepted = accepts(args);
        if (accepted !== undefined) return plain(await called(accepted));
      } catch (error) {
        throw this.failed(error, operation);
      }
    }
    try {
      return plain(await definition.asked(...args));
    } catch (error) {
      if (isCancel(error)) return undefined;
      void this.notify(this.failed(error, operation));
      return undefined;
    } finally {
      this.afterwards();
    }
  }

  /** Logs a failure of work that no command waits for, and shows it once. */
  report(error: unknown, operation: string): void {
    if (!isCancel(error)) void this.notify(this.failed(error, operation));
  }

  private failed(error: unknown, operation: string): Failure {
    const failure = toFailure(error, operation);
    this.log.error(`${failure.operation} failed: ${describe(failure)}`);
    if (failure.code === 'unexpected' && error instanceof Error) this.log.error(frames(error));
    return failure;
  }

  private async notify(failure: Failure): Promise<void> {
    await showFailure(failure, this.log);
  }
}

/**
 * One notification for a failure, with its own actions, "Copy Details" and "Open Log". With
 * `first`, the way on, it comes again after each other button, and gives true once `first` was
 * chosen.
 */
export async function showFailure(
  failure: Failure,
  log: LogOutputChannel,
  first?: string,
): Promise<boolean> {
  const copy = t('Copy Details');
  const open = t('Open Log');
  const { actions } = failure;
  const titles = [
    ...(first === undefined ? [] : [first]),
    ...actions.map((action) => action.title),
    copy,
    open,
  ];
  for (;;) {
    const choice = await window.showErrorMessage(withoutLinks(failure.message), ...titles);
    if (choice === copy) await env.clipboard.writeText(`${describe(failure)}\n${failure.message}`);
    if (choice === open) log.show();
    const action = actions.find((item) => item.title === choice);
    if (action) await runAction(action);
    if (first === undefined || choice === undefined || choice === first)
      return first !== undefined && choice === first;
  }
}

/**
 * Does what a button under a message says. In a remote window settings of machine scope stand on a
 * page of their own, and the ordinary one would say that there is no such setting.
 */
export async function runAction({ command, args = [] }: FailureAction): Promise<void> {
  const remote = command === OPEN_SETTINGS && env.remoteName !== undefined;
  await commands.executeCommand(remote ? 'workbench.action.openRemoteSettings' : command, ...args);
}

export function isCancel(error: unknown): boolean {
  return error instanceof Cancelled || (error instanceof ApiError && error.kind === 'cancelled');
}

/** Operation, codes, status and trace id: what support asks for, nothing personal. */
export function describe(failure: Failure): string {
  const parts = [`operation=${failure.operation}`, `code=${failure.code}`];
  if (failure.status) parts.push(`status=${failure.status}`);
  if (failure.system) parts.push(`system=${failure.system}`);
  if (failure.traceId) parts.push(`traceId=${failure.traceId}`);
  return parts.join(' ');
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
