//! Portuguese, of Portugal and of Brazil.

use super::Lexicon;

pub(super) const PT: Lexicon = Lexicon {
    code: "pt",
    terrible: "inaceitáve* inaceitável inadmissíve* inadmissível vergonha vergonhos* burla burlad* golpe golpista* fraude* roubo roubad* roubaram ladr* \
        enganad* enganaram enganos* enganação horríve* horrível terrível terríveis péssim* nojo nojent* indignad* furios* ridícul* nunca_mais pior piores merda lixo \
        porcaria lamentáve* lamentável deplorável desastre desastros* incompetent* mentiros* mentira* mentiram palhaçada brincadeira \
        gozar_comigo fart* estou_farto cansado_de cansada_de insult* grosseir* mal_educad* intoleráve* intolerável denúncia \
        procon advogad* odei* perda_de_tempo dinheiro_jogado deitar_dinheiro pesadelo abus* falta_de_respeito desrespeito \
        descaso absurd* indignação revoltad* revoltante*",
    bad: "mau má maus más ruim ruins partido partida partiu quebrado quebrada quebrou quebrados \
        danificad* defeituos* com_defeito estragad* avariad* rasgad* rachad* dececion* decepcion* \
        desiludid* desilusão desapont* insatisfeit* descontent* chatead* irritad* irritante* frustr* \
        zangad* antipátic* desagradáve* desagradável inúti* inútil medíocre* triste* reclam* queix* \
        ignorad* ignoram desligaram_na_minha desligou_na_minha desligaram_o_telefone trava travando \
        travou bloquead* tamanho_errado produto_errado artigo_errado pedido_errado encomenda_errada \
        errad* cobrado_duas_vezes cobrada_duas_vezes cobraram_duas_vezes cobrança_dupla \
        cobrado_em_dobro quero_meu_dinheiro quero_o_meu_dinheiro meu_dinheiro_de_volta \
        dinheiro_de_volta terceira_vez quarta_vez segunda_vez outra_vez de_novo_o_mesmo mesmo_problema \
        ainda_não ainda_nada ainda_estou_à_espera continuo_à_espera ainda_à_espera ainda_esperando \
        continuo_esperando nunca_chegou nunca_recebi não_chegou não_recebi não_funciona não_serve \
        ninguém_responde ninguém_atende sem_resposta nenhuma_resposta extraviad* suj* cheira_mal \
        manchad* fora_de_prazo podre* má_qualidade péssima_qualidade não_corresponde \
        pouco_profissional falta_de_profissionalismo injust* feio feia arrependid* impossível \
        descosid* abandon* desesper* demasiado_tempo muito_tempo não_serve_para_nada descaram* \
        deixam_me_em_espera em_espera encharcad* molhad* não_é_o_que não_era_o_que já_chega \
        chega_disto baratas percevejos cabelo_na queimad* intragável cru explicar_tudo_de_novo \
        repetir_tudo enrolando enrolam jogo_do_empurra não_presta não_prestam",
    poor: "tarde atras* demor* lent* problema* erro erros falha* espera esperando aguardando falta faltam \
        faltou perdid* infelizmente lamentavelmente pequen* muito_grande apertad* muito_caro \
        caro_demais muito_cara cara_demais caríssim* difíc* complicad* desconfort* preocup* riscad* \
        esquec* confus* barulhent* pena transtorno* incómod* incômod* mal vazi* desbotad* encolheu \
        torto enferrujad* desfocad* esgotad* eternidade horas_à_espera semanas_à_espera range",
    fine: " bom boa ok certo corret* resolvido resolvida resolveram solucionad* arranjad* consertad* já_funciona agora_funciona \
        funciona_bem rápid* rapidamente fácil* facilmente confortáve* confortável melhor a_tempo no_prazo pontual* gosto gostei gostamos clar* \
        antes_do_prazo legal simpátic* aliviad* ajudou ajudaram",
    good: "muito_bem muito_bom muito_boa bom_serviço bom_trabalho bom_atendimento boa_qualidade contente* \
        satisfeit* feliz felizes amáve* amável gentil gentis gentileza atencios* prestáve* prestável \
        prestativ* eficient* eficaz* profissiona* educad* agradáve* agradável recomendo recomend* \
        agradecid* agradeço muito_obrigado muito_obrigada obrigado_por_tudo obrigada_por_tudo \
        obrigado_pela_ajuda obrigada_pela_ajuda obrigado_pela_rápida mil_obrigados obrigadão úti* útil \
        bonit* lind* confiáve* confiável fiável impecáve* impecável sem_problema sem_problemas \
        nenhum_problema tudo_bem tudo_certo voltarei_a_comprar vou_comprar_de_novo compro_de_novo \
        parabéns impression* caprichad* paciente* prazer alegr* adequad* solícit* cuidados* alívio \
        exatamente_o_que justamente_o_que vocês_são_o_máximo são_o_máximo gesto_bonito que_gesto \
        a_todos_os_meus_amigos falar_de_vocês falar_bem sem_sobressaltos vale_cada delicios* gostos* \
        macio macia resistente cortês acolhedor*",
    superb: "excelente* perfeit* perfeição ótim* óptim* fantástic* maravilh* incríve* incrível magnífic* extraordinári* excecional excepciona* \
        espetacular* espectacular* fabulos* adoro adorei adoramos amo amei sensaciona* brilhante* genial show top nota_dez \
        nota_10 cinco_estrelas 5_estrelas melhores o_melhor a_melhor às_mil_maravilhas superou_as_expectativas \
        superou_minhas_expectativas super encantad* felicíssim* espetáculo",
    courtesy: "obrigado obrigada obg valeu grato grata",
    nothing: "atenciosamente bom_dia boa_tarde boa_noite bom_fim boa_semana bom_trabalho_para o_mais_rápido \
        mais_rápido_possível o_melhor_possível não_obrigado não_obrigada mais_tarde desde_já \
        tudo_bem_com melhor_horário melhores_cumprimentos se_for_possível ou_melhor a_pena a_tarde \
        da_tarde à_tarde",
    expected: "chegou chega chegar chegad* receb* entreg* respond* resposta* atend* funcion* serve devolv* devolveram reembols* \
        resolv* resolver entrar aceder acessar abrir ligar carregar ajud* consigo consegui* liga env* aceitáve* aceitável \
        normal séri* importa entend* contact* contat* estorn* liga_para abre",
    not: "não nao nunca jamais ninguém nada nenhum nenhuma sem nem tampouco",
    not_after: "nada ninguém nunca",
    very: "muito tão realmente super demasiado totalmente absolutamente completamente extremamente incrivelmente bastante \
        especialmente mesmo sempre constantemente bem",
    slightly: "pouco ligeiramente relativamente quase meio",
    but: "mas porém contudo no_entanto entretanto todavia",
    please: "por_favor podem poderiam gostaria poderia favor desde_já pode queria",
};
