import { ENCODINGS, type Dialect } from '../../../csv/csvTypes';
import { DELIMITERS } from '../../../csv/delimiter';
import { HASHES, knownType } from '../../../identifiers/identifierTypes';
import { FORMS } from '../../../upload/comparableFormats';
import { OPERATIONS } from '../../../upload/uploadTypes';
import type { KeptDraft } from '../../../webview/protocol';
import type { AccountHandle } from '../../accounts/account';
import type { Choices, FileChoice, RememberChoice, UpdateChoices } from '../choices';
import type { Draft } from '../draft/draft';

/** A column's number, or its name. */
const LONGEST_NAME = 1000;

/** What a page keeps of a draft over a reload. */
export function keptDraftOf({
  choices,
  options: { checks, undoes },
}: Pick<Draft, 'choices' | 'options'>): KeptDraft {
  const { files, into, identifierType, operation, hash, formats, update, keep, remember } = choices;
  return {
    files: files.map(fileKept),
    ...(checks && { checks }),
    ...(undoes && { undoes: undoes.jobId }),
    ...(into && { accountKey: into.account.key, segmentId: into.segmentId }),
    ...(identifierType && { identifierType }),
    ...(operation && { operation }),
    ...(hash && { hash }),
    ...(formats && { formats }),
    ...(update && {
      update: {
        ...(update.previous && { previous: update.previous.map(fileKept) }),
        ...(update.allowed?.includes('remove-shared') && { removeShared: true }),
        ...(update.previousHash && { previousHash: update.previousHash }),
      },
    }),
    ...(keep !== undefined && { keep }),
    ...(remember && {
      remember: {
        ...(remember.isOff !== undefined && { isOff: remember.isOff }),
        ...(remember.patterns && { patterns: [...remember.patterns] }),
      },
    }),
  };
}

function fileKept({ uri, columns, dialect }: FileChoice): KeptDraft['files'][number] {
  return {
    uri,
    ...(columns && { columns: [...columns] }),
    ...(dialect && { dialect: dialectKept(dialect) }),
  };
}

function dialectKept({
  header,
  delimiter,
  encoding,
}: Partial<Dialect>): NonNullable<KeptDraft['files'][number]['dialect']> {
  return {
    ...(header !== undefined && { header }),
    ...(delimiter !== undefined && { delimiter }),
    ...(encoding !== undefined && { encoding }),
  };
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
  if (!isRecord(kept) || !Array.isArray(kept.files)) return undefined;
  const files = kept.files.map(fileChoice).filter((file) => file !== undefined);
  // A Replace with one of its files missing would lose people.
  if (files.length === 0 || files.length < kept.files.length) return undefined;
  const { accountKey, segmentId } = kept;
  const account = typeof accountKey === 'string' ? accountByKey(accountKey) : undefined;
  const into =
    account && typeof segmentId === 'string' && segmentId !== ''
      ? { account, segmentId }
      : undefined;
  const type = kept.identifierType;
  const identifierType = typeof type === 'string' ? knownType(type) : undefined;
  const operation = OPERATIONS.find((known) => known === kept.operation);
  const hash = HASHES.find((known) => known === kept.hash);
  const formats = FORMS.find((known) => known === kept.formats);
  return {
    choices: {
      files,
      ...(into && { into }),
      ...(identifierType && { identifierType }),
      ...(operation && { operation }),
      ...(hash && { hash }),
      ...(formats && { formats }),
      ...(isRecord(kept.update) && { update: updateChoices(kept.update) }),
      ...(typeof kept.keep === 'string' && kept.keep.startsWith('file:') && { keep: kept.keep }),
      ...(isRecord(kept.remember) && { remember: rememberChoice(kept.remember) }),
    },
    checks: kept.checks === true,
  };
}

function fileChoice(file: unknown): FileChoice | undefined {
  if (!isRecord(file) || typeof file.uri !== 'string' || file.uri === '') return undefined;
  const { uri } = file;
  // A page of an earlier version kept one column.
  const columns = Array.isArray(file.columns) ? file.columns : [file.column];
  const dialect = isRecord(file.dialect) ? dialectOf(file.dialect) : undefined;
  return {
    uri,
    ...(columns.length > 0 && columns.every(isColumn) && { columns }),
    ...(dialect && { dialect }),
  };
}

/** A previous file that isn't valid has to be chosen again: without it, people would stay. */
function updateChoices({
  previous,
  removeShared,
  previousHash,
}: Record<string, unknown>): UpdateChoices {
  const hash = HASHES.find((known) => known === previousHash);
  const files = Array.isArray(previous) ? previous.map(fileChoice) : [undefined];
  return {
    ...(files.every((file) => file !== undefined) && { previous: files }),
    ...(removeShared === true && { allowed: ['remove-shared' as const] }),
    ...(hash && { previousHash: hash }),
  };
}

function rememberChoice({ isOff, patterns }: Record<string, unknown>): RememberChoice {
  return {
    ...(typeof isOff === 'boolean' && { isOff }),
    ...(Array.isArray(patterns) && {
      patterns: patterns.filter((one): one is string => typeof one === 'string'),
    }),
  };
}

function dialectOf({ header, delimiter, encoding }: Record<string, unknown>): Partial<Dialect> {
  const knownDelimiter = DELIMITERS.find((known) => known === delimiter);
  const knownEncoding = ENCODINGS.find((known) => known === encoding);
  return {
    ...(typeof header === 'boolean' && { header }),
    ...(knownDelimiter && { delimiter: knownDelimiter }),
    ...(knownEncoding && { encoding: knownEncoding }),
  };
}

function isColumn(value: unknown): value is string | number {
  return typeof value === 'string'
    ? value.length <= LONGEST_NAME
    : typeof value === 'number' && Number.isInteger(value) && value >= 0;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
