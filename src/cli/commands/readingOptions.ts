import { t } from '@vscode/l10n';
import { Option, type Command } from 'commander';
import { Arguments } from '../../app/arguments';
import type { UploadSettings } from '../../app/uploads/choices';
import { ENCODINGS } from '../../csv/csvTypes';
import { HASHES, IDENTIFIER_TYPES } from '../../identifiers/identifierTypes';
import { DEFAULT_OPTIONS } from '../../upload/uploadTypes';
import { argumentsOf, collect, columnOf } from '../flags';
import { retailerHelp } from './segments/segmentOptions';

/** How to read a file. */
export interface ReadingFlags {
  /** Once for each column. */
  column?: string[];
  header?: boolean;
  delimiter?: string;
  encoding?: string;
}

export function addReadingOptions(command: Command): void {
  command
    .option(
      '--column <column>',
      t('name or number (from 0); repeat it for several (default: detected)'),
      collect,
    )
    .option('--header', t('the first row contains the column names (default: detected)'))
    .option('--no-header', t('the first row contains data'))
    .option('--delimiter <delimiter>', t('one of , ; | tab (default: detected)'))
    .option('--encoding <encoding>', t('one of {0} (default: detected)', ENCODINGS.join(', ')));
}

/** Reading flags as arguments of the window's commands. */
export function readingArguments({ column, header, delimiter, encoding }: ReadingFlags): object {
  const columns = column?.map(columnOf) ?? [];
  return {
    ...(columns.length > 1 ? { columns } : { column: columns.at(0) }),
    ...{ header, delimiter, encoding },
  };
}

/** Which segment or identifier type a file is checked for. */
export interface TargetFlags {
  segment?: string;
  retailer?: string;
  type?: string;
}

export function addTargetOptions(command: Command): void {
  command
    .option(
      '--segment <segment>',
      t('check for the identifier type of this segment (ID or exact name)'),
    )
    .option('--retailer <retailer>', retailerHelp())
    .addOption(
      new Option(
        '--type <type>',
        t('check for an identifier type: {0}', IDENTIFIER_TYPES.join(', ')),
      ),
    );
}

/** How identifiers are prepared and sent, where the window has settings. */
export interface SettingFlags {
  hash?: string;
  dedupe?: boolean;
  chunkSize?: string;
  concurrency?: string;
}

export function addSettingOptions(command: Command): void {
  command
    .option('--hash <hash>', t('hash plain emails before sending: {0}', HASHES.join(', ')))
    .option('--no-dedupe', t('also send duplicates'))
    .option('--chunk-size <n>', t('identifiers per request, at most 50,000 (default: 50,000)'))
    .option('--concurrency <n>', t('simultaneous requests, at most 16 (default: 4)'));
}

/** The settings that the flags give. Throws `Failure` 'bad-argument'. */
export function settingsOf(flags: SettingFlags, operation: string): Partial<UploadSettings> {
  const args = new Arguments(argumentsOf({ ...flags }, ['chunkSize', 'concurrency']), operation);
  return {
    dedupe: args.optionalFlag('dedupe') ?? DEFAULT_OPTIONS.dedupe,
    chunkSize: args.optionalCount('chunkSize') ?? DEFAULT_OPTIONS.chunkSize,
    concurrency: args.optionalCount('concurrency') ?? DEFAULT_OPTIONS.concurrency,
  };
}
