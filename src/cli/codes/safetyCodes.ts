import { t } from '@vscode/l10n';
import { optionName, optionValue } from '../../common/optionNames';
import type { CodeTexts } from './codeText';

export const safetyCodes = () =>
  ({
    'not-confirmed': [
      t('It wasn’t confirmed.'),
      t('Confirm it, or pass {0}.', optionName('confirm')),
    ],
    protected: [
      t('The account is protected, and the confirmation isn’t its ID.'),
      t('Pass the account ID ({0}).', optionName('confirm')),
    ],
    changed: [
      t('Something has changed since it was confirmed.'),
      t('Look at it again, and confirm again.'),
    ],
    conflict: [
      t('Several uploads would change one segment in different ways.'),
      t('Send them with the same options, or one after the other.'),
    ],
    'keeps-people-out': [
      t('A removal from several segments leaves out one that keeps people out, or may.'),
      t('Add the people to it, or remove them from it alone.'),
    ],
    'nothing-to-send': [
      t('The file has no valid rows.'),
      t('Check the file and the column ({0}).', optionName('column')),
    ],
    'too-many-refused': [
      t('More rows are invalid than {0} allows.', optionName('maxInvalid')),
      t('Fix the rows, or raise the limit.'),
    ],
    'min-kept': [
      t('The segment would keep less of its size than {0} allows.', optionName('minKept')),
      t('Check the file, or lower the limit.'),
    ],
    'size-unknown': [
      t('The size of the segment couldn’t be read before a removal or replace.'),
      t('Try again later, or allow any loss ({0}).', `${optionName('minKept')} 0`),
    ],
    'max-removed': [
      t('An update would remove more people than {0} allows.', optionName('maxRemoved')),
      t('Check that this is the right file, or raise the limit.'),
    ],
    'previous-unknown': [
      t(
        'It isn’t known which people left: the previous file is gone, has changed, or was never sent to this segment from here.',
      ),
      t('Put it back, or allow it once ({0}).', optionValue('allow', 'previous-unknown')),
    ],
    'other-list': [
      t('An earlier upload to the segment may be an older version of this file.'),
      t(
        'Compare with it ({0}), or allow it ({1}): its people then stay.',
        optionName('previous'),
        optionValue('allow', 'other-list'),
      ),
    ],
    'other-formats': [
      t('People who left would stay in another hash format.'),
      t('Replace the segment once, or allow it ({0}).', optionValue('allow', 'other-formats')),
    ],
    'other-file': [
      t('Another file that was added to the segment can’t be read, or has no valid row.'),
      t(
        'Put it back as it was, or remove its people, too ({0}).',
        optionValue('allow', 'remove-shared'),
      ),
    ],
    'invalid-grew': [
      t(
        'A larger share of the rows is invalid than in the previous file, so people who haven’t left may be removed.',
      ),
      t('Check the file, or allow it ({0}).', optionValue('allow', 'invalid-grew')),
    ],
    'cut-off': [
      t('The file seems to be cut off, so people who haven’t left may be removed.'),
      t('Export it again, or allow it ({0}).', optionValue('allow', 'cut-off')),
    ],
    'suppression-missing': [
      t(
        'A suppression list is gone or can’t be read, or one that earlier uploads to the segment used isn’t given.',
      ),
      t('Put it back, or allow it once ({0}).', optionValue('allow', 'suppression-missing')),
    ],
    'suppression-unreadable': [
      t('Some of a suppression list can’t be read, or its columns by number have moved.'),
      t('Correct it, or allow it once ({0}).', optionValue('allow', 'suppression-unreadable')),
    ],
    'suppression-empty': [
      t('A suppression list has no one in it, though it had people before, or one is required.'),
      t('Export it again, or allow it once ({0}).', optionValue('allow', 'suppression-empty')),
    ],
    'suppression-stale': [
      t('A suppression list is older than its limit.'),
      t('Export it again, or allow it once ({0}).', optionValue('allow', 'suppression-stale')),
    ],
    'suppression-shrunk': [
      t('A suppression list has fewer people than before, though it should grow.'),
      t('Export it again, or allow it once ({0}).', optionValue('allow', 'suppression-shrunk')),
    ],
    'suppression-not-comparable': [
      t(
        'People on a suppression list can’t be compared with the file: they have no identifier of its type, or another hash.',
      ),
      t(
        'Use one with such identifiers, or allow it once ({0}).',
        optionValue('allow', 'suppression-not-comparable'),
      ),
    ],
    'too-many-suppressed': [
      t('More than 10% of the people in the file are on a suppression list.'),
      t(
        'Check that this is the right one, or allow it once ({0}).',
        optionValue('allow', 'too-many-suppressed'),
      ),
    ],
    'suppression-changed': [
      t('A suppression list changed after the file was checked.'),
      t('Resume the upload: it starts over by itself.'),
    ],
    'export-missing': [
      t('A file of a nightly file isn’t there, or older than “{0}” allows.', 'maxAge'),
      t('Export it again, then run the same line again.'),
    ],
    'nothing-new': [
      t('By “every”, a new export is due, but none has come, or several in a row were the same.'),
      t(
        'Look at what writes the export. If it changes less often, say so in “every”, or omit that.',
      ),
    ],
    'export-ambiguous': [
      t('It isn’t known which of the files that fit a * is the newest.'),
      t('Give all of them names with an ISO date or a number in its place.'),
    ],
    'tracked-by-git': [
      t('Git tracks a file with people in it.'),
      t('Take it out of the repository (git rm --cached), and ignore it.'),
    ],
    superseded: [
      t('A later replace, update, removal or clear of the segment has finished.'),
      t('Start over.'),
    ],
    'people-removed': [
      t('People were removed from every segment after the file was written or checked.'),
      t(
        'Export it again, or run the removal again so that they are kept out ({0}).',
        optionName('keepOut'),
      ),
    ],
    'not-undoable': [
      t(
        'The upload can’t be undone: it isn’t an add, wasn’t sent completely, isn’t the last one to its segment, or a file has changed.',
      ),
      t('Remove the people with a file.'),
    ],
  }) satisfies CodeTexts;
