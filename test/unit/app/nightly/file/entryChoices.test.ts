import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { AccountHandle } from '../../../../../src/app/accounts/account';
import { choicesOfEntry, rejectTracked } from '../../../../../src/app/nightly/file/entryChoices';
import { parseNightly } from '../../../../../src/app/nightly/file/parseNightly';
import type { Choices } from '../../../../../src/app/uploads/choices/choices';
import { trackedByGit } from '../../../../../src/app/uploads/plan/gitState';

const account = { accountId: '48210' } as AccountHandle;

/** The choices of the only entry of a file, for one file. */
function choices(entry: string, defaults = '{}', type?: string): Omit<Choices, 'into'> {
  const { file, problems } = parseNightly(
    `{ "version": 1, "account": "48210", "suppress": ["out.csv"], "defaults": ${defaults},
       "segments": [{ "id": "5", ${entry} }] }`,
    'file:///n/night.criteo.jsonc',
  );
  assert.deepEqual(problems, []);
  const [one] = file?.entries ?? assert.fail();
  const { into, ...rest } = choicesOfEntry(one, ['/n/a b.csv'], account, '/state', type);
  assert.deepEqual(into, { account, segmentId: '5' });
  return rest;
}

const suppress = [{ file: 'file:///n/out.csv' }];

describe('the choices of an entry', () => {
  it('are those of an upload: of its files, and of all together', () => {
    assert.deepEqual(
      choices(
        '"operation": "add", "file": "x.csv", "column": "mail", "delimiter": ";", "header": false, "hash": "md5", "maxInvalid": 0.2',
      ),
      {
        operation: 'add',
        suppress,
        maxInvalid: 0.2,
        hash: 'md5',
        files: [
          {
            uri: 'file:///n/a%20b.csv',
            columns: ['mail'],
            dialect: { header: false, delimiter: ';' },
          },
        ],
      },
    );
  });

  it('compare an Update with what was sent, or with the kept file of its segment', () => {
    const files = [{ uri: 'file:///n/a%20b.csv' }];
    assert.deepEqual(choices('"operation": "update", "file": "x.csv"'), {
      operation: 'update',
      suppress,
      files,
      previous: [],
    });
    const keep = pathToFileURL('/state/kept/48210-5.csv').href;
    assert.deepEqual(choices('"operation": "update", "file": "x.csv", "keep": true'), {
      operation: 'update',
      suppress,
      files,
      keep,
    });
    assert.deepEqual(choices('"operation": "replace", "file": "x.csv"', '{ "keep": true }'), {
      operation: 'replace',
      suppress,
      files,
      keep,
    });
    assert.deepEqual(choices('"operation": "remove", "file": "x.csv"', '{ "keep": true }'), {
      operation: 'remove',
      files,
    });
  });

  it('leave out a default for emails where the segment has others; what the entry says stays', () => {
    const add = '"operation": "add", "file": "x.csv"';
    assert.equal(choices(add, '{ "hash": "md5" }').hash, 'md5');
    assert.equal(choices(add, '{ "hash": "md5" }', 'Email').hash, 'md5');
    assert.equal(choices(add, '{ "hash": "md5" }', 'CustomerId').hash, undefined);
    assert.equal(choices(`${add}, "hash": "md5"`, '{}', 'CustomerId').hash, 'md5');
    const remove = '"operation": "remove", "file": "x.csv"';
    assert.equal(choices(remove, '{ "formats": "all" }', 'Email').formats, 'all');
    assert.equal(choices(remove, '{ "formats": "all" }', 'CustomerId').formats, undefined);
  });
});

describe('what git tracks', () => {
  let folder: string;
  beforeEach(() => (folder = fs.mkdtempSync(path.join(os.tmpdir(), 'tracked-'))));
  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

  const put = (name: string): { uri: string; file: string } => {
    const file = path.join(folder, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, 'email\n');
    const uri = pathToFileURL(file).href;
    return { uri, file: uri };
  };
  const git = (...args: string[]): void => {
    execFileSync('git', args, { cwd: folder, stdio: 'ignore' });
  };
  const rejected = {
    code: 'tracked-by-git',
    message: /^Git tracks .+, and keeps the people in it for ever\./,
  };

  it('isn’t sent, suppressed or kept; what it doesn’t track, is', async () => {
    git('init');
    const [other, tracked] = [put('x/a.csv'), put('x/b.csv')];
    git('add', 'x/b.csv');
    await assert.rejects(rejectTracked({ files: [other, tracked] }, trackedByGit()), rejected);
    const files = [other];
    await assert.rejects(rejectTracked({ files, suppress: [tracked] }, trackedByGit()), rejected);
    await assert.rejects(rejectTracked({ files, keep: tracked.uri }, trackedByGit()), rejected);
    const gone = pathToFileURL(path.join(folder, 'none/c.csv')).href;
    await rejectTracked({ files, suppress: [other], keep: gone }, trackedByGit());
    await rejectTracked({ files: [tracked] }, () => Promise.resolve(false));
    git('rm', '--cached', 'x/b.csv');
    await rejectTracked({ files: [tracked] }, trackedByGit());
  });

  it('is found through a link, which may be tracked itself', async () => {
    git('init');
    put('x/a.csv');
    put('b.csv');
    fs.symlinkSync('x/a.csv', path.join(folder, 'a.csv'));
    fs.symlinkSync('../b.csv', path.join(folder, 'x/b.csv'));
    git('add', 'a.csv', 'b.csv');
    const uriOf = (name: string): string => pathToFileURL(path.join(folder, name)).href;
    await rejectTracked({ files: [{ uri: uriOf('a.csv') }] }, trackedByGit());
    await assert.rejects(
      rejectTracked({ files: [{ uri: uriOf('x/b.csv') }] }, trackedByGit()),
      rejected,
    );
  });
});
