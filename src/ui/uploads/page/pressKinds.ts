import type { UploadAction } from '../../../webview/uploadModel';

/** Presses that only look at something. */
export const LOOKS: ReadonlySet<UploadAction> = new Set([
  'expand',
  'sort',
  'remember',
  'openFile',
  'openUpload',
  'showProblems',
  'showRows',
  'exportRows',
]);
/** Presses that change the choices of a draft. */
export const CHANGES: ReadonlySet<UploadAction> = new Set([
  'chooseColumn',
  'chooseOperation',
  'choosePrevious',
  'browsePrevious',
  'firstRun',
  'changePrevious',
  'removeShared',
  'comparePrevious',
  'otherList',
  'chooseHash',
  'chooseFormats',
  'chooseType',
  'changeReading',
  'changeSegment',
  'useSegment',
  'createSegment',
  'chooseFile',
]);
