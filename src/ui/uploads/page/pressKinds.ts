import type { UploadAction } from '../../../webview/uploadActions';
import { LIST_ACTIONS } from './listActions';
import { PREVIOUS_ACTIONS } from './previousActions';

/** Presses that only look at something. */
export const LOOKS: ReadonlySet<UploadAction> = new Set([
  'expand',
  'sort',
  'remember',
  'openFile',
  'openUpload',
  'openListSetting',
  'showSegment',
  'showProblems',
  'showRows',
  'exportRows',
]);
/** Presses that change the choices of a draft. */
export const CHANGES: ReadonlySet<UploadAction> = new Set([
  ...PREVIOUS_ACTIONS,
  ...LIST_ACTIONS,
  'chooseColumn',
  'chooseOperation',
  'chooseHash',
  'chooseFormats',
  'chooseType',
  'changeReading',
  'changeSegment',
  'useSegment',
  'createSegment',
  'chooseFile',
]);
