import assert from 'node:assert/strict';
import { FieldOffsetsReader, FieldOffsetsWriter } from '../../../../src/upload/plan/fieldOffsets';

const MB = 1024 * 1024;
type Field = [start: number, end: number, escaped: boolean];

function read(bytes: Uint8Array | undefined): Field[] {
  const reader = new FieldOffsetsReader(bytes ?? assert.fail('no offsets'));
  const fields: Field[] = [];
  while (reader.next()) fields.push([reader.start, reader.end, reader.escaped]);
  return fields;
}

describe('field offsets', () => {
  it('are read as they were written, relative to their chunk', () => {
    const writer = new FieldOffsetsWriter();
    writer.begin(1_000);
    // Lengths and distances of one, two and three bytes, an empty field, and doubled quotes.
    const fields: Field[] = [
      [1_000, 1_063, false],
      [1_064, 1_064, false],
      [1_127, 1_327, true],
      [40_000, 80_000, false],
    ];
    for (const field of fields) writer.add(...field);
    assert.deepEqual(
      read(writer.take(90_000)),
      fields.map(([start, end, escaped]) => [start - 1_000, end - 1_000, escaped]),
    );
  });

  it('of one chunk have nothing of the chunk before', () => {
    const writer = new FieldOffsetsWriter();
    writer.begin(0);
    writer.add(0, 10, false);
    const first = writer.take(11);
    writer.begin(11);
    writer.add(12, 15, false);
    assert.deepEqual(read(writer.take(16)), [[1, 4, false]]);
    assert.deepEqual(read(first), [[0, 10, false]]);
  });

  it('are as many as a chunk has rows', () => {
    const writer = new FieldOffsetsWriter();
    writer.begin(0);
    for (let i = 0; i < 200_000; i++) writer.add(i * 12, i * 12 + 10, false);
    const fields = read(writer.take(200_000 * 12));
    assert.equal(fields.length, 200_000);
    assert.deepEqual(fields.at(-1), [199_999 * 12, 199_999 * 12 + 10, false]);
  });

  it('are not kept for a chunk of more than 32 MB', () => {
    const writer = new FieldOffsetsWriter();
    writer.begin(5);
    writer.add(5, 10, false);
    writer.add(40 * MB, 40 * MB + 10, false);
    assert.equal(writer.take(41 * MB), undefined);
    writer.begin(5);
    writer.add(5, 10, false);
    assert.deepEqual(read(writer.take(32 * MB + 5)), [[0, 5, false]]);
  });
});
