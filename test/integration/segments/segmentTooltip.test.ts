import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Audience, Segment } from '../../../src/api/apiTypes';
import type { AccountHandle } from '../../../src/app/accounts/account';
import type { LoadState } from '../../../src/app/lists/pagedList';
import type { HistoryEntry } from '../../../src/app/segments/history';
import { OutsideText } from '../../../src/common/outsideText';
import { segmentTooltip, type TooltipSources } from '../../../src/ui/segments/segmentTooltip';
/** The tooltip of a segment, without a window. */
import { turns } from '../../support/waitUntil';
import { audience, leaf, not, UNCLEAR } from '../../unit/app/audiences/audiences';
import { inEveryEditor } from '../everyEditor';
import { FakeReadings } from './fakeReadings';

const DAY = 24 * 3600_000;

describe('the tooltip of a segment', () => {
  const account = {
    key: 'https://api.example|app|77',
    accountId: '77',
    label: OutsideText.name('Grocer'),
    sandbox: false,
    isProtected: false,
  } as AccountHandle;
  const crm: Segment = {
    id: '738406689035866259',
    name: OutsideText.name('CRM [Users](command:x) <b>'),
    type: 'ContactList',
    retailerId: '12',
    channels: [],
    contactList: { isReadOnly: false, identifierType: 'Email' },
    json: () => '',
  };
  let readings: FakeReadings;
  let history: HistoryEntry[];
  /** Undefined: they couldn't be read. */
  let audiences: Audience[] | undefined;
  /** Whether the list has been read, and how often somebody wanted to. */
  let read: { load: LoadState; times: number };
  let cancel: vscode.CancellationTokenSource;
  let asked: number;
  const list: TooltipSources['audiences'] = {
    state: () => ({ load: read.load, items: audiences ?? [] }),
    complete: () => read.load === 'loaded',
    all: async () => {
      read.times += 1;
      return audiences ?? assert.fail('no permission');
    },
  };

  beforeEach(() => {
    readings = new FakeReadings();
    readings.onRead = async (id) => {
      asked += 1;
      return readings.put(id, { numberOfIdentifiers: 7 });
    };
    history = [];
    audiences = [];
    read = { load: 'idle', times: 0 };
    asked = 0;
    cancel = new vscode.CancellationTokenSource();
  });
  afterEach(() => cancel.dispose());

  async function tooltip(segment = crm, handle = account): Promise<vscode.MarkdownString> {
    const text = await segmentTooltip(
      { kind: 'segment', account: handle, segment },
      OutsideText.name('Maple & *Main*'),
      cancel.token,
      {
        readings,
        history: { of: async () => history },
        audiences: list,
        fileOf: (jobId) => (jobId === 'job' ? OutsideText.name('crm.csv') : undefined),
      },
    );
    assert.ok(text);
    return text;
  }
  /** As it is shown, without the addresses of images and links. */
  const shown = ({ value }: vscode.MarkdownString): string =>
    value
      .replace(/\(data:[^)]*\)/g, '')
      .replace(/\(command:[^)]*\)/g, '')
      .replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)));

  inEveryEditor(
    it('has figures, trend, age, use, last upload, type, retailer, ID and links', async () => {
      const now = Date.now();
      readings.put(crm.id, {
        at: now,
        numberOfIdentifiers: 48_210,
        numberOfMatches: 25_069,
        matchRate: 0.52,
      });
      history = [
        { at: now - 40 * DAY, kind: 'reading', numberOfIdentifiers: 41_800 },
        { at: now - 600_000, kind: 'upload', operation: 'add', accepted: 600, jobId: 'job' },
        { at: now, kind: 'reading', numberOfIdentifiers: 48_210 },
      ];
      audiences = ['Win-Back', 'Loyal', 'New'].map((name) =>
        audience(name, leaf(crm.id), { name }),
      );
      const text = await tooltip();
      assert.deepEqual(
        shown(text)
          .split('\n')
          .map((line) => line.replace(/\d\d:\d\d$/, 'HH:MM')),
        [
          '**CRM [Users](command:x) <b>**  ',
          '48,210 identifiers · 25,069 matches · 52%  ',
          '![41,800 → 48,210 in 30 days]  ',
          '41,800 → 48,210 in 30 days · Read at HH:MM',
          '',
          '---',
          '',
          'Used by Win-Back, Loyal and 1 more  ',
          'Last upload: +600 from crm.csv, 10 min ago',
          '',
          '---',
          '',
          'Email · Maple & *Main* · 738406689035866259  ',
          '[Open] &nbsp; [Upload CSV…] &nbsp; [Copy ID]',
        ],
      );
      assert.equal(asked, 0, 'it was read since the last computation');
      assert.deepEqual(text.isTrusted, {
        enabledCommands: [
          'criteoAudiences.showStatistics',
          'criteoAudiences.addFromCsv',
          'criteoAudiences.copySegmentId',
        ],
      });
      const link = encodeURIComponent(
        JSON.stringify([{ kind: 'segmentLink', accountKey: account.key, segmentId: crm.id }]),
      );
      assert.deepEqual(
        [...text.value.matchAll(/\(command:([^)]*)\)/g)].map(([, target]) => target),
        ['showStatistics', 'addFromCsv', 'copySegmentId'].map(
          (command) => `criteoAudiences.${command}?${link}`,
        ),
        'the name makes no link',
      );
      assert.ok(!/</.test(text.value));
    }),
  );

  it('takes a reading of a list that has none since the last computation', async () => {
    assert.match(shown(await tooltip()), /\n7 identifiers {2}\nRead at /);
    assert.equal(asked, 1);
    readings.put(crm.id, { at: Date.now() - 13 * 3600_000, numberOfIdentifiers: 5 });
    assert.match(shown(await tooltip()), /\n7 identifiers {2}\n/);
    assert.equal(asked, 2);
    await tooltip();
    assert.equal(asked, 2);
  });

  it('tells in a line that a reading failed, next to the last one', async () => {
    readings.onRead = () => Promise.reject(new Error('secret'));
    let text = shown(await tooltip());
    assert.match(text, /\*\* {2}\nCouldn’t read the size: /);
    assert.doesNotMatch(text, /secret/);
    const at = Date.now() - 3 * DAY;
    readings.put(crm.id, { at, numberOfIdentifiers: 5 });
    text = shown(await tooltip());
    assert.match(
      text,
      /\n5 identifiers {2}\nRead on \w+ \d+, \d+, \d\d:\d\d {2}\nCouldn’t read the size: /,
    );
  });

  it('doesn’t wait long for a reading, and not at all for one that nobody wants', async function () {
    this.timeout(20_000);
    readings.onRead = () => new Promise(() => undefined);
    assert.match(shown(await tooltip()), /The size is still being read\./);
    const waiting = segmentTooltip(
      { kind: 'segment', account, segment: crm },
      undefined,
      cancel.token,
      {
        readings,
        history: { of: async () => history },
        audiences: { ...list, all: () => new Promise(() => undefined) },
        fileOf: () => undefined,
      },
    );
    cancel.cancel();
    assert.equal(await Promise.race([waiting, turns().then(() => 'late')]), undefined);
  });

  it('doesn’t read the audiences again that are known, or couldn’t be read', async () => {
    audiences = [
      audience('1', not(leaf(crm.id)), { name: 'New *Only*' }),
      audience('2', UNCLEAR, { name: 'Untold' }),
    ];
    const smaller = /Used by New \*Only\* {2}\nNew \*Only\*: adding people here makes it smaller/;
    for (const [load, times, text] of [
      ['idle', 1, smaller],
      ['loading', 1, smaller],
      ['loaded', 0, smaller],
      ['failed', 0, /^(?![^]*[Uu]sed by)/],
    ] as const) {
      read = { load, times: 0 };
      assert.match(shown(await tooltip()), text, load);
      assert.equal(read.times, times, load);
    }
  });

  it('says nothing of audiences that can’t be looked up, nor fails without a history', async () => {
    audiences = undefined;
    assert.doesNotMatch(shown(await tooltip()), /[Uu]sed by|audience/);
    audiences = [];
    assert.match(shown(await tooltip()), /Not used by any audience of this account/);
    const text = await segmentTooltip(
      { kind: 'segment', account, segment: crm },
      undefined,
      cancel.token,
      {
        readings,
        history: { of: () => Promise.reject(new Error('disk')) },
        audiences: { ...list, all: () => Promise.reject(new Error('down')) },
        fileOf: () => undefined,
      },
    );
    assert.match(text?.value ?? '', /retailer 12/);
  });

  it('offers no upload to a list that takes none, and reads no segment that has no list', async () => {
    const readOnly = { ...crm, contactList: { isReadOnly: true, identifierType: 'Email' } };
    assert.doesNotMatch(shown(await tooltip(readOnly)), /Upload CSV/);
    asked = 0;
    const events: Segment = {
      ...crm,
      type: 'Events',
      contactList: undefined,
      events: {
        shopperActivity: 'View',
        lookbackDays: 'Last30Days',
        categoryIds: [],
        brandIds: [],
      },
    };
    const text = shown(await tooltip(events));
    assert.equal(asked, 0);
    assert.match(text, /\*\* {2}\nviewed a product · last 30 days\n/);
    assert.match(text, /\nEvents · .*\n\[Open\] &nbsp; \[Copy ID\]$/);
  });

  it('says of the sandbox that nothing is sent to Criteo', async () => {
    assert.doesNotMatch(shown(await tooltip()), /sandbox/);
    assert.match(
      shown(await tooltip(crm, { ...account, sandbox: true })),
      /Local sandbox: nothing is sent to Criteo/,
    );
  });
});
