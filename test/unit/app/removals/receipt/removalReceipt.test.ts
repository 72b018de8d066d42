import assert from 'node:assert/strict';
import * as l10n from '@vscode/l10n';
import { removalDocument } from '../../../../../src/app/removals/receipt/removalDocument';
import { removalReceipt } from '../../../../../src/app/removals/receipt/removalReceipt';
import { peopleWhoStay, stateOf } from '../../../../../src/app/removals/removalFigures';
import type { RemovalRecord } from '../../../../../src/app/removals/removalTypes';
import { configureFormat } from '../../../../../src/common/format';
import { assertGolden } from '../../../../support/golden';
import { readJson } from '../../../product/sources';
import {
  CARD_SENDING,
  CARDS,
  EMAILS,
  failure,
  removal,
  REMOVALS,
  segment,
  sending,
} from '../removalRecords';

const EMAIL = 'jane@example.com';
const HASHED = '8c87b489ce35cf2e2f39f80e282cb2e804932a56a213983eeeb428407d43b52d';
const PHONE = '+33612345678';
const DEVICE = '38400000-8cf0-11bd-b23e-10b96e40000d';

/** Whoever named these things put people's identifiers into the names. */
function planted(): RemovalRecord {
  const { parts, ...record } = removal();
  return {
    ...record,
    reference: `erasure of ${EMAIL}`,
    folder: `/home/${EMAIL}/receipts`,
    accounts: [{ accountId: '48210', name: `Account of ${EMAIL}`, otherTypes: [] }],
    notLookedAt: [{ accountId: '5', name: PHONE }],
    parts: [
      {
        ...parts[0],
        files: [
          { uri: `file:///work/${EMAIL}/${encodeURIComponent(EMAIL)}.csv` },
          { uri: `file:///work/opt-out_${HASHED}.csv`, path: `/work/opt-out_${HASHED}.csv` },
          { uri: `file:///work/${encodeURIComponent(PHONE)}.csv` },
        ],
        columns: [{ file: 0, column: 0, name: DEVICE, type: 'UserIdentifier' }],
        readings: [{ readable: 'readable-rows', fingerprint: 'fingerprint-of-all' }],
      },
    ],
    segments: [
      segment({ ...EMAILS, name: `Test ${HASHED}`, retailer: `${EMAIL}'s shop` }),
      segment(
        CARDS,
        {},
        CARD_SENDING({
          ...{ state: 'failed', accepted: 0 },
          error: failure(400, 'invalid', `“${PHONE}” isn’t an ID.`),
        }),
      ),
    ],
    outOfReach: [{ ...EMAILS, id: '6', name: DEVICE, reason: 'read-only' }],
    leftOut: [{ ...EMAILS, id: '7', name: EMAIL, reason: 'keeps-out' }],
    keptOut: { path: `/home/${EMAIL}/kept-out.csv`, at: '2026-11-27T17:41:03Z', people: 12 },
  };
}

function* textsIn(value: unknown): Generator<string> {
  if (typeof value === 'string') yield value;
  else if (typeof value === 'object' && value !== null)
    for (const [key, item] of Object.entries(value)) {
      yield key;
      yield* textsIn(item);
    }
}

describe('the receipt of a removal', () => {
  it('says of each kind what was asked for, accepted, and left', () => {
    assertGolden(
      'removalReceipts',
      Object.fromEntries(
        Object.entries(REMOVALS).map(([kind, record]) => [
          kind,
          { text: removalReceipt(record).split('\n'), json: removalDocument(record) },
        ]),
      ),
    );
  });

  it('has the state, and the people who stay before anything else', () => {
    const states = Object.entries(REMOVALS).map(([kind, record]) => {
      const [, state, , ...rest] = removalReceipt(record).split('\n\n');
      assert.equal(state, `State: ${stateOf(record)}`);
      const first = rest.find((block) => block.startsWith('## '));
      const hasStaying = first === '## People who stay';
      assert.equal(hasStaying, peopleWhoStay(record).length > 0, kind);
      return [kind, stateOf(record)];
    });
    assert.equal(new Set(states.map(([, state]) => state)).size, 3);
  });

  it('says from when a removal counts, and not before that is known', () => {
    const effects = (of: Parameters<typeof sending>[0]): string =>
      JSON.stringify(removalDocument(removal({ segments: [segment(EMAILS, {}, sending(of))] })));
    // At the moment of a computation, the next one is meant.
    const after = effects({ at: '2026-11-28T00:00:00.000Z' });
    assert.match(after, /"firstComputationWithoutThem":"2026-11-28T12:00:00.000Z"/);
    assert.match(after, /"outOfCampaignsFromAbout":"2026-11-28T17:00:00.000Z"/);
    for (const open of [
      { at: undefined },
      { accepted: 0, unknown: 36 },
      // Some of them are.
      { state: 'open' },
      { state: 'failed' },
      { againAfter: '2026-11-28T12:00:00.000Z' },
    ] as const)
      assert.doesNotMatch(effects(open), /firstComputation|outOfCampaigns/);
  });

  it('says why a format wasn’t sent', () => {
    const why = (options: RemovalRecord['options']): string =>
      JSON.stringify(removalDocument(removal({ options })));
    assert.match(why({}), /Not sent as plain: emails are only sent as hashes/);
    for (const options of [{ formats: 'all' }, { hash: 'none' }] as const)
      assert.match(why(options), /Not sent as plain: that can’t be made from the given hashes/);
  });

  it('has no identifier, however things are named, and nothing made of one', () => {
    const record = planted();
    const document = removalDocument(record);
    const texts = [...textsIn(document), removalReceipt(record)];
    assert.ok(texts.length > 100);
    for (const secret of [
      ...[EMAIL, 'jane', 'example.com', HASHED, PHONE, PHONE.slice(1), DEVICE],
      ...['readable-rows', 'fingerprint-of-all', '/home', '/work'],
    ])
      assert.deepEqual(
        texts.filter((text) => text.includes(secret)),
        [],
      );
    // What they are is still said.
    assert.ok(texts.includes('(name left out)'));
    assert.ok(removalReceipt(record).includes('(name left out) (1001)'));
  });

  it('has no undefined value, and no word that promises more than Criteo does', () => {
    const isWhole = (value: unknown): boolean =>
      typeof value === 'object' && value !== null
        ? Object.values(value).every(isWhole)
        : value !== undefined;
    for (const record of [...Object.values(REMOVALS), planted()]) {
      assert.ok(isWhole(removalDocument(record)));
      const text = removalReceipt(record) + JSON.stringify(removalDocument(record));
      assert.doesNotMatch(text, /\b(erased|deleted|compliant|done|success\w*|undefined|NaN)\b/i);
      assert.doesNotMatch(text, /[✓✔☑✅]|\[x\]/);
    }
  });

  it('promises no more in French', () => {
    configureFormat('fr', 'UTC');
    l10n.config({ contents: readJson('l10n/bundle.l10n.fr.json') });
    try {
      for (const record of Object.values(REMOVALS)) {
        const text = removalReceipt(record);
        assert.match(text, /État\u00a0: (ouvert|complet|incomplet)\n/);
        assert.doesNotMatch(text, /effac|supprim|conform|réussi|succès|segments of|undefined/i);
      }
    } finally {
      configureFormat('en', 'UTC');
      l10n.config({ contents: {} });
    }
  });

  it('shows names as text', () => {
    const record = removal({
      reference: '[a](https://b) | `c`',
      segments: [segment({ ...EMAILS, name: 'A\n# <b>B</b> | **C**' })],
    });
    const text = removalReceipt(record);
    assert.ok(text.includes('Reference: \\[a\\](https://b) \\| \\`c\\`'), text);
    assert.ok(text.includes('- A # \\<b>B\\</b> \\| \\*\\*C\\*\\* (1001), Email'), text);
  });
});
