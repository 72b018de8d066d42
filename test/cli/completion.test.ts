import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { endsWith, PLAIN, type Run } from './support/cli';
import { command } from './support/package';
import { hasPseudoTerminals } from './support/pseudoTerminal';
import { useWorld } from './support/world';

/** Pressing Tab in a shell on a terminal, with the installed command line. */
describe('completion', function () {
  this.timeout(60_000);
  const world = useWorld();
  const paths = `${path.dirname(command())}${path.delimiter}${PLAIN.PATH}`;

  /** A bash on a terminal, as someone has it who has the line of the documentation in `.bashrc`. */
  function startBash(): Run {
    const bash = world.start([], {
      env: { TERM: 'dumb', SHELL: '/bin/sh', PATH: paths, PS1: '', INPUTRC: '/dev/null' },
      input: { open: true },
      through: ['sh', '-c', 'exec script -qec "bash --noprofile --norc -i" /dev/null'],
    });
    bash.child.stdin?.write('source <(criteo-audiences completion bash)\n');
    return bash;
  }

  it('has files, folders, values, commands and options in bash', async function () {
    if (!hasPseudoTerminals() || spawnSync('bash', ['--version']).status !== 0) {
      console.log('      (skipped: there is no bash, or no terminal)');
      this.skip();
    }
    for (const name of ['my customers.csv', 'old.csv', 'old folder/x.csv', '$(touch ran).csv']) {
      fs.mkdirSync(path.dirname(path.join(world.folder, name)), { recursive: true });
      world.write(name, '');
    }
    const bash = startBash();
    let lines = 0;
    /** The words of a line in which Tab is pressed at the end; before that, it is `typed`. */
    const complete = async (typed: string): Promise<string[]> => {
      const end = `<end ${++lines}>`;
      // The line becomes the arguments of another command, which shows them as bash reads them.
      bash.child.stdin?.write(`criteo-audiences ${typed}\t\u0005 '${end.slice(1, -1)}'`);
      bash.child.stdin?.write(`\u0001printf '<%s>\\n' \n`);
      await bash.writes(new RegExp(`^${end}`, 'm'), 'stdout');
      const shown = bash.stdout.split(/^<criteo-audiences>\r?\n/m).at(-1) ?? '';
      return [...shown.matchAll(/^<(.*)>\r?$/gm)].map(([, word]) => word).slice(0, -1);
    };
    for (const [typed, ...expected] of [
      ['add m', 'add', 'my customers.csv'],
      ['add old.csv "my', 'add', 'old.csv', 'my customers.csv'],
      ['add \\$', 'add', '$(touch ran).csv'],
      ['add --sandbox old.', 'add', '--sandbox', 'old.csv'],
      ['check old\\ folder/', 'check', 'old folder/x.csv'],
      ['update old.csv --keep m', 'update', 'old.csv', '--keep', 'my customers.csv'],
      ['update old.csv --keep=m', 'update', 'old.csv', '--keep=my customers.csv'],
      ['update x --previous old.csv m', 'update', 'x', '--previous', 'old.csv', 'my customers.csv'],
      ['check x --invalid-rows m', 'check', 'x', '--invalid-rows', 'my customers.csv'],
      ['uploads list --state-dir o', 'uploads', 'list', '--state-dir', 'old folder/'],
      ['add x --hash m', 'add', 'x', '--hash', 'md5'],
      ['add x --hash=m', 'add', 'x', '--hash=md5'],
      ['remove x --formats g', 'remove', 'x', '--formats', 'given'],
      ['check x --type Em', 'check', 'x', '--type', 'Email'],
      ['add x --delimiter t', 'add', 'x', '--delimiter', 'tab'],
      ['add x --encoding w', 'add', 'x', '--encoding', 'windows-1252'],
      ['update x --allow cut', 'update', 'x', '--allow', 'cut-off'],
      ['update x --allow cut-off,invalid-g', 'update', 'x', '--allow', 'cut-off,invalid-grew'],
      ['fix x --fixes clean rem', 'fix', 'x', '--fixes', 'clean', 'remove'],
      ['--progress l', '--progress', 'lines'],
      ['completion f', 'completion', 'fish'],
      ['help exit', 'help', 'exit-codes'],
      ['help segments im', 'help', 'segments', 'import'],
      ['upl', 'uploads'],
      ['uploads res', 'uploads', 'resume'],
      ['update --min', 'update', '--min-kept'],
      ['add x --stat', 'add', 'x', '--state-dir'],
      // No file is a segment, an ID or a command.
      ['add x --segment m', 'add', 'x', '--segment', 'm'],
      ['uploads show m', 'uploads', 'show', 'm'],
      ['m', 'm'],
      ['add -- m', 'add', '--', 'my customers.csv'],
    ])
      assert.deepEqual(await complete(typed), expected, typed);
    assert.ok(!fs.existsSync(path.join(world.folder, 'ran')));
    assert.deepEqual(world.gate.passed, []);
    bash.child.stdin?.end('exit\n');
    await bash.ended;
  });

  it('tells the scripts of zsh, fish and PowerShell when to offer files', async () => {
    for (const shell of ['zsh', 'fish', 'powershell']) {
      const { stdout } = endsWith(0, await world.runInstalled(['completion', shell]));
      assert.match(stdout, /criteo-audiences complete '?--/, shell);
      if (shell === 'zsh' && spawnSync('zsh', ['--version']).status === 0)
        assert.equal(spawnSync('zsh', ['-n'], { input: stdout }).status, 0);
      // Those of the answer that says “nothing else”.
      assert.match(stdout, /ShellCompDirectiveNoFileComp( |=)4\b/i, shell);
      assert.match(stdout, /ShellCompDirectiveFilterDirs( |=)16\b/i, shell);
    }
    const answer = async (...words: string[]): Promise<string> =>
      endsWith(0, await world.run(['complete', '--', ...words])).stdout;
    assert.equal(await answer('add', ''), ':0\n');
    assert.equal(await answer('add', 'x.csv', '--state-dir', ''), ':16\n');
    assert.equal(await answer('uploads', 'show', ''), ':4\n');
    assert.match(await answer('upd'), /^update\tAdd the identifiers of files, then .*\n:4\n$/);
    assert.deepEqual(world.gate.passed, []);
  });
});
