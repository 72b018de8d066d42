import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { followLink } from '../../../src/ui/uploads/commands/followLink';

describe('a link to an upload', () => {
  it('names a segment and an account at most: no file, and nothing that confirms', async () => {
    const unused = new Proxy({}, { get: () => assert.fail('the link was followed') }) as never;
    const link = 'vscode://retail-media-tools.criteo-audience-segments/upload?segment=123';
    for (const more of [
      'file=a.csv',
      'file=/work/a.csv&operation=add',
      'confirm=false',
      'account=',
    ])
      await assert.rejects(
        followLink(vscode.Uri.parse(`${link}&${more}`), unused, unused, unused),
        { code: 'bad-argument' },
        more,
      );
  });
});
