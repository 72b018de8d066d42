import assert from 'node:assert/strict';
import { likelyColumn, needsType } from '../../../../../src/app/uploads/draft/missingChoices';
import type { DraftStep } from '../../../../../src/app/uploads/draftStep';
import { Failure } from '../../../../../src/common/failure';

const FAILURE = new Failure('ambiguous-column', 'Which?', 'uploadCsv');

/** The step that asks for the column of the third file, of columns with these confidences. */
function needsColumn(...confidences: number[]): DraftStep {
  const candidates = confidences.map((confidence, at) => ({
    column: 10 + at,
    confidence,
    share: 1,
    reason: '',
  }));
  return { kind: 'needs', missing: 'column', file: 2, candidates, failure: FAILURE };
}

describe('the likely column', () => {
  it('is the one that fits better than any other, in the file that the step is about', () => {
    assert.deepEqual(likelyColumn(needsColumn(0.95, 0.75, 0.75)), { file: 2, column: 10 });
    assert.deepEqual(likelyColumn(needsColumn(0.7)), { file: 2, column: 10 });
  });

  it('is none where two fit equally, where none is sure, and where there is none', () => {
    for (const confidences of [[0.95, 0.95], [0.69, 0.5], [0.69], []])
      assert.equal(likelyColumn(needsColumn(...confidences)), undefined, confidences.join());
  });

  it('is none of a step that needs something else', () => {
    assert.equal(
      likelyColumn({ kind: 'needs', missing: 'operation', failure: FAILURE }),
      undefined,
    );
    assert.equal(likelyColumn({ kind: 'checking' }), undefined);
  });
});

describe('a file without a type', () => {
  const of = (content: string) =>
    needsType({ uri: 'mem:/crm.csv', bytes: Buffer.from(content, 'latin1') }, 'checkCsv');

  it('is asked about if it may be a CSV', async () => {
    for (const content of ['name\nAnn\n', 'a "b\nc\n', 'email\nann@example.com\n']) {
      const step = await of(content);
      assert.equal(step.kind === 'needs' && step.missing, 'type', content);
    }
  });

  it('is named if it is none', async () => {
    await assert.rejects(of('PK\x03\x04\n\0xl/workbook.xml'), {
      code: 'binary',
      message: /Excel workbook/,
    });
    await assert.rejects(of('[{"name": "Ann"}]\n'), { code: 'binary', message: /This is JSON/ });
  });
});
