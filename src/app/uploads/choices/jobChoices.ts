import { pathToFileURL } from 'node:url';
import { compact } from '../../../common/records';
import { columnName } from '../../../csv/header';
import { knownType } from '../../../identifiers/identifierTypes';
import { columnsRead } from '../../../upload/fieldsRead';
import { isUnfinishedCopy } from '../../../upload/update/keptFile';
import type { Plan, PlannedFile } from '../../../upload/uploadTypes';
import type { AccountHandle } from '../../accounts/account';
import type { Choices, UploadChoice } from './choices';
import { applies, chosenFor, namesIn, rowOf, type ChoiceName, type Chosen } from './choiceTable';
import { defaultOf, engineValue, LIMITS } from './engineOptions';
import type { FileChoice } from './fileChoice';
import { listsOfJob } from './suppressionChoice';

/** The choices of an earlier job, to send its files again from the start. */
export function choicesOfJob(plan: Plan, account: AccountHandle): Choices {
  const { target, options, files, keep } = plan;
  const isEmail = knownType(target.identifierType) === 'Email';
  const kept = namesIn('job').filter((name) => applies(name, options.operation, isEmail));
  return compact<Choices>({
    ...(chosenFor(kept, (name) =>
      rowOf(name).toEngine ? undefined : engineValue(name, options),
    ) as Chosen<UploadChoice>),
    files: files.map((file) => ({
      uri: file.uri,
      columns: columnsChosen(file) ?? (options.column === undefined ? undefined : [options.column]),
      dialect: file.chosenDialect ?? options.dialect,
    })),
    into: { account, segmentId: target.segmentId },
    previous: options.operation === 'update' ? previousOfJob(plan) : undefined,
    suppress: options.suppress && listsOfJob(options.suppress),
    keep: keep && pathToFileURL(keep.path).href,
  });
}

/**
 * What was chosen for a job's files to be compared with. What nobody chose is found again. Undefined
 * for the kept file.
 */
function previousOfJob({ update, keep }: Plan): FileChoice[] | undefined {
  const { found = [], files: compared = [] } = update ?? {};
  const files = compared.filter(
    ({ uri, path = '' }, index) =>
      !isUnfinishedCopy(path) &&
      !found.includes(uri) &&
      // One content may have been sent in two ways.
      compared.findIndex((file) => file.uri === uri) === index,
  );
  if (keep && files.every(({ path }) => path === keep.path)) return undefined;
  return files.map((file) => ({
    uri: file.uri,
    columns: columnsChosen(file),
    dialect: file.chosenDialect,
  }));
}

/** By name where it has one; undefined if they were detected. */
function columnsChosen(file: PlannedFile): (string | number)[] | undefined {
  return file.isColumnChosen
    ? columnsRead(file).map((column) => columnName(file.columns, column))
    : undefined;
}

/**
 * The limits that a program chose for a job and that aren't the defaults. None for a person's job,
 * whose engine had no limits of its own. What was allowed for a run isn't for the next.
 */
export function limitsChosen({ options }: Pick<Plan, 'options'>): Chosen<ChoiceName> {
  const { operation } = options;
  const hasNone = options.maxRefused === 1 && options.minKept === 0;
  return chosenFor(
    LIMITS.filter(
      (name) => !hasNone && rowOf(name).in.includes('task') && applies(name, operation),
    ),
    (name) => {
      const value = engineValue(name, options);
      return value === defaultOf(name) ? undefined : value;
    },
  );
}
