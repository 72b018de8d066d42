import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { people } from '../../support/people';
import { rejection } from '../segments/signedIn';
import { fileUri, problemsOf } from '../uploads/files';
import { addsUp, bench, sameSet, sentence } from './setup';

/**
 * Files that can't be uploaded, or aren't what they seem: each error says what to do, and quickly.
 */
describe('input faults', function () {
  this.timeout(30_000);
  const on = bench();
  let segmentId: string;

  before(async () => {
    segmentId = await on.segment();
  });

  const file = (name: string, content: string | Uint8Array): vscode.Uri => {
    const uri = fileUri(name);
    fs.mkdirSync(path.dirname(uri.fsPath), { recursive: true });
    fs.writeFileSync(uri.fsPath, content);
    return uri;
  };
  const rows = (count: number, from = 0): string => `email\n${people(count, from).join('\n')}\n`;
  const list = async (id = segmentId): Promise<Set<string>> =>
    new Set(await on.server.control.list(id));

  /** Rejected before any request, with a message, within seconds whatever its size. */
  async function rejects(
    uri: vscode.Uri,
    code: string,
    more: Record<string, unknown> = {},
  ): Promise<string> {
    const started = performance.now();
    const error = await rejection(on.upload(uri, segmentId, more));
    const seconds = (performance.now() - started) / 1000;
    assert.equal(error.code, code, error.message);
    sentence(error.message);
    assert.ok(seconds < 5, `took ${seconds.toFixed(1)} s`);
    assert.equal(on.amendments(), 0);
    return error.message;
  }

  it('an empty file', async () => {
    await rejects(file('empty.csv', ''), 'empty');
    await rejects(file('blank.csv', '\n\r\n\n'), 'empty');
    await rejects(file('bom.csv', '\ufeff'), 'empty');
  });

  it('only a header', async () => {
    const uri = file('header.csv', 'Name,Email\n');
    for (const operation of ['add', 'replace']) {
      const report = await on.upload(uri, segmentId, { operation });
      addsUp(report);
      assert.deepEqual(
        [report.state, report.error?.code, report.rows, report.cleared],
        ['failed', 'nothing-to-send', 0, undefined],
      );
      sentence(report.error?.message);
    }
    assert.equal(on.amendments(), 0);
  });

  it('a file without a valid row', async () => {
    const report = await on.upload(file('bad.csv', 'email\nnobody\nno one\n'), segmentId, {
      column: 0,
      operation: 'replace',
      maxInvalid: 1,
    });
    addsUp(report);
    assert.deepEqual(
      [report.state, report.error?.code, report.invalid, report.cleared],
      ['failed', 'nothing-to-send', report.rows, undefined],
    );
    sentence(report.error?.message);
    assert.equal(on.amendments(), 0);
  });

  it('a column that doesn’t exist', async () => {
    const uri = file('column.csv', 'Name,Email\nAnn,ann@example.com\n');
    assert.match(
      await rejects(uri, 'no-column', { column: 'E-mail address' }),
      /Email/,
      'names the existing columns',
    );
    await rejects(uri, 'no-column', { column: 2 });
    await rejects(file('none.csv', 'id,name\n1,Ann\n2,Bob\n'), 'no-column');
  });

  it('files of other programs', async () => {
    const zip = Buffer.concat([
      Buffer.from('PK\x03\x04\x14\x00\x06\x00', 'latin1'),
      Buffer.alloc(22, 7),
      Buffer.from('[Content_Types].xml'),
      Buffer.alloc(4000, 7),
    ]);
    assert.match(await rejects(file('customers.csv', zip), 'binary'), /Excel|spreadsheet|xlsx/i);
    await rejects(
      file(
        'old.csv',
        Buffer.from([
          0xd0,
          0xcf,
          0x11,
          0xe0,
          0xa1,
          0xb1,
          0x1a,
          0xe1,
          ...new Array<number>(2000).fill(1),
        ]),
      ),
      'binary',
    );
    await rejects(
      file(
        'picture.csv',
        Buffer.from([
          0x89,
          0x50,
          0x4e,
          0x47,
          0x0d,
          0x0a,
          0x1a,
          0x0a,
          ...new Array<number>(2000).fill(0),
        ]),
      ),
      'binary',
    );
    await rejects(file('paper.csv', `%PDF-1.7\n${'x'.repeat(500)}`), 'binary');
    await rejects(
      file(
        'noise.csv',
        Buffer.from(Array.from({ length: 8192 }, (_, index) => (index * 7919) % 256)),
      ),
      'binary',
    );
  });

  it('5 GB of zeros, at once', async () => {
    const uri = file('huge.csv', '');
    fs.truncateSync(uri.fsPath, 5 * 1024 ** 3);
    try {
      await rejects(uri, 'binary');
      // Also with a valid beginning.
      const handle = fs.openSync(uri.fsPath, 'r+');
      fs.writeSync(handle, rows(10), 0);
      fs.closeSync(handle);
      await rejects(uri, 'binary');
    } finally {
      fs.rmSync(uri.fsPath);
    }
  });

  it('a line of 100 MB, at the beginning and near the end', async () => {
    const line = Buffer.alloc(100 * 1024 * 1024, 'a');
    const uri = file('line.csv', line);
    await rejects(uri, 'record-too-long');
    // After three megabytes of valid rows: beyond the part that is read first.
    fs.writeFileSync(uri.fsPath, rows(130_000));
    fs.appendFileSync(uri.fsPath, line);
    assert.match(await rejects(uri, 'record-too-long'), /130,?002/, 'says which line');
    fs.rmSync(uri.fsPath);
  });

  it('a quote that is never closed', async () => {
    const message = await rejects(
      file('quote.csv', 'email\nann@example.com\n"bob@example.com\ncid@example.com\n'),
      'quote-not-closed',
    );
    assert.match(message, /\b3\b/, 'says which line');
    const uri = file('late.csv', `${rows(130_000)}"${rows(20, 200_000)}`);
    await rejects(uri, 'quote-not-closed');
    assert.deepEqual([...(await list())], []);
  });

  it('a folder, and a missing file', async () => {
    fs.mkdirSync(fileUri('folder.csv').fsPath, { recursive: true });
    await rejects(fileUri('folder.csv'), 'directory');
    await rejects(fileUri('gone.csv'), 'not-found');
    fs.symlinkSync('nowhere.csv', fileUri('dangling.csv').fsPath);
    await rejects(fileUri('dangling.csv'), 'not-found');
  });

  it('a file without read permission', async function () {
    // Root can read everything.
    if (process.getuid?.() === 0 || process.platform === 'win32') this.skip();
    const uri = file('secret.csv', rows(3));
    fs.chmodSync(uri.fsPath, 0);
    await rejects(uri, 'no-permission');
  });

  it('a pipe or device, which never ends', async function () {
    if (process.platform === 'win32') this.skip();
    await rejects(vscode.Uri.file('/dev/zero'), 'not-a-file');
    execFileSync('mkfifo', [fileUri('pipe.csv').fsPath]);
    await rejects(fileUri('pipe.csv'), 'not-a-file');
    fs.rmSync(fileUri('pipe.csv').fsPath);
  });

  it('UTF-16, as spreadsheets write it', async () => {
    for (const [name, bytes] of [
      ['le.csv', Buffer.from(`\ufeff${rows(40, 1000)}`, 'utf16le')],
      ['be.csv', Buffer.from(`\ufeff${rows(40, 2000)}`, 'utf16le').swap16()],
    ] as const) {
      const id = await on.segment();
      const report = await on.upload(file(name, bytes), id);
      addsUp(report);
      assert.deepEqual([report.state, report.sent, report.accepted], ['finished', 40, 40]);
      sameSet(await list(id), new Set(people(40, name === 'le.csv' ? 1000 : 2000)));
    }
  });

  it('1,000 columns', async () => {
    const id = await on.segment();
    const wide = (value: (column: number) => string): string =>
      Array.from({ length: 1000 }, (_, column) => value(column)).join(',');
    const lines = [
      wide((column) => (column === 777 ? 'Email' : `c${column}`)),
      ...people(60, 5000).map((email) => wide((column) => (column === 777 ? email : 'x'))),
    ];
    const report = await on.upload(file('wide.csv', lines.join('\n')), id);
    addsUp(report);
    assert.deepEqual([report.state, report.accepted], ['finished', 60]);
    sameSet(await list(id), new Set(people(60, 5000)));
  });

  it('a symbolic link, and a path with spaces and emoji', async () => {
    const id = await on.segment();
    file('kunden 📧/März & Söhne #1 50%.csv', rows(30, 6000));
    fs.symlinkSync('kunden 📧/März & Söhne #1 50%.csv', fileUri('link.csv').fsPath);
    const first = await on.upload(fileUri('link.csv'), id);
    addsUp(first);
    assert.deepEqual([first.state, first.accepted], ['finished', 30]);
    const uri = file('kunden 📧/März & Söhne #1 50%.csv', `${rows(40, 6000)}nobody\n`);
    const second = await on.upload(uri, id, { maxInvalid: 0.5 });
    addsUp(second);
    assert.deepEqual([second.state, second.accepted, second.invalid], ['finished', 40, 1]);
    sameSet(await list(id), new Set(people(40, 6000)));
    assert.deepEqual(
      problemsOf(uri).map(({ range }) => range.start.line),
      [41],
    );
  });

  it('a file on a virtual file system, a missing one there, and an unreadable one', async () => {
    const provider = new MemoryFiles({
      '/list.csv': Buffer.from(rows(30, 7000)),
      '/folder.csv': undefined,
      '/broken.csv': null,
    });
    const registered = vscode.workspace.registerFileSystemProvider('faults', provider, {
      isReadonly: true,
    });
    try {
      const id = await on.segment();
      const report = await on.upload(vscode.Uri.parse('faults:/list.csv'), id);
      addsUp(report);
      assert.deepEqual([report.state, report.accepted], ['finished', 30]);
      sameSet(await list(id), new Set(people(30, 7000)));
      on.server.control.resetCounts();
      await rejects(vscode.Uri.parse('faults:/gone.csv'), 'not-found');
      await rejects(vscode.Uri.parse('faults:/folder.csv'), 'directory');
      await rejects(vscode.Uri.parse('faults:/broken.csv'), 'unreadable');
      await rejects(vscode.Uri.parse('nobody-knows:/list.csv'), 'unreadable');
    } finally {
      registered.dispose();
    }
  });
});

/** Bytes, undefined for a folder, null for an unreadable file. */
class MemoryFiles implements vscode.FileSystemProvider {
  readonly onDidChangeFile = new vscode.EventEmitter<vscode.FileChangeEvent[]>().event;

  constructor(private readonly files: Record<string, Uint8Array | undefined | null>) {}

  stat({ path: name }: vscode.Uri): vscode.FileStat {
    if (!(name in this.files)) throw vscode.FileSystemError.FileNotFound();
    const content = this.files[name];
    return {
      type: content === undefined ? vscode.FileType.Directory : vscode.FileType.File,
      ctime: 0,
      mtime: 0,
      size: content?.length ?? 0,
    };
  }

  readFile({ path: name }: vscode.Uri): Uint8Array {
    const content = this.files[name];
    if (content) return content;
    throw vscode.FileSystemError.Unavailable('ann@example.com');
  }

  watch = (): vscode.Disposable => ({ dispose: () => undefined });
  readDirectory = (): [string, vscode.FileType][] => [];
  createDirectory = denied;
  writeFile = denied;
  delete = denied;
  rename = denied;
}

function denied(): never {
  throw vscode.FileSystemError.NoPermissions();
}
