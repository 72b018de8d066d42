import { t } from '@vscode/l10n';
import type { Segment } from '../../../api/apiTypes';
import { detailsOf, nameOf, plainSegment } from '../../../app/segments/labels';
import type { Result } from '../../output/reporter';

/** For a segment that is given by its name. */
export interface ByName {
  retailer?: string;
}

export function retailerHelp(): string {
  return t('ID or name of the retailer, if a name isn’t unique');
}

export function segmentHelp(): string {
  return t('ID or exact name of the segment');
}

export function confirmHelp(): string {
  return t('the account ID, to confirm without a prompt');
}

/** A segment's details. */
export function segmentResult(segment: Segment): Result {
  return {
    document: { segment: plainSegment(segment) },
    lines: [
      nameOf(segment).forTerminal(),
      ...detailsOf(segment, undefined).map(({ label, value }) =>
        t('{0}: {1}', label, value.forTerminal()),
      ),
    ],
  };
}
