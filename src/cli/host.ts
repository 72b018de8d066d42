import type { EventEmitter } from 'node:events';
import type { Agent } from 'node:http';
import type { Terminal } from './terminal';

/** All that a run uses of its process; it touches nothing else of it. */
export interface Host {
  readonly terminal: Terminal;
  /** Emits SIGINT, SIGTERM and SIGHUP by their names. Those that nobody listens to end the process. */
  readonly signals: EventEmitter;
  /** Ends everything at once, with an exit code. */
  readonly exit: (code: number) => void;
  /** The agent for requests to an address; undefined for Node’s own. */
  readonly agent: (url: URL) => Agent | undefined;
  /** Where the package's own files are. */
  readonly packageFolder: string;
  /** The texts in the language of the user, as JSON; undefined for English. */
  readonly l10n: string | undefined;
}
