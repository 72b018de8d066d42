import { t } from '@vscode/l10n';
import type { Uri } from 'vscode';
import { Arguments, hasAnyKey } from '../../../app/arguments';
import { requireWritable } from '../../../app/segments/access';
import { accessOf } from '../../../app/segments/labels';
import { REQUEST_KEYS, requestFrom, type UploadRequest } from '../../../app/uploads/request';
import type { Operation, Report } from '../../../upload/types';
import { activeCsv, chooseFile, filesOf } from '../../base/chooseFile';
import { firstUri, uriIn } from '../../base/uriArguments';
import type { SegmentNode } from '../../segments/segmentNode';
import { uploadAsked } from '../asked';
import { uploadCalled } from '../called';
import type { UploadParts } from '../services';
import { uploadFiles, uploadToSegments } from './uploadMany';

const OPERATION = 'uploadCsv';

interface Call {
  uri: Uri;
  request: UploadRequest;
}

/** `uploadCsv` in all its ways, and the segment's own menu entries. */
export function registerUploadCommands(parts: UploadParts): void {
  const { commands } = parts.context;
  commands.add<Call, Report>({
    id: 'criteoAudiences.uploadCsv',
    accepts: (args) => callOf(args),
    called: ({ uri, request }) => uploadCalled(parts, [uri], request),
    asked: async (...args) => {
      const uris = filesOf(args);
      if (uris.length > 1) return void (await uploadFiles(parts, uris));
      return uploadAsked(parts, [
        uris[0] ?? activeCsv() ?? (await chooseFile(t('Upload to Audience Segment'))),
      ]);
    },
  });
  const fromSegment = (id: string, title: () => string, operation: Operation): void =>
    commands.add<never, Report>({
      id,
      asked: async (...args) => {
        const nodes = await segmentsOf(parts, args, title());
        const uri = await chooseFile(title());
        if (nodes.length === 1) return uploadAsked(parts, [uri], { node: nodes[0], operation });
        return void (await uploadToSegments(parts, uri, nodes, operation));
      },
    });
  fromSegment('criteoAudiences.addFromCsv', () => t('Add from CSV'), 'add');
  fromSegment('criteoAudiences.removeFromCsv', () => t('Remove Those in CSV'), 'remove');
  fromSegment('criteoAudiences.replaceWithCsv', () => t('Replace with CSV'), 'replace');
}

/**
 * The rows (those of a mixed selection that take files), the view's selection (the palette passes
 * no row), or the picker. Throws `Failure` that says why a row takes none.
 */
async function segmentsOf(
  { context }: UploadParts,
  args: readonly unknown[],
  title: string,
): Promise<readonly SegmentNode[]> {
  const chosen = context.view().chosen(args);
  const nodes = chosen.filter(({ segment }) => accessOf(segment) === 'writable');
  if (nodes.length > 0) return nodes;
  if (args.length > 0 && chosen.length > 0) requireWritable(chosen[0].segment, OPERATION);
  await context.accounts.require();
  return [await context.view().pick(context.accounts.shown(), { title, only: 'writable' })];
}

/**
 * `(uri, {segmentId, …})`, or for a key binding, which passes one value,
 * `{uri: 'file:…', segmentId, …}`. Any other shape is the window's.
 */
function callOf([first, second]: readonly unknown[]): Call | undefined {
  if (hasAnyKey(second, ...REQUEST_KEYS))
    return { uri: firstUri(first, OPERATION), request: requestFrom(second, OPERATION) };
  if (!hasAnyKey(first, 'uri') || !hasAnyKey(first, ...REQUEST_KEYS)) return undefined;
  return {
    uri: uriIn(new Arguments(first, OPERATION), 'uri'),
    request: requestFrom(first, OPERATION, ['uri']),
  };
}
