import assert from 'node:assert/strict';
import { argumentsOf, flagOf } from '../../../src/cli/flags';

describe('flags', () => {
  it('have the name of the argument with hyphens, or a shorter one', () => {
    assert.equal(flagOf('maxInvalid'), '--max-invalid');
    assert.equal(flagOf('operation'), '--operation');
    assert.equal(flagOf('retailerId'), '--retailer');
    assert.equal(flagOf('uri'), 'FILE');
    assert.equal(flagOf('http.proxy'), 'HTTPS_PROXY');
  });

  it('become arguments: numbers as numbers, without those that weren’t given', () => {
    assert.deepEqual(
      argumentsOf({ maxInvalid: '.5', minKept: '0', column: '3', hash: undefined }, [
        'maxInvalid',
        'minKept',
        'hash',
      ]),
      { maxInvalid: 0.5, minKept: 0, column: '3' },
    );
  });

  it('keep what isn’t a number, to be rejected with their name', () => {
    for (const text of ['', ' ', 'much', '1e3', '0x10', '1,5', 'Infinity'])
      assert.deepEqual(argumentsOf({ n: text }, ['n']), { n: text });
  });
});
