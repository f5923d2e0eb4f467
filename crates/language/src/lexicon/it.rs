//! Italian.

use super::Lexicon;

pub(super) const IT: Lexicon = Lexicon {
    code: "it",
    terrible: "inaccettabil* inammissibil* vergogna vergognos* truffa* truffat* truffator* frode ladri ladro rubato rubat* furto orribil* \
        terribil* pessim* schifo schifos* disgust* indecent* indignat* furios* ridicol* mai_più peggior* peggio merda \
        spazzatura disastr* incompetent* bugiard* bugia bugie ingannat* inganno ingannevol* presa_in_giro presi_in_giro \
        preso_in_giro presa_per_i_fondelli stufo stufa stanco_di stanca_di insult* maleducat* cafon* intollerabil* denuncia* \
        avvocato odio uno_scherzo perdita_di_tempo soldi_buttati buttare_i_soldi incubo abus* scandal* penos* \
        imbarazzant* assurd* scandalos* arrabbiatissim* state_alla_larga",
    bad: "male cattiv* rotto rotta rotti rotte danneggiat* difettos* guast* strappat* scheggiat* delus* \
        delusion* insoddisfatt* scontent* arrabbiat* infastidit* frustr* scortes* antipatic* \
        sgradevol* inutil* inutilizzabil* inservibil* scadent* mediocr* triste* lamentel* reclam* \
        ignorat* ignorano riattaccato riagganciato si_blocca si_pianta si_chiude bloccat* \
        taglia_sbagliata articolo_sbagliato prodotto_sbagliato ordine_sbagliato sbagliat* errat* \
        addebitato_due_volte due_volte_addebitato pagato_due_volte doppio_addebito rivoglio \
        rivoglio_i_miei_soldi indietro_i_miei_soldi soldi_indietro terza_volta quarta_volta \
        seconda_volta ennesima_volta un_altra_volta stesso_problema sto_ancora_aspettando \
        ancora_aspettando ancora_in_attesa ancora_niente ancora_nulla ancora_nessun* mai_arrivat* \
        mai_ricevut* non_funziona non_va non_è_arrivato nessuno_risponde senza_risposta \
        nessuna_risposta smarrit* sporc* puzza macchiat* scadut* marci* pessima_qualità scarsa_qualità \
        non_conforme non_corrisponde poco_professional* poco_seri* ingiust* brutt* pento deluso \
        impossibile a_pezzi scucit* abbandonat* disperat* troppo_tempo lament* non_serve_a_niente \
        tengono_in_attesa tenuto_in_attesa bagnat* fradici* zuppo non_è_quello_che non_era_quello_che \
        basta_così adesso_basta disdico disdire_tutto scarafaggi cimici capello_nel bruciat* \
        immangiabil* crudo rimbalzat* scaricabarile rispiegare ripetere_tutto esasperat*",
    poor: "tardi ritard* lent* problem* errore errori difetto aspetto aspettando aspettare attesa attendo \
        manca mancano mancant* purtroppo sfortunatamente troppo_piccol* troppo_grand* troppo_strett* \
        troppo_caro troppo_cara carissim* costos* difficil* complicat* scomod* preoccup* perso persa \
        graffi* dimenticat* confus* rumoros* peccato disagi* fastidi* scaric* sbiadit* ristrett* \
        stort* arrugginit* sfocat* esaurit* eternità da_ore da_settimane cigola",
    fine: "bene buono buona ok va_bene corrett* risolto risolta risolti sistemato sistemata riparato adesso_funziona ora_funziona \
        funziona_di_nuovo veloc* rapid* facil* comod* meglio in_anticipo puntual* in_tempo piace piaciut* chiar* carin* \
        simpatic* sollevat* aiutato aiutata",
    good: "molto_bene molto_buono ottimo_lavoro buon_lavoro buon_servizio buona_qualità contento contenta \
        contenti contente contentissim* soddisfatt* felice felici lieto lieta gentil* gentilezza \
        cortes* disponibil* efficient* efficac* professional* educat* piacevol* consiglio consigli* \
        consigliat* raccomand* grato grata grati riconoscent* grazie_mille mille_grazie molte_grazie \
        tante_grazie grazie_infinite grazie_di_cuore grazie_per_l_aiuto grazie_per_il_vostro \
        grazie_ancora ringrazio_di_cuore utile utili utilissim* bell* affidabil* impeccabil* \
        senza_problemi nessun_problema tutto_bene tutto_ok comprerò_ancora ordinerò_ancora complimenti \
        bravi bravo brava bravissim* impression* apprezz* curat* pazient* piacere premuros* \
        tutto_liscio sollievo proprio_quello_che esattamente_quello_che siete_grandi grandi_ragazzi \
        bel_gesto che_bel a_tutti_i_miei_amici parlerò_di_voi parlerò_bene senza_intoppi delizios* \
        morbid* solid* premura miglior",
    superb: "eccellent* ottim* perfett* perfettamente perfezione fantastic* meraviglios* meraviglia magnific* splendid* straordinari* eccezional* \
        incredibil* stupend* favolos* adoro amo adorat* entusiast* migliore migliori spettacolar* brillant* super superato_le_aspettative \
        cinque_stelle 5_stelle felicissim* gentilissim* soddisfattissim* benissimo bellissim* buonissim* velocissim* \
        impagabil* top formidabil*",
    courtesy: "grazie ringrazio",
    nothing: "gentile_cliente gentile_servizio gentile_team gentile_signor* gentili_signor* gentilmente \
        gentile_assistenza buona_giornata buona_sera buon_giorno buona_serata per_piacere \
        resto_in_attesa in_attesa_di_una in_attesa_di_un in_attesa_di_risposta il_più_presto \
        più_rapidamente_possibile più_velocemente_possibile no_grazie più_tardi va_bene_se o_meglio \
        magari_meglio non_solo così_via di_niente",
    expected: "arrivat* arriva ricev* ricevut* consegn* rispond* risposta risposte risposto funzion* va rimbors* risol* risolto accedere \
        entrare aprire connett* collegar* caricar* aiuta* contatt* riesco accend* accettabil* normale seri* importa capisco \
        spedit* sentir* richiamat* ",
    not: "non no mai nessuno nessuna nessun niente nulla senza né neanche nemmeno neppure",
    not_after: "niente nulla mai",
    very: "molto davvero veramente così tanto troppo estremamente assolutamente totalmente completamente incredibilmente \
        particolarmente proprio super sempre continuamente moltissimo",
    slightly: "poco leggermente abbastanza relativamente quasi",
    but: "ma però tuttavia comunque anche_se invece",
    please: "per_piacere per_favore per_cortesia potete potreste vorrei anticipo puoi potrebbe",
};
