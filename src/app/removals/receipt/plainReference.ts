import { t } from '@vscode/l10n';
import { badArgument } from '../../../common/failure';
import { nameIn } from '../../../common/fileName';
import { looksLikeIdentifier } from '../../../common/messageText';
import { optionName } from '../../../common/optionNames';
import { OutsideText, plainText } from '../../../common/outsideText';
import { REMOVAL } from '../removalFailure';

/** Of a reference, in characters. */
const MAX_LENGTH = 100;
/** An email address, however its @ is written, a hash, a UUID, or a phone number with its country: anywhere in a text. */
const IDENTIFIER =
  /\S(@|%40|\[at\])\S|(?<![a-z\d])(0x)?[\da-f]{32,}(?![a-z\d])|[\da-f]{8}-([\da-f]{4}-){3}[\da-f]{12}|\+\d([ ().-]*\d){6}/i;
/** A phone number without its country, unless it begins with a year, as in `2026-0000123`, or is a time: `202612011200`. */
const PHONE_NUMBER = /^(?!20[23]\d(\D|(0\d|1[0-2])[0-3]\d(\d\d)*$))\(?\d([ ().-]*\d){8,14}$/;

/**
 * What a removal is called by a person, without spaces around it. Throws `Failure` 'bad-argument' if it can't be
 * in a receipt: it may be an identifier, is longer than 100 characters, empty, or has control characters.
 */
export function requirePlainReference(reference: string): string {
  const plain = reference.trim();
  // Full-width letters and digits are none to the patterns.
  const read = plain.normalize('NFKC');
  if (
    plain === '' ||
    plain.length > MAX_LENGTH ||
    plainText(plain) !== plain ||
    isPersonal([read, ...read.split(/\s+/)], read)
  )
    throw badArgument(
      REMOVAL,
      t(
        '“{0}” is in the receipt, so it must name the request, such as a ticket, and no person: no identifier, no control characters, and at most 100 characters.',
        optionName('reference'),
      ),
    );
  return plain;
}

/** The name of a file for a receipt: that of its URI, or of its path, without folders. */
export function receiptFileName(uri: string): OutsideText {
  const name = nameIn(uri.replace(/\\/g, '/'));
  return isPersonal([name.replace(/(\.\w{1,8})+$/, '')], name) ? leftOut() : OutsideText.name(name);
}

/** A name from outside for a receipt: as it is, unless it has what may be an identifier. */
export function receiptName(name: string): OutsideText {
  return IDENTIFIER.test(name) ? leftOut() : OutsideText.name(name);
}

/** The same of the message of an error. */
export function receiptMessage(message: string): OutsideText {
  return IDENTIFIER.test(message)
    ? OutsideText.name(t('(message left out)'))
    : OutsideText.text(message);
}

function leftOut(): OutsideText {
  return OutsideText.name(t('(name left out)'));
}

/** `words`: of the whole text, that may be an identifier each. */
function isPersonal(words: readonly string[], text: string): boolean {
  return (
    IDENTIFIER.test(text) ||
    words.some(
      (word) => PHONE_NUMBER.test(word) || (looksLikeIdentifier(word) && !isReadable(word)),
    )
  );
}

/** Whether a long text without spaces has the digits of a name. A LiveRamp ID has them everywhere. */
function isReadable(text: string): boolean {
  return (text.match(/[a-z]\d/gi) ?? []).length < 3;
}
