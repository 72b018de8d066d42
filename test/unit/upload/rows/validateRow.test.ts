import assert from 'node:assert/strict';
import type { RecordBatch } from '../../../../src/csv/csvTypes';
import { ColumnScanner } from '../../../../src/csv/scanner';
import type { IdentifierType } from '../../../../src/identifiers/identifierTypes';
import { BLANK, INVALID, RowValidator, TEXT } from '../../../../src/upload/rows/validateRow';

function batchOf(text: string): RecordBatch {
  return new ColumnScanner({
    dialect: { delimiter: ',', recordEnd: 'lf' },
    column: 1,
    columns: 2,
  }).push(Buffer.from(text));
}

/** What a record comes to: its value and format, or why it is not sent. */
function validate(text: string, type: IdentifierType = 'Email', header?: string) {
  const batch = batchOf(text);
  assert.equal(batch.count, 1, text);
  const row = new RowValidator(type, header);
  const out = new Uint8Array(row.maxLength(batch, 0) + 3);
  const length = row.validate(batch, 0, out, 3);
  if (length === BLANK) return 'blank';
  if (length === INVALID) return row.rule;
  const value = length === TEXT ? row.value : Buffer.from(out.subarray(3, 3 + length)).toString();
  return { value, format: row.format, ...(row.warning && { warning: row.warning }) };
}

describe('RowValidator', () => {
  it('writes a plainly valid value into the memory given, normalized', () => {
    assert.deepEqual(validate('1, Ann@Example.COM \n'), {
      value: 'ann@example.com',
      format: 'plain',
    });
    assert.deepEqual(validate(`1,${'ab'.repeat(32)}\n`), {
      value: 'ab'.repeat(32),
      format: 'sha256',
    });
  });

  it('takes doubled quotes for one', () => {
    assert.deepEqual(validate('1,"id""7"\n', 'CustomerId'), { value: 'id"7', format: 'opaque' });
  });

  it('takes an empty field and an empty line for blank', () => {
    assert.equal(validate('1,\n'), 'blank');
    assert.equal(validate('1,"  "\n'), 'blank');
    assert.equal(validate('\n'), 'blank');
  });

  it('names the rule of an invalid row', () => {
    assert.equal(validate('1,nobody\n'), 'email-no-at');
    assert.equal(validate('1\n'), 'field-missing');
    assert.equal(validate('1,ann@example.com,more\n'), 'row-ragged');
  });

  it('forgets the warning of a row at the next one', () => {
    const row = new RowValidator('CustomerId', undefined);
    const batch = batchOf('1,Zoë\n2,zoe\n');
    const out = new Uint8Array(100);
    row.validate(batch, 0, out, 0);
    assert.equal(row.warning, 'customer-id-non-ascii');
    assert.equal(row.validate(batch, 1, out, 0), TEXT);
    assert.equal(row.warning, undefined);
  });
});
