/**
 * Makes a screenshot small: a PNG of few colors, which suffice for a window of text, takes a third of
 * the one with all.
 */
import zlib from 'node:zlib';

interface Pixels {
  width: number;
  height: number;
  /** Red, green and blue of each pixel as one number: 0xRRGGBB. */
  colors: Uint32Array;
}

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const RGB = 2;
const INDEXED = 3;
const RGBA = 6;

/** The same picture with at most `count` colors (256 at most). Transparency is dropped. */
export function toIndexedPng(png: Buffer, count: number): Buffer {
  const { width, height, colors } = readPng(png);
  const counts = new Map<number, number>();
  for (const color of colors) counts.set(color, (counts.get(color) ?? 0) + 1);
  const palette = choosePalette(counts, count);
  const indexes = new Map([...counts.keys()].map((color) => [color, nearest(palette, color)]));
  // Two pixels in a byte, where that is enough for their colors.
  const depth = palette.length > 16 ? 8 : 4;
  const row = 1 + Math.ceil((width * depth) / 8);
  const rows = Buffer.alloc(row * height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const bits = x * depth;
      const shift = 8 - depth - (bits % 8);
      rows[y * row + 1 + (bits >> 3)] |= (indexes.get(colors[y * width + x]) ?? 0) << shift;
    }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([depth, INDEXED, 0, 0, 0], 8);
  const bytes = palette.flatMap((color) => [color >> 16, (color >> 8) & 255, color & 255]);
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('PLTE', Buffer.from(bytes)),
    chunk('IDAT', zlib.deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** The most frequent color, then again and again the frequent one that is farthest from all. */
function choosePalette(counts: ReadonlyMap<number, number>, size: number): number[] {
  const frequent = [...counts].sort(([, a], [, b]) => b - a);
  const palette = frequent.slice(0, 1).map(([color]) => color);
  const gaps = new Map(frequent.map(([color]) => [color, distance(color, palette[0])]));
  while (palette.length < size) {
    let [next, best] = [-1, 0];
    for (const [color, count] of frequent) {
      const score = (gaps.get(color) ?? 0) * Math.sqrt(count);
      if (score > best) [next, best] = [color, score];
    }
    if (next < 0) break;
    palette.push(next);
    for (const [color, gap] of gaps) gaps.set(color, Math.min(gap, distance(color, next)));
  }
  return palette;
}

function nearest(palette: readonly number[], color: number): number {
  let [index, best] = [0, Infinity];
  palette.forEach((candidate, at) => {
    const gap = distance(candidate, color);
    if (gap < best) [index, best] = [at, gap];
  });
  return index;
}

function distance(a: number, b: number): number {
  const red = (a >> 16) - (b >> 16);
  const green = ((a >> 8) & 255) - ((b >> 8) & 255);
  const blue = (a & 255) - (b & 255);
  return red * red + green * green + blue * blue;
}

/** Reads what Chromium writes: 8 bits a channel, not interlaced. */
function readPng(png: Buffer): Pixels {
  const data: Buffer[] = [];
  let [width, height, channels] = [0, 0, 0];
  for (let at = SIGNATURE.length; at < png.length;) {
    const length = png.readUInt32BE(at);
    const type = png.toString('latin1', at + 4, at + 8);
    const content = png.subarray(at + 8, at + 8 + length);
    if (type === 'IHDR') {
      [width, height] = [content.readUInt32BE(0), content.readUInt32BE(4)];
      channels = { [RGB]: 3, [RGBA]: 4 }[content[9]] ?? 0;
      if (content[8] !== 8 || channels === 0 || content[12] !== 0)
        throw new Error('This kind of PNG isn’t supported.');
    }
    if (type === 'IDAT') data.push(content);
    at += length + 12;
  }
  const bytes = unfilter(zlib.inflateSync(Buffer.concat(data)), width * channels, height, channels);
  const colors = Uint32Array.from(
    { length: width * height },
    (_, n) =>
      (bytes[n * channels] << 16) | (bytes[n * channels + 1] << 8) | bytes[n * channels + 2],
  );
  return { width, height, colors };
}

/** Undoes the filter of each row (PNG specification, 9.2). `row`: bytes of a row. */
function unfilter(filtered: Buffer, row: number, height: number, channels: number): Buffer {
  const bytes = Buffer.alloc(row * height);
  for (let y = 0; y < height; y++) {
    const filter = filtered[y * (row + 1)];
    for (let x = 0; x < row; x++) {
      const at = y * row + x;
      const left = x < channels ? 0 : bytes[at - channels];
      const up = y === 0 ? 0 : bytes[at - row];
      const corner = x < channels || y === 0 ? 0 : bytes[at - row - channels];
      const predicted = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter];
      bytes[at] = (filtered[y * (row + 1) + 1 + x] + predicted) & 255;
    }
  }
  return bytes;
}

function paeth(left: number, up: number, corner: number): number {
  const estimate = left + up - corner;
  const gaps = [left, up, corner].map((value) => Math.abs(estimate - value));
  const least = Math.min(...gaps);
  return [left, up, corner][gaps.indexOf(least)];
}

function chunk(type: string, content: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), content]);
  const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(content.length);
  checksum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, checksum]);
}

/** `zlib.crc32` needs a later Node.js than this project. */
function crc32(bytes: Buffer): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}
