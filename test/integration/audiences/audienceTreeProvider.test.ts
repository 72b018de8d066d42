import assert from 'node:assert/strict';
import type * as vscode from 'vscode';
import type { AccountHandle } from '../../../src/app/accounts/account';
import { AudienceList } from '../../../src/app/audiences/audienceList';
import { NO_AUDIENCE_FILTER } from '../../../src/app/audiences/audienceView';
import { SegmentList } from '../../../src/app/segments/segmentList';
import { OutsideText } from '../../../src/common/outsideText';
import type { Sandbox } from '../../../src/sandbox/server';
import { idOf } from '../../../src/ui/audiences/audienceItems';
import type { AudienceTreeNode } from '../../../src/ui/audiences/audienceNodes';
import { AudienceTreeProvider } from '../../../src/ui/audiences/audienceTreeProvider';
import { AudienceViewState } from '../../../src/ui/audiences/audienceViewState';
import { RuleSegments } from '../../../src/ui/audiences/ruleSegments';
import { processorTimeOf } from '../../support/processorTime';
import { startSandbox } from '../../support/sandboxes';
import { waitUntil } from '../../support/waitUntil';
import { Store } from '../../unit/app/accounts/ports';
import { inEveryEditor } from '../everyEditor';
import { handleOf, Shown } from '../segments/fakeAccounts';
import { FakeReadings } from '../segments/fakeReadings';

const HOSTILE =
  '**x** [a](command:x) <b> $(trash)\u001b[31m\u202e\n# y '.repeat(3) + 'z'.repeat(2_000);

/** The tree's rows over a sandbox, without a window. */
describe('rows of the Audiences view', () => {
  let server: Sandbox;
  let accounts: Shown;
  let list: SegmentList;
  let audiences: AudienceList;
  let readings: FakeReadings;
  let storage: Store;
  let viewState: AudienceViewState;
  let rows: AudienceTreeProvider;
  let main: AccountHandle;
  let fired: (AudienceTreeNode[] | undefined)[];

  const handle = (accountId: string, label: string): AccountHandle =>
    handleOf(server, {
      key: `${server.url}|app|${accountId}`,
      accountId,
      label: OutsideText.name(label),
    });
  const item = (node: AudienceTreeNode): vscode.TreeItem => rows.getTreeItem(node);
  const labels = (nodes: readonly AudienceTreeNode[]): string[] =>
    nodes.map((node) => item(node).label as string);
  const named = (nodes: readonly AudienceTreeNode[], label: string): AudienceTreeNode =>
    nodes.find((node) => item(node).label === label) ?? assert.fail(label);
  const calls = (operation: 'audiences' | 'search' | 'statistics'): number =>
    server.control.counts().operations[operation]?.calls ?? 0;
  /** All rows once everything is read, those of each level two spaces deeper. */
  const tree = async (node?: AudienceTreeNode, indent = ''): Promise<string[]> => {
    const lines: string[] = [];
    for (const child of await rows.getChildren(node)) {
      const { label, description } = item(child);
      lines.push(
        `${indent}${[label, description]
          .map((part) => (typeof part === 'string' ? part : ''))
          .filter(Boolean)
          .join(' | ')}`,
      );
      lines.push(...(await tree(child, `${indent}  `)));
    }
    return lines;
  };
  async function loaded(): Promise<AudienceTreeNode[]> {
    await rows.getChildren();
    for (const account of accounts.shown())
      await waitUntil('the list is read', () => audiences.state(account).load !== 'loading');
    rows.repaint(false);
    return rows.getChildren();
  }

  before(async () => {
    server = await startSandbox();
  });
  after(() => server.close());
  beforeEach(async () => {
    await server.control.reset();
    main = handle(server.accountId, 'Main');
    accounts = new Shown();
    list = new SegmentList(accounts);
    audiences = new AudienceList(accounts);
    readings = new FakeReadings();
    storage = new Store();
    begin();
    accounts.show(main);
  });
  afterEach(() => {
    for (const one of [rows, viewState, list, audiences]) one.dispose();
  });
  function begin(): void {
    viewState = new AudienceViewState(storage);
    const segments = new RuleSegments(list);
    rows = new AudienceTreeProvider({ accounts, list: audiences, readings, viewState, segments });
    fired = [];
    rows.onDidChangeTreeData((nodes) => fired.push(nodes));
  }

  it('asks for nothing before it is shown, then once for all audiences and once for missing names', async () => {
    assert.equal(rows.lists.state(), 'loading');
    assert.equal(rows.lists.description(), undefined);
    assert.equal(calls('audiences'), 0);
    const nodes = await loaded();
    assert.deepEqual(labels(nodes), ['CRM Without Buyers', 'New Customers Only', 'Win Back']);
    assert.equal(rows.lists.state(), 'ready');
    assert.equal(rows.lists.description(), '3');
    assert.match(String(item(nodes[1]).description), /^Retailer \d+ · Onsite, Offsite$/);
    assert.equal(item(nodes[1]).collapsibleState, 1, 'collapsed');
    await waitUntil('names are read', () => calls('search') === 1);
    rows.repaint(false);
    rows.repaint(true);
    await loaded();
    assert.deepEqual([calls('audiences'), calls('search'), calls('statistics')], [1, 1, 0]);
  });

  it('asks for no name that the list of segments is about to have', async () => {
    const loading = list.load(main);
    await loaded();
    await loading;
    rows.repaint(false);
    await waitUntil('the names are there', async () => (await tree()).join().includes('CRM Users'));
    assert.equal(calls('search'), 1);
  });

  inEveryEditor(
    it('has the rule of an audience as a sentence, and as a tree with names, icons and known sizes', async () => {
      await list.load(main);
      const crm = list.state(main).segments.find(({ name }) => name?.raw() === 'CRM Users 2025');
      readings.put(crm?.id ?? '', { numberOfIdentifiers: 5_000, matchRate: 0.5 });
      const [, audience] = await loaded();
      const [sentence, rule] = await rows.getChildren(audience);
      assert.equal(
        item(sentence).label,
        'In CRM Users 2025 or Newsletter Subscribers, but not in Opt-outs.',
      );
      assert.equal(item(sentence).tooltip, item(sentence).label);
      const lines = await tree(audience);
      assert.deepEqual(lines.slice(1), [
        'In all of',
        '  In any of',
        '    CRM Users 2025 | 5,000 · 50%',
        '    Newsletter Subscribers',
        '  Not in',
        '    Opt-outs',
      ]);
      const [any] = await rows.getChildren(rule);
      const [segment] = await rows.getChildren(any);
      const { iconPath, command, accessibilityInformation, contextValue } = item(segment);
      assert.equal((iconPath as vscode.ThemeIcon).id, 'mail');
      assert.equal(contextValue, 'audienceSegment');
      assert.equal(command?.command, 'criteoAudiences.showStatistics');
      assert.deepEqual(command?.arguments, [
        { kind: 'segmentLink', accountKey: main.key, segmentId: crm?.id },
      ]);
      assert.match(
        accessibilityInformation?.label ?? '',
        /^CRM Users 2025, Email, 5,000 identifiers, match rate 50%, Retailer/,
      );
      assert.equal(rows.getParent(segment), any);
      assert.equal(rows.getParent(any), rule);
      assert.equal(rows.getParent(rule), audience);
      for (const line of [audience, sentence, rule, any, segment])
        assert.ok(item(line).accessibilityInformation?.label);
    }),
  );

  it('repaints the segment’s row when its size is known, and no other', async () => {
    await list.load(main);
    const [, audience] = await loaded();
    await tree();
    const [, rule] = await rows.getChildren(audience);
    const [any] = await rows.getChildren(rule);
    const [segment] = await rows.getChildren(any);
    assert.ok(segment.kind === 'segmentLink');
    fired = [];
    const { accountKey, segmentId } = segment;
    rows.repaintSegments([{ accountKey, segmentId }]);
    assert.deepEqual([fired.length, fired[0]?.includes(segment)], [1, true]);
    assert.ok(
      fired[0]?.every((node) => node.kind === 'segmentLink' && node.segmentId === segmentId),
    );
    rows.repaint(false);
    assert.equal(fired.length, 1, 'nothing has changed');
  });

  it('tells segments that the account doesn’t have, and the same segment twice in a rule', async () => {
    const leaf = { audienceSegmentId: '404404404404404404' };
    server.control.clearAudiences();
    server.control.putAudiences({
      name: 'Odd',
      algebra: { or: [leaf, { and: [leaf, { not: leaf }, {}] }] },
    });
    const [audience] = await loaded();
    await waitUntil('looked up', async () => (await tree()).join().includes('not in this'));
    const line = '404404404404404404 | not in this account’s segments';
    assert.deepEqual((await tree(audience)).slice(1), [
      'In any of',
      `  ${line}`,
      '  In all of',
      `    ${line}`,
      '    Not in',
      `      ${line}`,
      '    Criteo doesn’t say which segments it uses.',
    ]);
    const ids: string[] = [];
    const walk = async (node?: AudienceTreeNode): Promise<void> => {
      for (const child of await rows.getChildren(node)) {
        ids.push(item(child).id ?? '');
        assert.equal(item(child).id, idOf(child));
        await walk(child);
      }
    };
    await walk();
    assert.equal(new Set(ids).size, ids.length);
    const before = [...ids];
    await audiences.refresh(main);
    ids.length = 0;
    await walk();
    assert.deepEqual(ids, before, 'stable across a refresh');
  });

  it('has a rule of 200 levels', async () => {
    let algebra: object = { audienceSegmentId: '1' };
    for (let level = 0; level < 200; level++)
      algebra = level % 2 === 0 ? { not: algebra } : { and: [algebra] };
    server.control.clearAudiences();
    server.control.putAudiences({ name: 'Deep', algebra: algebra as never });
    const [audience] = await loaded();
    const lines = await tree(audience);
    assert.equal(lines.length, 202);
    assert.match(lines.at(-1) ?? '', /^ {400}1\b/);
  });

  it('filters and sorts, says what was found, and remembers the order', async () => {
    await list.load(main);
    await loaded();
    viewState.setFilter({ text: 'newsletter', segmentIds: [] });
    assert.deepEqual(labels(await rows.getChildren()), ['New Customers Only']);
    assert.equal(rows.lists.description(), '1 found');
    assert.equal(rows.lists.message(), undefined);
    viewState.setFilter({ text: 'nothing at all', segmentIds: [] });
    assert.deepEqual(labels(await rows.getChildren()), ['Clear Filter']);
    assert.match(
      rows.lists.message() ?? '',
      /^No audience matches “nothing at all”\. .* 3 audiences/,
    );
    const empty = list.state(main).segments.find(({ name }) => name?.raw() === 'Empty so far');
    viewState.setFilter({ text: '', segmentIds: [empty?.id ?? ''] });
    await rows.getChildren();
    assert.equal(
      rows.lists.message(),
      'No audience in this view uses “Empty so far”. Audiences of other accounts that use a shared segment aren’t visible from here.',
    );
    viewState.setFilter(NO_AUDIENCE_FILTER);
    await viewState.setSort('none');
    const order = labels(await rows.getChildren());
    assert.deepEqual(
      order,
      audiences.state(main).items.map(({ name }) => name?.raw()),
    );
    assert.equal(new AudienceViewState(storage).view.sort, 'none');
  });

  it('shows why it has no rows, and reads them when asked again', async () => {
    server.control.setSwitches({});
    server.control.addFaults({ fault: '500', operation: 'audiences', times: 20 });
    assert.deepEqual(await loaded(), []);
    assert.equal(rows.lists.state(), 'failed');
    server.control.clearFaults();
    await audiences.refresh(main);
    assert.equal((await rows.getChildren()).length, 3);
    server.control.addFaults({ fault: '500', operation: 'audiences', times: 20 });
    await assert.rejects(audiences.refresh(main));
    assert.match(rows.lists.description() ?? '', /^as of \d\d:\d\d, refresh failed$/);
    assert.equal((await rows.getChildren()).length, 3, 'the rows stay');
    server.control.clearFaults();
    server.control.clearAudiences();
    await audiences.refresh(main);
    assert.deepEqual(await rows.getChildren(), []);
    assert.equal(rows.lists.state(), 'empty');
  });

  it('keeps what is loaded if the rest can’t be, and says how much that is', async () => {
    server.control.clearAudiences();
    server.control.seed({ segments: 10, audiences: 1_000, nodes: 2 });
    server.control.addFaults({ fault: '503', operation: 'audiences', nth: 2 });
    await rows.getChildren();
    await waitUntil('the failure', () => audiences.state(main).load === 'failed');
    const nodes = await rows.getChildren();
    assert.equal(nodes.length, 500 + 1);
    const end = item(nodes[500]);
    assert.equal(end.label, 'Couldn’t load the rest: try again');
    assert.match(String(end.description), /^500 of 1,000 loaded · .*503/);
    assert.equal(end.command?.command, 'criteoAudiences.refreshAudiences');
    assert.equal(rows.lists.description(), '500 loaded, rest failed');
  });

  it('says that a permission is missing, with one request', async () => {
    const { clientId, clientSecret } = server.control.credentials({
      permissions: ['AccountsRead'],
    });
    accounts.show(handleOf({ ...server, clientId, clientSecret }, { key: 'other' }));
    assert.deepEqual(await loaded(), []);
    assert.equal(rows.lists.state(), 'noPermission');
    await loaded();
    assert.equal(calls('audiences'), 1);
  });

  it('has a root for each of several accounts, with its own state', async () => {
    const other = handle('1', 'Other');
    accounts.show(main, other);
    const roots = await loaded();
    assert.deepEqual(labels(roots), ['Main', 'Other']);
    assert.equal(rows.lists.state(), 'ready');
    await waitUntil('both are read', () => audiences.state(other).load === 'failed');
    assert.equal((await rows.getChildren(roots[0])).length, 3);
    assert.match(String(item(roots[0]).description), /· 3$/);
    assert.equal((await rows.getChildren(roots[1])).length, 1);
    assert.match(
      labels(await rows.getChildren(roots[1])).join(),
      /^(No permission|Couldn’t load): /,
    );
    const [first] = await rows.getChildren(roots[0]);
    assert.deepEqual(rows.getParent(first), { kind: 'account', account: main });
  });

  it('shows hostile names as plain text in rows, tooltips and sentences', async () => {
    const segment = await server.control.putSegment({ name: HOSTILE } as never);
    server.control.clearAudiences();
    server.control.putAudiences({
      name: HOSTILE,
      description: HOSTILE,
      channels: [HOSTILE as never],
      algebra: { audienceSegmentId: segment.id },
    });
    await list.load(main);
    const [audience] = await loaded();
    const shown = [...(await tree()), ...labels(await rows.getChildren(audience))];
    for (const line of shown) assert.doesNotMatch(line.trimStart(), /[\n\u001b\u202e]|\[31m/);
    assert.ok(shown.every((line) => line.length < 1_000));
    const { tooltip } = await rows.resolveTreeItem(item(audience), audience);
    const { value, isTrusted, supportHtml } = tooltip as vscode.MarkdownString;
    assert.ok(!isTrusted && !supportHtml);
    assert.doesNotMatch(value, /[[\]<>]|\u001b|\u202e|\$\(|^#/m);
    assert.doesNotMatch(value.replace(/^\*\*(.*)\*\*/, '$1'), /\*/);
  });

  it('has a tooltip with the rule, the description, the retailer, the ID and the dates', async () => {
    await list.load(main);
    const nodes = await loaded();
    const audience = named(nodes, 'New Customers Only');
    assert.equal(item(audience).tooltip, undefined, 'the editor asks for it');
    const { tooltip } = await rows.resolveTreeItem(item(audience), audience);
    const text = (tooltip as vscode.MarkdownString).value.replace(/&#(\d+);/g, (_, code: string) =>
      String.fromCharCode(Number(code)),
    );
    for (const part of [
      /^\*\*New Customers Only\*\*/,
      /In CRM Users 2025 or Newsletter Subscribers, but not in Opt-outs\./,
      /For the welcome offer/,
      /Retailer \d+ · Onsite, Offsite · \d{18}/,
      /Created: \w+ \d+, 20\d\d/,
      /Updated: \w+ \d+, 20\d\d/,
      /Local sandbox: nothing is sent to Criteo/,
    ])
      assert.match(text, part);
  });

  it('shows 1,000 audiences of 40 nodes within a second of work', async () => {
    server.control.clearAudiences();
    server.control.seed({ segments: 200, audiences: 1_000, nodes: 40 });
    await list.loadAll(main);
    await rows.getChildren();
    await waitUntil('all are read', () => audiences.complete(main));
    const took = await processorTimeOf(async () => {
      rows.repaint(false);
      const items = (await rows.getChildren()).map(item);
      rows.lists.description();
      rows.lists.message();
      assert.equal(items.length, 1_000);
    });
    assert.ok(took < 1_000, `${took} ms`);
    viewState.setFilter({ text: 'seeded segment 19', segmentIds: [] });
    rows.repaint(false);
    await rows.getChildren();
    assert.equal(calls('audiences'), 2);
  });
});
