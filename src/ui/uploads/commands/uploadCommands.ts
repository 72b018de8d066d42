import { t } from '@vscode/l10n';
import type { Uri } from 'vscode';
import type { Accounts } from '../../../app/accounts/account';
import { Arguments } from '../../../app/arguments';
import { isContractArgument } from '../../../app/contractArgument';
import { requireWritable } from '../../../app/segments/access';
import { accessOf } from '../../../app/segments/labels';
import type { Choices } from '../../../app/uploads/choices/choices';
import {
  choicesOf,
  FILE_ARGUMENTS,
  requestFrom,
  type UploadRequest,
} from '../../../app/uploads/choices/request';
import type { Drafts } from '../../../app/uploads/draft/drafts';
import type { Report } from '../../../upload/jobTypes';
import type { Operation } from '../../../upload/uploadTypes';
import { activeCsv, chooseFile, filesOf } from '../../base/chooseFile';
import { type Commands } from '../../base/command';
import { firstUri, uriIn, withUriTexts } from '../../base/uriArguments';
import type { SegmentsView } from '../../segments/registerSegments';
import type { SegmentNode } from '../../segments/segmentNode';
import type { Uploader } from '../uploader';
import type { UploadMany } from './uploadMany';

const OPERATION = 'uploadCsv';

interface UploadArguments {
  uri: Uri;
  request: UploadRequest;
}

/** Registers `uploadCsv`, `uploadAgain` and the segments' add, remove and replace commands. */
export function registerUploadCommands(
  commands: Commands,
  accounts: Accounts,
  view: Pick<SegmentsView, 'pick' | 'chosen'>,
  drafts: Drafts,
  uploader: Uploader,
  uploadMany: UploadMany,
): void {
  const upload = (uri: Uri, choices: Partial<Choices> = {}): Promise<Report> =>
    uploader.upload({ ...choices, files: [{ uri: uri.toString() }] });
  commands.add<UploadArguments, Report>({
    id: 'criteoAudiences.uploadCsv',
    parse: (args) => parseUploadArguments(args),
    run: async ({ uri, request }) => {
      const choices = await choicesOf([uri.toString()], request, accounts);
      const draft = drafts.draft(choices, { by: 'program', command: OPERATION });
      return uploader.uploadByContract(draft);
    },
    prompt: async (...args) => {
      const uris = filesOf(args);
      if (uris.length > 1) return void (await uploadMany.uploadFiles(uris));
      return upload(uris[0] ?? activeCsv() ?? (await chooseFile(t('Upload to Audience Segment'))));
    },
  });
  const fromSegment = (id: string, title: () => string, operation: Operation): void =>
    commands.add<never, Report>({
      id,
      prompt: async (...args) => {
        const nodes = await segmentsOf(accounts, view, args, title());
        const uri = await chooseFile(title());
        const targets = nodes.map(({ account, segment }) => ({ account, segmentId: segment.id }));
        if (targets.length === 1) return upload(uri, { into: targets[0], operation });
        return void (await uploadMany.uploadToSegments(uri, targets, operation));
      },
    });
  fromSegment('criteoAudiences.addFromCsv', () => t('Add Identifiers from CSV'), 'add');
  fromSegment('criteoAudiences.removeFromCsv', () => t('Remove Identifiers in CSV'), 'remove');
  fromSegment('criteoAudiences.replaceWithCsv', () => t('Replace Identifiers with CSV'), 'replace');
  commands.add<never, Report>({
    id: 'criteoAudiences.uploadAgain',
    prompt: async (...args) => {
      const uri = filesOf(args)[0] ?? activeCsv() ?? (await chooseFile(t('Upload Again')));
      const [choices] = await drafts.remembered([uri.toString()]);
      return uploader.upload(choices);
    },
  });
}

/**
 * The segments of the row, the selection or the view's selection (the Command Palette passes no row),
 * or else the one that the user picks. Of several, some may not be writable: their page says why they
 * are left out. Throws `Failure` if none is, and a row was given.
 */
async function segmentsOf(
  accounts: Accounts,
  view: Pick<SegmentsView, 'pick' | 'chosen'>,
  args: readonly unknown[],
  title: string,
): Promise<readonly SegmentNode[]> {
  const selected = view.chosen(args);
  if (selected.some(({ segment }) => accessOf(segment) === 'writable')) return selected;
  if (args.length > 0 && selected.length > 0) requireWritable(selected[0].segment, 'uploadCsv');
  await accounts.require();
  return [await view.pick(accounts.shown(), { title, only: 'writable' })];
}

/**
 * Parses `(uri, {segmentId, …})` or, for key bindings, which pass a single value,
 * `{uri: 'file:…', segmentId, …}`. Undefined for any other shape, such as what menus pass.
 */
function parseUploadArguments([first, second]: readonly unknown[]): UploadArguments | undefined {
  if (isContractArgument(second))
    return {
      uri: firstUri(first, OPERATION),
      request: requestFrom(withUriTexts(second, ...FILE_ARGUMENTS), OPERATION),
    };
  if (!isContractArgument(first)) return undefined;
  return {
    uri: uriIn(new Arguments(first, OPERATION), 'uri'),
    request: requestFrom(withUriTexts(first, ...FILE_ARGUMENTS), OPERATION, ['uri']),
  };
}
