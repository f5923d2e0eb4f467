//! German.

use super::Lexicon;

pub(super) const DE: Lexicon = Lexicon {
    code: "de",
    terrible: "unverschämt* frechheit inakzeptabel* unakzeptabel* unzumutbar* katastroph* furchtbar* schrecklich* grauenhaft* \
        miserabel miserabl* unmöglich_so betrug betrüg* betrogen abzocke abgezockt abzocker verarsch* verarscht skandal* \
        widerlich* ekelhaft* wütend stinksauer empört* empörend* lächerlich* schlechteste* schlimmste* nie_wieder \
        nie_mehr saftladen sauladen anwalt verbraucherschutz anzeige_erstatten schweinerei scheiße scheiss* mist \
        dreist* hasse reicht_es_mir reicht_mir_jetzt jetzt_reichts schnauze_voll nase_voll armutszeugnis schande \
        gelogen belogen lüge* zumutung witz_sein ein_witz schrott müll geldverschwendung zeitverschwendung \
        respektlos* absolut_nicht_empfehlenswert finger_weg unter_aller_sau unterirdisch* beleidig* abartig*",
    bad: "schlecht* kaputt* defekt* beschädigt* zerbrochen* zerstört* zerrissen* zerkratzt* gerissen* \
        undicht* gebrochen* enttäusch* verärger* ärger* sauer genervt nervig* nervt frustr* \
        unzufrieden* unfreundlich* unhöflich* inkompetent* unzuverlässig* unprofessionell* \
        irreführend* nutzlos* wertlos* unbrauchbar* mangelhaft* fehlerhaft* beschwer* reklamier* \
        reklamation ignorier* hingehalten abgewimmelt aufgelegt vergesslich abgestürzt stürzt_ab \
        stürzt stürzt_ständig abstürz* falsche_größe falscher_artikel falsche_ware falschen_artikel \
        falsches_produkt falsche_artikel falsch_geliefert falsche_adresse doppelt_abgebucht \
        zweimal_abgebucht doppelt_belastet doppelt_berechnet zu_viel_berechnet geld_zurück \
        will_mein_geld dritte_mal dritten_mal vierte_mal vierten_mal zweite_mal zweiten_mal \
        schon_wieder immer_wieder immer_noch_nicht immer_noch_kein* immer_noch_nichts noch_immer_nicht \
        noch_immer_kein* warte_immer_noch warte_noch_immer immer_noch_auf verloren_gegangen abhanden \
        nie_angekommen nicht_angekommen nicht_geliefert funktioniert_nicht geht_nicht klappt_nicht \
        passiert_nichts tut_sich_nichts traurig schlimm* schade leider_nicht verschimmelt schimmel* \
        stinkt dreckig* schmutzig* fleck* abgelaufen* verdorben* billige_qualität mies* schlampig* \
        unfair* hässlich* nicht_in_ordnung nicht_akzeptabel nicht_hinnehm* geht_gar_nicht so_nicht \
        keine_lust unmöglich* ungenügend* vergeblich* umsonst_gewartet im_stich auseinandergefallen \
        fällt_auseinander hängt_sich_auf ausgefallen nicht_wie_beschrieben keine_antwort \
        keine_reaktion keine_rückmeldung warteschleife vertröst* hingehalten_worden durchnässt \
        nass_geworden klatschnass nicht_das_was nicht_was_ich kündige_jetzt kündige_ich \
        jetzt_reicht_es reicht_mir ungeziefer wanzen haare_im ausschlag verbrannt ungenießbar \
        versalzen roh altbacken blockiert ausgesperrt gesperrt aufgegeben im_kreis weiterverbunden \
        hin_und_her jedes_mal_alles alles_von_vorn wiederholen_muss verpasst gar_nicht_erst \
        liest_niemand lesen_meine_nachrichten_nicht",
    poor: "verspät* verzöger* spät zu_spät langsam* fehlt fehlen fehlte fehlend* problem* fehler* \
        störung* warte warten gewartet wartezeit leider schwierig* kompliziert* umständlich* teuer \
        zu_klein zu_groß zu_eng überteuert unklar* sorge* bedauer* vergessen kratzer ungemütlich \
        unbequem* lange_dauert dauert_zu verloren falsch* wackel* ungeduldig* unangenehm* mühsam* leer \
        wackelt quietscht eingelaufen verblasst verbogen rostig unscharf ruckelt hakt ausverkauft ewig \
        stundenlang wochenlang tagelang ewigkeiten hängt_seit",
    fine: "gut okay ok in_ordnung nett* ordentlich* geklappt klappt_jetzt klappt_wieder funktioniert_jetzt \
        funktioniert_wieder läuft_wieder läuft_jetzt geht_wieder gelöst behoben erledigt einfach_zu schnell* \
        pünktlich* problemlos* angenehm* bequem* besser früher_als gefällt gefallen mag passt fair* verständlich* \
        zügig* rechtzeitig heil_angekommen",
    good: "zufrieden* freundlich* hilfsbereit* hilfreich* höflich* kompetent* professionell* zuverlässig* \
        empfehl* empfohlen weiterempfehl* glücklich* froh freue freut freuen gefreut dankbar* \
        vielen_dank vielen_lieben_dank herzlichen_dank besten_dank tausend_dank lieben_dank \
        danke_schön dankeschön danke_sehr vielen_herzlichen_dank danke_für_die_schnelle \
        danke_für_ihre_hilfe danke_für_die_hilfe danke_für_eure_hilfe gute_arbeit gut_gemacht sehr_gut \
        schön* wunderschön* hübsch* reibungslos* einwandfrei* tadellos* gerne_wieder \
        immer_wieder_gerne bestelle_wieder schnelle_hilfe geholfen lob loben beeindruck* toll* prima \
        klasse top spitze so_lieb sehr_lieb liebe_es hochwertig* vorbildlich* sympathisch* geduldig* \
        zuvorkommend* passt_wie_angegossen nützlich* positiv* erleichtert erleichterung genau_richtig \
        genau_das_was ohne_schwierigkeiten ohne_probleme ohne_komplikationen meinen_freunden_von \
        weitererzähl* nette_geste netten_geste gut_aufgehoben preiswert jeden_cent_wert schick lecker \
        köstlich gemütlich blitzsauber weich stabil entgegenkommend* aufmerksam* flott held helden \
        heldin goldstück engel daumen_hoch hut_ab chapeau reingehängt mühe_gegeben",
    superb: "super ausgezeichnet* hervorragend* großartig* fantastisch* phantastisch* wunderbar* perfekt* exzellent* genial* \
        erstklassig* traumhaft* begeistert* begeisternd* ich_liebe liebe_die liebe_diese* liebe_mein* beste besten bester_service sensationell* \
        mega hammer überglücklich* überragend* brillant* phänomenal* unschlagbar* fünf_sterne 5_sterne \
        erwartungen_übertroffen nicht_besser könnte_nicht_besser rundum_zufrieden einmalig* herausragend*",
    courtesy: "danke dank merci thx",
    nothing: "freundliche_grüße freundlichen_grüßen freundlichem_gruß freundlichen_gruß mit_freundlichen \
        beste_grüße besten_grüßen besten_gruß viele_liebe schöne_grüße schönen_tag schönes_wochenende \
        schönen_abend schöne_woche schöne_feiertage guten_tag guten_morgen guten_abend am_besten \
        so_schnell_wie schnellstmöglich* so_schnell_es freue_mich_auf freuen_uns_auf \
        freue_mich_über_eine_rückmeldung freue_mich_über_eine_antwort freue_mich_von_ihnen gut_wäre \
        gerne nichts_zu_danken nein_danke am_liebsten wie_schnell wie_spät",
    expected: "angekommen ankam ankommt kommt_an gekommen da eingetroffen erhalten bekommen bekomme geliefert zugestellt antwort* \
        geantwortet reagier* meldet gemeldet rückmeldung funktionier* geht klappt läuft hilft helfen hilfe löst gelöst \
        anmelden einloggen öffnen erreich* erstatt* rückerstattung überwiesen passiert kümmer* interessier* startet \
        lädt verbind* bezahlen akzeptabel hinnehmbar verstehe nachvollziehbar gutgeschrieben abgeholt zuständig ran",
    not: "nicht kein keine keinen keiner keinem keines nie niemals niemand nichts ohne weder nirgends nirgendwo kaum nix ned net",
    not_after: "nicht nie niemand nichts nix keiner nimmer",
    very: "sehr wirklich so total absolut extrem unglaublich äußerst völlig komplett echt richtig ganz besonders \
        überaus viel zu dermaßen riesig wahnsinnig ständig dauernd höchst",
    slightly: "etwas bisschen leicht ziemlich einigermaßen halbwegs relativ teilweise fast",
    but: "aber jedoch allerdings trotzdem dennoch doch_leider sondern",
    please: "bitte könnten_sie können_sie könntet_ihr möchte im_voraus voraus kannst_du",
};
