import type { Uri } from 'vscode';
import type { UploadRequest } from '../../app/uploads/request';
import { knownType } from '../../app/uploads/target';
import { DEFAULT_OPTIONS, type Operation, type UploadOptions } from '../../upload/types';
import { settings } from '../base/settings';

/** The engine's options from the arguments, the settings and the defaults, in this order. */
export function optionsFor(
  request: UploadRequest,
  operation: Operation,
  identifierType: string | undefined,
  uri: Uri,
): UploadOptions {
  return {
    ...DEFAULT_OPTIONS,
    operation,
    ...(request.column !== undefined && { column: request.column }),
    ...(request.header !== undefined && { dialect: { header: request.header } }),
    hash:
      request.hash ?? (knownType(identifierType) === 'Email' ? settings.hashEmails(uri) : 'none'),
    forms: request.forms ?? 'given',
    dedupe: settings.dedupe(uri),
    chunkSize: settings.chunkSize(),
    concurrency: settings.concurrency(),
    maxRefused: request.maxRefused ?? DEFAULT_OPTIONS.maxRefused,
    minKept: request.minKept ?? DEFAULT_OPTIONS.minKept,
  };
}
