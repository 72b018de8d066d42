import assert from 'node:assert/strict';
import type * as vscode from 'vscode';
import type { Sandbox } from '../../../src/sandbox/server';
import type { Report } from '../../../src/upload/jobTypes';
import { people } from '../../support/people';
import { waitUntil } from '../../support/waitUntil';
import { newSegment, run, signIn } from '../segments/signedIn';
import { write } from './files';
import { answering, press, rowButton } from './person';

describe('file pairings', function () {
  this.timeout(60_000);
  let server: Sandbox;
  let end: () => Promise<void>;

  before(async () => ({ server, end } = await signIn()));
  after(() => end());

  const segment = (name: string): Promise<string> => newSegment(server, name);
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
      assert.deepEqual(asked[1].choices, ['Edit Pattern…', 'Change Segment…', 'Delete']);
      const moved = await answering([press('send')], await upload('hand-7.csv'));
      assert.deepEqual([moved.result.segmentId, first === second], [second, false]);

      // Deleted, taken back, and deleted.
      await answering([/^hand/, 'Delete', 'Undo', undefined], manage);
      await waitUntil('it is back', async () => (await rows()).some((row) => /^hand/.test(row)));
      await answering([rowButton(/^hand-/, 'Delete'), undefined], manage);
      await waitUntil('it is gone', async () => !(await rows()).some((row) => /^hand/.test(row)));
      const asks = await answering([undefined], await upload('hand-8.csv'));
      assert.match(asks.asked[0].text, /^Upload hand-8\.csv to…$/);
    });
  });
});
