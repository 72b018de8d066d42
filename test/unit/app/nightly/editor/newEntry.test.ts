import assert from 'node:assert/strict';
import { entryOfPlan } from '../../../../../src/app/nightly/editor/newEntry';
import { addEntries, emptyNightly } from '../../../../../src/app/nightly/file/addEntries';
import { parseNightly } from '../../../../../src/app/nightly/file/parseNightly';
import { Failure } from '../../../../../src/common/failure';
import {
  DEFAULT_OPTIONS,
  OPERATIONS,
  type Plan,
  type PlannedFile,
  type UploadOptions,
} from '../../../../../src/upload/uploadTypes';
import { account } from '../../segments/segments';

const URI = 'file:///work/night.criteo.jsonc';
const file = (path: string, parts: Partial<PlannedFile> = {}): PlannedFile =>
  ({ uri: `file://${path}`, path, column: 1, columns: ['id', 'mail'], ...parts }) as PlannedFile;

function planOf(files: readonly PlannedFile[], options: Partial<UploadOptions> = {}): Plan {
  return {
    target: { segmentId: '5', segmentName: 'CRM', identifierType: 'Email' },
    options: { ...DEFAULT_OPTIONS, operation: 'add', ...options },
    files,
  } as Plan;
}

/** The entry as it is written into a file without others, which it leaves without a problem. */
function written(plan: Plan): unknown {
  const text = addEntries(
    emptyNightly('77'),
    [entryOfPlan(plan, account({}), 'addToNightlyFile')],
    URI,
  );
  assert.ok(text !== undefined);
  assert.deepEqual(parseNightly(text, URI).problems, [], text);
  return (JSON.parse(text) as { segments: unknown[] }).segments[0];
}

describe('the entry of an upload', () => {
  const target = { id: '5', name: 'CRM' };

  it('takes the newest file of such names, or keeps the one whose name stays for an Update', () => {
    assert.deepEqual(written(planOf([file('/work/exports/crm-2026-11-27.csv')])), {
      ...target,
      operation: 'add',
      file: 'exports/crm-*.csv',
      every: 'day',
    });
    const update = { operation: 'update' } as const;
    assert.deepEqual(written(planOf([file('/work/crm-0042.csv')], update)), {
      ...target,
      ...update,
      file: 'crm-*.csv',
      every: 'day',
    });
    assert.deepEqual(written(planOf([file('/work/crm.csv')], update)), {
      ...target,
      ...update,
      file: 'crm.csv',
      keep: true,
    });
    // Which of two dates is the newer one isn't in their digits.
    assert.deepEqual(written(planOf([file('/work/27-11-2026.csv')])), {
      ...target,
      operation: 'add',
      file: '27-11-2026.csv',
    });
  });

  it('has several files as they are', () => {
    const files = [file('/work/a-1.csv'), file('/work/a-2.csv')];
    for (const operation of OPERATIONS)
      assert.deepEqual(written(planOf(files, { operation, forms: 'hashed' })), {
        ...target,
        operation,
        file: ['a-1.csv', 'a-2.csv'],
      });
  });

  it('has what was chosen, and neither what goes without saying nor what was allowed once', () => {
    const chosen = file('/work/crm.csv', {
      isColumnChosen: true,
      chosenDialect: { delimiter: ';', header: true },
    });
    const plan = planOf([chosen], {
      hash: 'sha256',
      minKept: 0.5,
      allowed: ['cut-off'],
      suppress: [{ path: '/work/out.csv', maxAge: 86_400_000 }],
    });
    assert.deepEqual(written(plan), {
      ...target,
      operation: 'add',
      file: 'crm.csv',
      hash: 'sha256',
      minKept: 0.5,
      column: 'mail',
      delimiter: ';',
      header: true,
      suppress: { file: 'out.csv', maxAge: '1d' },
    });
    assert.deepEqual(
      written(planOf([file('/work/out.csv')], { operation: 'remove', forms: 'all' })),
      {
        ...target,
        operation: 'remove',
        file: 'out.csv',
        formats: 'all',
      },
    );
  });

  it('can’t be written for files that aren’t on a disk, or are read in different ways', () => {
    const failing = (files: readonly PlannedFile[], message: RegExp): void =>
      assert.throws(
        () => written(planOf(files)),
        (error) =>
          error instanceof Failure &&
          error.code === 'not-expressible' &&
          error.operation === 'addToNightlyFile' &&
          message.test(error.message),
      );
    failing([file('/work/a.csv', { path: undefined })], /isn’t a file on this machine’s disk/);
    const other = file('/work/b.csv', { chosenDialect: { delimiter: ';' } });
    failing([file('/work/a.csv'), other], /an entry of a nightly file reads all of its files/);
  });
});
