import type { OutsideText } from '../common/outsideText';

/**
 * Words of names that say that people opted out, or are to be deleted or left out: English, French,
 * German, Spanish and Italian, without accents. `…` stands for letters, and words may be joined:
 * `black list…` is in `Blacklisted` and `black_list`. opt-outs.md names them all.
 */
export const OPT_OUT_WORDS = [
  ...['…optout…', 'opt out', 'opt outs', 'opted out', 'unsub…', 'suppress…', 'delet…', 'to delet…'],
  ...['erase', 'erased', 'erasure…', 'removed', 'to remove', 'withdrawn', 'revok…', 'revoc…'],
  ...['exclu…', 'block list…', 'blocked', 'black list…', 'deny list…', 'stop list…', 'do not…'],
  ...['dnc', 'objection…', 'gdpr', 'ccpa'],
  ...['desinscri…', 'desabonn…', 'opposition…', 'supprim…', 'efface…', 'bloqu…', 'ne pas…'],
  ...['liste noire', 'liste rouge', 'bloctel', 'rgpd'],
  ...['abmeld…', 'abgemeldet…', 'abbestell…', 'widerspr…', 'widerruf…', 'losch…', 'loesch…'],
  ...['gelosch…', 'geloesch…', 'sperrlist…', 'gesperrt…', 'ausschluss…', 'ausgeschlossen…'],
  ...['nicht kontakt…', 'robinson list…', 'dsgvo'],
  ...['bajas', 'de baja', 'oposicion…', 'suprimi…', 'borrado', 'borrados', 'elimina…', 'revoqu…'],
  ...['lista negra', 'no contact…', 'lopd'],
  ...['disiscri…', 'cancellati', 'cancellazion…', 'esclus…', 'opposizion…', 'rimoss…', 'rimozion…'],
  ...['lista nera', 'non contatt…'],
] as const;

/** Words of goods and offers that begin like one of them. */
const OTHER_WORDS = ['exclusiv…', 'exclusif…', 'esclusiv…', 'suppressant…'];

const OPT_OUT = patternOf(OPT_OUT_WORDS);
const OTHER = new RegExp(patternOf(OTHER_WORDS), 'g');

function patternOf(words: readonly string[]): RegExp {
  const one = (word: string): string => word.replaceAll('…', '[a-z]*').replaceAll(' ', ' ?');
  return new RegExp(`(?<![a-z])(?:${words.map(one).join('|')})(?![a-z])`);
}

/** Whether the name of a file or segment, or a pattern of names, says so. */
export function saysOptOut(name: OutsideText | string): boolean {
  const plain = typeof name === 'string' ? name : name.raw();
  // `OptOuts` is two words, `DésInscrits` is one.
  return [plain, plain.replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')].some((text) =>
    OPT_OUT.test(wordsOf(text).replace(OTHER, '')),
  );
}

/** Its words, of letters without accents, with a space between them. */
function wordsOf(text: string): string {
  return text
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z]+/g, ' ');
}
