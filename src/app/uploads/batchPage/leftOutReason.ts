import { t } from '@vscode/l10n';
import { fileName } from '../../../common/fileName';
import { percent } from '../../../common/format';
import { compact } from '../../../common/records';
import type { LeftOutFile } from '../../../upload/jobTypes';
import { keepsOutText, roleUnknownText } from '../../audiences/keepsOut';
import type { Batch } from '../batch/batch';
import { sendableGroups, type BatchGroup } from '../batch/batchGroup';
import { withoutPrevious, type BatchLine } from '../batch/batchLine';
import type { Choices } from '../choices/choices';
import { limitsOf } from '../choices/engineOptions';
import { keptDraftOf } from '../page/keptDraft';
import { takesNoIdentifiers } from '../target';
import { groupStop, invalidShare } from './batchView';
import { stopText } from './groupWarnings';

/**
 * What of a batch isn't sent, with the reasons; for the records of what is. `nameOf`: the name of a
 * segment, as far as it is known.
 */
export function leftOutOfBatch(
  batch: Pick<Batch, 'groups' | 'options' | 'isOneFile'>,
  nameOf: (into: NonNullable<Choices['into']>) => string | undefined,
): LeftOutFile[] {
  const sent = new Set(sendableGroups(batch.groups).map(({ group }) => group.id));
  const isSent = (uri: string): boolean =>
    batch.groups.some(
      ({ id, lines }) =>
        sent.has(id) &&
        lines.some(({ isLeftOut, choices }) => !isLeftOut && choices.files[0].uri === uri),
    );
  return batch.groups.flatMap((group) =>
    group.lines
      .filter(({ isLeftOut }) => isLeftOut || !sent.has(group.id))
      .map((line) => {
        const { files, into } = line.choices;
        const choices = choicesLater(line, group);
        return compact<LeftOutFile>({
          uri: files[0].uri,
          segment:
            batch.isOneFile && into ? { id: into.segmentId, name: nameOf(into) ?? '' } : undefined,
          reason: reasonLeftOut(line, group, isSent),
          draft: choices && keptDraftOf({ choices, options: batch.options }),
        });
      }),
  );
}

/** How a line can be sent after all; undefined where its segment takes nothing. */
function choicesLater({ choices, held }: BatchLine, { failure }: BatchGroup): Choices | undefined {
  if (failure && takesNoIdentifiers(failure)) return undefined;
  // Then the segment has what is sent now. People aren't let back in by a removal.
  const later = withoutPrevious(choices);
  return held === 'keepOut' ? { ...later, operation: 'add' } : later;
}

/** Why a line of a batch isn't sent, in a sentence for the report of the others. */
export function reasonLeftOut(
  line: Omit<BatchLine, 'id'>,
  group: Pick<BatchGroup, 'failure' | 'draft'>,
  isSent: (uri: string) => boolean,
): string {
  const { choices, stop, held, replacedBy } = line;
  // What a file contains isn't known to be wrong until it has a segment.
  if (stop && !(stop.kind === 'needs' && stop.missing === 'type'))
    return stopText(stop, choices.files[0]);
  if (!choices.into) return t('No segment chosen.');
  if (group.failure) return group.failure.message;
  if (held) return held === 'keepOut' ? keepsOutText() : roleUnknownText();
  if (replacedBy !== undefined && isSent(replacedBy))
    return t('{0} updates this segment instead.', fileName(replacedBy).forTree());
  if (!line.isLeftOut) {
    const inGroup = groupStop(group);
    if (inGroup) return stopText(inGroup);
  }
  const invalid = invalidShare(line) ?? 0;
  return invalid > limitsOf(choices).maxRefused
    ? t('{0} invalid: left out.', percent(Math.round(invalid * 100) / 100))
    : t('Not selected.');
}
