import type { ValueFormat } from '../../identifiers/identifierTypes';
import type { PlannedChunk } from '../uploadTypes';

/**
 * Which identifier of each row a request contains: in its given format, or in another hash format
 * (a remove with `forms: 'all'`).
 */
export type SliceFormat = 'given' | ValueFormat;

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

/** The name of a slice in the journal. */
export function sliceKey(unit: ChunkSlice): string {
  return `${unit.chunk}.${unit.format}.${unit.from}-${unit.to}`;
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

export function sliceSize(unit: ChunkSlice): number {
  return unit.to - unit.from;
}

/** Two halves; undefined for a single identifier. */
export function halveSlice(unit: ChunkSlice): [ChunkSlice, ChunkSlice] | undefined {
  const size = sliceSize(unit);
  if (size < 2) return undefined;
  const middle = unit.from + Math.ceil(size / 2);
  return [
    { ...unit, to: middle },
    { ...unit, from: middle },
  ];
}

/** The slices of a plan, in file order. */
export function slicesOf(chunks: readonly PlannedChunk[]): ChunkSlice[] {
  const units: ChunkSlice[] = [];
  chunks.forEach((chunk, index) => {
    if (chunk.identifiers > 0)
      units.push({ chunk: index, format: 'given', from: 0, to: chunk.identifiers });
    for (const [form, count] of Object.entries(chunk.others ?? {})) {
      if (count > 0) units.push({ chunk: index, format: form as ValueFormat, from: 0, to: count });
    }
  });
  return units;
}
