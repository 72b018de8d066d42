import assert from 'node:assert/strict';
import { manifest } from './sources';
import { holds, type Context } from './whenClause';

const { menus } = manifest().contributes;
const PREFIX = 'criteoAudiences.';
const SEGMENTS = 'criteoAudiences.segments';
const WRITABLE = 'segment.contactList.writable';
/** An account with segments is shown, and nothing is filtered. */
const READY: Context = { 'criteoAudiences.state': 'ready' };

/** The entries of a menu in their order, without those that are buttons. A submenu ends with ▸. */
function entries(menu: string, context: Context): string[] {
  const buttons = menu.endsWith('/title') ? /^navigation/ : /^inline/;
  const shown = (menus[menu] ?? assert.fail(menu)).filter(
    ({ when, group = '' }) => !buttons.test(group) && holds(when, context),
  );
  return shown.map(({ command, submenu }) =>
    (submenu ? `${submenu} ▸` : (command ?? '')).replace(PREFIX, ''),
  );
}

/** The entries of a menu for rows with these `contextValue`s: the editor shows what all have. */
function ofRows(menu: string, view: string, ...rows: readonly string[]): string[] {
  const of = (viewItem: string): string[] =>
    entries(menu, { view, viewItem, listMultiSelection: rows.length > 1 });
  const [first = [], ...others] = rows.map(of);
  return first.filter((entry) => others.every((one) => one.includes(entry)));
}

const ofSegments = (...rows: readonly string[]): string[] =>
  ofRows('view/item/context', SEGMENTS, ...rows);
const inspected = (...rows: readonly string[]): string[] =>
  ofRows('criteoAudiences.inspect', SEGMENTS, ...rows);

describe('the menu of a segment', () => {
  it('has eight entries, and what one rarely needs in a submenu', () => {
    assert.deepEqual(ofSegments(WRITABLE), [
      'showStatistics',
      'addFromCsv',
      'removeFromCsv',
      'updateSegment',
      'inspect ▸',
      'clearSegment',
      'deleteSegments',
    ]);
    assert.deepEqual(inspected(WRITABLE), ['copySegmentId', 'openSegmentJson']);
  });

  it('has what applies to a segment without identifiers from files', () => {
    const few = ['showStatistics', 'inspect ▸', 'deleteSegments'];
    assert.deepEqual(ofSegments('segment.events'), few);
    assert.deepEqual(ofSegments('segment.contactList.readOnly').length, few.length + 1);
  });
});

describe('the menu of several rows', () => {
  const OF_SEVERAL = [
    'showStatistics',
    'addFromCsv',
    'removeFromCsv',
    'inspect ▸',
    'deleteSegments',
  ];

  it('is that of segments, whatever else Ctrl+A has selected', () => {
    assert.deepEqual(ofSegments(WRITABLE, WRITABLE), OF_SEVERAL);
    const others = ['account.sandbox', 'group', 'action', 'segment.events', 'segment.other'];
    for (const other of [...others, 'segment.contactList.readOnly']) {
      assert.deepEqual(ofSegments(other, WRITABLE), OF_SEVERAL, other);
      assert.deepEqual(inspected(other, WRITABLE), ['copySegmentId'], other);
    }
  });
});

describe('the menu of an upload', () => {
  const ALL = 'job.ended.entry.command.undoable.file.segment.refused.deletable';
  const ofUpload = (row: string): string[] =>
    ofRows('view/item/context', 'criteoAudiences.uploads', row);

  it('has eight entries, and what repeats it in a submenu', () => {
    assert.deepEqual(ofUpload(ALL), [
      'openReport',
      'openUploadedFile',
      'showUploadSegment',
      'findRefusedRows',
      'startOver',
      'undoUpload',
      'automate ▸',
      'forgetJob',
    ]);
    const automate = (row: string): string[] =>
      ofRows('criteoAudiences.automate', 'criteoAudiences.uploads', row);
    for (const row of [ALL, 'jobs.ended.entry.command'])
      assert.deepEqual(automate(row), ['addToNightlyFile', 'copyAsCommand']);
    assert.deepEqual(automate('jobs.ended.entry'), ['addToNightlyFile']);
    assert.ok(!ofUpload('job.ended.deletable').includes('automate ▸'), 'none without entries');
  });
});

describe('the menu of a removal', () => {
  it('has what its state allows', () => {
    const ofRemoval = (row: string): string[] =>
      ofRows('view/item/context', 'criteoAudiences.uploads', row);
    assert.deepEqual(ofRemoval('removal running'), ['cancelRemoval', 'openRemoval', 'openReceipt']);
    assert.deepEqual(ofRemoval('removal sendable'), [
      'resumeRemoval',
      'openRemoval',
      'openReceipt',
    ]);
    assert.deepEqual(ofRemoval('removal'), ['openRemoval', 'openReceipt']);
  });
});

describe('the menus of other rows', () => {
  it('are short', () => {
    assert.deepEqual(ofSegments('account.live'), [
      'createSegment',
      'exportSegments',
      'refresh',
      'removePeople',
      'forgetAccountData',
    ]);
    assert.deepEqual(ofSegments('group'), []);
  });
});

describe('the “…” menu of a view', () => {
  const ofView = (view: string, context: Context = READY): string[] =>
    entries('view/title', { ...context, view });
  const SIGNED_OUT: Context = {
    'criteoAudiences.state': 'signedOut',
    'criteoAudiences.none.account': true,
  };

  it('of segments has at most seven entries, with a submenu', () => {
    assert.deepEqual(ofView(SEGMENTS), [
      'groupByRetailer',
      'createSegmentsFromCsv',
      'exportSegments',
      'account ▸',
      'openDocumentation',
    ]);
    assert.deepEqual(ofView(SEGMENTS, SIGNED_OUT), ['account ▸', 'openDocumentation']);
  });

  it('of segments has the filter while its button clears it, and the account in a submenu', () => {
    const filtered = { ...READY, 'criteoAudiences.filtered': true };
    assert.equal(ofView(SEGMENTS, filtered)[0], 'filterSegments');
    assert.deepEqual(entries('criteoAudiences.account', READY), [
      'selectAccount',
      'showAccounts',
      'signIn',
      'signOut',
      'forgetAccountData',
    ]);
    assert.deepEqual(entries('criteoAudiences.account', SIGNED_OUT), ['signIn']);
  });

  it('of uploads has none', () => {
    assert.deepEqual(ofView('criteoAudiences.uploads'), []);
  });
});

describe('the menu of a file', () => {
  const file = (resourceFilename: string, more: Context = {}): Context => ({
    resourceFilename,
    ...more,
  });
  const ALL = ['uploadCsv', 'checkCsv', 'removePeople'];

  it('has the upload, the check and the removal, also while the file has problems', () => {
    const problems = { 'criteoAudiences.problems': true };
    for (const name of ['a.csv', 'a.TSV', 'a.csv.gz', 'a.txt'])
      assert.deepEqual(entries('criteoAudiences.file', file(name, problems)), ALL, name);
    assert.deepEqual(entries('explorer/context', file('a.csv')), ['file ▸']);
    for (const other of [file('a.json'), file('a.csv', { explorerResourceIsFolder: true })])
      assert.deepEqual(entries('explorer/context', other), []);
    const several = file('a.csv', { listMultiSelection: true });
    assert.deepEqual(entries('criteoAudiences.file', several), ['uploadCsv', 'removePeople']);
  });

  it('is the same in the editor, where the upload of a CSV is a button', () => {
    assert.deepEqual(entries('editor/title/context', file('a.csv')), ALL);
    assert.deepEqual(entries('editor/title', file('a.txt')), ALL);
    assert.deepEqual(entries('editor/title', file('a.csv')), ['checkCsv', 'removePeople']);
    assert.deepEqual(entries('editor/title', file('a.csv', { isInDiffEditor: true })), []);
  });
});

describe('a submenu', () => {
  it('has the entries of a group together, in the order of the groups', () => {
    for (const { id } of manifest().contributes.submenus ?? []) {
      const groups = (menus[id] ?? assert.fail(id)).map(({ group = '' }) => group);
      assert.deepEqual([...groups].sort(), groups, id);
    }
  });
});
