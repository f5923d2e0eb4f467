//! Dutch.

use super::Lexicon;

pub(super) const NL: Lexicon = Lexicon {
    code: "nl",
    terrible: "onacceptabel* onaanvaardbaar* schandalig* schande schandelijk* belachelijk* oplicht* opgelicht bedrog bedrieg* bedrogen fraude* \
        gestolen diefstal dieven vreselijk* verschrikkelijk* afschuwelijk* afgrijselijk* walgelijk* woedend razend woest \
        slechtste ergste nooit_meer nooit_weer waardeloos waardeloze rotzooi troep kut klote shit schaam schamen liegen gelogen \
        leugen* onbeschoft* brutaal respectloos beledig* incompetent* ramp rampzalig* dramatisch* drama absurd* \
        aanklacht advocaat juridische_stappen haat spuugzat zat_van ben_het_zat er_klaar_mee helemaal_klaar genoeg_van \
        een_grap aanfluiting wanprestatie weggegooid_geld geldverspilling tijdverspilling nachtmerrie blijf_weg \
        bespottelijk* misdadig* misselijk* te_gek_voor_woorden",
    bad: "slecht slechte slechter kapot kapotte is_stuk gaat_stuk ging_stuk stukgegaan helemaal_stuk \
        defect* beschadigd* gebroken gescheurd* gebarsten gekrast lek lekt teleurgesteld* teleurstell* \
        ontevreden boos kwaad geïrriteerd* irritant* irriteert gefrustreerd* frustrer* frustratie \
        onvriendelijk* onbeleefd* onprofessioneel onprofessionele onbetrouwbaar* misleid* misleidend* \
        nutteloos nutteloze onbruikbaar* gebrekkig* klacht klachten klagen genegeerd negeren negeert \
        opgehangen loopt_vast loopt_steeds vastgelopen vastloopt crasht verkeerde_maat \
        verkeerde_artikel verkeerde_product verkeerde_bestelling verkeerde_adres verkeerd* \
        dubbel_afgeschreven twee_keer_afgeschreven dubbel_betaald dubbel_gefactureerd geld_terug \
        derde_keer vierde_keer tweede_keer zoveelste_keer alweer weer_niet steeds_weer zelfde_probleem \
        hetzelfde_probleem nog_steeds_niet nog_steeds_niets nog_steeds_geen nog_altijd_niet \
        nog_altijd_niets nog_altijd_geen nog_steeds_op wacht_nog nooit_aangekomen nooit_ontvangen \
        niet_aangekomen niet_ontvangen niet_geleverd werkt_niet doet_het_niet doet_niets geen_reactie \
        geen_antwoord niemand_reageert kwijtgeraakt kwijt zoekgeraakt verdrietig triest vies vieze \
        stinkt beschimmeld vlek* bedorven verrot slordig* oneerlijk* lelijk* spijt niet_normaal \
        niet_oké niet_ok niet_goed kan_niet_waar kan_echt_niet onmogelijk valt_uit_elkaar \
        uit_elkaar_gevallen laat_me_in_de_steek in_de_steek niet_zoals_beschreven jammer tevergeefs \
        erger helaas_niet beneden_alle_peil onbehulpzaam in_de_wacht doorweekt kletsnat niet_wat_ik \
        niet_wat_we ben_er_klaar er_genoeg_van zeg_op opzeggen_die kakkerlakken bedwantsen \
        haar_in_mijn_eten aangebrand oneetbaar rauw kastje_naar_de_muur aan_het_lijntje \
        alles_opnieuw_uitleggen steeds_opnieuw uitslag",
    poor: "laat te_laat vertraag* vertraging* langzaam traag trage ontbreekt ontbreken mist probleem \
        problemen fout fouten storing wacht wachten gewacht wachttijd helaas moeilijk* ingewikkeld* \
        duur te_klein te_groot te_strak onduidelijk* zorgen bezorgd_over vergeten kras krassen \
        oncomfortabel* lastig* vervelend* verloren tegenvall* valt_tegen lawaaiig omslachtig* leeg \
        verbleekt gekrompen krom verroest wazig hapert uitverkocht eeuwen urenlang wekenlang piept",
    fine: "goed goede ok oké prima netjes keurig aardig* gelukt opgelost verholpen hersteld werkt_weer werkt_nu doet_het_weer \
        snel snelle vlot vlotte makkelijk* gemakkelijk* eenvoudig* comfortabel* beter op_tijd eerder_dan leuk leuke bevalt vind_mooi duidelijk* \
        past geregeld opgelucht lekker geholpen",
    good: "tevreden blij gelukkig_mee vriendelijk* behulpzaam* hulpvaardig* beleefd* professioneel \
        professionele betrouwbaar* bekwaam deskundig* aanrader aanraden aanbevelen raad_aan dankbaar \
        heel_erg_bedankt hartelijk_dank hartelijk_bedankt erg_bedankt heel_veel_dank veel_dank \
        duizendmaal_dank ontzettend_bedankt super_bedankt bedankt_voor_de_snelle bedankt_voor_je_hulp \
        bedankt_voor_uw_hulp bedankt_voor_jullie_hulp dank_voor_de_hulp goed_gedaan goed_werk \
        heel_goed zeer_goed mooi mooie prachtige_service geen_probleem geen_problemen \
        geen_enkel_probleem probleemloos vlekkeloos onberispelijk waardeer* gewaardeerd compliment* \
        fijn fijne nuttig* handig* bestel_weer bestel_zeker kom_terug lief lieve attent* geduldig* \
        zorgvuldig* onder_de_indruk indrukwekkend* top werkt_als_een_trein kwaliteit_is_goed plezier \
        enthousiast* blije opluchting precies_wat_ik precies_goed mooi_gebaar lief_gebaar \
        al_mijn_vrienden vertel_iedereen zonder_problemen zonder_gedoe elke_cent_waard heerlijk_zacht \
        smakelijk gezellig stevig hoffelijk meedenken meedacht petje_af duim_omhoog",
    superb: "uitstekend* geweldig* fantastisch* perfect perfecte schitterend* prachtig* excellent* super superblij briljant* subliem* \
        uitmuntend* fenomenaal fenomenale ongelooflijk_goed de_beste het_beste allerbeste hou_van houd_van dol_op verliefd_op helemaal_top toppers \
        vijf_sterren 5_sterren verwachtingen_overtroffen kon_niet_beter geniaal geniale wauw wow magnifiek* dolblij dolgelukkig \
        heerlijk* voortreffelijk* te_gek",
    courtesy: "bedankt dank dankjewel dankuwel dankje thx merci",
    nothing: "vriendelijke_groet* met_vriendelijke goede_morgen goede_middag goede_avond goede_dag \
        lieve_mensen per_stuk zo_snel_mogelijk zo_snel_als het_beste_moment nee_bedankt nee_dank_je \
        hoe_snel hoe_laat hoe_lang is_het_goed_als goed_als later fijne_dag fijne_avond fijn_weekend \
        fijne_dagen mooie_dag beste_tijd liever",
    expected: "aangekomen aankomen ontvangen gekregen krijg geleverd bezorgd antwoord* geantwoord reageer* reactie gereageerd werk* werkt doet_het \
        lukt helpt helpen hulp oplos* inloggen aanmelden openen bereik* terugbetaald terugbetal* terugbetaling gebeurt gebeurd \
        normaal acceptabel start laadt verbind* begrijp gehoord contact teruggebeld verzonden opneemt neemt_op \
         gestort",
    not: "niet geen nooit niemand niets niks zonder noch nergens nauwelijks amper nie",
    not_after: "niet nooit niemand niets niks",
    very: "heel erg zeer echt zo super ontzettend enorm extreem helemaal absoluut totaal volledig volkomen ongelooflijk bijzonder \
        veel te uiterst steeds altijd constant enorme vreselijk",
    slightly: "beetje iets redelijk enigszins vrij deels bijna",
    but: "maar echter toch alhoewel hoewel daarentegen",
    please: "alstublieft alsjeblieft aub svp graag kunt_u kunnen_jullie kun_je zou_u voorbaat wil_graag",
};
