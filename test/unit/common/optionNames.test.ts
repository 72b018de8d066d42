import assert from 'node:assert/strict';
import { configureOptionNames, optionName } from '../../../src/common/optionNames';

describe('the names of options in messages', () => {
  afterEach(() => configureOptionNames((name) => name));

  it('are those of arguments and settings, unless a face has its own', () => {
    assert.equal(optionName('maxInvalid'), 'maxInvalid');
    configureOptionNames((name) => `--${name}`);
    assert.equal(optionName('maxInvalid'), '--maxInvalid');
  });
});
