import { isDeepStrictEqual } from 'node:util';
import { t } from '@vscode/l10n';
import { peopleText } from '../../common/counts';
import { count, duration, percent, wholeDuration } from '../../common/format';
import { fileNameOf, fileNamesOf } from '../../common/messageText';
import { optionName, optionValue } from '../../common/optionNames';
import { plainName } from '../../csv/columnNames';
import type { IdentifierType } from '../../identifiers/identifierTypes';
import type { Permission } from '../permissions';
import { UploadError, type ListStop } from '../uploadError';
import type { PreviousCounts } from '../uploadTypes';
import {
  isKeptOut,
  type FreshList,
  type PlannedSuppression,
  type ReadSuppressionList,
  type SuppressionStop,
} from './suppressionTypes';

/** From which ratio and number of people on a list a list is probably the wrong one. */
const MAX_SUPPRESSED = { ratio: 0.1, people: 100 };
/** The ratio of a list's fields that may be unreadable: of less than 100, none. */
const MAX_UNREADABLE = 0.01;

/** What decides whether suppression lists stop an upload. */
export interface StopFacts {
  lists: readonly FreshList[];
  /** Lists that earlier uploads used, and this one isn't given. */
  lacking: readonly { path: string }[];
  isRequired: boolean;
  allowed: readonly Permission[];
  /** Milliseconds since 1970. */
  now: number;
  /** Once lists and files have been read. */
  read?: Pick<PlannedSuppression, 'inFiles' | 'inPrevious'> & {
    isPartlyCompared: boolean;
    types: readonly IdentifierType[];
    counts: { distinct: number; previous?: PreviousCounts };
  };
}

/** Why something stops an upload; undefined if it doesn't. */
export function stopError(stop: SuppressionStop, facts: StopFacts): UploadError | undefined {
  const found = factOf(stop, facts);
  return (
    found &&
    new UploadError(stop, t('Nothing was sent. {0} {1}', found.fact, wayOn(stop, facts)), {
      stop: found,
    })
  );
}

function wayOn(stop: SuppressionStop, { lists }: StopFacts): string {
  const allow = optionValue('allow', stop);
  if (stop === 'suppression-not-comparable')
    return lists.every(({ columns }) => columns !== undefined)
      ? t('Use one that has such identifiers, or allow it once ({0}).', allow)
      : t('Use one that has such identifiers, name its column, or allow it once ({0}).', allow);
  const isGiven = lists.some(({ failure }) => failure !== undefined);
  return stop === 'suppression-missing' && !isGiven
    ? t('Use it, too ({0}), or allow it once ({1}).', optionName('suppress'), allow)
    : t('Check the suppression list, or allow it once ({0}).', allow);
}

function factOf(stop: SuppressionStop, facts: StopFacts): ListStop | undefined {
  const { lists, now } = facts;
  switch (stop) {
    case 'suppression-missing':
      return missingFact(facts);
    case 'suppression-unreadable':
      return lists
        .map((list) => unreadableFact(list, facts.read?.types ?? []))
        .find((fact) => fact !== undefined);
    case 'suppression-empty': {
      const isNeeded = (list: ReadSuppressionList): boolean =>
        (list.peopleBefore ?? 0) > 0 || (facts.isRequired && !isKeptOut(list));
      const empty = lists.filter((list) => !list.failure && list.people === 0 && isNeeded(list));
      return facts.read && empty.length > 0
        ? stopOf(empty, t('{0} has no one in it, though it should.', namesOf(empty)))
        : undefined;
    }
    case 'suppression-stale': {
      const stale = lists.find(
        ({ modifiedAt = now, maxAge = Infinity }) => now - modifiedAt > maxAge,
      );
      if (!stale) return undefined;
      const { path, modifiedAt = now, maxAge = 0 } = stale;
      const ages = [duration(now - modifiedAt), wholeDuration(maxAge)];
      return stopOf(
        [stale],
        t('{0} was written {1} ago, the limit is {2}.', fileNameOf(path), ...ages),
      );
    }
    case 'suppression-shrunk': {
      const shrunk = lists.find(hasShrunk);
      if (!shrunk) return undefined;
      const { path, people, peopleBefore = 0 } = shrunk;
      const figures = [peopleText(people), count(peopleBefore)];
      return stopOf(
        [shrunk],
        t('{0} has {1}, and had {2} at its last use.', fileNameOf(path), ...figures),
      );
    }
    case 'suppression-not-comparable': {
      if (facts.read?.isPartlyCompared !== true) return undefined;
      const some = lists.filter(
        ({ notComparable, compared, failure }) =>
          !failure && (notComparable > 0 || compared.length === 0),
      );
      return stopOf(
        some,
        t(
          'People in {0} can’t be compared with the file: they have no identifier of its type, or another hash format.',
          namesOf(some),
        ),
      );
    }
    case 'too-many-suppressed': {
      const fact = tooManyText(facts);
      return fact === undefined ? undefined : stopOf(lists, fact);
    }
  }
}

type Named = Pick<ReadSuppressionList, 'path'>;

function stopOf(lists: readonly Named[], fact: string): ListStop {
  return { fact, lists: lists.map(({ path }) => path) };
}

function namesOf(lists: readonly Named[]): string {
  return fileNamesOf(lists.map(({ path }) => ({ uri: path })));
}

function missingFact({ lists, lacking, isRequired }: StopFacts): ListStop | undefined {
  const failed = lists.filter(({ failure }) => failure !== undefined);
  const [first] = failed;
  if (failed.length > 0)
    return stopOf(
      failed,
      failed.length > 1
        ? t('Suppression lists aren’t there, or can’t be read: {0}.', namesOf(failed))
        : first.failure === 'missing'
          ? t('The suppression list {0} isn’t there.', fileNameOf(first.path))
          : first.reason === undefined
            ? t('The suppression list {0} can’t be read.', fileNameOf(first.path))
            : t(
                'The suppression list {0} can’t be read: {1}',
                fileNameOf(first.path),
                first.reason,
              ),
    );
  if (lacking.length > 0)
    return stopOf(
      [],
      t(
        'Earlier uploads to this segment used the suppression list {0}, and this one doesn’t.',
        namesOf(lacking),
      ),
    );
  return isRequired && lists.every(isKeptOut)
    ? stopOf([], t('No suppression list is given ({0}).', optionName('suppress')))
    : undefined;
}

/** Fields of these types count, which are compared: whoever is in the others is sent. */
function unreadableFact(list: FreshList, types: readonly IdentifierType[]): ListStop | undefined {
  const { path, fields, columns = [], compared, before } = list;
  if (!fields) return undefined;
  const name = fileNameOf(path);
  const names = before?.compared ?? [];
  if (
    columns.some((one) => typeof one === 'number') &&
    isDeepStrictEqual(columns, before?.columns) &&
    names.some((one, i) => one !== '' && plainName(one) !== plainName(compared[i] ?? ''))
  ) {
    const known = names.filter((one) => one !== '').join(', ');
    return stopOf(
      [list],
      t('Columns of {0} by number are no longer those they were: {1}.', name, known),
    );
  }
  const counted = fields.filter(({ type }) => types.includes(type));
  const filled = counted.reduce((sum, one) => sum + one.filled, 0);
  const unreadable = counted.reduce((sum, one) => sum + one.unreadable, 0);
  if (unreadable <= filled * MAX_UNREADABLE) return undefined;
  const line = Math.min(...counted.map((one) => one.line ?? Infinity));
  const figures = [count(unreadable), count(filled), name, count(line)];
  return stopOf(
    [list],
    t('Entries of {2} can’t be read: {0} of {1}, the first on line {3}.', ...figures),
  );
}

/**
 * Such lists grow: one that shrinks may be cut off. Of up to 100 people, 10 % may come off it, and one always;
 * of up to 1,000, 10 people; of more, 1 %.
 */
function hasShrunk({ people, peopleBefore = 0, failure }: ReadSuppressionList): boolean {
  const fewer = peopleBefore - people;
  return (
    failure === undefined &&
    people > 0 &&
    fewer > Math.max(1, peopleBefore * 0.01, Math.min(10, peopleBefore * 0.1))
  );
}

function tooManyText({ lists, read }: StopFacts): string | undefined {
  if (!read) return undefined;
  const { inFiles, inPrevious = 0, counts } = read;
  const { previous } = counts;
  const others = previous
    ? previous.still + previous.removed + previous.shared + previous.notComparable
    : 0;
  const names = namesOf(lists);
  const ofFile = shareOf(inFiles, counts.distinct);
  if (ofFile !== undefined)
    return t('On {2}: {0} in the file, {1} of all.', peopleText(inFiles), ofFile, names);
  const ofPrevious = shareOf(inPrevious, others);
  return (
    ofPrevious &&
    t('On {2}: {0} in the previous file, {1} of all.', peopleText(inPrevious), ofPrevious, names)
  );
}

/** The share of suppressed people if there are too many. */
function shareOf(suppressed: number, others: number): string | undefined {
  const ratio = suppressed / (suppressed + others);
  return suppressed > MAX_SUPPRESSED.people && ratio > MAX_SUPPRESSED.ratio
    ? percent(ratio)
    : undefined;
}
