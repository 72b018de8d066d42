import { t } from '@vscode/l10n';
import { BUILD } from '../../app/version';
import { describe, Failure, toFailure, type StoredFailure } from '../../common/failure';
import type { Report } from '../../upload/jobTypes';
import { endingOf, EXIT_CODES, type Ending } from '../exitCodes';
import type { GlobalOptions } from '../globalOptions';
import type { Terminal } from '../terminal';
import { problemLines, type LocatedProblem } from './problemLines';
import { ReportFile } from './reportOption';
import { appendSummary, failureSummary } from './stepSummary';

/** What a command returns. */
export interface Result {
  /** The JSON document, beside its version. */
  document: Readonly<Record<string, unknown>>;
  /** For people, on stdout. */
  lines: readonly string[];
  /** Default: `finished`. */
  ending?: Ending;
  /** Why it isn't `finished`, although there is a result. */
  error?: StoredFailure;
  /** For the summary of a step on GitHub: Markdown. */
  summary?: () => string;
  /** Problems of files; at most `mostProblems` of them are listed. */
  problems?: readonly LocatedProblem[];
  mostProblems?: number;
}

/** One of several results in a document. */
export interface Entry {
  readonly ending: Ending;
  readonly report?: Report;
  readonly error?: StoredFailure;
}

/** How one of several things ended. `named`: what it is about. */
export function entryOf<T extends object>(named: T, result: Result | Failure): T & Entry {
  if (result instanceof Failure)
    return { ...named, ending: endingOf(result), error: result.toJSON() };
  const { ending = 'finished', error, document } = result;
  return { ...named, ending, ...document, ...(error && { error }) };
}

/** The summaries and the problems of several results; a row has the same problems in each of them. */
export function joinedResults(
  results: readonly Pick<Result, 'summary' | 'problems'>[],
): Required<Pick<Result, 'summary' | 'problems'>> {
  const problems = results.flatMap((result) => result.problems ?? []);
  return {
    summary: () => results.map(({ summary }) => summary?.() ?? '').join('\n'),
    problems: [...new Map(problems.map((one) => [JSON.stringify(one), one])).values()],
  };
}

/** As many problems as fit on a screen. */
const MOST_PROBLEMS = 20;

const PROGRAM = 'criteo-audiences';

/** Writes results and failures as text or as JSON, and the report. */
export class Reporter {
  private readonly isJson: boolean;
  /** Of `--report`, once it is known to be writable. */
  #file: ReportFile | undefined;
  /** What `--json` prints, and the report has. */
  #document: object | undefined;

  /** `command`: its name, such as `segments list`, as far as it is known. */
  constructor(
    private readonly options: GlobalOptions,
    private readonly terminal: Terminal,
    private readonly command?: string,
  ) {
    this.isJson = options.json === true;
  }

  /** Whether a program waits for a document, however the command ends. */
  get owesDocument(): boolean {
    return this.isJson || this.#file !== undefined;
  }

  /** Makes sure that the report can be written. Throws as `ReportFile.prepare`. */
  prepare(): void {
    const { report } = this.options;
    if (report !== undefined) this.#file = ReportFile.prepare(report, this.terminal);
  }

  /** A line on stderr about what is going on. */
  note(text: string): void {
    if (this.#isTalkative) this.terminal.note(text);
  }

  /** Lines of progress for a program shouldn't be mixed with lines for people. */
  get #isTalkative(): boolean {
    return !this.options.quiet && this.options.progress !== 'json';
  }

  result(result: Result): void {
    const { document, lines, error, summary, problems = [] } = result;
    const most = result.mostProblems ?? MOST_PROBLEMS;
    if (this.#isTalkative)
      for (const line of problemLines(problems, most, this.terminal))
        this.terminal.note(line, this.terminal.colors.yellow);
    this.#answer({ ...(error && { error }), ...document });
    if (!this.isJson) for (const line of lines) this.terminal.write(line);
    const isSaid = error && !this.isJson && lines.some((line) => line.includes(error.message));
    if (error && !isSaid) this.#error(error.message);
    if (summary) this.#summary(summary);
    else if (error) this.#summary(() => failureSummary(error, this.#name));
  }

  failure(failure: Failure): void {
    this.#answer({ error: failure });
    this.#error(failure.message);
    this.#summary(() => failureSummary(failure, this.#name));
    // What support needs; of no use for the user's own decision to stop.
    if (failure.code === 'cancelled') return;
    const { code, source } = failure;
    for (const line of [
      `${describe(failure)} version=${BUILD}`,
      // What is wrong with arguments, the message says.
      ...(source === 'tool' && code !== 'bad-argument'
        ? [t('About this code: {0}', `${PROGRAM} help codes ${code}`)]
        : []),
    ])
      this.terminal.note(line, this.terminal.colors.dim);
    // Only the frames: see `toFailure`.
    if (failure.code === 'unexpected')
      for (const line of (failure.stack ?? '').split('\n').slice(1)) this.terminal.note(line);
  }

  /** A signal ends the process at once, with an exit code. */
  interrupted(signal: string, exitCode: number): void {
    if (!this.#document)
      this.failure(
        new Failure('cancelled', t('Ended by {0} before there was a result.', signal), PROGRAM),
      );
    this.end(exitCode);
  }

  /**
   * Writes the report at the end of a run. Returns the exit code of the process, which isn't 0 if the
   * report couldn't be written.
   */
  end(exitCode: number): number {
    try {
      this.#file?.write(exitCode, this.#document ?? {});
      return exitCode;
    } catch (error) {
      this.#error(toFailure(error, PROGRAM).message);
      return exitCode || EXIT_CODES.failed;
    }
  }

  #answer(document: object): void {
    this.#document = document;
    if (this.isJson) this.terminal.document(document);
  }

  #error(message: string): void {
    this.terminal.note(t('Error: {0}', message), this.terminal.colors.red);
  }

  get #name(): string {
    return this.command ? `${PROGRAM} ${this.command}` : PROGRAM;
  }

  /** Adds Markdown to the summary of a step on GitHub. */
  #summary(markdown: () => string): void {
    const { GITHUB_STEP_SUMMARY: file } = this.terminal.env;
    if (!file) return;
    try {
      appendSummary(this.terminal.resolve(file), markdown());
    } catch {
      this.terminal.note(
        t('Couldn’t write the summary of this step ({0}).', 'GITHUB_STEP_SUMMARY'),
      );
    }
  }
}
