import assert from 'node:assert/strict';
import { CommanderError } from 'commander';
import { createProgram } from '../../../src/cli/program';
import { usageFailure } from '../../../src/cli/usage';

/** The message for a command line that commander rejects. */
async function messageOf(...args: string[]): Promise<string> {
  const program = createProgram(() => assert.fail('the command ran'), {
    write: () => undefined,
    width: 80,
  });
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    assert.ok(error instanceof CommanderError);
    return usageFailure(error).message;
  }
  return assert.fail('nothing was rejected');
}

describe('an error of usage', () => {
  it('names a misspelled option, and the one that was probably meant', async () => {
    assert.equal(
      await messageOf('upload', 'crm.csv', '--operatoin', 'add'),
      'There is no option --operatoin. Did you mean --operation? See --help.',
    );
  });

  it('names a misspelled command', async () => {
    assert.equal(
      await messageOf('uplod', 'crm.csv'),
      'There is no command “uplod”. Did you mean upload? See --help.',
    );
  });

  it('lists the values of an option and of an argument', async () => {
    assert.equal(
      await messageOf('accounts', '--progress', 'loud'),
      '--progress <how> can’t be “loud”. Choose one of: auto, bar, lines, json, none. See --help.',
    );
    assert.equal(
      await messageOf('completion', 'tcsh'),
      'shell can’t be “tcsh”. Choose one of: zsh, bash, fish, powershell. See --help.',
    );
  });

  it('names what is missing', async () => {
    assert.equal(await messageOf('upload'), 'The argument file is missing. See --help.');
    assert.equal(
      await messageOf('accounts', '--account'),
      'The option --account <id> needs a value. See --help.',
    );
  });

  it('never repeats a value that looks like an identifier', async () => {
    for (const args of [['ada@example.com'], ['completion', 'ada@example.com']])
      assert.doesNotMatch(await messageOf(...args), /ada/);
  });
});
