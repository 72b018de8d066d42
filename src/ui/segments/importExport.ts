import { t } from '@vscode/l10n';
import {
  commands,
  Diagnostic,
  DiagnosticSeverity,
  env,
  languages,
  Range,
  Uri,
  window,
  workspace,
  type DiagnosticCollection,
  type Disposable,
} from 'vscode';
import type { Segment } from '../../api/types';
import type { AccountHandle } from '../../app/accounts/account';
import { Arguments } from '../../app/arguments';
import { createMany } from '../../app/segments/createMany';
import { plainSegment, type PlainSegment } from '../../app/segments/labels';
import { asSentence } from '../../app/segments/problems';
import {
  judgeRows,
  readSegmentFile,
  writeSegmentFile,
  type RowProblem,
} from '../../app/segments/segmentFile';
import { answered, Cancelled, Failure } from '../../common/failure';
import { count, plural } from '../../common/format';
import { fileNameOf, namingFile } from '../../common/told';
import { whileWorking, withCancel } from '../base/progress';
import { firstUri } from '../base/uriArguments';
import { ask, sandboxLines } from './confirm';
import { accountOf, askAccount, type Parts } from './context';

/** A file of segments is written by people: one larger than this is another file. */
const MOST_BYTES = 20 * 1024 * 1024;

export interface Creation {
  created: PlainSegment[];
  /** Rows that the account has already: by their id, or by name, retailer and type. */
  existing: number;
  /** `line` as the editor numbers it, from 1. */
  problems: { line: number; code: string; message: string; traceId?: string }[];
}

type Refused = RowProblem & { traceId?: string };

/**
 * `criteoAudiences.createSegmentsFromCsv(uri, {accountId?, confirm?: false})` and
 * `.exportSegments({uri?, accountId?})`.
 */
export function registerTransfer(parts: Parts, own: (item: Disposable) => void): void {
  const { accounts, list } = parts;
  const diagnostics = languages.createDiagnosticCollection('criteoAudiences.segments');
  own(diagnostics);
  clearOnChange(diagnostics, own);

  parts.commands.add<{ uri: Uri; accountId?: string }, Creation>({
    id: 'criteoAudiences.createSegmentsFromCsv',
    accepts([uri, raw]) {
      const args = Arguments.of(raw, 'createSegmentsFromCsv', 'accountId', 'confirm');
      return (
        args && {
          uri: firstUri(uri, 'createSegmentsFromCsv'),
          accountId: args.optionalId('accountId'),
        }
      );
    },
    called: async ({ uri, accountId }) =>
      createFromFile(parts, diagnostics, await accounts.require(accountId), uri, false),
    async asked(uri) {
      await accounts.require();
      const file = uri instanceof Uri ? uri : await askFile();
      await offerSave(file);
      const creation = await createFromFile(
        parts,
        diagnostics,
        await askAccount(accounts, t('Create the segments in which account?')),
        file,
        true,
      );
      tellCreation(creation);
      return creation;
    },
  });

  parts.commands.add<{ uri?: string; accountId?: string }, { csv: string; segments: number }>({
    id: 'criteoAudiences.exportSegments',
    accepts([raw]) {
      const args = Arguments.of(raw, 'exportSegments', 'uri', 'accountId');
      return args && { uri: args.optionalText('uri'), accountId: args.optionalId('accountId') };
    },
    async called({ uri, accountId }) {
      const account = await accounts.require(accountId);
      return writeExport(
        await list.search(account, {}),
        uri === undefined ? undefined : Uri.parse(uri, true),
      );
    },
    async asked(...args) {
      const account = await accountOf(parts, args, t('Export the segments of which account?'));
      const folder = workspace.workspaceFolders?.[0]?.uri;
      const name = `segments-${account.accountId}.csv`;
      const target = answered(
        await window.showSaveDialog({
          title: t('Export Segments'),
          defaultUri: folder && Uri.joinPath(folder, name),
          filters: { CSV: ['csv'] },
        }),
      );
      // As the API has them now: what the view shows may be from this morning.
      const fresh = await allSegments(parts, account);
      const { segments } = await writeExport(fresh, target);
      const open = t('Open');
      void window
        .showInformationMessage(
          plural(segments, {
            one: t('{0} segment exported.', count(segments)),
            other: t('{0} segments exported.', count(segments)),
          }),
          open,
        )
        .then((choice) => {
          if (choice === open) void window.showTextDocument(target);
        });
      return undefined;
    },
  });
}

function allSegments({ list }: Parts, account: AccountHandle): Promise<readonly Segment[]> {
  return withCancel(t('Loading all segments…'), (signal) => list.search(account, {}, signal));
}

async function writeExport(
  segments: readonly Segment[],
  target: Uri | undefined,
): Promise<{ csv: string; segments: number }> {
  const csv = writeSegmentFile(segments);
  if (target) await workspace.fs.writeFile(target, new TextEncoder().encode(csv));
  return { csv, segments: segments.length };
}

async function createFromFile(
  parts: Parts,
  diagnostics: DiagnosticCollection,
  account: AccountHandle,
  file: Uri,
  asking: boolean,
): Promise<Creation> {
  diagnostics.delete(file);
  const raw = await readFile(file);
  const rows = await namingFile({ uri: file.toString() }, async () => readSegmentFile(raw));
  // Whether a row is there already is asked of the whole list, not of what happens to be loaded.
  const segments = asking
    ? await allSegments(parts, account)
    : await parts.list.search(account, {});
  const byName = rows.some(({ values }) => /\D/.test(values.retailer));
  const retailers = byName
    ? (await parts.accounts.retailers(account)).map(({ id, name }) => ({
        id,
        name: parts.accounts.retailerName(account, id) ?? name,
      }))
    : [];
  const judged = judgeRows(rows, { segments, retailers });
  const { wanted, alike } = judged;
  const existing = judged.existing + alike.length;
  const show = (problems: readonly Refused[]): void =>
    diagnostics.set(file, [
      ...problems.map((problem) => toDiagnostic(problem, DiagnosticSeverity.Error)),
      ...alike.map((row) => toDiagnostic(row, DiagnosticSeverity.Information)),
    ]);
  show(judged.problems);

  if (asking && wanted.length > 0) {
    const detail = [
      existing > 0
        ? plural(existing, {
            one: t('{0} row is there already: it is left alone.', count(existing)),
            other: t('{0} rows are there already: they are left alone.', count(existing)),
          })
        : '',
      judged.problems.length > 0
        ? plural(judged.problems.length, {
            one: t('{0} row cannot be created: see Problems.', count(judged.problems.length)),
            other: t('{0} rows cannot be created: see Problems.', count(judged.problems.length)),
          })
        : '',
    ];
    await ask(
      plural(wanted.length, {
        one: t('Create {0} segment in {1}?', count(wanted.length), account.label.forNotification()),
        other: t(
          'Create {0} segments in {1}?',
          count(wanted.length),
          account.label.forNotification(),
        ),
      }),
      [...detail.filter(Boolean), ...sandboxLines(account)],
      t('Create'),
    );
  }
  const work = (
    signal?: AbortSignal,
    onProgress?: (asked: number) => void,
  ): ReturnType<typeof createMany> =>
    createMany(
      parts.list,
      account,
      wanted.map(({ segment }) => segment),
      { signal, onProgress },
    );
  const outcome =
    asking && wanted.length > 0 ? await withNotice(wanted.length, work) : await work();
  const refused = outcome.problems.map(({ index, code, message, traceId }) => {
    const { row } = wanted[index];
    return {
      place: (code.startsWith('name-') ? row.places.name : undefined) ?? row.place,
      code,
      message,
      traceId,
    };
  });
  const problems: Refused[] = [...judged.problems, ...refused].sort(
    (a, b) => a.place.line - b.place.line,
  );
  show(problems);
  return {
    created: outcome.done.map(({ item }) => plainSegment(item)),
    existing,
    problems: problems.map(({ place, code, message, traceId }) => ({
      line: place.line + 1,
      code,
      message,
      traceId,
    })),
  };
}

function withNotice<T>(
  size: number,
  work: (signal: AbortSignal, onProgress: (asked: number) => void) => Promise<T>,
): Thenable<T> {
  return whileWorking({ title: t('Creating segments…'), cancellable: true }, (progress, token) => {
    const stop = new AbortController();
    token.onCancellationRequested(() => stop.abort());
    return work(stop.signal, (asked) =>
      progress.report({ message: t('{0} of {1}', count(asked), count(size)) }),
    );
  });
}

/** One message; each refused row has its own line in Problems. */
function tellCreation({ created, existing, problems }: Creation): void {
  const parts = [
    plural(created.length, {
      one: t('{0} segment created.', count(created.length)),
      other: t('{0} segments created.', count(created.length)),
    }),
  ];
  if (existing > 0)
    parts.push(
      plural(existing, {
        one: t('{0} was there already.', count(existing)),
        other: t('{0} were there already.', count(existing)),
      }),
    );
  if (problems.length === 0) {
    void window.showInformationMessage(parts.join(' '));
    return;
  }
  const [first] = problems;
  parts.push(
    plural(problems.length, {
      one: t('{0} row was refused: see Problems.', count(problems.length)),
      other: t('{0} rows were refused: see Problems.', count(problems.length)),
    }),
    first ? t('Line {0}: {1}', first.line, first.message) : '',
  );
  const [show, copy] = [t('Show Problems'), t('Copy Details')];
  void window.showWarningMessage(parts.join(' '), show, copy).then((choice) => {
    if (choice === show) void commands.executeCommand('workbench.actions.view.problems');
    if (choice === copy)
      void env.clipboard.writeText(
        problems
          .map(({ line, code, message, traceId }) =>
            [t('Line {0}: {1}', line, message), `code=${code}`, traceId ? `traceId=${traceId}` : '']
              .filter(Boolean)
              .join(' | '),
          )
          .join('\n'),
      );
  });
}

async function readFile(file: Uri): Promise<Uint8Array> {
  try {
    const { size } = await workspace.fs.stat(file);
    if (size > MOST_BYTES)
      throw new Failure(
        'file-too-large',
        t(
          '“{0}” is larger than a list of segments is: at most {1} MB. Check that it is the right file.',
          fileNameOf(file.toString()),
          MOST_BYTES / 1024 / 1024,
        ),
        'createSegmentsFromCsv',
      );
    return await workspace.fs.readFile(file);
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure(
      'not-found',
      t('“{0}” could not be read. Choose it again.', fileNameOf(file.toString())),
      'createSegmentsFromCsv',
    );
  }
}

/** The file in the active editor, else one that is chosen. */
async function askFile(): Promise<Uri> {
  const active = window.activeTextEditor?.document;
  if (active && /\.(csv|tsv|txt)$/i.test(active.uri.path)) return active.uri;
  const [chosen] = answered(
    await window.showOpenDialog({
      title: t('Create Segments from CSV'),
      filters: { CSV: ['csv', 'tsv', 'txt'] },
    }),
  );
  if (!chosen) throw new Cancelled();
  return chosen;
}

/** What is sent is what is on disk: edits that are not saved are never left out silently. */
async function offerSave(file: Uri): Promise<void> {
  const document = workspace.textDocuments.find(
    (open) => open.isDirty && open.uri.toString() === file.toString(),
  );
  if (!document) return;
  await ask(
    t('Save the file first?'),
    [t('It has edits that are not saved. What is on disk is what counts.')],
    t('Save'),
  );
  if (!(await document.save())) throw new Cancelled();
}

/** They are about the file as it was: an edit, a deletion or another name takes them away. */
function clearOnChange(diagnostics: DiagnosticCollection, own: (item: Disposable) => void): void {
  const clear = (gone: Uri): void =>
    diagnostics.forEach((uri) => {
      if (uri.toString() === gone.toString() || uri.toString().startsWith(`${gone.toString()}/`))
        diagnostics.delete(uri);
    });
  own(
    workspace.onDidChangeTextDocument(
      ({ document, contentChanges }) => void (contentChanges.length > 0 && clear(document.uri)),
    ),
  );
  own(workspace.onDidDeleteFiles(({ files }) => files.forEach(clear)));
  own(workspace.onDidRenameFiles(({ files }) => files.forEach(({ oldUri }) => clear(oldUri))));
}

function toDiagnostic(
  { place, code, message, traceId }: Refused,
  severity: DiagnosticSeverity,
): Diagnostic {
  const words = traceId ? t('{0} Trace id: {1}.', asSentence(message), traceId) : message;
  const diagnostic = new Diagnostic(
    new Range(place.line, place.startColumn, place.endLine, place.endColumn),
    words,
    severity,
  );
  diagnostic.source = 'Criteo Audience Segments';
  diagnostic.code = code;
  return diagnostic;
}
