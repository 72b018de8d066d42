import { t } from '@vscode/l10n';
import type { Uri } from 'vscode';
import type { Accounts } from '../../../app/accounts/account';
import { Arguments } from '../../../app/arguments';
import { isContractArgument } from '../../../app/contractArgument';
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
import { chooseFiles, filesOf } from '../../base/chooseFile';
import { type Commands } from '../../base/command';
import { uriIn, withUriTexts } from '../../base/uriArguments';
import type { Uploader } from '../uploader';

const OPERATION = 'uploadMany';

/** How the upload of a file ended. */
interface BatchResult extends UploadEnd {
  uri: string;
}

/** `uploadMany([{uri, segmentId, operation, …}, …])`, and uploads of several files. */
export class UploadMany {
  constructor(
    commands: Commands,
    private readonly accounts: Accounts,
    private readonly drafts: Drafts,
    private readonly engine: () => Uploads,
    private readonly uploader: Uploader,
  ) {
    commands.add<{ uri: Uri; request: UploadRequest }[], BatchResult[]>({
      id: `criteoAudiences.${OPERATION}`,
      parse: ([list]) => {
        if (!Array.isArray(list) || !list.every(isContractArgument)) return undefined;
        return list.map((item: Record<string, unknown>) => ({
          uri: uriIn(new Arguments(item, OPERATION), 'uri'),
          request: requestFrom(withUriTexts(item, ...FILE_ARGUMENTS), OPERATION, ['uri']),
        }));
      },
      run: (items) => this.uploadByContract(items),
      prompt: async (...args) => {
        const uris = filesOf(args);
        return this.uploadFiles(
          uris.length > 0 ? uris : await chooseFiles(t('Upload Files to Audience Segments')),
        );
      },
    });
  }

  /** Uploads one after another; returns a result per file. */
  private async uploadByContract(
    items: readonly { uri: Uri; request: UploadRequest }[],
  ): Promise<BatchResult[]> {
    const chosen = await Promise.all(
      items.map(({ uri, request }) =>
        choicesOf([uri.toString()], request, this.accounts).catch((error: unknown) =>
          toFailure(error, OPERATION),
        ),
      ),
    );
    const batch = new Batch(
      chosen.flatMap((one) => (one instanceof Failure ? [] : [one])),
      this.drafts,
      { by: 'program', command: OPERATION },
    );
    const ends = await sendEach(batch, this.drafts, (draft) =>
      this.uploader.uploadByContract(draft),
    );
    return items.map(({ uri }, index): BatchResult => {
      const choices = chosen[index];
      const end = choices instanceof Failure ? endedBy(choices) : ends.shift();
      return { uri: uri.toString(), ...end };
    });
  }

  /** Uploads several files, each to its remembered segment or to the one chosen on the page. */
  async uploadFiles(uris: readonly Uri[]): Promise<BatchResult[]> {
    const choices = await this.drafts.remembered(uris.map(String));
    return this.upload(choices, true);
  }

  /**
   * Uploads one file to several segments, such as an opt-out list. Remembers nothing, since a name
   * pattern belongs to one segment.
   */
  uploadToSegments(
    uri: Uri,
    segments: readonly NonNullable<Choices['into']>[],
    operation: Choices['operation'],
  ): Promise<BatchResult[]> {
    const files = [{ uri: uri.toString() }];
    return this.upload(
      segments.map((into) => ({ files, into, operation })),
      false,
    );
  }

  /** Shows the page of all, or that of a single one. */
  private async upload(choices: readonly Choices[], remembers: boolean): Promise<BatchResult[]> {
    const [first, ...others] = choices;
    if (others.length === 0) {
      const report = await this.uploader.upload(first);
      return [{ uri: first.files[0].uri, report }];
    }
    const reports = await this.uploader.uploadSeveral(choices, remembers);
    const filesOf = (jobId: string): readonly { uri: string }[] =>
      this.engine().job(jobId)?.files ?? [];
    return reports.flatMap((report) => filesOf(report.jobId).map(({ uri }) => ({ uri, report })));
  }
}
