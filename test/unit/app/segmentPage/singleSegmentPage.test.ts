import assert from 'node:assert/strict';
import { segmentPage } from '../../../../src/app/segmentPage/singleSegmentPage';
import { Failure } from '../../../../src/common/failure';
import { audience, leaf, not } from '../audiences/audiences';
import { account, segment } from '../segments/segments';
import { NOW, reading, upload, view } from './views';

describe('the page of a segment', () => {
  const actions = (model: ReturnType<typeof segmentPage>): string[] =>
    [...model.buttons, ...model.more.menu].map(({ action }) => action);
  const readOnly = { isReadOnly: true, identifierType: 'Email' };
  const events = segment('7', {
    name: 'Viewed Coffee',
    type: 'Events',
    contactList: undefined,
    events: { shopperActivity: 'View', lookbackDays: 'Last30Days', categoryIds: [], brandIds: [] },
  });

  it('says once what, where and for whom', () => {
    const { heading, context } = segmentPage(view());
    assert.equal(heading.text, 'CRM Users');
    assert.deepEqual(context, {
      items: [{ text: 'Email', icon: 'mail' }, { text: 'Maple & Main' }, { text: 'Grocer' }],
      badge: { kind: 'live', text: 'Live account' },
    });
    const other = segmentPage(
      view({ account: account({}, { isProtected: true }), retailer: undefined }),
    ).context;
    assert.deepEqual(other.items[1], { text: 'retailer 12' });
    assert.equal(other.badge?.kind, 'protected');
  });

  it('says of a contact list that it keeps people out, as its name or the audiences say', () => {
    const saysSo = (changes: Parameters<typeof view>[0]): boolean =>
      segmentPage(view(changes)).context.items.some(({ text }) => text === 'keeps people out');
    assert.equal(saysSo({}), false);
    assert.equal(saysSo({ audiences: [audience('1', not(leaf('7')))] }), true);
    assert.equal(saysSo({ audiences: 'loading' }), false);
    assert.equal(
      saysSo({ audiences: 'failed', segment: segment('7', { name: 'Opt-outs' }) }),
      true,
    );
    assert.equal(saysSo({ audiences: [audience('1', not(leaf('7')))], segment: events }), false);
  });

  it('offers only what applies, with what can’t be undone last and apart', () => {
    const entries = [reading(NOW, 1)];
    const page = segmentPage(view({ entries }));
    assert.deepEqual(actions(page), [
      ...['add', 'remove', 'edit'],
      ...['replace', 'copySummary', 'exportHistory', 'openJson', 'clear', 'delete'],
    ]);
    assert.deepEqual(
      page.more.menu.filter(({ danger }) => danger).map(({ action }) => action),
      ['clear', 'delete'],
    );
    assert.deepEqual(
      actions(segmentPage(view({ entries, segment: segment('7', { contactList: readOnly }) }))),
      ['edit', 'copySummary', 'exportHistory', 'openJson', 'delete'],
    );
    assert.deepEqual(actions(segmentPage(view({ segment: events }))), [
      'openJson',

      'delete',
    ]);
    assert.deepEqual(actions(segmentPage(view({ entries, isGone: true }))), [
      'copySummary',
      'exportHistory',
    ]);
    assert.deepEqual(actions(segmentPage(view({ segment: undefined }))), []);
  });

  it('says since when people who left may be in it, unless its figures couldn’t be read', () => {
    const leftSince = NOW - 86_400_000;
    assert.match(
      segmentPage(view({ leftSince })).callout?.text ?? '',
      /^People who left before .* may still be in this segment: an update ran without comparing/,
    );
    const failure = new Failure('network', 'No connection.');
    const failed = segmentPage(view({ leftSince, failure })).callout;
    assert.equal(failed?.title, 'The figures couldn’t be read');
    assert.equal(segmentPage(view()).callout, undefined);
  });

  it('says in a sentence that what isn’t a contact list has no figures', () => {
    const page = segmentPage(view({ segment: events }));
    assert.equal(page.noFigures, 'Criteo gives figures only for contact lists.');
    for (const key of ['figures', 'history', 'uploads', 'next', 'noNext'] as const)
      assert.equal(page[key], undefined, key);
    assert.equal(page.context.items[0]?.text, 'Events');
    assert.deepEqual(
      page.details?.items.map(({ label, text }) => `${label}: ${text}`),
      [
        'Type: Events',
        'Activity: viewed a product',
        'Lookback window: last 30 days',
        'Channels: Offsite',
        'ID: 7',
      ],
    );
  });

  it('has the details that aren’t in the heading, with short dates', () => {
    const { details } = segmentPage(
      view({
        segment: segment('7', {
          description: 'CRM contacts',
          createdAt: Date.UTC(2025, 2, 8, 10),
          updatedAt: Date.UTC(2026, 10, 25, 0, 13),
          contactList: { ...readOnly, sharingStatus: 'NotShared' },
        }),
      }),
    );
    assert.deepEqual(
      details?.items.map(({ label, text }) => `${label}: ${text}`),
      [
        'Description: CRM contacts',
        'Type: Contact list',
        'Access: read-only',
        'Channels: Offsite',
        'Sharing: not shared',
        'Created: Mar 8, 2025',
        'Updated: 00:13',
        'ID: 7',
      ],
    );
  });

  it('keeps figures and history beside a failure', () => {
    const failure = new Failure('network', 'No connection.', 'statistics', { system: 'ENOTFOUND' });
    const { callout, figures } = segmentPage(view({ entries: [reading(NOW, 48_210)], failure }));
    assert.equal(figures?.items[0]?.value, '48,210');
    assert.equal(callout?.text, 'No connection.');
    assert.match(callout?.details ?? '', /system=ENOTFOUND/);
    assert.deepEqual(
      callout?.presses.map(({ action }) => action),
      ['refresh'],
    );
  });

  it('says that a segment no longer exists, and keeps its history', () => {
    const page = segmentPage(
      view({ isGone: true, segment: undefined, entries: [upload(NOW, 'add', 5)] }),
    );
    assert.match(page.callout?.text ?? '', /^This segment no longer exists\./);
    assert.equal(page.callout?.presses[0]?.action, 'close');
    assert.equal(page.uploads?.rows.length, 1);
    assert.equal(page.next, undefined);
    assert.equal(page.audiences, undefined);
    assert.equal(page.heading.text, '7');
  });

  it('shows what is known while the segment isn’t', () => {
    const page = segmentPage(view({ segment: undefined, entries: [reading(NOW, 5)] }));
    assert.equal(page.heading.text, '7');
    assert.equal(page.figures?.items[0]?.value, '5');
    assert.deepEqual(page.details?.items, [{ label: 'ID', text: '7' }]);
  });
});
