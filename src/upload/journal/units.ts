import type { ValueFormat } from '../../identifiers/identifierTypes';
import type { PlannedChunk } from '../uploadTypes';

/**
 * Which of a row's identifiers a call carries: the form as given, or another form of it (a removal
 * with `forms: 'all'`).
 */
export type Slot = 'given' | ValueFormat;

/**
 * What one call carries: the identifiers [from, to) of a chunk, in one slot. At first each chunk is
 * one unit a slot; a body that was too large or stalled is cut in two.
 */
export interface Unit {
  chunk: number;
  slot: Slot;
  from: number;
  to: number;
}

/** The name of a unit in the journal. */
export function unitKey(unit: Unit): string {
  return `${unit.chunk}.${unit.slot}.${unit.from}-${unit.to}`;
}

/** Reads a unit's name; undefined where it is none. */
export function parseUnit(key: string): Unit | undefined {
  const match = /^(\d+)\.([A-Za-z0-9]+)\.(\d+)-(\d+)$/.exec(key);
  if (match === null) return undefined;
  return {
    chunk: Number(match[1]),
    slot: match[2] as Slot,
    from: Number(match[3]),
    to: Number(match[4]),
  };
}

export function unitSize(unit: Unit): number {
  return unit.to - unit.from;
}

/** Two halves; undefined where there is nothing to halve. */
export function halves(unit: Unit): [Unit, Unit] | undefined {
  const size = unitSize(unit);
  if (size < 2) return undefined;
  const middle = unit.from + Math.ceil(size / 2);
  return [
    { ...unit, to: middle },
    { ...unit, from: middle },
  ];
}

/** The calls of a plan, in the order of the file. */
export function unitsOf(chunks: readonly PlannedChunk[]): Unit[] {
  const units: Unit[] = [];
  chunks.forEach((chunk, index) => {
    if (chunk.identifiers > 0)
      units.push({ chunk: index, slot: 'given', from: 0, to: chunk.identifiers });
    for (const [form, count] of Object.entries(chunk.others ?? {})) {
      if (count > 0) units.push({ chunk: index, slot: form as ValueFormat, from: 0, to: count });
    }
  });
  return units;
}
