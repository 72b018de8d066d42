import { t } from '@vscode/l10n';
import { Failure } from '../../../common/failure';
import { compact, isRecord } from '../../../common/records';
import { knownType } from '../../../identifiers/identifierTypes';
import type { KeptDraft } from '../../../webview/protocol';
import type { AccountHandle } from '../../accounts/account';
import { UPLOAD_CHOICES, type Choices, type RememberChoice } from '../choices/choices';
import { givenOf, namesIn, namesOf } from '../choices/choiceTable';
import { fileChoice, readingOf, type FileChoice } from '../choices/fileChoice';
import { validChoices } from '../choices/request';
import type { Draft } from '../draft/draft';

const KEPT = UPLOAD_CHOICES.filter((name) => namesIn('page').some((kept) => kept === name));

/** What a page keeps of a draft over a reload. */
export function keptDraftOf({
  choices,
  options: { checks, undoes, isEntry },
}: Pick<Draft, 'choices' | 'options'>): KeptDraft {
  const { files, into, identifierType, previous, remember } = choices;
  return {
    ...givenOf(choices, KEPT),
    // What else was allowed is asked again: the file or the segment may be another one then.
    allow: choices.allow?.filter((one) => one === 'remove-shared'),
    files: files.map(fileKept),
    previous: previous?.map(fileKept),
    checks,
    isEntry,
    undoes: undoes?.jobId,
    accountKey: into?.account.key,
    segmentId: into?.segmentId,
    identifierType,
    remember,
  };
}

function fileKept({ uri, ...reading }: FileChoice): object {
  return { uri, ...readingOf(reading) };
}

/** The failure of a page whose kept draft, or one of several, can't be restored. */
export function requireKept<T>(restored: T | undefined): T {
  if (restored !== undefined) return restored;
  throw new Failure(
    'unknown-draft',
    t('This upload can’t be restored. Close the page, and upload the file again.'),
  );
}

/**
 * The choices of a kept draft, which may be anything: undefined without a file, and whatever isn't
 * valid is left out. `accountByKey`: the account if it is still shown; without it, the segment has
 * to be chosen again.
 */
export function choicesOfKept(
  kept: unknown,
  accountByKey: (key: string) => AccountHandle | undefined,
): { choices: Choices; checks: boolean } | undefined {
  if (!isRecord(kept)) return undefined;
  // A Replace with one of its files missing would lose people.
  const files = filesOfKept(kept.files);
  if (!files || files.length === 0) return undefined;
  const { accountKey, segmentId, remember } = kept;
  const account = typeof accountKey === 'string' ? accountByKey(accountKey) : undefined;
  const into =
    account && typeof segmentId === 'string' && segmentId !== ''
      ? { account, segmentId }
      : undefined;
  const type = kept.identifierType;
  const identifierType = typeof type === 'string' ? knownType(type) : undefined;
  // One that isn't valid has to be chosen again: without it, people would stay.
  const previous = filesOfKept(kept.previous);
  return {
    choices: compact<Choices>({
      ...validChoices(kept, KEPT),
      files,
      into,
      identifierType,
      previous,
      remember: isRecord(remember) ? rememberChoice(remember) : undefined,
    }),
    checks: kept.checks === true,
  };
}

/** Undefined unless each of them is valid. */
function filesOfKept(kept: unknown): FileChoice[] | undefined {
  if (!Array.isArray(kept)) return undefined;
  const files = kept.flatMap((file: unknown) => {
    if (!isRecord(file) || typeof file.uri !== 'string' || file.uri === '') return [];
    return fileChoice(file.uri, validChoices(file, namesOf('file')));
  });
  return files.length === kept.length ? files : undefined;
}

function rememberChoice({ isOff, patterns }: Record<string, unknown>): RememberChoice {
  return compact<RememberChoice>({
    isOff: typeof isOff === 'boolean' ? isOff : undefined,
    patterns: Array.isArray(patterns)
      ? patterns.filter((one): one is string => typeof one === 'string')
      : undefined,
  });
}
