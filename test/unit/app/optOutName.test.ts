import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { OPT_OUT_WORDS, saysOptOut } from '../../../src/app/optOutName';

/** In each language, with and without accents, joined and apart. */
const OPT_OUTS = [
  ...['optout.csv', 'opt-out_2026-11.csv', 'OptOuts.csv', 'OPT OUT', 'customersoptout.csv'],
  ...['Unsubscribed.csv', 'unsub-2026.csv', 'do-not-contact.csv', 'SMS DoNotContact', 'dnc.csv'],
  ...['Suppression List', 'blocklist.csv', 'BlackListed', 'exclusions.csv', 'to_delete.csv'],
  ...['todelete.csv', 'Deleted users', 'gdpr-erasure.csv', 'removed.csv', 'opt*out.csv'],
  ...['désinscrits.csv', 'de\u0301sinscrits.csv', 'DésInscrits', 'désabonnements.csv'],
  ...['RGPD_suppressions.csv', 'opposition-2026.csv', 'exclus.csv', 'ne pas contacter.csv'],
  ...['abmeldungen.csv', 'Widersprüche.csv', 'Löschungen.csv', 'loeschantraege.csv'],
  ...['Sperrliste.csv', 'gesperrt.csv', 'Ausschlüsse.csv', 'dsgvo.csv'],
  ...['bajas-2026.csv', 'excluidos.csv', 'oposición.csv', 'eliminados.csv'],
  ...['disiscritti.csv', 'esclusi.csv', 'cancellazioni.csv', 'opposizioni.csv'],
];

/** Of goods, offers and everything else. */
const OTHERS = [
  ...['crm-2026.csv', 'newsletter.csv', 'opt-in.csv', 'customers.csv', 'delivery.csv'],
  ...['exclusive-members.csv', 'VIP exclusivité', 'exclusif.csv', 'ausschließlich.csv'],
  ...['esclusivi.csv', 'appetite suppressants.csv', 'hair-removal-buyers.csv', 'stain remover.csv'],
  ...['sunblock.csv', 'block-heels.csv', 'Adopt outdoor dogs', 'modele-test.csv', 'Effaclar.csv'],
  ...['Feuerlöscher.csv', 'Sperrholz.csv', 'Baja California', 'borrador.csv', 'opposite.csv'],
];

describe('a name that says opt-out', () => {
  for (const name of OPT_OUTS) it(name, () => assert.equal(saysOptOut(name), true));

  it('is none that only begins or ends like one', () => {
    assert.deepEqual(OTHERS.filter(saysOptOut), []);
  });

  it('has one of the words that the documentation names, and no others', () => {
    const page = fs.readFileSync('media/docs/opt-outs.md', 'utf8');
    const [, named = ''] = /<!-- generated: opt-out-words -->\n\n(.*)\.\n\n<!--/.exec(page) ?? [];
    assert.deepEqual(named.split(', '), [...OPT_OUT_WORDS]);
    for (const word of OPT_OUT_WORDS) assert.ok(saysOptOut(word.replaceAll('…', 'x')), word);
  });

  it('is found in a long name at once', () => {
    const name = `${'do no '.repeat(20_000)}t`;
    assert.equal(saysOptOut(name), false);
  });
});
