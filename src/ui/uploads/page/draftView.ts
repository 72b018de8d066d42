import { commands, Uri } from 'vscode';
import type { Choices } from '../../../app/uploads/choices/choices';
import { limitsOf } from '../../../app/uploads/choices/engineOptions';
import type { FileChoice } from '../../../app/uploads/choices/fileChoice';
import type { Draft } from '../../../app/uploads/draft/draft';
import { draftPlanOf } from '../../../app/uploads/draftStep';
import { typeFound } from '../../../app/uploads/page/askingPage';
import type { DraftPageInput } from '../../../app/uploads/page/draftBase';
import type { ListedRows } from '../../../app/uploads/page/kindsSection';
import { HASHES, knownType } from '../../../identifiers/identifierTypes';
import { FORMS } from '../../../upload/comparableFormats';
import { OPERATIONS } from '../../../upload/uploadTypes';
import type { UploadAction } from '../../../webview/uploadActions';
import { unsavedDocument } from '../../base/editorSource';
import { settings } from '../../base/settings';
import { FileReading } from './fileReading';
import { pressList } from './listActions';
import type { KnownTarget, PageSegments } from './pageSegments';
import type { PreviousActions } from './previousActions';
import type { RowActions } from './rowActions';

/** What is changed about a draft: of one of several, for all that go with it. */
export interface DraftChanges {
  choose(changes: Partial<Choices>): unknown;
  chooseReading(reading: Omit<FileChoice, 'uri'>, file?: number): unknown;
}

/** A draft as a page shows it: what is known beside it, and what is pressed about it. */
export class DraftView {
  private readonly reading: FileReading;
  /** Rows that the editor can't show. */
  private listed?: ListedRows;
  /** Also after the segment is gone. */
  private target?: { key: string } & KnownTarget;

  constructor(
    private readonly draft: Draft,
    private readonly changes: DraftChanges,
    private readonly segments: PageSegments,
    private readonly previous: PreviousActions,
    private readonly rows: RowActions,
    private readonly redraw: () => void,
  ) {
    this.reading = new FileReading(draft);
    draft.onDidChange(({ kind }) => {
      if (kind === 'checking') this.listed = undefined;
    });
  }

  /** Everything that is shown of the draft itself. */
  async input(): Promise<DraftPageInput> {
    const { draft } = this;
    const { step, choices } = draft;
    const { into } = choices;
    const { checks, undoes } = draft.options;
    const target = into && this.targetOf(into);
    const [preview, view, size, previous] = await Promise.all([
      this.reading.preview(),
      draftPlanOf(step)?.view(),
      into && this.segments.size(into),
      this.previous.input(),
    ]);
    const fits = checks
      ? []
      : await this.segments.fitting(typeFound(step, preview, draft.identifierType), into);
    return {
      step,
      choices: { ...choices, operation: draft.operation },
      identifierType: draft.identifierType ?? target?.type,
      hash: settings.hashEmails(this.uris[0]),
      preview,
      view,
      size,
      account: into && this.segments.accountOf(into),
      names: target?.names,
      fits,
      limits: limitsOf(choices),
      checks,
      undoes,
      previous,
      listed: this.listed,
      now: Date.now(),
    };
  }

  /** `value`: see `UploadAction`. Throws `Cancelled` on Escape. */
  async press(action: UploadAction, value: string | undefined): Promise<void> {
    const { draft, changes } = this;
    const { files, into } = draft.choices;
    switch (action) {
      case 'check':
        return void (await draft.check());
      case 'chooseColumn': {
        const columns = await this.reading.columnsAfterPress((value ?? '').split(',').map(Number));
        return void (columns && (await changes.chooseReading({ columns })));
      }
      case 'chooseOperation':
      case 'chooseHash':
      case 'chooseFormats':
        return void (await changes.choose(choicesPressed(action, value)));
      case 'chooseType': {
        // The column and the hash were chosen for another type.
        const unread = files.map(({ uri, dialect }) => ({ uri, dialect }));
        const identifierType = knownType(value);
        return void (await changes.choose({ files: unread, identifierType, hash: undefined }));
      }
      case 'changeReading': {
        const file = Number(value ?? 0);
        const dialect = await this.reading.pickDialect(file);
        return void (await changes.chooseReading({ dialect }, file));
      }
      case 'changeSegment': {
        // What the file holds, if not what the current segment takes.
        const likely = knownType(value) ?? draft.identifierType;
        const chosen = await this.segments.pick(files, likely && [likely], into);
        return this.chooseSegment(chosen);
      }
      case 'useSegment':
        return this.chooseSegment(this.segments.proposed(value));
      case 'createSegment':
        return this.chooseSegment(await this.segments.create(value, into));
      case 'saveFile':
        // Saving checks again; a file that couldn't be saved still needs it.
        for (const uri of [...this.uris, ...(value ? [Uri.parse(value)] : [])])
          await unsavedDocument(uri)?.save();
        return;
      case 'showSegment':
        return void (into && (await this.segments.show(into)));
      case 'openFile':
        return void (await commands.executeCommand('vscode.open', this.fileToOpen(value)));
      default:
        if (await this.previous.press(action, value)) return;
        const choose = (chosen: Partial<Choices>): unknown => changes.choose(chosen);
        if (await pressList(draft, choose, action, value)) return;
        this.list(await this.rows.run(this.uris, action, value));
    }
  }

  /** A suppression list by its path, or the upload's own file. */
  private fileToOpen(value: string | undefined): Uri {
    const { suppression } = draftPlanOf(this.draft.step)?.plan ?? {};
    const list = suppression?.lists.find(({ path }) => path === value);
    return list ? Uri.file(list.path) : this.uris[0];
  }

  private list(rows: ListedRows | undefined): void {
    if (!rows) return;
    this.listed = rows;
    this.redraw();
  }

  private async chooseSegment(into: Choices['into']): Promise<void> {
    if (into) await this.changes.choose({ into, previous: undefined });
  }

  private targetOf(into: NonNullable<Choices['into']>): KnownTarget | undefined {
    const key = JSON.stringify([into.account.key, into.segmentId]);
    const found = this.segments.find(into);
    if (found) this.target = { key, ...found };
    return this.target?.key === key ? this.target : undefined;
  }

  private get uris(): Uri[] {
    return this.draft.choices.files.map(({ uri }) => Uri.parse(uri));
  }
}

/** What is chosen by a press on what happens to a segment. */
export function choicesPressed(action: UploadAction, value: string | undefined): Partial<Choices> {
  switch (action) {
    case 'chooseOperation': {
      const operation = OPERATIONS.find((one) => one === value);
      return operation ? { operation } : {};
    }
    case 'chooseHash': {
      const hash = HASHES.find((one) => one === value);
      return hash ? { hash } : {};
    }
    case 'chooseFormats':
      return { formats: FORMS.find((one) => one === value) };
    default:
      return {};
  }
}
