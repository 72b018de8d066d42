import assert from 'node:assert/strict';
import fs from 'node:fs';
import type { Pairing } from '../../../../../src/app/uploads/pairings/pairing';
import {
  parseSharedPairings,
  sharedEntryOf,
} from '../../../../../src/app/uploads/pairings/sharedPairings';

const TARGET = { accountId: '738406688581440857', segmentId: '738406690024597941' };
const FULL = {
  ...TARGET,
  segment: 'CRM Users 2025',
  operation: 'remove',
  column: 'email',
  header: true,
  delimiter: ';',
  encoding: 'utf-8',
  hash: 'sha256',
  formats: 'all',
};

describe('pairings of a team', () => {
  it('are read with all their keys, and with the least', () => {
    const { valid, invalid } = parseSharedPairings({
      ' Week-*-CRM.csv': FULL,
      'crm.csv': TARGET,
      'two-*.csv': { ...TARGET, columns: ['home', 2] },
    });
    assert.deepEqual(invalid, []);
    assert.deepEqual(valid, [
      {
        pattern: 'week-*-crm.csv',
        ...TARGET,
        segment: 'CRM Users 2025',
        operation: 'remove',
        hash: 'sha256',
        formats: 'all',
        columns: ['email'],
        ...{ header: true, delimiter: ';', encoding: 'utf-8' },
      },
      { pattern: 'crm.csv', ...TARGET },
      { pattern: 'two-*.csv', ...TARGET, columns: ['home', 2] },
    ]);
  });

  it('are left out with the reason if anything in them is wrong', () => {
    const reasonFor = (entry: unknown, pattern = 'a.csv'): string => {
      const { valid, invalid } = parseSharedPairings({ [pattern]: entry, 'ok.csv': TARGET });
      assert.deepEqual(
        valid.map((one) => one.pattern),
        ['ok.csv'],
        JSON.stringify(entry),
      );
      assert.deepEqual(
        invalid.map((one) => one.pattern),
        [pattern],
      );
      return invalid[0].reason;
    };
    assert.equal(reasonFor({ accountId: '1' }), '“segmentId” is missing.');
    assert.equal(reasonFor({ segmentId: '1' }), '“accountId” is missing.');
    assert.equal(reasonFor({ ...TARGET, segmentId: 5 }), '“segmentId” isn’t valid.');
    assert.equal(reasonFor({ ...TARGET, hash: 'rot13' }), '“hash” isn’t valid.');
    assert.equal(reasonFor({ ...TARGET, column: -1 }), '“column” isn’t valid.');
    assert.equal(reasonFor({ ...TARGET, columns: [] }), '“columns” isn’t valid.');
    assert.equal(reasonFor({ ...TARGET, clientSecret: 'x' }), '“clientSecret” isn’t known.');
    assert.equal(reasonFor({ ...TARGET, toString: 'x' }), '“toString” isn’t known.');
    assert.match(reasonFor({ ...TARGET, operation: 'replace' }), /a Replace is chosen each time/);
    assert.match(reasonFor({ ...TARGET, column: 'a', columns: ['b'] }), /both/);
    assert.match(reasonFor({ ...TARGET, operation: 'add', formats: 'all' }), /only for: remove/);
    for (const entry of [null, 'x', 5, []]) assert.match(reasonFor(entry), /must be an object/);
    assert.match(reasonFor(TARGET, '*'), /name of a file/);
  });

  it('are left out if their patterns mean the same, with the other pattern, in any order', () => {
    const add = { ...TARGET, operation: 'add' };
    for (const [one, other] of [
      ['people.CSV', 'people.csv'],
      ['people.csv', ' People.csv'],
      ['week-*.csv', 'week-**.csv'],
      ['caf\u00e9.csv', 'cafe\u0301.csv'],
    ]) {
      const { valid, invalid } = parseSharedPairings({
        [one]: add,
        'ok.csv': TARGET,
        [other]: TARGET,
      });
      assert.deepEqual(
        valid.map(({ pattern }) => pattern),
        ['ok.csv'],
      );
      assert.deepEqual(invalid, [
        { pattern: one, reason: `“${other}” is the same pattern.` },
        { pattern: other, reason: `“${one}” is the same pattern.` },
      ]);
    }
  });

  it('say what is wrong with an entry before that another has its pattern', () => {
    const { valid, invalid } = parseSharedPairings({ 'a.csv': {}, 'A.csv': TARGET });
    assert.deepEqual(
      [valid, invalid.map(({ reason }) => reason)],
      [[], ['“accountId” is missing.', '“a.csv” is the same pattern.']],
    );
  });

  it('are none in anything else', () => {
    for (const value of [undefined, null, 'x', 5, [], [TARGET]])
      assert.deepEqual(parseSharedPairings(value), { valid: [], invalid: [] });
  });

  it('are written as they are read, without what goes without saying and who wrote them', () => {
    const pairing: Pairing = {
      pattern: 'week-*-crm.csv',
      accountKey: 'https://api.criteo.com|client|1',
      ...TARGET,
      segment: 'CRM Users 2025',
      operation: 'add',
      hash: 'none',
      columns: ['email'],
      delimiter: ';',
      read: { delimiter: ';', header: true, columns: 3 },
    };
    const entry = sharedEntryOf(pairing);
    assert.deepEqual(entry, {
      ...TARGET,
      segment: 'CRM Users 2025',
      operation: 'add',
      column: 'email',
      delimiter: ';',
    });
    const { accountKey, hash, read, ...shared } = pairing;
    assert.ok(accountKey && hash && read);
    assert.deepEqual(parseSharedPairings({ [pairing.pattern]: entry }).valid, [shared]);
    assert.deepEqual(sharedEntryOf({ ...pairing, columns: ['a', 'b'] }).columns, ['a', 'b']);
    assert.deepEqual(sharedEntryOf({ pattern: 'a.csv', ...TARGET }), TARGET);
  });

  it('have the keys that the manifest describes', () => {
    const { contributes } = JSON.parse(fs.readFileSync('package.json', 'utf8')) as {
      contributes: {
        configuration: {
          properties: Record<
            string,
            { additionalProperties: { properties: Record<string, { enum?: unknown[] }> } }
          >;
        };
      };
    };
    const { properties } =
      contributes.configuration.properties['criteoAudiences.pairings'].additionalProperties;
    assert.deepEqual(
      Object.keys(properties).sort(),
      [...Object.keys(FULL), 'columns', 'suppress'].sort(),
    );
    for (const [key, { enum: values = [] }] of Object.entries(properties))
      for (const value of values) {
        const operation = key === 'formats' ? { operation: 'remove' } : {};
        const entry = { ...TARGET, ...operation, [key]: value };
        assert.equal(
          parseSharedPairings({ 'a.csv': entry }).valid.length,
          1,
          `${key}: ${String(value)}`,
        );
      }
  });
});
