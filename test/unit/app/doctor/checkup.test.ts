import assert from 'node:assert/strict';
import {
  examine,
  type Check,
  type CheckName,
  type Finding,
} from '../../../../src/app/doctor/checkup';
import type { Setup } from '../../../../src/app/doctor/setup';
import { Failure } from '../../../../src/common/failure';

const NOTHING = {} as Setup;

describe('a checkup', () => {
  const check = (
    name: CheckName,
    needs: readonly CheckName[],
    run: () => Finding | readonly Finding[],
  ): Check => ({ name, needs, failed: 'failed', run: async () => run() });
  const right = (): Finding => ({ message: 'fine' });
  const wrong = (): Finding => {
    throw new Failure('credentials', 'Sign in.', 'token');
  };

  it('leaves out what needs a check that isn’t right, and names the one it goes back to', async () => {
    const { results, failure } = await examine(NOTHING, [
      check('credentials', [], right),
      check('token', ['credentials'], wrong),
      check('version', ['token'], right),
      check('account', ['version'], right),
      check('state-folder', [], right),
    ]);
    assert.deepEqual(
      results.map(({ check, ok, message }) => [check, ok, message]),
      [
        ['credentials', true, 'fine'],
        ['token', false, 'failed'],
        ['version', null, 'not checked, because of “Token”'],
        ['account', null, 'not checked, because of “Token”'],
        ['state-folder', true, 'fine'],
      ],
    );
    assert.equal(results[1].advice, 'Sign in.');
    assert.equal(results[1].error?.code, 'credentials');
    assert.equal(failure?.check, 'token');
  });

  it('fails with the first failure', async () => {
    const { failure } = await examine(NOTHING, [
      check('clock', [], () => ({ message: 'off', error: new Failure('wrong-clock', 'Set it.') })),
      check('token', [], wrong),
    ]);
    assert.equal(failure?.error.code, 'wrong-clock');
  });

  it('has several lines for what is found several times, of which one may be wrong', async () => {
    const { results } = await examine(NOTHING, [
      check('segment', [], () => [
        right(),
        { message: 'no', error: new Failure('segment-not-found', 'Check the ID.') },
      ]),
      check('updates', ['segment'], right),
    ]);
    assert.deepEqual(
      results.map(({ ok }) => ok),
      [true, false, null],
    );
  });

  it('doesn’t count what isn’t known as a failure, nor a warning', async () => {
    const { results, failure } = await examine(NOTHING, [
      check('manage-segments', [], () => ({ ok: null, message: 'not known' })),
      check('version', [], () => ({ message: '2026-07', advice: 'Move on.' })),
    ]);
    assert.deepEqual(results, [
      { check: 'manage-segments', ok: null, message: 'not known' },
      { check: 'version', ok: true, message: '2026-07', advice: 'Move on.' },
    ]);
    assert.equal(failure, undefined);
  });

  it('says nothing of what an unexpected error says', async () => {
    const { results } = await examine(NOTHING, [
      check('token', [], () => {
        throw new TypeError('the secret is hunter2');
      }),
    ]);
    assert.equal(results[0].error?.code, 'unexpected');
    assert.doesNotMatch(JSON.stringify(results), /hunter2/);
  });
});
