import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { t } from '@vscode/l10n';
import { parse } from 'lossless-json';
import { bothOf } from '../../app/uploads/choices/choiceRules';
import { UPLOAD_CHOICES } from '../../app/uploads/choices/choices';
import { applies, givenOf } from '../../app/uploads/choices/choiceTable';
import type { UploadRequest } from '../../app/uploads/choices/request';
import { applyingPairing, fittingPairings } from '../../app/uploads/pairings/coveredFile';
import { PAIRED_CHOICES, type Pairing } from '../../app/uploads/pairings/pairing';
import { parseSharedPairings } from '../../app/uploads/pairings/sharedPairings';
import { badArgument, Failure } from '../../common/failure';
import { fileLabel, fileName } from '../../common/fileName';
import { argumentText, fileNameOf } from '../../common/messageText';
import { OutsideText } from '../../common/outsideText';
import type { Operation } from '../../upload/uploadTypes';

/** A file with its pairing; what options give is in place of what the pairing says. */
interface PairedFile {
  readonly uri: string;
  readonly pairing: Omit<Pairing, 'operation'> & { readonly operation?: Operation };
}

/** How many patterns an error names. */
const MAX_NAMED = 10;

/**
 * The pairing of each file, from a file (`path`, absolute) of the shape of the setting
 * `criteoAudiences.pairings`.
 * `given`: the options. Throws `Failure` 'bad-argument' if an entry is invalid, if a file has no
 * pairing, or if the pairings don't lead to one upload.
 */
export async function pairFiles(
  path: string,
  uris: readonly string[],
  given: UploadRequest,
  hasSegment: boolean,
  operation: string,
): Promise<PairedFile[]> {
  const pairings = await readPairings(path, operation);
  const paired: PairedFile[] = [];
  for (const uri of uris)
    paired.push({ uri, pairing: await pairingFor(uri, pairings, given, hasSegment, operation) });
  const [first] = paired;
  const conflicting = paired.some((one) => keyOf(one) !== keyOf(first));
  function keyOf({ pairing }: PairedFile): string {
    const { accountId, segmentId } = pairing;
    return JSON.stringify([hasSegment || [accountId, segmentId], givenOf(pairing, UPLOAD_CHOICES)]);
  }
  if (conflicting)
    throw badArgument(
      operation,
      t(
        'The pairings of these files don’t lead to one upload, so nothing was sent: {0}. Upload them one after the other.',
        paired.map(describePairing).join('; '),
      ),
    );
  return paired;
}

/** The file, its pattern, and where it goes. */
export function describePairing({ uri, pairing }: PairedFile): string {
  const { pattern, segment, segmentId, operation } = pairing;
  return t(
    '{0} ({1}) → {2}',
    fileLabel(uri).forTerminal(),
    OutsideText.name(pattern).forTerminal(),
    [OutsideText.name(segment ?? segmentId).forTerminal(), operation].filter(Boolean).join(', '),
  );
}

async function readPairings(path: string, operation: string): Promise<readonly Pairing[]> {
  const name = fileNameOf(pathToFileURL(path).href);
  let value: unknown;
  try {
    const text = (await readFile(path, 'utf8')).replace(/^\ufeff/, '');
    value = JSON.parse(text);
    // `JSON.parse` takes the last of several entries.
    parse(text, undefined, {
      onDuplicateKey: ({ key }) => {
        throw badArgument(operation, t('{0} has {1} twice.', name, argumentText(key)));
      },
    });
  } catch (error) {
    if (error instanceof Failure) throw error;
    const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
    throw badArgument(
      operation,
      code === undefined
        ? t('{0} isn’t valid JSON.', name)
        : t('Couldn’t read {0} ({1}).', name, code),
    );
  }
  // Its lists are beside it.
  const uriOf = (file: string): string => pathToFileURL(resolve(dirname(path), file)).href;
  const { valid, invalid } = parseSharedPairings(value, uriOf);
  if (invalid.length > 0)
    throw badArgument(
      operation,
      t(
        '{0}: the pairing {1} is invalid. {2}',
        name,
        OutsideText.name(invalid[0].pattern).forTerminal(),
        invalid[0].reason,
      ),
    );
  if (valid.length === 0) throw badArgument(operation, t('{0} has no pairings.', name));
  return valid;
}

async function pairingFor(
  uri: string,
  pairings: readonly Pairing[],
  given: UploadRequest,
  hasSegment: boolean,
  operation: string,
): Promise<PairedFile['pairing']> {
  const name = fileName(uri);
  const fitting = fittingPairings(pairings, name);
  const paired = await applyingPairing(
    fitting.map((pairing) => withOptions(pairing, given)),
    { uri, path: fileURLToPath(uri) },
  );
  if (paired) {
    const pairing = fitting.find(({ pattern }) => pattern === paired.pattern);
    if (!hasSegment) requireSameOperation(pairing, given, operation);
    return paired;
  }
  const named = (fitting.length > 0 ? fitting : pairings).map(({ pattern }) =>
    OutsideText.name(pattern).forTerminal(),
  );
  const patterns = [...named.slice(0, MAX_NAMED), ...(named.length > MAX_NAMED ? ['…'] : [])];
  throw badArgument(
    operation,
    fitting.length > 0
      ? t(
          '{0} is named like {1}, but doesn’t have the columns of the pairing.',
          name.forTerminal(),
          patterns.join(', '),
        )
      : t('No pairing fits {0}. The patterns are: {1}.', name.forTerminal(), patterns.join(', ')),
  );
}

/** Opt-outs that a pairing removes must not be added because a script has another verb. */
function requireSameOperation(
  pairing: Pairing | undefined,
  given: UploadRequest,
  command: string,
): void {
  const { operation, pattern } = pairing ?? {};
  if (pattern === undefined || operation === undefined || operation === given.operation) return;
  throw badArgument(
    command,
    t(
      'The pairing of {0} is for {1}, not for {2}. Run criteo-audiences {1}, or name the segment with {3}.',
      OutsideText.name(pattern).forTerminal(),
      operation,
      given.operation ?? '',
      '--segment',
    ),
  );
}

/** What options give is in place of what the pairing says. */
function withOptions(pairing: Pairing, given: UploadRequest): PairedFile['pairing'] {
  const paired = { ...pairing, ...bothOf(given, pairing, PAIRED_CHOICES) };
  const { operation } = paired;
  const others = PAIRED_CHOICES.filter((name) => operation && !applies(name, operation));
  return { ...paired, ...Object.fromEntries(others.map((name) => [name, undefined])) };
}
