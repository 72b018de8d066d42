import assert from 'node:assert/strict';
import type { UploadModel } from '../../../src/webview/uploadModel';
import { people } from '../../support/people';
import { run, signIn } from '../segments/signedIn';
import { write } from './files';
import { answering } from './person';

describe('the page of an upload while its file is checked', () => {
  let end: () => Promise<void>;

  before(async () => void ({ end } = await signIn()));
  after(() => end());

  it('has the first figures, and a button that waits', async () => {
    const uri = await write('large.csv', `email\n${people(400_000).join('\n')}\n`);
    let meanwhile: UploadModel | undefined;
    await answering([/Empty so far/, undefined], async (_, drawn) => {
      await run('uploadCsv', uri).then(undefined, () => undefined);
      meanwhile = drawn().find(({ main }) => JSON.stringify(main).includes('valid so far'));
    });
    const send = meanwhile?.bar?.buttons[0];
    assert.deepEqual([send?.label, send?.missing], ['Add', 'The file is still being checked.']);
  });
});
