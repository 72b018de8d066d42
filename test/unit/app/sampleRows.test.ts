import assert from 'node:assert/strict';
import { SAMPLE_COUNTS, sampleCsv } from '../../../src/app/sampleRows';
import { validate } from '../../../src/identifiers/validate';

describe('the sample file', () => {
  const [header, ...rows] = sampleCsv().trimEnd().split('\n');
  const emails = rows.map((row) => row.split(',').slice(3, -2).join(',').replace(/^"|"$/g, ''));

  it('is the same each time, with a header and unique valid rows', () => {
    assert.equal(sampleCsv(), sampleCsv());
    assert.equal(header, 'customer_id,first_name,last_name,email,city,signed_up');
    const valid = emails.filter((email) => validate('Email', email).kind === 'valid');
    const unique = new Set(valid.map((email) => email.trim().toLowerCase()));
    assert.equal(unique.size, 600);
    assert.equal(valid.length, 601, 'one is a duplicate');
    const invalid = emails.filter((email) => validate('Email', email).kind === 'invalid');
    assert.deepEqual(SAMPLE_COUNTS, { rows: rows.length, invalid: invalid.length });
    assert.equal(invalid.length, 10);
  });

  it('has only addresses of example.com, and many kinds of problems', () => {
    const domains = new Set(
      emails.flatMap((email) => /@([a-z.]+\.[a-z]+)/i.exec(email)?.[1].toLowerCase() ?? []),
    );
    assert.deepEqual([...domains], ['example.com']);
    const rules = new Set(
      emails.flatMap((email) => {
        const verdict = validate('Email', email);
        return verdict.kind === 'invalid' ? verdict.rule : [];
      }),
    );
    assert.ok(rules.size >= 5, [...rules].join());
  });
});
