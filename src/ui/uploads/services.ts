import type { Memory } from '../../app/uploads/pairings';
import type { UploadDocuments } from '../base/pages';
import type { Problems } from '../problems/problems';
import type { UploadContext } from './context';
import type { Runner } from './runner';

/** What the uploads' own commands work with. */
export interface UploadParts {
  context: UploadContext;
  problems: Problems;
  documents: UploadDocuments;
  runner: Runner;
  memory: Memory;
}
