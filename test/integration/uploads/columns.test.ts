import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import type { Sandbox } from '../../../src/sandbox/server';
import type { Report } from '../../../src/upload/jobTypes';
import { people } from '../../support/people';
import { newSegment, rejection, requestCount, run, signIn } from '../segments/signedIn';
import { write } from './files';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

describe('warnings about a whole column', () => {
  let server: Sandbox;
  let end: () => Promise<void>;

  before(async () => ({ server, end } = await signIn()));
  after(() => end());

  /** The rules of the column's warnings when these rows are checked. */
  async function warnings(
    identifierType: string,
    header: string,
    rows: readonly string[],
    column: string,
  ): Promise<string[]> {
    const uri = await write('column.csv', `${[header, ...rows].join('\n')}\n`);
    const checked = await run<{ columnWarnings: string[]; good: number }>('checkCsv', uri, {
      identifierType,
      column,
    });
    assert.equal(checked.good, rows.length);
    return checked.columnWarnings;
  }

  it('compare hashes with a plain column next to them, and say if nothing can be compared', async () => {
    const capitals = people(20).map((email) => email.toUpperCase());
    assert.deepEqual(
      await warnings(
        'Email',
        'email,hem',
        capitals.map((email) => `${email},${sha256(email)}`),
        'hem',
      ),
      ['hashed-not-lower-cased'],
    );
    assert.deepEqual(
      await warnings(
        'Email',
        'email,hem',
        capitals.map((email) => `${email},${sha256(email.toLowerCase())}`),
        'hem',
      ),
      [],
    );
    assert.deepEqual(
      await warnings(
        'Email',
        'email,hem',
        people(20).map((email) => `${email},${sha256(`salt${email}`)}`),
        'hem',
      ),
      ['hashed-otherwise'],
    );
    assert.deepEqual(
      await warnings(
        'Email',
        'name,hem',
        people(20).map((email) => `Ann,${sha256(email)}`),
        'hem',
      ),
      ['hash-unverified'],
    );
  });

  it('report plain and hashed values in one column, and two kinds of hashes', async () => {
    const md5 = createHash('md5').update('ann@example.com').digest('hex');
    assert.deepEqual(
      (await warnings('Email', 'email', [...people(5), sha256('ann@example.com')], 'email')).sort(),
      ['hash-unverified', 'mixed-plain-and-hashed'],
    );
    assert.deepEqual(
      (await warnings('Email', 'email', [sha256('bob@example.com'), md5], 'email')).sort(),
      ['hash-unverified', 'mixed-hashes'],
    );
    assert.deepEqual(await warnings('Email', 'email', people(5), 'email'), []);
  });

  it('report RampIDs that are encoded for several partners', async () => {
    const of = (partner: string, n: number): string => `XY${partner}${String(n).padStart(43, 'a')}`;
    assert.deepEqual(
      await warnings(
        'IdentityLink',
        'rampid',
        [of('1001', 1), of('1001', 2), of('2002', 3)],
        'rampid',
      ),
      ['identity-link-mixed-partners'],
    );
    assert.deepEqual(
      await warnings('IdentityLink', 'rampid', [of('1001', 1), of('1001', 2)], 'rampid'),
      [],
    );
  });

  it('report customer IDs that a spreadsheet changed, and that no phone number format is documented', async () => {
    const ids = Array.from({ length: 1000 }, (_, n) =>
      String((n * 7919 + 13) % 1_000_000).padStart(6, '0'),
    );
    assert.deepEqual(
      await warnings(
        'CustomerId',
        'customer id',
        ids.map((id) => String(Number(id))),
        'customer id',
      ),
      ['customer-id-lost-zeros'],
    );
    assert.deepEqual(await warnings('CustomerId', 'customer id', ids, 'customer id'), []);
    assert.deepEqual(
      await warnings('PhoneNumber', 'phone', ['+33612345678', '+4917012345678'], 'phone'),
      ['phone-undocumented'],
    );
  });

  it('reject a file of another type before any request, whether its column is named or detected', async () => {
    const id = await newSegment(server, 'Of another type');
    const uri = await write(
      'cards.csv',
      `customer id,city\n${Array.from({ length: 20 }, (_, n) => `C-${100 + n},Ulm`).join('\n')}\n`,
    );
    for (const column of [undefined, 'customer id', 0]) {
      const error = await rejection(
        run<Report>('uploadCsv', uri, { segmentId: id, operation: 'add', column, confirm: false }),
      );
      assert.equal(error.code, 'wrong-type');
      assert.match(error.message, /of type Customer ID, but type Email is expected\. /);
    }
    assert.deepEqual([requestCount(server, 'addRemove'), requestCount(server, 'clear')], [0, 0]);
  });
});
