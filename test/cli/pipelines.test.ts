/**
 * The examples of the documentation are real: JSON is parsed, and every line for a shell is run against
 * the sandbox. The recipes of every night have a file of their own.
 */
import assert from 'node:assert/strict';
import { parseNightly } from '../../src/app/nightly/file/parseNightly';
import { DOCUMENTATION, exampleLanguages, examplesOf } from '../docs/examples';
import { readDocument } from '../docs/pages';
import { endsWith } from './support/cli';
import { runInside } from './support/inside';
import { csv, useRecipes } from './support/recipes';

const TERMINAL = readDocument('src/cli/README.md');

describe('the examples of the documentation', function () {
  this.timeout(120_000);
  const recipes = useRecipes();

  it('are written in languages that this test knows', () => {
    assert.deepEqual(
      exampleLanguages().sort(),
      ['bash', 'crontab', 'dockerfile', 'ini', 'json', 'jsonc', 'sh', 'text', 'ts', 'yaml'].sort(),
    );
  });

  it('have valid JSON, one document per line', () => {
    for (const { text } of examplesOf('json'))
      for (const line of text.trim().split('\n')) assert.equal(JSON.parse(line).version, 1, line);
  });

  it('have in JSON what a run has', async () => {
    const env = { ...recipes.env, ...recipes.credentials() };
    for (const name of ['One', 'Two']) await recipes.sandbox.control.putSegment({ name });
    recipes.write('three.csv', 'email\nann@example.com\nbob@example.com\ncarl@nowhere\n');
    recipes.write('old.csv', csv(50));
    recipes.write('new.csv', `email\n${csv(50).split('\n').slice(3).join('\n')}two@x.example\n`);
    const documents = (text: string): unknown[] =>
      [...text.matchAll(/^\{"version":1.*/gm)].map(([line]) => JSON.parse(line) as unknown);
    const run = async (code: number, words: string, more = {}): Promise<unknown[]> => {
      const args = [...words.split(' '), '--json', '--report', 'report.json'];
      const all = { cwd: recipes.folder, env: { ...env, ...more } };
      const { stdout, log } = endsWith(code, await runInside(args, all));
      return documents(`${stdout}${log}${recipes.read('report.json')}`);
    };
    const found = [
      ...(await run(0, 'add three.csv --segment One --max-invalid 0.5 --progress json')),
      ...(await run(0, 'add old.csv --segment Two')),
      ...(await run(0, 'update new.csv --segment Two --previous old.csv')),
      ...(await run(0, 'check three.csv --type Email --max-invalid 0.5')),
      ...(await run(5, 'accounts --max-wait 1s', { CRITEO_API_URL: 'http://127.0.0.1:9' })),
    ].map(keysIn);
    for (const { text } of examplesOf('json'))
      for (const line of text.trim().split('\n')) {
        const keys = keysIn(JSON.parse(line));
        assert.ok(found.includes(keys), `${keys}\nis none of\n${found.join('\n')}`);
      }
  });

  /** The names of all properties, in order, also of those inside. */
  const keysIn = (value: unknown): string => {
    if (typeof value !== 'object' || value === null) return '';
    if (Array.isArray(value)) return `[${value.map(keysIn).slice(0, 1).join()}]`;
    return `{${Object.entries(value)
      .map(([key, one]) => `${key}${keysIn(one)}`)
      .join()}}`;
  };

  it('have an argument that means nothing for the operation', async () => {
    const [, argument, operation] =
      /such as `(\w+)` with `(\w+)`, is an error/.exec(readDocument('media/docs/reference.md')) ??
      assert.fail('reference.md has the example');
    const option = `--${argument.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    const { stderr } = endsWith(64, await runInside([operation, 'crm.csv', option, '0.5']));
    assert.match(stderr, new RegExp(`${option} is only for: `));
  });

  it('have nightly files without errors', () => {
    for (const { text } of examplesOf('jsonc'))
      assert.deepEqual(parseNightly(text, 'file:///audiences/night.criteo.jsonc').problems, []);
  });

  it('run, line by line', async () => {
    const examples = examplesOf('sh', 'bash').filter(
      // Reports of last night are read in the test of every night.
      ({ text, title }) => !text.startsWith('jq ') && !title.startsWith('~/'),
    );
    assert.ok(examples.length >= 9);
    recipes.write('opt-outs.csv', csv(10));
    for (const { language, text } of examples) {
      await recipes.sandbox.control.reset();
      for (const name of ['state', 'crm-kept.csv', 'kept-crm.csv']) recipes.remove(name);
      await recipes.runToItsEnd([language, '-ec', text], recipes.credentials());
    }
    assert.match(recipes.read('npm.log'), /^npm install --global .*\.tgz$/m);
  });

  it('name every command, and no option that doesn’t exist', async () => {
    const table = TERMINAL.slice(TERMINAL.indexOf('## Commands'), TERMINAL.indexOf('## Safety'));
    const helpOf = async (...words: string[]): Promise<string> =>
      endsWith(0, await runInside([...words, '--help'])).stdout;
    const help = await helpOf();
    const commands = help
      .slice(help.indexOf('Commands:'))
      .split('\n')
      .flatMap((line) => /^ {2}([a-z][a-z-]*)/.exec(line)?.[1] ?? []);
    assert.ok(commands.length >= 11);
    for (const command of commands.filter((name) => name !== 'help'))
      assert.match(table, new RegExp(`\`${command}[ \`]`), command);
    const helps = await Promise.all(
      [...commands.map((name) => [name]), ...subcommands()].map((words) => helpOf(...words)),
    );
    // Options that hardly anyone needs are in no other help.
    const all = endsWith(0, await runInside(['help', '--all', 'add'])).stdout;
    const known = [...helps, all].join('\n');
    const own = DOCUMENTATION.replace(
      /npm install.*|npx .*|COPY .*|aws s3 .*|useradd --system|enable --now|git rm --cached|--package\b/g,
      '',
    );
    for (const [option] of own.matchAll(/(?<![\w-])--[a-z][a-z-]+/g))
      assert.ok(new RegExp(`${option}(?![\\w-])`).test(known), option);
  });

  const subcommands = (): string[][] => [
    ...['list', 'create', 'edit', 'import', 'delete'].map((name) => ['segments', name]),
    ['audiences', 'list'],
    ...['list', 'resume', 'undo', 'verify'].map((name) => ['uploads', name]),
  ];
});
