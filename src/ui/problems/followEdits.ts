import type { Place } from '../../csv/csvTypes';

/** One edit of a document: the range that it replaced, and the new text. Positions are zero-based. */
export interface Edit {
  startLine: number;
  startColumn: number;
  endLine: number;
  endColumn: number;
  text: string;
}

/**
 * The place after an edit; undefined if the edit touched it, because a changed value is no longer
 * the one with the problem.
 */
export function followEdits(place: Place, edit: Edit): Place | undefined {
  if (isBefore(place.endLine, place.endColumn, edit.startLine, edit.startColumn)) return place;
  const after =
    edit.endLine < place.line ||
    (edit.endLine === place.line && edit.endColumn <= place.startColumn);
  const touches =
    edit.endLine === place.line &&
    edit.endColumn === place.startColumn &&
    !endsLine(edit) &&
    !startsAtLine(edit);
  if (!after || touches) return undefined;
  const lines = edit.text.split(/\r\n|\r|\n/);
  const lineShift = lines.length - 1 - (edit.endLine - edit.startLine);
  const columnShift = edit.endLine === place.line ? lastColumn(lines, edit) - edit.endColumn : 0;
  return {
    line: place.line + lineShift,
    startColumn: place.startColumn + columnShift,
    endLine: place.endLine + lineShift,
    endColumn: place.endColumn + (place.endLine === place.line ? columnShift : 0),
  };
}

function isBefore(line: number, column: number, otherLine: number, otherColumn: number): boolean {
  return line < otherLine || (line === otherLine && column < otherColumn);
}

/** Inserts or deletes whole lines before a field, which leaves the field itself untouched. */
function endsLine(edit: Edit): boolean {
  return /[\r\n]$/.test(edit.text) || (edit.text === '' && edit.endColumn === 0);
}

function startsAtLine(edit: Edit): boolean {
  return (
    edit.startColumn === 0 &&
    edit.endColumn === 0 &&
    edit.startLine < edit.endLine &&
    edit.text === ''
  );
}

function lastColumn(lines: readonly string[], edit: Edit): number {
  const last = lines[lines.length - 1].length;
  return lines.length === 1 ? edit.startColumn + last : last;
}
