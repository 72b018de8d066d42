import assert from 'node:assert/strict';
import { manifest } from './sources';
import { holds, type Context } from './whenClause';

const PREFIX = 'criteoAudiences.';
const { contributes } = manifest();

/** Commands that always stand, and why. */
const ALWAYS: Record<string, string> = {
  signIn: 'another application can always sign in',
  useSandbox: 'needs nothing',
  uploadCsv: 'asks for a file, and says how to sign in: the first thing people look for',
  checkCsv: 'asks for a file, and needs no account',
  openReportFile: 'asks for the report of a terminal',
  createSampleCsv: 'needs nothing',
  openWalkthrough: 'needs nothing',
  openDocumentation: 'needs nothing',
};
/** Commands that are never in the palette, and why. */
const NEVER: Record<string, string> = {
  listSegments: 'for programs: shows nothing',
  showLoadError: 'a link of the view',
  showUploadSegment: 'for a row: Go to Segment… finds every segment',
  showStatistics: 'for a row: Go to Segment… finds every segment',
  addFromCsv: 'for a row: Upload to Audience Segment… asks for the segment',
  replaceWithCsv: 'a choice on the page of an upload',
  copySegmentId: 'for a row',
  openSegmentJson: 'for a row',
  clearFilter: 'a button of the view',
  groupByRetailer: 'a menu of the view',
  readAllSizes: 'a row of the tree, while sizes aren’t read',
  loadAll: 'a list loads by itself; where it failed, its last row tries again',
  uploadAgain: 'an upload goes where the last file of such a name went',
  startOver: 'for the row or the page of an upload',
  openUploadedFile: 'for the row or the page of an upload',
  addToNightlyFile: 'for the row or the page of an upload',
  copyAsCommand: 'for the row or the page of an upload',
  findRefusedRows: 'for the row or the page of an upload',
  forgetJob: 'for the row of an upload',
  openUploadRow: 'for the selected row of an upload or a removal',
  openRemoval: 'for the row of a removal',
  openReceipt: 'for the row or the page of a removal',
  cancelRemoval: 'for the row of a removal',
  resumeRemoval: 'for the row of a removal',
  fixProblems: 'a quick fix of a problem; Fix All That Can Be Fixed… is listed',
  fixFile: 'a quick fix of a problem, and a button of a page',
  exportRefusedRows: 'a quick fix of a problem, and a button of a page',
  showProblems: 'the editor’s own commands show the Problems panel',
};

const { commandPalette = [], 'view/item/context': rowMenus = [] } = contributes.menus;
const whenOf = (command: string): string | undefined =>
  commandPalette.find((entry) => entry.command === command)?.when;

/** The names of the commands that the Command Palette lists. */
function listed(context: Context): string[] {
  return contributes.commands
    .filter(
      ({ command, enablement }) => holds(enablement, context) && holds(whenOf(command), context),
    )
    .map(({ command }) => command.slice(PREFIX.length))
    .sort();
}

const sorted = (...names: string[]): string[] => names.flatMap((line) => line.split(' ')).sort();

const IN_ACCOUNT =
  'refresh createSegment createSegmentsFromCsv pairings uploadMany forgetAccountData';
const SIGNED_IN = 'signOut selectAccount showAccounts';
const ON_SEGMENTS =
  'updateSegment removePeople deleteSegments clearSegment goToSegment exportSegments filterSegments removeFromCsv';
const ON_PROBLEMS = 'fixAllProblems';
const IN_NIGHTLY_FILE = 'runNightlyFile';

/** The context of an activated window in which nobody is signed in, and nothing was ever uploaded. */
const SIGNED_OUT: Context = {
  'criteoAudiences.state': 'signedOut',
  'criteoAudiences.none.account': true,
  'criteoAudiences.none.segment': true,
  'criteoAudiences.uploading': false,
  'criteoAudiences.none.resumable': true,
  'criteoAudiences.none.undoable': true,
  'criteoAudiences.none.shown': true,
  'criteoAudiences.none.deletable': true,
};
const NO_ACCOUNT: Context = { ...SIGNED_OUT, 'criteoAudiences.state': 'noAccount' };
const EMPTY: Context = {
  ...SIGNED_OUT,
  'criteoAudiences.state': 'empty',
  'criteoAudiences.none.account': false,
};
const WITH_SEGMENTS: Context = {
  ...EMPTY,
  'criteoAudiences.state': 'ready',
  'criteoAudiences.none.segment': false,
};

describe('the Command Palette', () => {
  const always = Object.keys(ALWAYS);

  it('has a condition for every command, except for those that always stand', () => {
    const bare = contributes.commands
      .filter(({ command, enablement }) => enablement === undefined && !whenOf(command))
      .map(({ command }) => command.slice(PREFIX.length));
    assert.deepEqual(bare.sort(), always.sort());
    const never = commandPalette.filter(({ when }) => when === 'false');
    assert.deepEqual(
      never.map(({ command }) => command?.slice(PREFIX.length)).sort(),
      Object.keys(NEVER).sort(),
    );
  });

  it('has its conditions in `enablement`, but for what the row of an upload says itself', () => {
    // The editor draws every row anew when a key changes that a command of any row’s menu needs. Of
    // several selected rows, it then keeps the first.
    const ofUploads = /criteoAudiences\.(uploading|none\.(?!account|segment))/;
    const inRows = new Set(rowMenus.map(({ command }) => command));
    for (const { command, enablement } of contributes.commands) {
      const when = whenOf(command);
      if (inRows.has(command)) assert.doesNotMatch(enablement ?? '', ofUploads, command);
      if (!inRows.has(command) || !ofUploads.test(when ?? ''))
        assert.ok(when === undefined || when === 'false', command);
    }
    for (const { command, when = '' } of rowMenus) assert.doesNotMatch(when, ofUploads, command);
  });

  it('lists what can begin something while nobody is signed in', () => {
    assert.deepEqual(listed(SIGNED_OUT), always.sort());
    assert.deepEqual(listed(NO_ACCOUNT), sorted(...always, SIGNED_IN));
  });

  it('lists what needs no segment in an account without any, and the rest with one', () => {
    assert.deepEqual(listed(EMPTY), sorted(...always, SIGNED_IN, IN_ACCOUNT));
    const all = [...always, SIGNED_IN, IN_ACCOUNT, ON_SEGMENTS];
    assert.deepEqual(listed(WITH_SEGMENTS), sorted(...all));
  });

  it('lists each command on uploads while there is an upload for it', () => {
    const added = (change: Context): string[] => {
      const before = listed(WITH_SEGMENTS);
      return listed({ ...WITH_SEGMENTS, ...change }).filter((name) => !before.includes(name));
    };
    for (const [key, value, commands] of [
      ['uploading', true, 'cancelUpload'],
      ['none.resumable', false, 'resumeUpload'],
      ['none.undoable', false, 'undoUpload'],
      ['none.shown', false, 'openReport verifyUploads'],
    ] as const)
      assert.deepEqual(added({ [PREFIX + key]: value }), commands.split(' '), key);
    assert.deepEqual(added({ 'criteoAudiences.problems': true }), sorted(ON_PROBLEMS));
    assert.deepEqual(added({ resourceFilename: 'night.criteo.jsonc' }), [IN_NIGHTLY_FILE]);
  });

  it('has about as many as one can look through, with uploads and problems', () => {
    const full = { ...WITH_SEGMENTS, 'criteoAudiences.problems': true };
    for (const kind of ['undoable', 'shown'])
      Object.assign(full, { [`criteoAudiences.none.${kind}`]: false });
    assert.ok(listed(full).length <= 32, listed(full).join(' '));
    assert.ok(listed(full).length > 20);
  });

  it('lists what may be possible before the extension is activated, and nothing that can’t be', () => {
    const others = contributes.commands.map(({ command }) => command.slice(PREFIX.length));
    const impossible = sorted(ON_PROBLEMS, IN_NIGHTLY_FILE, 'cancelUpload');
    assert.deepEqual(
      listed({}),
      others.filter((name) => !impossible.includes(name) && !(name in NEVER)).sort(),
    );
  });

  it('has no key for a command without a condition, and none that acts where its view hasn’t the focus', () => {
    for (const { command, when } of contributes.keybindings) {
      const { enablement } = contributes.commands.find((one) => one.command === command) ?? {};
      // The editor adds an enablement to the key’s condition, and nothing of the palette.
      if (!enablement)
        assert.match(
          when ?? '',
          / && !criteoAudiences\.none\.deletable$/,
          `${command}: a condition`,
        );
      else assert.ok(!holds(enablement, SIGNED_OUT), command);
      assert.match(when ?? '', /^focusedView == criteoAudiences\.(segments|uploads)\b/, command);
    }
  });

  it('has what can’t be undone last in the menus of files', () => {
    const dangerous = /(deleteSegments|clearSegment|replaceWithCsv|forget\w+)$/;
    for (const menu of ['criteoAudiences.file', 'editor/title', 'editor/title/context']) {
      const entries = contributes.menus[menu] ?? [];
      assert.ok(entries.length > 0, menu);
      const groups = new Map<string, string[]>();
      for (const { command = '', group = '' } of entries) {
        const name = group.replace(/@.*/, '');
        groups.set(name, [...(groups.get(name) ?? []), command]);
      }
      for (const [group, commands] of groups) {
        const first = commands.findIndex((command) => dangerous.test(command));
        if (first >= 0) assert.equal(first, commands.length - 1, `${menu} ${group}`);
      }
    }
  });
});
