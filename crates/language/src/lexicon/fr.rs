//! French.

use super::Lexicon;

pub(super) const FR: Lexicon = Lexicon {
    code: "fr",
    terrible: "inadmissible* inacceptable* honteu* honte scandale* scandaleu* arnaque* arnaqué* escroc* escroquerie* voleur* \
        volé* horrible* affreu* catastroph* lamentable* déplorable* pitoyable* minable* nul_à_chier merde merdique* \
        furieu* colère outré* dégoûté* dégoûtant* ridicule* plus_jamais jamais_plus pire pires exécrable* \
        foutage_de_gueule se_moque_de vous_vous_moquez moquer_du_monde ras_le_bol marre avocat menteur* mensonge* menti \
        insupportable* intolérable* insult* irrespectu* incompéten* désastre désastreu* à_fuir fuyez c_est_du_vol poubelle \
        perte_de_temps temps_perdu argent_jeté déteste* cauchemar* abus* c_est_une_blague une_blague trompé* trompeu* \
        n_importe_quoi foutez",
    bad: "mauvais* cassé* casse brisé* abîmé* endommagé* défectueu* déchiré* fissuré* rayé* troué* déçu* \
        décev* déception mécontent* insatisfait* énervé* énervant* agacé* agaçant* fâché* frustr* \
        impoli* malpoli* désagréable* antipathique* inutil* inutilisable* nul nulle nuls nulles \
        médiocre* triste* plaindre plainte réclamation ignoré* raccroché plante plantage* bug bugs \
        bugué* bloqué* en_panne panne hors_service mauvaise_taille mauvais_article mauvais_produit \
        débité_deux_fois débitée_deux_fois prélevé_deux_fois prélevée_deux_fois facturé_deux_fois \
        double_prélèvement deux_fois_débité veux_être_remboursé* rendez_moi mon_argent \
        rembourser_immédiatement troisième_fois quatrième_fois deuxième_fois encore_une_fois \
        même_problème toujours_pas toujours_rien toujours_aucun* toujours_en_attente attends_toujours \
        jamais_reçu* jamais_arrivé* jamais_livré* pas_reçu rien_reçu ne_fonctionne_pas ne_marche_pas \
        marche_pas fonctionne_pas ne_fonctionne_plus ne_marche_plus marche_plus fonctionne_plus \
        sans_réponse aucune_réponse pas_de_réponse personne_ne_répond perdu_mon colis_perdu sale sales \
        pue moisi* périmé* pourri* mal_emballé mal_fait* mal_fini* mauvaise_qualité non_conforme \
        pas_conforme ne_correspond_pas regrett* injuste* moche* foutu* dangereu* pas_normal \
        pas_sérieu* manque_de_sérieux peu_sérieu* bâclé* erroné* trop_longtemps impossible \
        ne_sert_à_rien tombe_en_morceaux abandonné* fait_patienter font_patienter fais_patienter \
        en_attente_depuis trempé* mouillé* pas_ce_que_j ce_n_est_pas_ce_que ça_suffit ca_suffit \
        je_résilie résilie_mon cafards punaises cheveu_dans brûlé* immangeable pas_cuit rassis coincé* \
        tourne_en_rond raccrochent tout_réexpliquer tout_recommencer à_bout allergie",
    poor: "retard* tard lent* lenteur problème* souci* erreur* attends attend attendre attente manque* \
        manquant* malheureusement hélas trop_petit* trop_grand* trop_serré* trop_cher difficile* \
        compliqué* inconfortable* inquiet* inquiète* inquiét* ennuyeu* perdu* dommage pénible* faux \
        fausse mal tache* oublié* pas_clair confus* bruyant* vide décoloré* rétréci* tordu* rouillé* \
        flou* rame lag saccad* rupture_de_stock éternité des_heures des_semaines grince",
    fine: "bien ok d_accord correct* sympa* gentil* réglé* résolu* résolue réparé* refonctionne marche_maintenant \
        fonctionne_maintenant remarche rapide* rapidement facile* facilement pratique* confortable* mieux en_avance à_temps \
        bonne_surprise plaît plait propre* clair* sans_souci à_l_heure rassur* soulagé* aime",
    good: "bon_service bon_produit bonne_qualité bon_travail très_bien très_bon très_bonne content* \
        satisfait* satisfaction heureu* ravi* aimable* serviable* efficace* professionnel* poli* \
        agréable* accueillant* recommande* recommander reconnaissant* merci_beaucoup merci_infiniment \
        mille_mercis grand_merci un_grand_merci merci_mille_fois merci_pour_votre_aide \
        merci_pour_la_rapidité merci_de_votre_aide merci_encore remercie_vivement \
        remercie_chaleureusement bravo félicitations chapeau beau belle joli* bonne_expérience fiable* \
        sérieux_et_rapide soigné* à_l_écoute patiente patients utile* aidé* impressionn* super_service \
        sans_problème au_top top qualité_au_rendez_vous commanderai_à_nouveau recommanderai chaleureu* \
        attentionné* apprécie* apprécié* nickel impeccab* bien_passé plaisir charmant* bonheur \
        soulagement exactement_ce_que gentillesse parlerai_de_vous à_tous_mes_amis sans_encombre \
        sans_accroc beau_geste joli_geste geste_commercial_apprécié vaut_le_prix délicieu* confort \
        doux solide courtois* prévenant* chapeau_bas pouce",
    superb: "excellent* parfait* parfaitement génial* formidable* fantastique* magnifique* merveilleu* merveille exceptionnel* extraordinaire* \
        super adore* adoré* meilleur* incroyable* enchanté* sublime* splendide* remarquable* irréprochable* extra cinq_étoiles \
        5_étoiles au_delà_de_mes_attentes dépassé_mes_attentes enthousias* géniaux fabuleu* superbe* j_adore aux_anges",
    courtesy: "merci mercis remercie remerciements thx",
    nothing: "bien_cordialement bien_à_vous bien_reçu voudrais_bien bien_sûr eh_bien ou_bien \
        meilleures_salutations meilleur_délai meilleurs_délais bonne_journée bonne_soirée \
        le_plus_rapidement le_plus_vite plus_rapide_possible aussi_vite non_merci ne_quittez_pas \
        bien_vouloir si_possible est_ce_correct n_est_ce_pas meilleurs_vœux d_accord_pour plus_tard \
        trop_tard",
    expected: "arrivé* arrive reçu* reçois livré* livrer répon* réponse* répondu fonctionn* marche marchent rembours* résolu* \
        réglé* connecter accéder ouvrir charger joindre aide aider aidé rappelé* contacté* acceptable* normal* sérieu* \
        donne donné démarre payer allume compren* expédié* nouvelle nouvelles suivi_effectué bouge retour",
    not: "pas ne n jamais rien aucun aucune personne sans ni plus_de guère impossible nullement non",
    not_after: "pas jamais rien plus guère personne aucun aucune",
    very: "très vraiment tellement si trop extrêmement absolument totalement complètement super hyper particulièrement \
        incroyablement franchement tout_à_fait entièrement vachement beaucoup ultra carrément sans_arrêt sans_cesse",
    slightly: "peu plutôt assez légèrement relativement presque",
    but: "mais cependant toutefois pourtant néanmoins par_contre en_revanche",
    please: "merci_de merci_d_avance merci_par_avance sil_vous_plaît sil_te_plaît s_il_vous_plaît s_il_te_plaît svp pouvez_vous pourriez_vous voudrais avance aimerais",
};
