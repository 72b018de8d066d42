import { fileNames } from '../../../common/fileName';
import { present } from '../../../common/records';
import { resultText, rowsEquation, tooManyInvalidText } from '../messages';
import { outcomeOf, type Outcome } from '../outcome';
import { namesOf, type Receipt } from '../receipt/receipt';
import { updateEquations, withoutCountsText } from '../update/updateReport';
import { noteLines } from '../words/reportNotes';

/**
 * How an upload ended, in lines for a task or the terminal. `shortfall`: what is wrong though each
 * request was answered, the last line.
 */
export function uploadResult(
  receipt: Receipt,
  maxInvalid: number,
): { outcome: Outcome; lines: string[]; shortfall?: string } {
  const { files = [], error, finishedAt } = receipt;
  const outcome = outcomeOf(receipt, maxInvalid);
  const shortfall =
    outcome === 'refused-too-much'
      ? tooManyInvalidText(receipt, maxInvalid)
      : outcome === 'incomplete' && !error
        ? withoutCountsText(receipt)
        : undefined;
  const [file, target] = [fileNames(files), namesOf(receipt).segment].map((name) =>
    name.forTerminal(),
  );
  return {
    outcome,
    lines: present([
      resultText(receipt, file, target, Date.parse(finishedAt), files.length),
      rowsEquation(receipt),
      ...updateEquations(receipt),
      ...noteLines(receipt),
      shortfall,
    ]),
    shortfall,
  };
}
