import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Sandbox } from '../../../src/sandbox/server';
import type { Report } from '../../../src/upload/jobTypes';
import { people } from '../../support/people';
import { waitUntil } from '../../support/waitUntil';
import { run, signIn } from '../segments/signedIn';
import { write } from './files';
import { answering, press, rowButton } from './person';

describe('file pairings', function () {
  this.timeout(60_000);
  let server: Sandbox;
  let end: () => Promise<void>;
  let retailerId: string;

  before(async () => {
    ({ server, end } = await signIn());
    [{ retailerId }] = await server.control.segments();
  });
  after(() => end());
  afterEach(() => setTeam(undefined));

  const segment = async (name: string): Promise<string> =>
    (await run<{ id: string }>('createSegment', { name, retailerId, identifierType: 'Email' })).id;
  const setTeam = (value: object | undefined): Thenable<void> =>
    vscode.workspace
      .getConfiguration('criteoAudiences')
      .update('pairings', value, vscode.ConfigurationTarget.Workspace);
  const file = (name: string, rows = 3, header = 'email'): Promise<vscode.Uri> =>
    write(name, `${header}\n${people(rows).join('\n')}\n`);
  const upload = async (name: string, ...[rows, header]: [number?, string?]) => {
    const uri = await file(name, rows, header);
    return () => run<Report>('uploadCsv', uri);
  };
  const manage = () => run<void>('pairings');

  describe('on the page of an upload', () => {
    it('are offered by a ticked line, kept when it is sent, and not offered again', async () => {
      const id = await segment('Weekly');
      const first = await answering([/Weekly$/, press('send')], await upload('week-45-crm.csv'));
      assert.match(first.asked[1].detail, /Next time, add \nweek-\*-crm\.csv\n to Weekly\nEdit/);
      const second = await answering([press('send')], await upload('week-46-crm.csv', 4));
      assert.equal(second.result.segmentId, id);
      assert.doesNotMatch(second.asked[0].detail, /Next time/);
    });

    it('are not kept without the tick, for which nothing is checked again', async () => {
      await segment('Not again');
      const work = await upload('untick-1.csv');
      const { asked } = await answering(
        [/Not again/, press('remember', 'false'), press('send')],
        work,
      );
      assert.equal(asked.length, 3);
      const again = await answering([/Not again/, undefined], await upload('untick-2.csv'));
      assert.match(again.asked[0].text, /^Upload untick-2\.csv to…$/);
    });

    it('have a pattern that can be edited, but must fit the file', async () => {
      const id = await segment('Edited');
      const { asked } = await answering(
        [
          /Edited/,
          press('editPairing'),
          'other-*.csv',
          press('editPairing'),
          'Dated-*.csv',
          press('send'),
        ],
        await upload('dated-2026-11-05.csv'),
      );
      assert.deepEqual(asked[2].text, 'Files Named Like dated-2026-11-05.csv');
      assert.match(asked[3].detail, /Next time, add \ndated-\*\.csv\n to Edited/);
      assert.match(asked[5].detail, /Next time, add \ndated-\*\.csv\n to Edited/);
      const next = await answering([press('send')], await upload('dated-7.csv', 5));
      assert.equal(next.result.segmentId, id);
    });
  });

  describe('in the picker', () => {
    const rows = async (): Promise<string[]> => {
      const [{ choices, descriptions }] = (await answering([undefined], manage)).asked;
      return choices.map((label, row) => `${label} (${descriptions?.[row] ?? ''})`);
    };

    it('are listed, changed and deleted by the keyboard alone', async () => {
      const [first, second] = [await segment('Picked first'), await segment('Picked then')];
      await answering([/Picked first/, press('send')], await upload('picked-1.csv'));
      assert.ok(
        (await rows()).some((row) =>
          /^picked-\*\.csv → Picked first \(Add · .*Sandbox Retail Group.*\)$/.test(row),
        ),
        JSON.stringify(await rows()),
      );
      const { asked } = await answering(
        [
          /^picked-\*\.csv/,
          'Edit Pattern…',
          'hand-*.csv',
          /^hand-\*\.csv → Picked first/,
          'Change Segment…',
          /Picked then/,
          /^hand-\*\.csv → Picked then/,
          undefined,
          undefined,
        ],
        manage,
      );
      assert.deepEqual(asked[1].choices, [
        'Edit Pattern…',
        'Change Segment…',
        'Share with Team…',
        'Delete',
      ]);
      const moved = await answering([press('send')], await upload('hand-7.csv'));
      assert.deepEqual([moved.result.segmentId, first === second], [second, false]);

      // Deleted, taken back, and deleted.
      await answering([/^hand/, 'Delete', 'Undo', undefined], manage);
      await waitUntil('it is back', async () => (await rows()).some((row) => /^hand/.test(row)));
      await answering([/^hand/, 'Delete', undefined], manage);
      assert.ok(!(await rows()).some((row) => /^hand/.test(row)));
      const asks = await answering([undefined], await upload('hand-8.csv'));
      assert.match(asks.asked[0].text, /^Upload hand-8\.csv to…$/);
    });

    it('are shared with the team by a button of the row, once that is confirmed', async () => {
      const id = await segment('Shared by one');
      await answering([/Shared by one/, press('send')], await upload('share-1.csv'));
      const team = (): unknown =>
        vscode.workspace.getConfiguration('criteoAudiences').inspect('pairings')?.workspaceValue;
      const share = rowButton(/^share-\*\.csv/, 'Share with Team…');
      // Escape leads back to the list, and out of it.
      await answering([share, undefined, undefined], manage);
      assert.equal(team(), undefined);
      const { asked } = await answering([share, 'Share', undefined], manage);
      assert.match(asked[1].text, /^Share share-\*\.csv with everyone who opens the folder/);
      assert.match(
        asked[1].detail,
        /go to Shared by one \(accountId, segmentId, segment, operation, column\)/,
      );
      assert.deepEqual(team(), {
        'share-*.csv': {
          accountId: server.accountId,
          segmentId: id,
          segment: 'Shared by one',
          operation: 'add',
          column: 'email',
        },
      });
      // Without one’s own, the team’s applies.
      await answering([rowButton(/^share/, 'Delete'), undefined], manage);
      assert.ok((await rows()).some((row) => /^share-\*\.csv → .* · shared\)$/.test(row)));
      const next = await answering([press('send')], await upload('share-2.csv', 7));
      assert.equal(next.result.segmentId, id);
      assert.doesNotMatch(next.asked[0].detail, /Next time/);
    });
  });

  describe('of a team', () => {
    it('are proposed below one’s own, and an entry with a mistake is listed with the reason', async () => {
      const [theirs, mine] = [await segment('Theirs'), await segment('Mine')];
      const entry = { accountId: server.accountId, segmentId: theirs, operation: 'remove' };
      await setTeam({ 'team-*.csv': entry, 'wrong-*.csv': { ...entry, operation: 'replace' } });
      const first = await answering(
        [press('changeSegment'), /Mine/, press('chooseOperation', 'add'), press('send')],
        await upload('team-1.csv'),
      );
      assert.equal(first.asked[0].text, 'Remove the people in team-1.csv from Theirs');
      assert.doesNotMatch(first.asked[0].detail, /Next time/);
      assert.match(first.asked[3].detail, /Next time, add \nteam-\*\.csv\n to Mine/);
      const second = await answering([press('send')], await upload('team-2.csv', 8));
      assert.equal(second.result.segmentId, mine);
      const wrong = await answering([undefined], await upload('wrong-1.csv'));
      assert.match(wrong.asked[0].text, /^Upload wrong-1\.csv to…$/);
      const { asked } = await answering([undefined], manage);
      assert.equal(asked[0].descriptions?.[asked[0].choices.indexOf('wrong-*.csv')], 'not used');
    });

    it('ignore a value of any other shape', async () => {
      await setTeam([1, 'x'] as unknown as object);
      const { asked } = await answering([undefined], await upload('shape-1.csv'));
      assert.match(asked[0].text, /^Upload shape-1\.csv to…$/);
    });
  });
});
