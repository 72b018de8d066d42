import { t } from '@vscode/l10n';
import { describe, Failure, type StoredFailure } from '../../common/failure';
import type { Report } from '../../upload/jobTypes';
import { endingOf, type Ending } from '../exitCodes';
import { formatOf, type Format, type GlobalOptions } from '../globalOptions';
import type { Terminal } from '../terminal';
import { annotation, appendSummary, problemAnnotations } from './github';
import { problemLines, type LocatedProblem } from './problemLines';

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
  /** For GitHub's summary: Markdown. */
  summary?: () => string;
  /** Problems of files, to be listed or annotated; at most `mostProblems` of them as text. */
  problems?: readonly LocatedProblem[];
  mostProblems?: number;
  /** Written to stdout instead of `lines`: what `--out` writes to a file. */
  content?: string;
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
  results: readonly Result[],
): Required<Pick<Result, 'summary' | 'problems'>> {
  const problems = results.flatMap((result) => result.problems ?? []);
  return {
    summary: () => results.map(({ summary }) => summary?.() ?? '').join('\n'),
    problems: [...new Map(problems.map((one) => [JSON.stringify(one), one])).values()],
  };
}

/** As many problems as fit on a screen. */
const MOST_PROBLEMS = 20;

/** Writes results and failures in the chosen format. */
export class Reporter {
  private readonly format: Format;

  constructor(
    private readonly options: GlobalOptions,
    private readonly terminal: Terminal,
  ) {
    this.format = formatOf(options, terminal.env);
  }

  /** A line on stderr about what is going on. */
  note(text: string): void {
    if (this.#isTalkative) this.terminal.note(text);
  }

  /** Lines of progress for a program shouldn't be mixed with lines for people. */
  get #isTalkative(): boolean {
    return !this.options.quiet && this.options.progress !== 'json';
  }

  async result(result: Result): Promise<void> {
    const { document, lines, error, content, problems = [] } = result;
    if (this.format === 'github') await this.#github(result);
    else
      for (const line of problemLines(problems, result.mostProblems ?? MOST_PROBLEMS))
        if (this.#isTalkative) this.terminal.note(line, this.terminal.colors.yellow);
    if (this.format === 'json') this.terminal.document({ ...(error && { error }), ...document });
    else if (content !== undefined) this.terminal.content(content);
    else for (const line of lines) this.terminal.write(line);
    if (error && !(this.format === 'text' && lines.some((line) => line.includes(error.message))))
      this.#error(error.message);
  }

  failure(failure: Failure): void {
    if (this.format === 'json') this.terminal.document({ error: failure });
    if (this.format === 'github')
      this.terminal.command(annotation('error', failure.message, { title: failure.code }));
    this.#error(failure.message);
    // What support needs; of no use for the user's own decision to stop.
    if (failure.code === 'cancelled') return;
    this.terminal.note(describe(failure), this.terminal.colors.dim);
    // Only the frames: see `toFailure`.
    if (failure.code === 'unexpected')
      for (const line of (failure.stack ?? '').split('\n').slice(1)) this.terminal.note(line);
  }

  #error(message: string): void {
    this.terminal.note(t('Error: {0}', message), this.terminal.colors.red);
  }

  async #github({ lines, error, summary, problems = [] }: Result): Promise<void> {
    const { env } = this.terminal;
    const annotations = [
      ...(error ? [annotation('error', error.message, { title: error.code })] : []),
      ...problemAnnotations(problems, this.terminal, error ? 1 : 0),
    ];
    if (problems.length > 0 || error || summary)
      annotations.push(annotation('notice', lines.join(' ')));
    for (const line of annotations) this.terminal.command(line);
    if (summary && env.GITHUB_STEP_SUMMARY)
      await appendSummary(this.terminal.resolve(env.GITHUB_STEP_SUMMARY), summary()).catch(() =>
        this.terminal.note(
          t('Couldn’t write the summary of this step ({0}).', 'GITHUB_STEP_SUMMARY'),
        ),
      );
  }
}
