import type { Problems } from '../problems/problems';
import type { UploadContext } from './deps';
import type { UploadDocuments } from './documents';
import type { Memory } from './memory';
import type { Runner } from './runner';

/** What the uploads' own commands work with. */
export interface UploadParts {
  context: UploadContext;
  problems: Problems;
  documents: UploadDocuments;
  runner: Runner;
  memory: Memory;
}
