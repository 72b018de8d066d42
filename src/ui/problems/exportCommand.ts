import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { t } from '@vscode/l10n';
import { Uri, window, workspace } from 'vscode';
import { Arguments } from '../../app/arguments';
import { fileRows, RowsOnLines } from '../../app/repair/fileRows';
import { ruleOfRow, type ReadAs } from '../../app/repair/fixRows';
import { rowsWords } from '../../common/counts';
import { answered, Failure } from '../../common/failure';
import { namingFile } from '../../common/told';
import { valueOf } from '../../csv/textRows';
import { formatRecord } from '../../csv/write';
import { ruleOf } from '../../identifiers/rules';
import { type Commands } from '../base/command';
import { withCancel } from '../base/progress';
import { fileName, sourceOf } from '../base/source';
import { uriIn } from '../base/uriArguments';
import { fileWithProblems } from './commands';
import type { Problems } from './problems';

interface Exported {
  rows: number;
  to: string;
  /**
   * The file was changed by another program since its upload: rows that the API refused could not
   * be found in it.
   */
  refusedUnknown?: true;
}

/**
 * "Export Refused Rows…": row number, value and rule of every refused row, beside the file, only
 * when asked.
 */
export function registerExport(commands: Commands, problems: Problems): void {
  commands.add<{ uri: Uri; to: Uri }, Exported>({
    id: 'criteoAudiences.exportRefusedRows',
    accepts: ([argument]) => {
      const args = Arguments.of(argument, 'exportRefusedRows', 'to');
      return args && { uri: uriIn(args, 'uri'), to: uriIn(args, 'to') };
    },
    called: ({ uri, to }) => exportRows(problems, uri, to),
    asked: async (...args) => {
      const uri = await fileWithProblems(problems, args);
      const to = answered(
        await window.showSaveDialog({
          title: t('Export Refused Rows'),
          defaultUri: beside(uri, t('refused')),
          filters: { CSV: ['csv'] },
        }),
      );
      const exported = await withCancel(
        t('Exporting the refused rows of {0}', fileName(uri).forNotification()),
        (signal) => exportRows(problems, uri, to, signal),
      );
      const open = t('Open');
      const said = t(
        'Exported to {1}: {0}. The file holds identifiers: keep it as safe as its source.',
        rowsWords(exported.rows),
        fileName(to).forNotification(),
      );
      void window
        .showInformationMessage(
          [said, ...(exported.refusedUnknown ? [refusedUnknownWords()] : [])].join(' '),
          open,
        )
        .then((choice) => {
          if (choice === open) void window.showTextDocument(to);
        });
      return exported;
    },
  });
}

/** Said where another program changed the file since its upload. */
export function refusedUnknownWords(): string {
  return t(
    'Rows that the API refused are left out: another program changed the file since, so they cannot be found in it. Upload it again to find them.',
  );
}

async function exportRows(
  problems: Problems,
  uri: Uri,
  to: Uri,
  signal?: AbortSignal,
): Promise<Exported> {
  const readAs = readAsFor(problems, uri, 'exportRefusedRows');
  const placed = await problems.refusedOnDisk(uri);
  const refused = new RowsOnLines(placed ?? []);
  let rows = 0;
  const lines = async function* (): AsyncGenerator<Uint8Array> {
    yield Buffer.from(`${formatRecord([t('row'), t('value'), t('code'), t('what')], CSV)}\r\n`);
    for await (const piece of fileRows(
      await sourceOf(uri, 'exportRefusedRows'),
      readAs.dialect,
      readAs.layout,
      signal,
    )) {
      const { text, rows: found, firstRow } = piece;
      const byApi = refused.of(piece);
      const part: string[] = [];
      found.forEach((row, index) => {
        const number = firstRow + index;
        const value = valueOf(text, row);
        const own = ruleOfRow(row, value, readAs);
        const rule =
          own !== undefined && ruleOf(own).level === 'error'
            ? own
            : byApi.has(row)
              ? 'refused-by-api'
              : undefined;
        if (rule === undefined) return;
        rows++;
        part.push(
          `${formatRecord([String(number + 1), value, rule, ruleOf(rule).title()], CSV)}\r\n`,
        );
      });
      yield Buffer.from(part.join(''));
    }
  };
  await namingFile({ uri: uri.toString() }, () => writeAll(to, lines()));
  return { rows, to: to.toString(), ...(placed === undefined && { refusedUnknown: true }) };
}

const CSV = { delimiter: ',' } as const;

export function readAsFor(problems: Problems, uri: Uri, operation: string): ReadAs {
  const readAs = problems.readAs(uri);
  if (readAs) return readAs;
  throw new Failure(
    'no-problems',
    t(
      '"{0}" has no problems of an upload. Check or upload it first.',
      fileName(uri).forNotification(),
    ),
    operation,
  );
}

/** `customers.csv` → `customers.refused.csv`. */
export function beside(uri: Uri, word: string): Uri {
  const name = fileName(uri).raw().replace(/\.gz$/i, '');
  const dot = name.lastIndexOf('.');
  const stem = dot > 0 ? name.slice(0, dot) : name;
  return Uri.joinPath(uri, '..', `${stem}.${word}${dot > 0 ? name.slice(dot) : '.csv'}`);
}

/** Writes a file as it comes; a half-written one is taken away again. */
export async function writeAll(to: Uri, parts: AsyncIterable<Uint8Array>): Promise<void> {
  if (to.scheme !== 'file') {
    const all: Uint8Array[] = [];
    for await (const part of parts) all.push(part);
    await workspace.fs.writeFile(to, Buffer.concat(all));
    return;
  }
  const draft = `${to.fsPath}.${randomUUID().slice(0, 8)}.part`;
  try {
    const out = createWriteStream(draft, { flags: 'wx' });
    const failed = new Promise<never>((_, reject) => out.once('error', reject));
    failed.catch(() => undefined);
    for await (const part of parts)
      if (part.length > 0 && !out.write(part)) await Promise.race([once(out, 'drain'), failed]);
    await Promise.race([new Promise<void>((resolve) => out.end(resolve)), failed]);
    await rename(draft, to.fsPath);
  } catch (error) {
    await rm(draft, { force: true });
    if (
      error instanceof Error &&
      'code' in error &&
      typeof error.code === 'string' &&
      error.code.startsWith('E')
    ) {
      throw new Failure(
        'not-written',
        t(
          '"{0}" could not be written ({1}). Check its folder and the space on the disk, then try again.',
          fileName(to).forNotification(),
          error.code,
        ),
        'write',
      );
    }
    throw error;
  }
}
