import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { people } from '../../support/people';
import { rejection } from '../segments/signedIn';
import { fileUri, problemsOf } from '../uploads/files';
import { addsUp, bench, sameSet, sentence } from './setup';

/**
 * Files that are found or read by the editor. What they may contain is in
 * `test/faults/inputs.test.ts` and `test/unit/csv`.
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
  const list = async (id: string): Promise<Set<string>> =>
    new Set(await on.server.control.list(id));

  /** Rejected before any request, with a message. */
  async function rejects(uri: vscode.Uri, code: string): Promise<void> {
    const error = await rejection(on.upload(uri, segmentId));
    assert.equal(error.code, code, error.message);
    sentence(error.message);
    assert.equal(on.amendments(), 0);
  }

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
