import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { quoteWord, shellOn, type Shell } from '../../../src/common/shellQuote';
import { passedToProgram, powerShellWords } from '../../support/powerShell';

const WORDS = [
  '',
  'customers.csv',
  '--segment',
  '-x',
  'two words',
  ' around ',
  "Ann's file.csv",
  `'`,
  `''"''`,
  '"quoted"',
  '$HOME',
  '$(echo no)',
  '`echo no`',
  'a\nb',
  'a\\',
  'a\\nb',
  'tab\there',
  '~',
  '#1',
  '*',
  '!!',
  '{a,b}',
  '=ls',
  '%s',
  ';',
  '|',
  '&',
  'clientes-año.csv',
  'e\u0301te.csv',
  '客户.csv',
  '🙂.csv',
  'no\u00a0break',
];

describe('a word of a command line', () => {
  const bareIn = (shell: Shell, words: readonly string[]): void => {
    for (const word of words) assert.equal(quoteWord(word, shell), word);
  };

  it('is what a POSIX shell passes on, whatever is in it', function () {
    if (process.platform === 'win32') this.skip();
    const line = WORDS.map((word) => quoteWord(word, 'posix')).join(' ');
    const output = execFileSync('/bin/sh', ['-c', `printf '%s\\0' ${line}`], { encoding: 'utf8' });
    assert.deepEqual(output.split('\0').slice(0, -1), WORDS);
    assert.equal(
      execFileSync('/bin/sh', ['-c', `printf "%s\\n" ${quoteWord("it's $HOME", 'posix')}`], {
        encoding: 'utf8',
      }),
      "it's $HOME\n",
    );
  });

  it('stays as it is if it needs no quotes', () => {
    bareIn('posix', ['customers.csv', '--segment', 'data/crm_2.csv', 'https://a.example:8', 'été']);
    bareIn('powershell', [
      'customers.csv',
      '--segment',
      'data/crm_2.csv',
      'C:\\data\\crm.csv',
      '5',
    ]);
  });

  it('has single quotes otherwise', () => {
    assert.equal(quoteWord('', 'posix'), `''`);
    assert.equal(quoteWord('two words', 'posix'), `'two words'`);
    assert.equal(quoteWord("Ann's", 'posix'), `'Ann'\\''s'`);
    assert.equal(quoteWord('C:\\a', 'posix'), `'C:\\a'`);
  });

  it('is quoted for PowerShell with doubled quotes, typographic ones too', () => {
    const inPowerShell: Record<string, string> = {
      '': `''`,
      'two words': `'two words'`,
      "Ann's": `'Ann''s'`,
      'Ann’s': `'Ann’’s'`,
      '‘‚‛': `'‘‘‚‚‛‛'`,
      '"$HOME"': `'"$HOME"'`,
      '`n': "'`n'",
      'a\nb': `'a\nb'`,
      // Bare, PowerShell would make two words, an array, or something of its own of them.
      '-a.b': `'-a.b'`,
      'a,b': `'a,b'`,
      '@a': `'@a'`,
      '--%': `'--%'`,
      ';': `';'`,
    };
    for (const [word, quoted] of Object.entries(inPowerShell))
      assert.equal(quoteWord(word, 'powershell'), quoted);
  });

  it('is what PowerShell reads by its rules, and passes on', () => {
    const words = [...WORDS, 'Ann’s ‘file’.csv', '-a.b', '–x', '@a', 'a,b', 'x;y', '--%', '5'];
    const line = words.map((word) => quoteWord(word, 'powershell')).join(' ');
    assert.deepEqual(powerShellWords(line), words);
    // Windows has no names with quotes, and none of a line is empty.
    const names = words.filter((word) => word !== '' && !word.includes('"'));
    assert.deepEqual(
      passedToProgram(names.filter((word) => !word.endsWith('\\'))),
      names.filter((word) => !word.endsWith('\\')),
    );
    for (const other of [
      ...['$HOME', 'a$b', '"a"', 'a`b', 'a,b', 'a;b', 'a&b', 'a|b', '@a', '#a', '-a.b', '-a:b'],
      ...['--%', "'a", '(a)', '{a}', 'a>b', '“a”', 'a\nb'],
    ])
      assert.throws(() => powerShellWords(other), other);
    assert.deepEqual(powerShellWords("a\u00a0b 'c'd"), ['a', 'b', 'cd']);
    assert.throws(() => passedToProgram(['two words\\']));
  });

  it('is for PowerShell on Windows alone', () => {
    assert.equal(shellOn('win32'), 'powershell');
    for (const platform of ['linux', 'darwin'] as const) assert.equal(shellOn(platform), 'posix');
  });
});
