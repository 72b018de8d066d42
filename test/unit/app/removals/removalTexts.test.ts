import assert from 'node:assert/strict';
import { isSendable } from '../../../../src/app/removals/removalFigures';
import {
  acceptedText,
  againText,
  costText,
  formatsSentence,
  largestLossText,
  leftOutTexts,
  maybeEmptyText,
  notReadText,
  outOfReachText,
  questionText,
  resultTitle,
  sentAgain,
  staysBefore,
  staysTexts,
} from '../../../../src/app/removals/removalTexts';
import type { RemovalRecord } from '../../../../src/app/removals/removalTypes';
import { configureFormat } from '../../../../src/common/format';
import { planned, record, segment, sending } from './removals';

const FORBIDDEN = { source: 'api', code: 'forbidden', operation: 'addRemove' } as const;

describe('texts of a removal', () => {
  before(() => configureFormat('en', 'UTC'));

  const named = (id: string, name: string) => ({ accountId: '48210', id, name, type: 'Email' });
  const skipped = <R extends string>(id: string, name: string, reason: R) => ({
    ...named(id, name),
    reason,
  });
  const failed = (name: string, status: number) =>
    segment(name, {
      ...{ state: 'failed', accepted: 0, requests: 0 },
      error: { ...FORBIDDEN, message: 'Criteo says so.', status },
    });

  it('say what it takes, the people first', () => {
    const open = (n: number) =>
      Array.from({ length: n }, (_, at) => segment(`Segment ${at}`, { state: 'open' }));
    const two = record({
      accounts: [
        { accountId: '1', name: 'Northwind EU', isProtected: true, otherTypes: [] },
        { accountId: '2', otherTypes: [] },
      ],
      segments: open(212),
      outOfReach: [skipped('7', 'Feed', 'events'), skipped('8', 'Shared', 'read-only')],
    });
    const many = planned({ record: two, requests: 212, duration: 60_000 });
    assert.equal(
      costText(many),
      '12 people · 2 accounts · 212 segments · 212 requests · takes about 60 s · 2 out of reach',
    );
    assert.equal(
      questionText(many),
      'Remove 12 people from 212 segments of Northwind EU (protected) and 2?',
    );
    assert.equal(outOfReachText(two), '2 segments out of reach: 1 of events, 1 read-only');
    assert.equal(
      costText(planned()),
      '12 people · 1 account · 1 segment · 1 request',
      'no short time, and nothing that is out of reach',
    );
  });

  it('count only what a second run sends', () => {
    const [part] = record().parts;
    const again = record({
      parts: [part, { ...part, people: 2 }],
      segments: [
        segment(
          'A',
          {},
          { sendings: [sending(), sending({ state: 'open', people: 2, staying: 2 })] },
        ),
        segment('B', {}, { sendings: [sending(), sending()] }),
      ],
    });
    assert.equal(
      costText(planned({ record: again, part: again.parts[1] })),
      '2 people · 1 account · 1 segment · 1 request',
    );
  });

  it('say which columns no one is removed by', () => {
    const [part] = record().parts;
    assert.equal(notReadText({ ...part, notRead: [] }), undefined);
    const notRead = [
      { file: 0, column: 2, name: 'customer_id', type: 'CustomerId' as const },
      { file: 0, column: 4, name: '', type: 'PhoneNumber' as const },
    ];
    assert.equal(
      notReadText({ ...part, notRead }),
      'Not read: customer_id (Customer ID), Column 5 (Phone number)',
    );
  });

  it('say first who stays, where, and why', () => {
    const [part] = record().parts;
    const stay = record({
      parts: [
        {
          ...part,
          unreadable: 2,
          types: [
            { type: 'Email', people: 12, unreadable: 0 },
            { type: 'PhoneNumber', people: 9, unreadable: 1 },
          ],
        },
      ],
      accounts: [
        ...record().accounts,
        {
          ...{ accountId: '2', name: 'Northwind US', otherTypes: [] },
          failure: { ...FORBIDDEN, message: 'No.', status: 403 },
        },
      ],
      segments: [
        segment('CRM Users'),
        segment('Phones', {}, { type: 'PhoneNumber' }),
        failed('Store Cards', 403),
        failed('Gift Cards', 403),
        failed('Gone', 404),
        failed('Broken', 400),
        segment('Odd', { accepted: 33, rejected: 3, staying: 3 }),
        segment('Lost', { state: 'open', unknown: 36, accepted: 0 }),
      ],
    });
    assert.deepEqual(staysTexts(stay), [
      '2 people stay in every segment: their rows can’t be read.',
      '1 person stays in Phones (Phone number): this field can’t be read.',
      '12 people stay in every segment of Northwind US: no permission (403).',
      '12 people stay in Store Cards and Gift Cards: no permission (403).',
      '12 people stay in Gone: the segment no longer exists (404).',
      '12 people stay in Broken: Criteo says so.',
      '3 people stay in Odd: Criteo rejected their identifiers.',
      '12 people stay in Lost: not sent, or the answer was lost.',
    ]);
    assert.equal(staysBefore(stay).length, 3, 'before it is sent');
    assert.equal(resultTitle(stay), '12 people stay in 7 segments');
    assert.equal(acceptedText(stay), 'Removal of 12 people accepted in 2 segments');
    const rows = record({ parts: [{ ...part, unreadable: 1 }] });
    assert.equal(resultTitle(rows), '1 person stays in every segment: their row can’t be read');
    assert.equal(resultTitle(record()), 'Removal of 12 people accepted in 1 segment');
  });

  it('say what is sent again, and when', () => {
    const again = record({
      segments: [segment('A'), segment('B', { againAfter: '2026-12-01T12:00:00.000Z' })],
    });
    const { segments, after } = sentAgain(again) ?? assert.fail();
    assert.match(
      againText(segments, after),
      /^Sent again after 12:00 UTC \(12:00 local time\): B\. An Add went there /,
    );
    assert.equal(resultTitle(again), 'Removal of 12 people accepted in 1 segment, 1 to send again');
    assert.equal(isSendable(again, after), true);
    assert.equal(sentAgain(record()), undefined);
  });

  it('say how emails are sent, and who stays another way', () => {
    assert.equal(
      formatsSentence(record()),
      'Emails are sent as MD5, SHA-256, SHA-256 of MD5. Not sent: plain. People who are in a segment that way stay.',
    );
    const mixed: RemovalRecord = record({
      segments: [
        segment('A', { formats: ['md5'], formatsNotSent: ['plain'] }),
        segment('B', { formats: ['plain', 'md5'], formatsNotSent: [] }),
      ],
    });
    assert.equal(formatsSentence(mixed), 'Emails are sent as MD5, plain. Not everywhere: plain.');
    const phones = segment('Phones', { formats: undefined, formatsNotSent: undefined });
    assert.equal(formatsSentence(record({ segments: [phones] })), undefined);
  });

  it('name what is left out, and what may be empty afterwards', () => {
    const left = record({
      leftOut: [
        skipped('1', 'Opt-outs', 'keeps-out'),
        skipped('2', 'Do Not Contact', 'keeps-out'),
        skipped('3', 'Both', 'role-unknown'),
        skipped('4', 'Elsewhere', 'other-retailer'),
      ],
    });
    assert.deepEqual(leftOutTexts(left), [
      'Left out, because they keep people out: Opt-outs, Do Not Contact',
      'Left out, because they may keep people out: Both',
      'Left out, of other retailers: 1 segment',
    ]);
    const small = (n: number) =>
      planned({
        maybeEmpty: Array.from({ length: n }, (_, at) => ({
          ...named(`${at}`, `Small ${at}`),
          size: 3,
        })),
      });
    assert.equal(maybeEmptyText(small(2)), 'May be empty afterwards: Small 0 and Small 1');
    assert.equal(maybeEmptyText(small(11)), 'May be empty afterwards: 11 segments');
    assert.equal(maybeEmptyText(small(0)), undefined);
    const largestLoss = { ...named('5', 'CRM Users'), size: 48_210, share: 0.09 };
    assert.equal(
      largestLossText(planned({ largestLoss })),
      'CRM Users may lose the largest share: up to 9% of 48,210.',
    );
  });

  it('show names without what a terminal or an editor would obey', () => {
    const odd = record({ segments: [failed('\u001b[31mRed\nname', 403)] });
    assert.match(staysTexts(odd)[0], /^12 people stay in Red name: /);
  });
});
