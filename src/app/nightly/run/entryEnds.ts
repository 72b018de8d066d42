import { t } from '@vscode/l10n';
import type { Segment } from '../../../api/apiTypes';
import type { Failure } from '../../../common/failure';
import { OutsideText } from '../../../common/outsideText';
import { compact } from '../../../common/records';
import { outcomeOfFailure } from '../../uploads/outcome';
import type { NightlyEntry } from '../file/nightlyFile';
import type { NightEntry } from '../report/nightReport';

/** What an entry has in a report, however it ends. */
export type EntryFacts = Pick<
  NightEntry,
  'segmentId' | 'segment' | 'operation' | 'files' | 'notes' | 'unchangedSince'
>;

/** `segment`: if it was found. `files`: if they were. */
export function factsOf(
  { id, name, operation, files: written }: NightlyEntry,
  segment?: Segment,
  files = written,
): EntryFacts {
  const found = segment?.name?.forTree();
  const own = name === undefined ? undefined : OutsideText.name(name).forTree();
  const isOther = own !== undefined && found !== undefined && found !== own;
  return compact<EntryFacts>({
    ...{ segmentId: id, segment: found ?? own, operation, files },
    notes: isOther
      ? [t('Named “{0}” in the nightly file, and “{1}” at Criteo.', own, found)]
      : undefined,
  });
}

/** Nothing was sent, because of a failure. */
export function stoppedBy(facts: EntryFacts, failure: Failure): NightEntry {
  return {
    ...facts,
    ...{ state: 'stopped', outcome: outcomeOfFailure(failure), error: failure.toJSON() },
  };
}

/** It was sent before, at that time (ISO 8601). */
export function upToDate(facts: EntryFacts, sentAt: string): NightEntry {
  return { ...facts, state: 'up-to-date', outcome: 'finished', sentAt };
}

/** The run ended before its turn. `deadline`: it had passed (ISO 8601). */
export function notBegun(facts: EntryFacts, deadline?: string): NightEntry {
  return { ...facts, state: 'not-begun', outcome: 'gave-up', ...(deadline && { deadline }) };
}
