import { IDENTIFIER_TYPES, type IdentifierType } from '../identifiers/identifierTypes';

/** Common names of identifier columns in several languages, as `plainName` returns them. */
const NAMES: Record<IdentifierType, string> = {
  Email:
    'email, e mail, mail, emails, email address, emailaddress, e mail address, mail address, user email, customer email, contact email, primary email, ' +
    'hem, hems, hashed email, hashedemail, email hash, emailhash, email hashed, sha256, sha 256, md5, email sha256, email sha 256, email md5, sha256 email, md5 email, ' +
    'hashed email sha256, hashed email md5, em sha256, em md5, ' +
    'e mail adresse, email adresse, emailadresse, mailadresse, mail adresse, kunden email, ' +
    'courriel, adresse email, adresse e mail, adresse mail, adresse courriel, adresse electronique, ' +
    'correo, correo electronico, direccion de correo, direccion de correo electronico, ' +
    'posta elettronica, indirizzo email, indirizzo e mail, endereco de email, e mailadres, emailadres',
  UserIdentifier:
    'maid, maids, idfa, aaid, gaid, adid, ifa, rdid, advertising id, advertiser id, google advertising id, apple advertising id, mobile id, mobile ad id, ' +
    'mobile advertising id, device id, deviceid, user identifier, useridentifier, gum, gum id, cookie, cookie id, cookieid, criteo id, criteo cookie id, ' +
    'werbe id, geraete id, gerate id, identifiant publicitaire, id publicidad, id de publicidad',
  IdentityLink:
    'rampid, ramp id, rampids, identity link, identitylink, idl, idl env, idl envelope, liveramp id, liverampid, liveramp, ats envelope',
  CustomerId:
    'customer id, customerid, customer ids, customer number, customer no, customer nr, customer key, cust id, custid, client id, clientid, client number, crm id, crmid, ' +
    'member id, memberid, member number, loyalty id, loyaltyid, loyalty number, loyalty no, loyalty nr, loyalty card, loyalty card number, card number, shopper id, ' +
    'kundennummer, kunden nummer, kundennr, kunden nr, kunden id, kundenid, ' +
    'id client, numero client, no client, n client, code client, identifiant client, ' +
    'id cliente, numero cliente, numero de cliente, codigo cliente, codigo de cliente, codice cliente, klantnummer, klant id',
  PhoneNumber:
    'phone, phone number, phonenumber, phone no, telephone, telephone number, tel, mobile, mobile number, mobile phone, cell, cell phone, cellphone, msisdn, ' +
    'telefon, telefonnummer, handy, handynummer, mobilnummer, mobiltelefon, portable, numero de telephone, telephone portable, ' +
    'telefono, movil, numero de telefono, celular, cellulare, telefone',
};

/** May be a customer id, a cookie id or something else, so the user always chooses. */
const AMBIGUOUS = new Set(
  list(
    'id, ids, uid, uuid, guid, user id, userid, user ids, user, identifier, identifiers, identifiant, identificador, visitor id, profile id, account id, external id, externalid, nutzer id, benutzer id, id utilisateur, id usuario, id de usuario',
  ),
);

/** Names of other columns in CRM exports. They help to distinguish a header from a row. */
const OTHER = new Set(
  list(
    'name, first name, firstname, last name, lastname, surname, full name, title, gender, birthday, birthdate, date of birth, age, street, address, city, town, zip, zip code, postal code, postcode, state, region, country, language, ' +
      'date, created, created at, updated, updated at, signup, signup date, status, segment, tags, source, notes, comment, comments, company, amount, total, revenue, orders, consent, opt in, newsletter, last order, last purchase, type, retailer, description, ' +
      'vorname, nachname, anrede, geschlecht, strasse, ort, plz, land, datum, sprache, firma, ' +
      'nom, prenom, ville, pays, rue, code postal, date de naissance, nombre, apellido, apellidos, ciudad, pais, codigo postal, fecha',
  ),
);

const TYPE_BY_NAME = new Map<string, IdentifierType>();
for (const type of IDENTIFIER_TYPES)
  for (const name of list(NAMES[type])) TYPE_BY_NAME.set(name, type);

/** Words that determine the type even within a longer name (`billing_email`, `crm_idfa`). */
const TYPE_BY_WORD = new Map<string, IdentifierType>();
for (const word of list('email, emails, mail, hem, sha256, md5, courriel, correo, emailadresse'))
  TYPE_BY_WORD.set(word, 'Email');
for (const word of list('maid, idfa, aaid, gaid, adid, rdid'))
  TYPE_BY_WORD.set(word, 'UserIdentifier');
for (const word of list('rampid, identitylink, idl')) TYPE_BY_WORD.set(word, 'IdentityLink');
for (const word of list('customerid, kundennummer, kundennr, crmid'))
  TYPE_BY_WORD.set(word, 'CustomerId');
for (const word of list('phone, telephone, telefon, telefono, msisdn'))
  TYPE_BY_WORD.set(word, 'PhoneNumber');

function list(names: string): string[] {
  return names.split(', ');
}

/**
 * A name in lower case, without accents, its words separated by single spaces: `E-Mail_Address` →
 * `e mail address`, `customerId` → `customer id`, `Número de teléfono` → `numero de telefono`.
 */
export function plainName(name: string): string {
  return name
    .replace(/\p{Cf}/gu, '')
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/ß/g, 'ss')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

type NameMatch =
  /** The name is a common name of this type (`exact`), or contains one (`word`). */
  { match: 'exact' | 'word'; type: IdentifierType } | { match: 'ambiguous' | 'other' | 'none' };

/** What a column's name says about its content. */
export function matchName(name: string): NameMatch {
  const plain = plainName(name);
  const exact = TYPE_BY_NAME.get(plain);
  if (exact) return { match: 'exact', type: exact };
  if (AMBIGUOUS.has(plain)) return { match: 'ambiguous' };
  if (OTHER.has(plain)) return { match: 'other' };
  const padded = ` ${plain} `;
  // Names of several words first: `crm customer id` is a customer id, although `id` is ambiguous.
  for (const [known, type] of TYPE_BY_NAME)
    if (known.includes(' ') && padded.includes(` ${known} `)) return { match: 'word', type };
  for (const word of plain.split(' ')) {
    const type = TYPE_BY_WORD.get(word);
    if (type) return { match: 'word', type };
  }
  return { match: 'none' };
}
