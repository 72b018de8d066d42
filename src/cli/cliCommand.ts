import { t } from '@vscode/l10n';
import { Command, type Option } from 'commander';
import type { CommandFacts, CommandWork, RecordsUse, RunCommand } from './context';
import type { GlobalOptions } from './globalOptions';
import { givenTwiceError } from './usage';

/** A command with what it does: a chain of its arguments, options, examples and work. So are those below it. */
export class CliCommand extends Command {
  declare readonly commands: readonly CliCommand[];
  /** Every command is taken to write there, unless it says otherwise. */
  #records: RecordsUse = 'written';
  /** Every command is taken to change something, unless it says otherwise. */
  #longestWait: CommandFacts['longestWait'] = '15m';
  /** Every command is of one account, unless it says otherwise. */
  #isOfAccounts: (flags: never) => boolean = () => false;

  constructor(
    name: string | undefined,
    private readonly run: RunCommand,
  ) {
    super(name);
  }

  override createCommand(name?: string): CliCommand {
    return new CliCommand(name, this.run);
  }

  /** Its name, after those of the commands above it but the program's. */
  get path(): string[] {
    const { parent } = this;
    return parent instanceof CliCommand ? [...parent.path, this.name()] : [];
  }

  /**
   * Shows the help. A group without a command asks for it, which Commander takes for an error; for a
   * program, which expects a document or a report, it is one.
   */
  override help(): never {
    const { json, report } = this.optsWithGlobals<GlobalOptions>();
    if (json || report !== undefined) this.error('', { code: 'commander.help' });
    return super.help();
  }

  /** Adds options that several commands have. */
  addOptions(...options: readonly Option[]): this {
    for (const option of options) this.addOption(option);
    return this;
  }

  /** Adds two examples to the help, without the name of the program. */
  examples(...examples: [string, string]): this {
    return this.addHelpText(
      'after',
      () =>
        `\n${t('Examples:')}\n${examples.map((line) => `  criteo-audiences ${line}`).join('\n')}`,
    );
  }

  /** Says what it does with the state folder. */
  records(use: RecordsUse): this {
    this.#records = use;
    return this;
  }

  /** Says that it only reads: nobody wants to wait long for that. */
  reads(): this {
    this.#longestWait = '30s';
    return this;
  }

  /** Says with which of its options it is of several accounts. */
  ofAccounts<Flags extends object>(isOfAccounts: (flags: Flags) => boolean): this {
    this.#isOfAccounts = isOfAccounts;
    return this;
  }

  /** Sets what it does, given its own options and its arguments. */
  does<Flags extends object = object, Args extends readonly unknown[] = []>(
    work: CommandWork<Flags, Args>,
  ): this {
    return this.action(async (...all: readonly unknown[]) => {
      // The arguments, then the flags, then the command itself.
      const args = all.slice(0, -2) as readonly unknown[] as Args;
      const flags = all.at(-2) as Flags;
      const options = this.optsWithGlobals<GlobalOptions>();
      const { account = [] } = options;
      if (account.length > 1 && !this.#isOfAccounts(flags as never))
        throw givenTwiceError('--account <id>');
      await this.run(options, (context) => work(context, flags, ...args), {
        name: this.path.join(' '),
        records: this.#records,
        longestWait: this.#longestWait,
      });
    });
  }
}
