import type { Operation } from '../../../src/upload/uploadTypes';

/** Turns acts into the arguments and files of the command line. Nothing else in tapes knows them. */

/** Who is in a file, or in each of several. */
export type Given = readonly string[] | readonly (readonly string[])[];

/** How an act differs from the usual one. */
export interface How {
  /** Of an update or a replace: the list, where a segment has several. */
  list?: string;
  /** The name of the file, without its ending. Usually that of the list or segment, else of the operation. */
  file?: string;
  /** Rows that aren't people, after them. */
  dirty?: readonly string[];
  /** People who are never sent: the suppression list. */
  suppress?: readonly string[];
  /** How plain emails are sent. */
  hash?: 'sha256' | 'md5' | 'sha256ofMd5';
  /** Identifiers in a request; the requests are then sent one after the other. */
  chunks?: number;
  /** Safety checks that don't count this time, by their code. */
  allow?: string | readonly string[];
  /** Of an update: nothing is kept, and it is compared with these people (if there are any). */
  previous?: readonly string[];
  /** How often a new export comes. */
  every?: 'day' | 'weekday' | 'week';
  /** Everything is checked, nothing is sent. */
  onlyCheck?: boolean;
  /** Requests without an answer are given up after a second. */
  impatient?: boolean;
  /** Of a night: nothing is begun any more. */
  late?: boolean;
  /** Another place for records than that of the other acts. */
  stateFolder?: string;
}

/** An entry of a night. Without people, its export is missing. */
export interface Entry extends Pick<
  How,
  'dirty' | 'suppress' | 'hash' | 'allow' | 'file' | 'every'
> {
  segment: string;
  operation: Operation;
  people?: readonly string[];
}

/** What the acts need of a tape. */
export interface Place {
  accountId: string;
  /** All segments of the tape are this retailer's. */
  retailerId: string;
  idOf(segment: string): string;
  /** Writes a CSV of emails, last changed a while ago. */
  write(name: string, rows: readonly string[]): void;
  writeText(name: string, text: string): void;
}

/** Files below the folder of a tape: what is known of segments, and who was sent to them. */
export const STORED = {
  records: /\bsegments[/\\].*\.list\.json$/,
  kept: /\bkept[/\\].*\.csv$|^kept-.*\.csv$/,
  receipts: /^receipts[/\\].*\.json$/,
};

const LIMITS: Readonly<Record<string, { option: string; value: number }>> = {
  'min-kept': { option: 'minKept', value: 0 },
  'max-removed': { option: 'maxRemoved', value: 1 },
  'too-many-refused': { option: 'maxInvalid', value: 1 },
};

const present = (option: string, value: string | number | false | undefined): string[] =>
  value === undefined || value === false ? [] : [option, `${value}`];
const kebab = (name: string): string => name.replace(/[A-Z]/g, (one) => `-${one.toLowerCase()}`);
const codesOf = (allow: How['allow'] = []): readonly string[] => [allow].flat();

/** What any line may have. */
function ofRun({ chunks, impatient, stateFolder }: How): string[] {
  return [
    ...present('--chunk-size', chunks),
    ...present('--concurrency', chunks && 1),
    ...present('--max-wait', impatient && '1s'),
    ...present('--state-dir', stateFolder),
    '--json',
  ];
}

export const filesOf = (given: Given): readonly (readonly string[])[] =>
  given.length > 0 && typeof given[0] !== 'string'
    ? (given as readonly (readonly string[])[])
    : [given as readonly string[]];

export function upload(
  place: Place,
  operation: Operation,
  segments: readonly string[],
  given: Given,
  how: How,
): string[] {
  const isList = operation === 'update' || operation === 'replace';
  const name = how.file ?? (isList ? (how.list ?? segments[0]) : operation);
  const files = filesOf(given).map((rows, one) => {
    const file = one === 0 ? `${name}.csv` : `${name}-part${one + 1}.csv`;
    place.write(file, one === 0 ? [...rows, ...(how.dirty ?? [])] : rows);
    return file;
  });
  if (how.suppress) place.write('opt-outs.csv', how.suppress);
  if (how.previous) place.write('previous.csv', how.previous);
  const keeps = isList && files.length === 1 && segments.length === 1 && !how.previous;
  return [
    operation,
    ...files,
    ...segments.flatMap((segment) => ['--segment', place.idOf(segment)]),
    ...present('--keep', keeps ? `kept-${how.list ?? segments[0]}.csv` : undefined),
    ...present('--previous', how.previous?.length ? 'previous.csv' : undefined),
    ...present('--suppress', how.suppress && 'opt-outs.csv'),
    ...present('--hash', how.hash),
    ...present('--every', how.every),
    ...present('--confirm', operation === 'replace' ? place.accountId : undefined),
    ...codesOf(how.allow).flatMap((code) =>
      code in LIMITS
        ? [`--${kebab(LIMITS[code].option)}`, `${LIMITS[code].value}`]
        : ['--allow', code],
    ),
    ...(how.onlyCheck ? ['--dry-run'] : []),
    ...ofRun(how),
  ];
}

export function night(place: Place, entries: readonly Entry[], how: How): string[] {
  const listOf = (name: string, list: readonly string[] | undefined): { file: string }[] => {
    if (list) place.write(name, list);
    return list ? [{ file: name }] : [];
  };
  const segments = entries.map(({ segment, operation, people, file = segment, ...of }) => {
    if (people) place.write(`${file}.csv`, [...people, ...(of.dirty ?? [])]);
    return {
      id: place.idOf(segment),
      operation,
      file: `${file}.csv`,
      ...((operation === 'update' || operation === 'replace') && { keep: true }),
      ...(of.hash && { hash: of.hash }),
      ...(of.every && { every: of.every }),
      ...(of.suppress && { suppress: listOf(`opt-outs-${segment}.csv`, of.suppress) }),
      ...Object.fromEntries(
        codesOf(of.allow).map((code) => [LIMITS[code].option, LIMITS[code].value]),
      ),
    };
  });
  const suppress = listOf('opt-outs.csv', how.suppress);
  place.writeText(
    'night.criteo.jsonc',
    JSON.stringify({ version: 1, account: place.accountId, suppress, segments }),
  );
  const replaces = !how.onlyCheck && entries.some(({ operation }) => operation === 'replace');
  return [
    ...[how.onlyCheck ? 'check' : 'run', 'night.criteo.jsonc'],
    ...present('--confirm', replaces ? place.accountId : undefined),
    ...present('--deadline', how.late && `${new Date().toISOString().slice(11, 16)}Z`),
    ...ofRun(how),
  ];
}

/** `neverAgain`: they are kept out of later uploads. */
export function removeEverywhere(
  place: Place,
  people: readonly string[],
  {
    neverAgain,
    unconfirmed,
    ticket = 'TICKET-1',
    file = 'erasure',
    dirty = [],
    ...how
  }: Everywhere,
): string[] {
  place.write(`${file}.csv`, [...people, ...dirty]);
  return [
    ...['remove', `${file}.csv`, '--all-segments', '--retailer', place.retailerId],
    ...['--receipt', 'receipts', '--reference', ticket],
    ...present('--confirm', !unconfirmed && place.accountId),
    ...(neverAgain ? ['--keep-out'] : []),
    ...ofRun(how),
  ];
}

export interface Everywhere extends Pick<How, 'dirty' | 'file' | 'stateFolder'> {
  /** Another ticket than the usual one. */
  ticket?: string;
  neverAgain?: boolean;
  /** The account ID isn't passed. */
  unconfirmed?: boolean;
}

export const resumeAll = (how: How): string[] => [
  ...['uploads', 'resume', '--all'],
  ...codesOf(how.allow).flatMap((code) => ['--allow', code]),
  ...ofRun(how),
];
export const undo = (job: string, how: How): string[] => [
  ...['uploads', 'undo', job],
  ...codesOf(how.allow).flatMap((code) => [`--${kebab(LIMITS[code].option)}`, '0']),
  ...ofRun(how),
];
export const clear = (place: Place, segment: string, how: How): string[] => [
  ...['clear', place.idOf(segment), '--confirm', place.accountId],
  ...ofRun(how),
];
export const verify = (how: How): string[] => ['uploads', 'verify', ...ofRun(how)];
