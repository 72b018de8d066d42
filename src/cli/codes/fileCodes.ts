import { t } from '@vscode/l10n';
import { optionName } from '../../common/optionNames';
import type { CodeTexts } from './codeText';

export const fileCodes = () =>
  ({
    'not-found': [t('The file doesn’t exist.'), t('Check its path.')],
    directory: [t('It is a folder.'), t('Choose a file in it.')],
    'not-a-file': [
      t('It isn’t a regular file, such as a pipe.'),
      t('Write a file: resuming an upload reads it again.'),
    ],
    'no-permission': [
      t('You have no permission to read the file.'),
      t('Ask its owner for access.'),
    ],
    unreadable: [t('The file couldn’t be read.'), t('Check the disk or network drive.')],
    empty: [t('The file is empty.'), t('Export it again.')],
    binary: [
      t(
        'The file is no CSV: a workbook, JSON, an archive, a PDF, a web page or another binary file.',
      ),
      t('Save the data as CSV.'),
    ],
    'gzip-broken': [
      t('The compressed file is damaged or incomplete.'),
      t('Compress or copy it again.'),
    ],
    encoding: [
      t('The file’s encoding isn’t supported, or isn’t the one given.'),
      t('Save it as UTF-8, or pass its encoding ({0}).', optionName('encoding')),
    ],
    delimiter: [
      t('The delimiter couldn’t be detected, or isn’t the one given.'),
      t('Pass it ({0}).', optionName('delimiter')),
    ],
    'invalid-opening-quote': [
      t('A quote begins inside a field.'),
      t('Fix the line that the message names.'),
    ],
    'invalid-closing-quote': [
      t('Text follows a closing quote.'),
      t('Fix the line that the message names.'),
    ],
    'quote-not-closed': [
      t('A quote isn’t closed before the file ends.'),
      t('Close it, or export the file again: it may be cut off.'),
    ],
    'record-too-long': [
      t('A row is too long to be one.'),
      t('Check that it is a CSV file with one row per line.'),
    ],
    'mixed-line-ends': [
      t('The lines of the file don’t end in the same way.'),
      t('Save it with the same end for every line.'),
    ],
    'no-column': [
      t('The file has no such column, or none of identifiers.'),
      t('Pass its name or number ({0}).', optionName('column')),
    ],
    'ambiguous-column': [
      t('Several columns may be meant.'),
      t('Pass the number of one, or of each ({0}).', optionName('column')),
    ],
    'wrong-type': [
      t('The column contains another identifier type than the segment.'),
      t('Choose another column or segment.'),
    ],
    'file-changed': [
      t('The file has changed since it was checked, or is gone.'),
      t('Put it back and resume, or start over.'),
    ],
    'not-written': [
      t('A file couldn’t be written.'),
      t('Check its folder and the free disk space.'),
    ],
    'file-too-large': [
      t('The file is too large to be one of segments.'),
      t('Check that it is the right file.'),
    ],
  }) satisfies CodeTexts;
