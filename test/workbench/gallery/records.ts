/** The records of the mock's files: invented people and devices. One a line, fields between bars. */
export const CRM_EXPORT = `
100123|francois.lund.123@post.example.co.uk||François|Lund|Łódź|2025-01-10
100124|bjorn.garcia.124@free.example.com|b.garcia@work.example.com|Bjørn|García|Lyon|2025-02-11
100125| HANNA.126@EXAMPLE.NET ||Liam|Ahmed|Bergen|2025-03-12
100126|hanna.fischer.126@mail.example.org|h.fischer@work.example.com|Hanna|Fischer|Graz|2025-04-13
100127|chloe.kowalski.127@post.example.co.uk||Chloé|Kowalski|Porto|2025-05-14
100128|grace.bauer.128@free.example.com||Grace|Bauer|Leeds|2025-06-15
100129|a130@@example.com|d.brown@work.example.com|Dmitri|Brown|Gdańsk|2025-07-16
100130|ivo.alvarez.130@mail.example.org||Ivo|Álvarez|Turku|2025-08-17
100131|elif.nowak.131@post.example.co.uk|e.nowak@work.example.com|Elif|Nowak|Łódź|2025-09-18
100132|jurgen.jansen.132@free.example.com||Jürgen|Jansen|Lyon|2025-01-19
100133|aoife.novak.133@example.net||Aoife|Novak|Bergen|2025-02-20
100134||z.lopez@work.example.com|Zoë|Lopez|Graz|2025-03-21
100135|mateo.dubois.135@post.example.co.uk||Mateo|Dubois|Porto|2025-04-22
100136|noor.rossi.136@free.example.com|n.rossi@work.example.com|Noor|Rossi|Leeds|2025-05-23
100137|lucia.virtanen.137@example.net||Lucía|Virtanen|Gdańsk|2025-06-24
100138|noor@example.net; n.ahmed@example.net||Óscar|Çelik|Turku|2025-07-25
100139|wanda.meyer.139@post.example.co.uk|w.meyer@work.example.com|Wanda|Meyer|Łódź|2025-08-26
100140|yara.costa.140@free.example.com||Yara|Costa|Lyon|2025-09-27
100141|piotr.oneill.141@example.net|p.oneill@work.example.com|Piotr|O’Neill|Bergen|2025-01-28
100142|ines.silva.142@mail.example.org||Ines|Silva|Graz|2025-02-29
`;
export const KUNDEN_EXCEL = `
K-4400|Jürgen Müller|jurgen.muller@beispiel.example|ja|10.03.2025
K-4403|Sabine Weiß|sabine.weiss@beispiel.example|nein|11.03.2025
K-4406|Uwe Köhler|uwe.koehler@beispiel.example|ja|12.03.2025
K-4409|Käthe Vogt|<kaethe.vogt@beispiel.example>|ja|13.03.2025
K-4412|Lena Groß|lena.gross@beispiel.example|nein|14.03.2025
K-4415|Björn Bauer|bjoern.bauer@beispiel.example|ja|15.03.2025
K-4418|Jörg Busch|joerg.busch@beispiel.example|ja|16.03.2025
K-4421|Ute Schäfer|ute.schaefer@beispiel.example|nein|17.03.2025
K-4424|Paul Krüger|paul.kruger@@beispiel.example|ja|18.03.2025
K-4427|Greta Lang|greta.lang@beispiel.example|ja|19.03.2025
K-4430|Max Müller|max.muller@beispiel.example|nein|20.03.2025
K-4433|Ida Weiß|ida.weiss@beispiel.example|ja|21.03.2025
K-4436|Emil Köhler|emil.koehler@beispiel.example|ja|22.03.2025
K-4439|Rosa Vogt|rosa.vogt@beispiel.example|nein|23.03.2025
K-4442|Kurt Groß|kurt.gross@beispiel.example|ja|24.03.2025
K-4445|Änne Bauer|aenne.bauer@beispiel.example|ja|25.03.2025
K-4448|Tom Busch|tom.busch@beispiel.example|nein|26.03.2025
K-4451|Eva Schäfer|eva.schaefer@beispiel.example|ja|27.03.2025
K-4454|Jan Krüger|jan.kruger@beispiel.example|ja|28.03.2025
K-4457|Mia Lang|mia.lang@beispiel.example|nein|29.03.2025
`;
export const MAID = `
6513270e-269e-4d37-a2a7-4de452e6b438|ios|2025-11-10|4.2.0
d23f0824-128b-4f33-ac5c-7fd0a6a3a450|android|2025-11-11|4.1.7
9531985d-5d9d-49f8-a818-e811892f902b|ios|2025-11-12|4.2.1
36f675cc-81e7-4ef5-a8e2-5d940ed90475|android|2025-11-13|4.2.0
6b0d549b-6f03-475a-a600-a35a099950d8|ios|2025-11-14|4.1.7
8d116ece-1738-47d9-ad9c-172411e20b8f|android|2025-11-15|4.2.1
90c192cf-d3ac-44af-af21-ddb66cad4a26|ios|2025-11-16|4.2.0
a170b338-3926-4059-a28c-105d1fb17c23|android|2025-11-17|4.1.7
0fd630f1-f29d-4da9-a53f-48f1a09f76b5|ios|2025-11-18|4.2.1
0cb1e29c-658c-4a14-a5e6-0af593bd04cf|android|2025-11-19|4.2.0
8e81973e-0bec-47b0-a898-d190f9ebdacc|ios|2025-11-20|4.1.7
6b4cb242-4a23-4596-a217-beaddbc496cb|android|2025-11-21|4.2.1
92276658-1e27-41c0-aa6a-63ec24ede6a4|ios|2025-11-22|4.2.0
ae97ba94-d0ed-482f-af6d-05584ef8aa38|android|2025-11-23|4.1.7
923a7369-94e3-4f91-aa61-dbe22e44158b|ios|2025-11-10|4.2.1
18f135d2-5f55-4203-a018-50c5a38fd547|android|2025-11-11|4.2.0
907a70c3-1012-4037-a64c-e4228c38fb29|ios|2025-11-12|4.1.7
7f150524-34b9-45df-ae77-69b10f4205b4|android|2025-11-13|4.2.1
c6f87718-6d76-407e-a81e-d162ae2eb154|ios|2025-11-14|4.2.0
ec66a787-95e7-41d1-a731-af10506bf2ef|android|2025-11-15|4.1.7
`;
export const LOYALTY_CARDS = `
LC884120|François|Łódź|12|gold
LC884137|Bjørn|Lyon|49|silver
LC884154|Liam|Bergen|86|basic
LC884171|Hanna|Graz|123|gold
LC884188|Chloé|Porto|160|silver
LC884205|Grace|Leeds|197|basic
LC884222|Dmitri|Gdańsk|234|gold
LC884239|Ivo|Turku|271|silver
LC884256|Elif|Łódź|308|basic
LC884273|Jürgen|Lyon|345|gold
LC884290|Aoife|Bergen|382|silver
LC884307|Zoë|Graz|419|basic
LC884324|Mateo|Porto|456|gold
LC884341|Noor|Leeds|493|silver
LC884358|Lucía|Gdańsk|530|basic
LC884375|Óscar|Turku|567|gold
LC884392|Wanda|Łódź|604|silver
LC884409|Yara|Lyon|641|basic
LC884426|Piotr|Bergen|678|gold
LC884443|Ines|Graz|715|silver
`;
