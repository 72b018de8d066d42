import type { ValueFormat } from '../../identifiers/identifierTypes';
import type { PlannedChunk } from '../uploadTypes';

/**
 * Which identifiers of each row a request contains: in its given format, in another hash format (a
 * remove in more formats than the given one), or in every format (what is removed after the adds).
 * `together`: all that is removed of a person (`PlannedChunk.together`). `otherCase`, `everyOtherCase`: the other spellings of mobile IDs that are removed.
 */
export type SliceFormat =
  | 'given'
  | 'every'
  | 'together'
  | ValueFormat
  | 'otherCase'
  | 'everyOtherCase';

/**
 * The content of one request: the identifiers [from, to) of a chunk in one format. Initially each
 * chunk is one slice per format; a body that was too large or stalled is split in two.
 */
export interface ChunkSlice {
  chunk: number;
  format: SliceFormat;
  from: number;
  to: number;
}

/** Whether a slice has rows as they are given. */
export function isGiven({ format }: Pick<ChunkSlice, 'format'>): boolean {
  return format === 'given' || format === 'together';
}

/** Whether a slice has people who left, or who are suppressed: they are removed after the adds. */
export function isRemoval({ format }: Pick<ChunkSlice, 'format'>): boolean {
  return format === 'every' || format === 'everyOtherCase';
}

/** Whether a slice has other spellings of what is in another one. */
export function isOtherSpelling({ format }: Pick<ChunkSlice, 'format'>): boolean {
  return format === 'otherCase' || format === 'everyOtherCase';
}

/** The name of a slice in the journal. */
export function sliceKey(slice: ChunkSlice): string {
  return `${slice.chunk}.${slice.format}.${slice.from}-${slice.to}`;
}

/** Parses a slice's name; undefined if it isn't one. */
export function parseSliceKey(key: string): ChunkSlice | undefined {
  const match = /^(\d+)\.([A-Za-z0-9]+)\.(\d+)-(\d+)$/.exec(key);
  if (match === null) return undefined;
  return {
    chunk: Number(match[1]),
    format: match[2] as SliceFormat,
    from: Number(match[3]),
    to: Number(match[4]),
  };
}

export function sliceSize(slice: ChunkSlice): number {
  return slice.to - slice.from;
}

/** Two halves; undefined for a single identifier. */
export function halveSlice(slice: ChunkSlice): [ChunkSlice, ChunkSlice] | undefined {
  const size = sliceSize(slice);
  if (size < 2) return undefined;
  const middle = slice.from + Math.ceil(size / 2);
  return [
    { ...slice, to: middle },
    { ...slice, from: middle },
  ];
}

/** The slices of a plan, in file order. */
export function slicesOf(chunks: readonly PlannedChunk[]): ChunkSlice[] {
  const slices: ChunkSlice[] = [];
  chunks.forEach((chunk, index) => {
    if (chunk.together) {
      const others = Object.values(chunk.others ?? {}).reduce((sum, count) => sum + count, 0);
      const to = chunk.identifiers + others;
      if (to > 0) slices.push({ chunk: index, format: 'together', from: 0, to });
      return;
    }
    if (chunk.identifiers > 0)
      slices.push({
        chunk: index,
        format: mainSlice(chunk),
        from: 0,
        to: chunk.identifiers,
      });
    for (const [format, count] of Object.entries(chunk.others ?? {}))
      slices.push(...otherSlices(index, chunk, format as OtherFormat, count));
  });
  return slices;
}

/** The format of the slice that has a chunk's identifiers. */
export function mainSlice({ removes, together }: PlannedChunk): SliceFormat {
  return together ? 'together' : removes ? 'every' : 'given';
}

type OtherFormat = keyof NonNullable<PlannedChunk['others']>;

/** As many as it takes: a mobile ID may have two other spellings. */
function otherSlices(
  chunk: number,
  { identifiers, removes }: PlannedChunk,
  other: OtherFormat,
  count: number,
): ChunkSlice[] {
  const format = other === 'otherCase' && removes ? 'everyOtherCase' : other;
  const slices: ChunkSlice[] = [];
  const most = identifiers || count;
  for (let from = 0; from < count; from += most)
    slices.push({ chunk, format, from, to: Math.min(count, from + most) });
  return slices;
}
