import assert from 'node:assert/strict';
import {
  readSegmentFile,
  validateRows,
  writeSegmentFile,
} from '../../../../src/app/segments/segmentFile';
import { OutsideText } from '../../../../src/common/outsideText';
import { segment } from './segments';

const bytes = (text: string): Uint8Array => Buffer.from(text, 'utf8');
const nothing = { segments: [], retailers: [] };

describe('a file of segments', () => {
  it('is read with its places in the editor’s coordinates', () => {
    const rows = readSegmentFile(
      bytes(
        '\ufeffName;Retailer ID;Identifier Type;Description\r\n"CRM; all";12;email;"two\r\nlines"\r\n\r\n😀 VIP;13;CustomerId;\r\n',
      ),
    );
    assert.deepEqual(
      rows.map(({ values }) => [values.name, values.retailer, values.type, values.description]),
      [
        ['CRM; all', '12', 'email', 'two\r\nlines'],
        ['😀 VIP', '13', 'CustomerId', ''],
      ],
    );
    assert.deepEqual(
      rows.map(({ place }) => [place.line, place.endLine]),
      [
        [1, 2],
        [4, 4],
      ],
    );
    assert.deepEqual(rows[1].places.retailer, {
      line: 4,
      startColumn: 7,
      endLine: 4,
      endColumn: 9,
    });
  });

  it('is read in UTF-16 and windows-1252 too', () => {
    const text = 'name,retailer,type\nÉté,12,Email\n';
    assert.equal(
      readSegmentFile(Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]))[0]
        .values.name,
      'Été',
    );
    assert.equal(readSegmentFile(Buffer.from(text, 'latin1'))[0].values.name, 'Été');
  });

  it('says which column is missing, that the file is empty, or that a quote is broken', () => {
    assert.throws(() => readSegmentFile(bytes('name,kind\nA,Email\n')), {
      code: 'no-column',
      message: /retailer, type/,
    });
    assert.throws(() => readSegmentFile(bytes('')), { code: 'empty' });
    assert.throws(() => readSegmentFile(bytes('name,retailer,type\n"A,12,Email\n')), {
      code: 'quote-not-closed',
    });
  });

  it('is validated before any request, each problem at its field', () => {
    const rows = readSegmentFile(
      bytes(
        'name,retailer,type\nA,12,Email\n,12,Email\nB,Nowhere,Email\nC,North,Fax\nD,12,Events\nA,12,email\nE,north,customerid\n',
      ),
    );
    const { toCreate, problems } = validateRows(rows, {
      segments: [],
      retailers: [{ id: '55', name: OutsideText.name('North') }],
    });
    assert.deepEqual(
      toCreate.map(({ segment: { name, retailerId, identifierType } }) => [
        name,
        retailerId,
        identifierType,
      ]),
      [
        ['A', '12', 'Email'],
        ['E', '55', 'CustomerId'],
      ],
    );
    assert.deepEqual(
      problems.map(({ place, code }) => [place.line, place.startColumn, code]),
      [
        [2, 0, 'name-must-not-be-empty'],
        [3, 2, 'retailer-unknown'],
        [4, 8, 'type-unknown'],
        [5, 5, 'events-not-creatable'],
        [6, 0, 'duplicate'],
      ],
    );
  });

  it('leaves alone what is there already by name, retailer and type', () => {
    const rows = readSegmentFile(
      bytes('name,retailer,type\nA,12,email\nA,13,Email\nA,12,CustomerId\n'),
    );
    const { toCreate, existingByName, problems, existing } = validateRows(rows, {
      ...nothing,
      segments: [segment('7', { name: ' A ' })],
    });
    assert.deepEqual(
      toCreate.map(({ row }) => row.place.line),
      [2, 3],
    );
    assert.deepEqual(
      existingByName.map(({ place, code }) => [place.line, place.startColumn, code]),
      [[1, 0, 'exists-already']],
    );
    assert.deepEqual([problems, existing], [[], 0]);
  });

  it('leaves a retailer’s name that two have alone', () => {
    const rows = readSegmentFile(bytes('name,retailer,type\nA,North,Email\n'));
    const { problems } = validateRows(rows, {
      segments: [],
      retailers: [
        { id: '1', name: OutsideText.name('North') },
        { id: '2', name: OutsideText.name('north') },
      ],
    });
    assert.equal(problems[0].code, 'retailer-unknown');
  });

  it('is written sorted by id, and read back to the same', () => {
    const segments = [
      segment('9007199254740993', { name: 'say "hi", all', description: 'a\nb' }),
      segment('12', {
        name: '=SUM(A1)',
        contactList: { isReadOnly: false, identifierType: 'CustomerId' },
      }),
      {
        id: '9007199254740992',
        name: OutsideText.name('Rule'),
        type: 'Events',
        channels: [],
        json: () => '{}',
        retailerId: '3',
      },
    ];
    const text = writeSegmentFile(segments);
    assert.equal(
      text,
      'id,name,description,retailer,type\n12,=SUM(A1),,12,CustomerId\n9007199254740992,Rule,,3,Events\n9007199254740993,"say ""hi"", all","a\nb",12,Email\n',
    );
    const rows = readSegmentFile(bytes(text));
    assert.deepEqual(validateRows(rows, { ...nothing, segments }), {
      toCreate: [],
      existing: 3,
      existingByName: [],
      problems: [],
    });
    const elsewhere = validateRows(rows, nothing);
    assert.deepEqual(
      elsewhere.toCreate.map(({ segment: { name, description } }) => [name, description]),
      [
        ['=SUM(A1)', undefined],
        ['say "hi", all', 'a\nb'],
      ],
    );
    assert.deepEqual(
      elsewhere.problems.map(({ code }) => code),
      ['events-not-creatable'],
    );
  });
});
