import assert from 'node:assert/strict';
import { needsType } from '../../../../../src/app/uploads/draft/missingChoices';

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
