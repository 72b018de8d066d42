import * as assert from 'node:assert/strict';
import {
  Fingerprinter,
  FingerprintSet,
  ignoresCase,
  isCaseSensitive,
} from '../../../src/identifiers/fingerprints';
import { VALUE_FORMATS } from '../../../src/identifiers/identifierTypes';
import { seeded } from './random';

describe('Fingerprints', () => {
  it('match the published 64-bit vectors of HalfSipHash 2-4', () => {
    // github.com/veorq/SipHash, vectors_hsip64: key 00…07, messages 00, 00 01, …
    const published: Record<number, string> = {
      0: '218d1f59b9b83cc8',
      1: 'be552412f8387315',
      2: '064f39ef7c50eb57',
      3: 'ce0f1a45f7060679',
      4: 'd5e78a175be52ea1',
      7: 'ff202728b07bc684',
      8: 'edfee820bce4858c',
      62: 'f90b3ab572d46693',
      63: '2ea63c71bf326087',
    };
    const fingerprinter = new Fingerprinter(
      Uint8Array.from({ length: 8 }, (_, i) => i),
      2,
      4,
    );
    const bytes = Uint8Array.from({ length: 70 }, (_, i) => i - 3);
    for (const [length, hex] of Object.entries(published)) {
      fingerprinter.of(bytes, 3, 3 + Number(length));
      assert.equal(
        Buffer.from(fingerprinter.result.buffer).toString('hex'),
        hex,
        `length ${length}`,
      );
    }
  });

  const of = (fingerprinter: Fingerprinter, text: string, foldCase = false) => {
    const bytes = Buffer.from(text);
    fingerprinter.of(bytes, 0, bytes.length, foldCase);
    return Buffer.from(fingerprinter.result.buffer).toString('hex');
  };

  it('ignore case on request, whatever the length, and differ by key', () => {
    const one = new Fingerprinter();
    for (const text of ['A', 'AB', 'ABC', 'ABCD', '6F9619FF-8B86-D011-B42D-00CF4FC964FF']) {
      assert.equal(of(one, text, true), of(one, text.toLowerCase(), true));
      assert.notEqual(of(one, text), of(one, text.toLowerCase()));
    }
    assert.notEqual(of(one, 'abc'), of(new Fingerprinter(), 'abc'));
  });

  it('distribute structured values evenly over both halves', () => {
    const fingerprinter = new Fingerprinter(new Uint8Array(8));
    const buckets = [new Uint32Array(256), new Uint32Array(256)];
    for (let i = 0; i < 100_000; i++) {
      of(fingerprinter, `user${i}@example.com`);
      buckets[0][fingerprinter.result[0] >>> 24]++;
      buckets[1][fingerprinter.result[1] >>> 24]++;
    }
    for (const bucket of buckets) {
      const expected = 100_000 / 256;
      const chiSquare = bucket.reduce((sum, n) => sum + (n - expected) ** 2 / expected, 0);
      // 255 degrees of freedom: mean 255, standard deviation 22.6.
      assert.ok(chiSquare < 255 + 5 * 22.6, String(chiSquare));
    }
  });
});

describe('The case of identifiers', () => {
  it('distinguishes people only in ids issued by others, and duplicates in all but mobile ids', () => {
    assert.deepEqual(VALUE_FORMATS.filter(isCaseSensitive), ['cookieId', 'opaque']);
    assert.deepEqual(VALUE_FORMATS.filter(ignoresCase), ['mobileId']);
  });
});

describe('The set of fingerprints', () => {
  it('maps a fingerprint to its first row, as a Map does', () => {
    const random = seeded(3);
    const set = new FingerprintSet();
    const map = new Map<string, number>();
    for (let row = 0; row < 200_000; row++) {
      // A narrow range, so that there are duplicates, equal halves and the fingerprint 0, 0.
      const lo = Math.floor(random() * 400) * 0x00a00001;
      const hi = Math.floor(random() * 400) * 0x00a00001;
      const key = `${lo >>> 0}:${hi >>> 0}`;
      const first = map.get(key);
      assert.equal(set.add(lo >>> 0, hi >>> 0, row), first ?? -1, `row ${row}`);
      if (first === undefined) map.set(key, row);
    }
    assert.equal(set.size, map.size);
    assert.equal(set.add(0, 0, 7), map.get('0:0') ?? -1);
  });

  it('needs at most 24 bytes per entry while it grows', () => {
    const random = seeded(4);
    const set = new FingerprintSet();
    for (let row = 0; row < 400_000; row++) {
      set.add((random() * 0x100000000) >>> 0, (random() * 0x100000000) >>> 0, row);
      if (row > 100_000 && row % 20_000 === 0)
        assert.ok(set.bytes / set.size < 25, `${set.bytes / set.size} at ${row}`);
    }
  });

  it('accepts the largest row number', () => {
    const set = new FingerprintSet();
    assert.equal(set.add(1, 2, 0xfffffffe), -1);
    assert.equal(set.add(1, 2, 3), 0xfffffffe);
  });

  it('gives the same rows for many fingerprints at once as for one after the other', () => {
    const random = seeded(6);
    const count = 2000;
    const half = () => Uint32Array.from({ length: count }, () => Math.floor(random() * 30) << 24);
    const [lows, highs] = [half(), half()];
    const rows = Uint32Array.from({ length: count }, (_, i) => i * 3);
    const single = new FingerprintSet();
    const expected = Array.from(rows, (row, i) => single.add(lows[i], highs[i], row));
    const firsts = new Float64Array(count);
    const bulk = new FingerprintSet(count);
    bulk.addAll(lows, highs, rows, count, firsts);
    assert.deepEqual([...firsts], expected);
    assert.equal(bulk.size, single.size);
  });
});
