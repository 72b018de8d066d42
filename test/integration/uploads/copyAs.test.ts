import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import * as vscode from 'vscode';
import type { Sandbox } from '../../../src/sandbox/server';
import type { Report } from '../../../src/upload/jobTypes';
import { accessVariables, COMMAND_LINE } from '../../support/commandLine';
import { comparableReport } from '../../support/comparableReport';
import { people } from '../../support/people';
import { waitUntil } from '../../support/waitUntil';
import { configure, newSegment, rejection, run, signIn } from '../segments/signedIn';
import { fileUri, write } from './files';
import { answering } from './person';

describe('an upload as a command', () => {
  let server: Sandbox;
  let end: () => Promise<void>;

  const segment = (name: string): Promise<string> => newSegment(server, name);
  const clipboard = (): Thenable<string> => vscode.env.clipboard.readText();

  before(async () => ({ server, end } = await signIn()));
  after(async () => {
    await configure('upload.chunkSize', undefined);
    await end();
  });

  it('is copied by contract', async () => {
    const id = await segment('Copied');
    const uri = await write("Ann's copy.csv", `id;mail\n${people(3).join(';\n')};\n`);
    await configure('upload.chunkSize', 2);
    const report = await run<Report>('uploadCsv', uri, {
      segmentId: id,
      operation: 'add',
      column: 0,
      delimiter: ';',
      header: true,
      hash: 'sha256',
      maxInvalid: 0.5,
      confirm: false,
    });
    const { jobId } = report;
    const line = await run<string>('copyAsCommand', { jobId });
    assert.equal(await clipboard(), line);
    assert.equal(
      line,
      `criteo-audiences add 'Ann'\\''s copy.csv' --segment ${id}` +
        ` --account ${server.accountId} --max-invalid 0.5 --column id --header --delimiter ';'` +
        ` --hash sha256 --chunk-size 2 --api-url ${server.url}`,
    );
    const repeated = await runInShell(`${line} --json`, server);
    assert.deepEqual(comparableReport(repeated), comparableReport(report));
    assert.ok(!line.includes(server.clientSecret));
    for (const [other, code] of [
      ['none', 'unknown-job'],
      ['', 'bad-argument'],
    ])
      assert.equal((await rejection(run('copyAsCommand', { jobId: other }))).code, code);
  });

  it('is copied from its row, and from the Command Palette, which asks for the upload', async () => {
    const id = await segment('Copied by a person');
    const uri = await write('by-hand.csv', `email\n${people(3).join('\n')}\n`);
    const { jobId } = await run<Report>('uploadCsv', uri, {
      segmentId: id,
      operation: 'add',
      confirm: false,
    });
    const fromRow = await answering([], () => run<string>('copyAsCommand', { kind: 'job', jobId }));
    assert.equal(await clipboard(), fromRow.result);
    const { result, asked } = await answering(['by-hand.csv'], () => run<string>('copyAsCommand'));
    assert.equal(await clipboard(), result);
    assert.match(result, new RegExp(`^criteo-audiences add by-hand\\.csv --segment ${id} `));
    assert.deepEqual(
      asked.map(({ detail }) => detail),
      ['Which upload?'],
    );
  });

  it('isn’t copied if it is an update of several files, which is no failure in the window', async () => {
    const id = await segment('Updated together');
    const [previous, ...uris] = await Promise.all(
      [0, 1, 2].map((n) => write(`together-${n}.csv`, `email\n${people(2, 2 * n).join('\n')}\n`)),
    );
    await run('uploadCsv', previous, { segmentId: id, operation: 'add', confirm: false });
    const [{ report }] = await run<{ report?: Report }[]>(
      'uploadMany',
      uris.map((uri) => ({
        ...{ uri: uri.toString(), segmentId: id, operation: 'update', confirm: false },
        ...{ previous: previous.toString(), maxRemoved: 1 },
      })),
    );
    const { jobId } = report ?? assert.fail();
    const error = await rejection(run('copyAsCommand', { jobId }));
    assert.deepEqual([error.code, error.operation], ['not-expressible', 'copyAsCommand']);
    // A person would see an error if this rejected.
    await answering([], () => run('copyAsCommand', { kind: 'job', jobId }));
  });

  it('is of this file, and a name with a date leads to a nightly file', async () => {
    const id = await segment('Copied with a date');
    const uri = await write('dated-2026-11-27.csv', `email\n${people(2).join('\n')}\n`);
    const { jobId } = await run<Report>('uploadCsv', uri, {
      ...{ segmentId: id, operation: 'add', confirm: false },
    });
    const night = fileUri('dated.criteo.jsonc');
    await write(
      'dated.criteo.jsonc',
      `{ "version": 1, "account": "${server.accountId}", "suppress": [], "segments": [] }`,
    );
    const { shown, result } = await informed(
      [/^dated\.criteo\.jsonc$/],
      async () => {
        const line = await run<string>('copyAsCommand', { kind: 'job', jobId });
        await waitUntil('the entry is there', async () =>
          (await vscode.workspace.openTextDocument(night)).getText().includes('"dated-*.csv"'),
        );
        return line;
      },
      'Add to Nightly File…',
    );
    assert.match(
      result,
      new RegExp(`^criteo-audiences add dated-2026-11-27\\.csv --segment ${id} `),
    );
    assert.deepEqual(shown, [
      'The command always takes dated-2026-11-27.csv. A nightly file takes the newest file of such a name.',
    ]);
    await vscode.commands.executeCommand('workbench.action.files.revert');
    await vscode.workspace.fs.delete(night);
  });

  describe('of an update', () => {
    const weeks = [people(30), people(30, 4), people(30, 7)];
    const content = (week: number): string => `email\n${weeks[week].join('\n')}\n`;
    const update = async (segmentId: string, names: readonly string[]): Promise<Report> => {
      const [first, second] = await Promise.all(
        names.map((name, week) => write(name, content(week))),
      );
      await run('uploadCsv', first, { segmentId, operation: 'add', confirm: false });
      const previous = first.toString();
      return run<Report>('uploadCsv', second, {
        ...{ segmentId, operation: 'update', previous, confirm: false },
      });
    };
    const nextWeek = async (line: string, segmentId: string, name: string): Promise<void> => {
      await write(name, content(2));
      const { state, removed } = await runInShell(`${line} --json`, server);
      assert.deepEqual([state, removed?.rows], ['finished', 3], line);
      const list = await server.control.list(segmentId);
      assert.deepEqual(list.sort(), [...weeks[2]].sort());
    };

    it('removes the people who left where the next file takes the place of this one', async () => {
      const id = await segment('Updated in place');
      const { jobId } = await update(id, ['in-place-old.csv', 'in-place.csv']);
      const { shown, result: line } = await informed([], () =>
        run<string>('copyAsCommand', { jobId }),
      );
      assert.deepEqual(shown, [
        `Copied. The file’s people are kept in kept-in-place-${id}.csv, for the next update.`,
      ]);
      assert.ok(line.includes(` --keep kept-in-place-${id}.csv`), line);
      const kept = await vscode.workspace.fs.readFile(fileUri(`kept-in-place-${id}.csv`));
      assert.equal(Buffer.from(kept).toString(), content(1));
      await nextWeek(line, id, 'in-place.csv');
    });
  });
});

/** Does something as a person who answers, and returns what the messages said, too. `pressed`: on each. */
async function informed(
  answers: (string | RegExp)[],
  action: () => Thenable<string>,
  pressed?: string,
): Promise<{ shown: string[]; result: string }> {
  const shown: string[] = [];
  const { result } = await answering(answers, () => {
    const inform = (text: string): Promise<string | undefined> => {
      shown.push(text);
      return Promise.resolve(pressed);
    };
    Object.assign(vscode.window, { showInformationMessage: inform });
    return action();
  });
  return { shown, result };
}

/** Runs a copied line in a shell that finds the command line, in the workspace's folder. */
async function runInShell(line: string, server: Sandbox): Promise<Report> {
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'copied-'));
  try {
    const program = path.join(folder, 'criteo-audiences');
    const script = `#!/bin/sh\nexec '${process.execPath}' '${COMMAND_LINE}' "$@"\n`;
    await fs.writeFile(program, script, { mode: 0o755 });
    const ran = promisify(execFile)('/bin/sh', ['-c', line], {
      cwd: vscode.workspace.workspaceFolders?.[0]?.uri.fsPath,
      env: {
        ...process.env,
        ...accessVariables({ ...server, url: '' }),
        PATH: `${folder}${path.delimiter}${process.env.PATH}`,
        XDG_STATE_HOME: path.join(folder, 'state'),
        ELECTRON_RUN_AS_NODE: '1',
      },
    });
    // Also of one that a safety check stopped.
    const { stdout } = await ran.catch((error: unknown) => error as { stdout: string });
    const { report } = JSON.parse(stdout) as { report: Report };
    return report;
  } finally {
    await fs.rm(folder, { recursive: true });
  }
}
