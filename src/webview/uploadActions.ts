/** What a control does. Comments say what `value` has, if anything. */
export type UploadAction =
  // The draft.
  /** The index of a column, from 0; of several to use together, separated by commas. */
  | 'chooseColumn'
  /** `add`, `remove`, `update` or `replace`. */
  | 'chooseOperation'
  // The previous file of an Update.
  /** The 0-based index of a proposal. */
  | 'choosePrevious'
  /** Any files. */
  | 'browsePrevious'
  /** There is none. */
  | 'firstRun'
  | 'changePrevious'
  /** `true` or `false`: whether people in other files of the list are removed, too. */
  | 'removeShared'
  /** The URI of a file that was sent before. */
  | 'comparePrevious'
  /** What was sent before is of another list. */
  | 'otherList'
  /** An identifier type, of a check without a segment. */
  | 'chooseType'
  /** A hash, or `none`. */
  | 'chooseHash'
  /** `all` or `given`. */
  | 'chooseFormats'
  | 'changeReading'
  | 'changeSegment'
  /** A segment that fits: see `fitValue`. */
  | 'useSegment'
  | 'createSegment'
  | 'saveFile'
  | 'chooseFile'
  | 'check'
  | 'refreshSegments'
  /** What was typed, if anything had to be: one line each, in the order of `typed`. */
  | 'send'
  /** Cancels the countdown before a Replace. */
  | 'hold'
  /** `true` or `false`: whether files like these go there the next time. */
  | 'remember'
  | 'editPairing'
  // Suppression lists.
  /** The URIs of files, one on each line; asked for without. */
  | 'addSuppressionList'
  /** The path of one that was chosen. */
  | 'removeSuppressionList'
  | 'replaceSuppressionList'
  /** The code of what stops the upload: allows it once, after asking. */
  | 'allowSuppression'
  | 'openListSetting'
  // Rows. `value`: a rule.
  | 'fix'
  | 'showRows'
  | 'fixAll'
  | 'exportRows'
  /** Among several uploads: the ID of one. */
  | 'findRejected'
  // The upload.
  | 'cancel'
  | 'tryNow'
  | 'resume'
  | 'startOver'
  /** The ID of the upload whose file filled the list before. */
  | 'putBack'
  | 'undo'
  | 'signIn'
  | 'openFile'
  | 'showSegment'
  | 'copyReport'
  | 'addToNightlyFile'
  | 'copyAsCommand'
  // Several uploads. `value`: the ID of a group or a line, unless it says otherwise.
  /** A line is left out, or no longer. Without `value`, all lines. */
  | 'tick'
  /** Shows more or less about a line or a group. */
  | 'expand'
  /** What to sort by: see `LinesSection`. */
  | 'sort'
  /** The segment or the operation of a group. */
  | 'changeGroup'
  /** The segment of a line that has none. */
  | 'chooseTarget'
  | 'addTargets'
  /** Adds the file to a segment that keeps people out: a line. */
  | 'addThere'
  /** The files of an Update are parts of one export: a group. */
  | 'sendTogether'
  /** The ID of an upload. */
  | 'openUpload'
  /** The 0-based index of a file that was left out. */
  | 'sendLeftOut'
  | 'showProblems'
  // The report of a night. `value`: which night, and the ID of a segment.
  /** Of several segments, too: the page of their uploads. */
  | 'reviewEntries'
  | 'showEntry'
  /** The ID of a segment that was verified: somebody knows why it is as it is. */
  | 'explain'
  // A removal from every segment.
  /** Opens a list: see `listOf` in `app/removals/page/removalLists.ts`. */
  | 'showList'
  | 'chooseColumns'
  | 'chooseFolder'
  | 'editReference'
  /** `all`, or else not. */
  | 'chooseKeepOut'
  | 'keepOut'
  | 'openReceipt'
  | 'fixRows'
  /** The 0-based index of those who stay: see `peopleWhoStay`. */
  | 'copyForOwner'
  | 'copyRetailers'
  | 'openCriteo'
  /** The ID of an account that wasn't looked at. */
  | 'removeThere';
