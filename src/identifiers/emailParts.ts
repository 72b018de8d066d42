import { judgeAddress } from './address';

/** What programs and people put around an address. */
const BEFORE = /^[\s"'`\u2018\u2019\u201c\u201d\u00ab<([{]+/;
const AFTER = /[\s"'`\u2018\u2019\u201c\u201d\u00bb>)\]};,:.]+$/;
const MAILTO = /^<?\s*mailto:\s*/i;
const IN_ANGLES = /<([^<>]*@[^<>]*)>/g;

/** Whether a text is one plain address, sent as it is or in lower case. */
function isAddress(text: string): boolean {
  return judgeAddress(text).kind === 'good';
}

/**
 * The addresses in a cell of several, each once and in lower case; undefined where any part is
 * something else.
 */
export function splitAddresses(cleaned: string): string[] | undefined {
  const inAngles = [...cleaned.matchAll(IN_ANGLES)].map((match) => match[1]);
  // '/' may stand in a local part, so it separates only where the others did not do.
  for (const parts of [inAngles, cleaned.split(/[;,|\s]+/), cleaned.split(/[;,|\s/]+/)]) {
    const addresses = [...new Set(parts.filter((part) => part !== '').map(bare))];
    // An address left out would be lost: as many as there are signs.
    if (
      parts.length > 1 &&
      addresses.every(isAddress) &&
      parts.filter((part) => part !== '').length === cleaned.split('@').length - 1
    )
      return addresses;
  }
  return undefined;
}

/**
 * The one address in `Name <a@b.c>`, `mailto:a@b.c?subject=…`, `"a@b.c",` in lower case, or
 * undefined.
 */
export function unwrapAddress(cleaned: string): string | undefined {
  const inAngles = [...cleaned.matchAll(IN_ANGLES)];
  if (inAngles.length > 1) return undefined;
  const address = bare(inAngles.length === 1 ? inAngles[0][1] : cleaned);
  return address !== cleaned.toLowerCase() && isAddress(address) ? address : undefined;
}

function bare(text: string): string {
  const target = MAILTO.test(text) ? text.replace(MAILTO, '').replace(/\?.*$/s, '') : text;
  return target.replace(BEFORE, '').replace(AFTER, '').toLowerCase();
}
