import { t } from '@vscode/l10n';
import type { Uri } from 'vscode';
import type { Accounts } from '../../../app/accounts/account';
import { Arguments } from '../../../app/arguments';
import { isContractArgument } from '../../../app/contractArgument';
import { requireWritable } from '../../../app/segments/access';
import { accessOf } from '../../../app/segments/labels';
import { Batch } from '../../../app/uploads/batch/batch';
import { endedBy, sendEach, type UploadEnd } from '../../../app/uploads/batch/sendEach';
import type { Choices } from '../../../app/uploads/choices/choices';
import {
  choicesOf,
  FILE_ARGUMENTS,
  requestFrom,
  type UploadRequest,
} from '../../../app/uploads/choices/request';
import type { Drafts } from '../../../app/uploads/draft/drafts';
import { Failure, toFailure } from '../../../common/failure';
import type { Uploads } from '../../../upload/contract';
import type { Report } from '../../../upload/jobTypes';
import type { Operation } from '../../../upload/uploadTypes';
import { chooseFile, chooseFiles, fileFor, filesOf } from '../../base/chooseFile';
import { type Commands } from '../../base/command';
import { firstUri, uriIn, withUriTexts } from '../../base/uriArguments';
import type { SegmentsView } from '../../segments/registerSegments';
import type { SegmentNode } from '../../segments/segmentNode';
import type { Uploader } from '../uploader';

interface UploadArguments {
  uri: Uri;
  request: UploadRequest;
}

/** How the upload of a file ended. */
interface BatchResult extends UploadEnd {
  uri: string;
}

/**
 * `uploadCsv`, `uploadMany([{uri, segmentId, operation, …}, …])`, `uploadAgain`, and the segments' add,
 * remove and replace.
 */
export class UploadCommands {
  constructor(
    commands: Commands,
    private readonly accounts: Accounts,
    private readonly view: Pick<SegmentsView, 'pick' | 'chosen'>,
    private readonly drafts: Drafts,
    private readonly engine: () => Uploads,
    private readonly uploader: Uploader,
  ) {
    commands.add<UploadArguments, Report>({
      id: 'criteoAudiences.uploadCsv',
      parse: (args) => parseUploadCsv(args),
      run: async ({ uri, request }) => {
        const choices = await choicesOf([uri.toString()], request, accounts);
        const draft = drafts.draft(choices, { by: 'program', command: 'uploadCsv' });
        return uploader.uploadByContract(draft);
      },
      prompt: async (...args) => {
        const uris = filesOf(args);
        if (uris.length > 1) return void (await this.uploadFiles(uris));
        const uri = await fileFor(args, t('Upload to Audience Segment'));
        return uploader.upload({ files: [{ uri: uri.toString() }] });
      },
    });
    commands.add<UploadArguments[], BatchResult[]>({
      id: 'criteoAudiences.uploadMany',
      parse: ([list]) =>
        Array.isArray(list) && list.every(isContractArgument)
          ? list.map((item) => uploadArguments(item, 'uploadMany'))
          : undefined,
      run: (items) => this.uploadManyByContract(items),
      prompt: async (...args) => {
        const uris = filesOf(args);
        return this.uploadFiles(
          uris.length > 0 ? uris : await chooseFiles(t('Upload Files to Audience Segments')),
        );
      },
    });
    commands.add<never, Report>({
      id: 'criteoAudiences.uploadAgain',
      prompt: async (...args) => {
        const uri = await fileFor(args, t('Upload Again'));
        const [choices] = await drafts.remembered([uri.toString()]);
        return uploader.upload(choices);
      },
    });
    const addForSegment = (name: string, title: () => string, operation?: Operation): void =>
      commands.add<never, Report>({
        id: `criteoAudiences.${name}`,
        prompt: (...args) => this.uploadToSegments(args, title(), operation),
      });
    addForSegment('addFromCsv', () => t('Upload CSV'));
    addForSegment('removeFromCsv', () => t('Remove with CSV'), 'remove');
    addForSegment('replaceWithCsv', () => t('Replace with CSV'), 'replace');
  }

  /**
   * To several, nothing is remembered, since a name pattern belongs to one segment. Without an
   * operation, the page offers the one that fits the file.
   */
  private async uploadToSegments(
    args: readonly unknown[],
    title: string,
    operation: Operation | undefined,
  ): Promise<Report | void> {
    const nodes = await this.segmentsOf(args, title);
    const files = [{ uri: (await chooseFile(title)).toString() }];
    const choices = nodes.map(({ account, segment }) => ({
      ...{ files, ...(operation && { operation }) },
      into: { account, segmentId: segment.id },
    }));
    if (choices.length === 1) return this.uploader.upload(choices[0]);
    await this.uploadSeveral(choices, false);
  }

  /**
   * The segments of the row, the selection or the view's selection (the Command Palette passes no
   * row), or else the one that the user picks. Of several, some may not be writable: their page says
   * why they are left out. Throws `Failure` if none is, and a row was given.
   */
  private async segmentsOf(
    args: readonly unknown[],
    title: string,
  ): Promise<readonly SegmentNode[]> {
    const selected = this.view.chosen(args);
    if (selected.some(({ segment }) => accessOf(segment) === 'writable')) return selected;
    if (args.length > 0 && selected.length > 0) requireWritable(selected[0].segment, 'uploadCsv');
    await this.accounts.require();
    return [await this.view.pick(this.accounts.shown(), { title, only: 'writable' })];
  }

  /** Uploads one after another; returns a result per file. */
  private async uploadManyByContract(items: readonly UploadArguments[]): Promise<BatchResult[]> {
    const command = 'uploadMany';
    const chosen = await Promise.all(
      items.map(({ uri, request }) =>
        choicesOf([uri.toString()], request, this.accounts).catch((error: unknown) =>
          toFailure(error, command),
        ),
      ),
    );
    const batch = new Batch(
      chosen.flatMap((one) => (one instanceof Failure ? [] : [one])),
      this.drafts,
      { by: 'program', command },
    );
    const since = Date.now();
    const ends = await sendEach(batch, this.drafts, (draft) =>
      this.uploader.uploadByContract(draft, { since }),
    );
    return items.map(({ uri }, index): BatchResult => {
      const choices = chosen[index];
      const end = choices instanceof Failure ? endedBy(choices) : ends.shift();
      return { uri: uri.toString(), ...end };
    });
  }

  /** Uploads files, each to its remembered segment or to the one chosen on the page of all. */
  private async uploadFiles(uris: readonly Uri[]): Promise<BatchResult[]> {
    const choices = await this.drafts.remembered(uris.map(String));
    if (choices.length > 1) return this.uploadSeveral(choices, true);
    const report = await this.uploader.upload(choices[0]);
    return [{ uri: uris[0].toString(), report }];
  }

  private async uploadSeveral(
    choices: readonly Choices[],
    remembers: boolean,
  ): Promise<BatchResult[]> {
    const reports = await this.uploader.uploadSeveral(choices, remembers);
    return reports.flatMap((report) =>
      (this.engine().job(report.jobId)?.files ?? []).map(({ uri }) => ({ uri, report })),
    );
  }
}

/**
 * Parses `(uri, {segmentId, …})` or, for key bindings, which pass a single value,
 * `{uri: 'file:…', segmentId, …}`. Undefined for any other shape, such as what menus pass.
 */
function parseUploadCsv([first, second]: readonly unknown[]): UploadArguments | undefined {
  const command = 'uploadCsv';
  if (isContractArgument(second))
    return {
      uri: firstUri(first, command),
      request: requestFrom(withUriTexts(second, FILE_ARGUMENTS), command),
    };
  return isContractArgument(first) ? uploadArguments(first, command) : undefined;
}

function uploadArguments(raw: Record<string, unknown>, command: string): UploadArguments {
  return {
    uri: uriIn(new Arguments(raw, command), 'uri'),
    request: requestFrom(withUriTexts(raw, FILE_ARGUMENTS), command, ['uri']),
  };
}
