import assert from 'node:assert/strict';
import { matchName, plainName } from '../../../src/csv/columnNames';

describe('The name of a column', () => {
  for (const [type, names] of [
    [
      'Email',
      [
        'email',
        'E-Mail',
        'EMAIL_ADDRESS',
        'emailAddress',
        'mail',
        '\ufeffemail',
        ' Email ',
        'hem',
        'SHA256',
        'sha-256',
        'md5',
        'E-Mail-Adresse',
        'adresse électronique',
        'Courriel',
        'Correo electrónico',
        'billing_email',
        'crm.email.sha256',
      ],
    ],
    ['UserIdentifier', ['maid', 'IDFA', 'AAID', 'gaid', 'device_id', 'Mobile Ad ID', 'crm_idfa']],
    ['IdentityLink', ['RampID', 'ramp_id', 'IdentityLink', 'idl_env']],
    [
      'CustomerId',
      [
        'customer_id',
        'CustomerID',
        'customerId',
        'Kundennummer',
        'Kunden-Nr.',
        'Numéro client',
        'código cliente',
        'loyalty card number',
        'crm customer id',
      ],
    ],
    [
      'PhoneNumber',
      ['phone', 'Phone Number', 'Telefon', 'Téléphone', 'Número de teléfono', 'msisdn'],
    ],
  ] as const) {
    for (const name of names)
      it(`${name} means ${type}`, () =>
        assert.equal((matchName(name) as { type?: string }).type, type));
  }
  for (const name of ['user id', 'userId', 'USER_ID', 'id', 'uid'])
    it(`${name} is ambiguous`, () => assert.equal(matchName(name).match, 'ambiguous'));
  for (const name of ['xyz', 'hemisphere', 'mailing list size', 'midfat', ''])
    it(`${JSON.stringify(name)} has no meaning`, () => assert.equal(matchName(name).match, 'none'));

  for (const name of ['City', 'PLZ', 'Created At', 'Date_of_Birth'])
    it(`${name} is another column of an export`, () =>
      assert.equal(matchName(name).match, 'other'));

  it('is an exact match, or contains a word of one', () => {
    assert.deepEqual(matchName('E-Mail'), { match: 'exact', type: 'Email' });
    assert.deepEqual(matchName('billing email'), { match: 'word', type: 'Email' });
    assert.deepEqual(matchName('crm customer id'), { match: 'word', type: 'CustomerId' });
  });

  it('is compared without case, accents and punctuation', () => {
    for (const [name, plain] of [
      ['E-Mail_Address', 'e mail address'],
      ['customerId', 'customer id'],
      ['Número de teléfono', 'numero de telefono'],
      ['\ufeff Straße ', 'strasse'],
      ['--', ''],
    ])
      assert.equal(plainName(name), plain);
  });
});
