import assert from 'node:assert/strict';
import fs from 'node:fs';
import * as vscode from 'vscode';
import type { Sandbox } from '../../../src/sandbox/server';
import type { Report } from '../../../src/upload/jobTypes';
import type { UploadModel } from '../../../src/webview/uploadModel';
import { accessVariables, startCommandLine } from '../../support/commandLine';
import { people } from '../../support/people';
import { waitUntil } from '../../support/waitUntil';
import { rejection, run, signIn } from '../segments/signedIn';
import { commandLineFolder } from '../writtenFiles';
import { fileUri, write } from './files';
import { answering, press } from './person';

const csv = (rows: readonly string[]): string => `email\n${rows.join('\n')}\n`;

describe('Put Back', function () {
  this.timeout(60_000);
  let server: Sandbox;
  let end: () => Promise<void>;
  let segmentId: string;

  before(async () => {
    ({ server, end } = await signIn({ computation: 'immediate' }));
    ({ id: segmentId } = await server.control.putSegment({ name: 'Put back' }));
  });
  after(() => end());

  it('sends the last full file again, on its page', async () => {
    const replace = async (name: string, rows: readonly string[]): Promise<Report> =>
      run<Report>('uploadCsv', await write(name, csv(rows)), {
        ...{ segmentId, operation: 'replace', confirm: false, minKept: 0 },
      });
    const before = await replace('put-back-before.csv', people(20));
    const wrong = await replace('put-back-wrong.csv', people(3));
    assert.deepEqual([before.accepted, wrong.accepted], [20, 3]);
    const { asked, pages } = await answering(
      [press('putBack', before.jobId), press('send')],
      async () => {
        await run('openReport', { kind: 'job', jobId: wrong.jobId });
        await waitUntil(
          'the file is sent again',
          async () => (await server.control.list(segmentId)).length === 20,
          40_000,
        );
      },
    );
    assert.match(asked[0].detail, /^put-back-before\.csv, sent at /m);
    assert.equal(asked[1].text, 'Replace Put back with put-back-before.csv');
    assert.equal(pages.length, 2);
    assert.deepEqual((await server.control.list(segmentId)).sort(), [...people(20)].sort());
  });
});

describe('a report of the terminal', function () {
  this.timeout(60_000);
  let server: Sandbox;
  let end: () => Promise<void>;

  before(async () => ({ server, end } = await signIn({ computation: 'immediate' })));
  after(async () => {
    fs.rmSync(commandLineFolder(), { recursive: true, force: true });
    await end();
  });

  it('has the same figures in the window', async () => {
    const list = await write('terminal.csv', csv([...people(6), people(1)[0], 'no address', '']));
    const { id } = await server.control.putSegment({ name: 'From the terminal' });
    const { stdout, document } = await startCommandLine(
      [
        ...['add', list.fsPath, '--segment', id, '--max-invalid', '0.5'],
        ...['--json', '--no-input', '--state-dir', commandLineFolder()],
      ],
      accessVariables(server),
    ).ended;
    const uri = await write('terminal-report.json', stdout);
    const { result, pages } = await shown(() => run<Report>('openReportFile', uri));
    assert.deepEqual(result, document?.report);
    const [{ heading, context, main, bar }] = pages;
    assert.equal(heading.text, '6 added to From the terminal');
    assert.equal(context.items[0].text, 'Report terminal-report.json');
    assert.deepEqual(
      main.flatMap((section) =>
        section.type === 'rows' ? section.legend.map(({ count, text }) => `${count} ${text}`) : [],
      ),
      ['6 accepted', '1 duplicate', '1 invalid', '1 blank'],
    );
    assert.deepEqual(
      [...(bar?.start ?? []), ...(bar?.buttons ?? [])].map(({ label }) => label),
      ['Copy Report'],
    );
    await waitUntil('it is copied', async () =>
      (await vscode.env.clipboard.readText()).includes('From the terminal'),
    );
  });

  it('is named as the file that it is not', async () => {
    const wrong = await rejection(
      run('openReportFile', await write('not-a-report.json', '{"email": "ann@example.com"}')),
    );
    assert.equal(wrong.code, 'bad-report');
    assert.match(wrong.message, /^“not-a-report\.json” isn’t a report of criteo-audiences: /);
    assert.doesNotMatch(wrong.message, /ann@/);
    const missing = await rejection(run('openReportFile', fileUri('missing.json')));
    assert.deepEqual([missing.code, /missing\.json/.test(missing.message)], ['not-found', true]);
  });

  /** Runs until the page that it opens is drawn. */
  async function shown<T>(
    work: () => Thenable<T>,
  ): Promise<{ result: T; pages: readonly UploadModel[] }> {
    return answering([press('copyReport')], work);
  }
});
