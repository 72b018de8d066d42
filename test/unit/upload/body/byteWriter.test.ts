import assert from 'node:assert/strict';
import { ByteWriter } from '../../../../src/upload/body/byteWriter';

const written = (out: ByteWriter): string => out.bytes.toString('latin1', 0, out.length);

describe('ByteWriter', () => {
  it('writes one after another, and keeps what it has when it grows', () => {
    const out = new ByteWriter(1);
    const pieces = ['first', 'x'.repeat(300_000), 'last'];
    for (const piece of pieces) out.put(Buffer.from(piece));
    assert.equal(written(out), pieces.join(''));
  });

  it('makes room before a caller writes by itself', () => {
    const out = new ByteWriter(0);
    out.put(Buffer.from('a'));
    out.ensure(1_000_000);
    assert.ok(out.bytes.length >= 1_000_001);
    assert.equal(written(out), 'a');
  });

  it('writes into memory that threads share, of whole steps, so that a similar body fits it', () => {
    const { buffer } = new ByteWriter(300_000).bytes;
    assert.ok(buffer instanceof SharedArrayBuffer);
    assert.equal(buffer.byteLength, 512 * 1024);
  });

  it('uses memory again where it holds what is needed, and no other', () => {
    const memory = new SharedArrayBuffer(1_000);
    assert.equal(new ByteWriter(1_000, memory).bytes.buffer, memory);
    assert.notEqual(new ByteWriter(1_001, memory).bytes.buffer, memory);
  });
});
