//! Spanish.

use super::Lexicon;

pub(super) const ES: Lexicon = Lexicon {
    code: "es",
    terrible: "inaceptable* inadmisible* vergüenza vergonzos* estafa* estafad* estafador* fraude* robo roban robaron robado ladron* \
        timo timad* horrible* horroros* terrible* pésim* espantos* asco asqueros* indignad* indignante* furios* ridícul* \
        nunca_más jamás_vuelvo no_vuelvo_a_comprar no_vuelvo_a_pedir no_compraré_más peor peores mierda basura lamentable* \
        deplorable* penos* desastre desastros* incompetent* mentiros* mentira* mintieron engañ* tomadura_de_pelo \
        tomando_el_pelo burla harto harta hartos hasta_las_narices insult* grosero grosera intolerable* denuncia* \
        abogad* odio una_broma pérdida_de_tiempo pérdida_de_dinero tirar_el_dinero pesadilla abus* falta_de_respeto \
        maleducad* indignación fatal",
    bad: "mal malo mala malos malas roto rota rotos rotas rompió rompio dañad* defectuos* estropead* \
        averiad* rasgad* decepcion* desilusion* insatisfech* descontent* molest* enfadad* enojad* \
        frustr* cabread* antipátic* desagradable* inútil* inservible* mediocre* triste* queja* quejar* \
        reclam* ignorad* ignoran me_colgaron colgó colgaron se_cierra se_bloquea se_cuelga bloquead* \
        talla_equivocada talla_incorrecta producto_equivocado artículo_equivocado pedido_equivocado \
        equivocad* incorrect* cobraron_dos_veces cobrado_dos_veces cobraron_doble doble_cobro \
        cobrado_doble quiero_mi_dinero devuelvan_mi devuélvanme mi_dinero_de_vuelta dinero_de_vuelta \
        tercera_vez cuarta_vez segunda_vez otra_vez mismo_problema sigo_esperando sigo_sin siguen_sin \
        sigue_sin todavía_no todavía_nada aún_no aún_nada nunca_llegó nunca_recibí no_ha_llegado \
        no_llegó no_funciona no_sirve no_sirve_para_nada nadie_responde nadie_contesta sin_respuesta \
        ninguna_respuesta perdieron suci* huele_mal manchad* caducad* podrid* mala_calidad \
        no_corresponde poco_profesional poco_seri* injust* feo fea lament* arrepient* chapuza \
        demasiado_tiempo imposible se_deshizo deshecho descosid* abandon* desesper* vergonzosamente \
        me_tienen_en_espera en_espera empapad* mojad* no_es_lo_que no_era_lo_que se_acabó ya_basta \
        basta_ya me_doy_de_baja darme_de_baja cucarachas chinches pelo_en quemad* incomible crud* \
        dan_largas largas cortan_la_llamada vueltas explicar_todo_otra repetir_todo colgad* perdí_mi",
    poor: "tarde retras* tarda tardó tardan demora* lent* problema* error* fallo* falla* esperando espera \
        llevo_esperando falta faltan faltaba perdid* lamentablemente desgraciadamente \
        desafortunadamente pequeñ* demasiado_grande caro cara carísim* difícil* complicad* incómod* \
        preocup* duda_sobre rayad* olvid* confus* ruidos* lástima pena inconveniente* se_acaba vacío \
        vacía desteñid* encogi* torcid* oxidad* borros* lag agotad* eterno horas_esperando \
        semanas_esperando chirría",
    fine: "bien bueno buena vale ok correcto solucionado solucionada solucionaron resuelto resuelta resolvieron arreglado arreglaron \
        ya_funciona funciona_bien rápid* fácil* fácilmente cómod* mejor a_tiempo puntual* gusta gustó gustan clar* \
        antes_de_tiempo antes_de_lo_previsto lindo linda simpátic* me_alegro alivi* ayudó ayudaron",
    good: "muy_bien muy_bueno muy_buena buen_servicio buen_trabajo buena_atención buena_calidad content* \
        satisfech* feliz felices encantad* amable* amabilidad atent* servicial* eficient* eficaz* \
        profesional* educad* agradable* recomiendo recomend* agradecid* agradezco muchas_gracias \
        muchísimas_gracias mil_gracias gracias_por_su_ayuda gracias_por_la_ayuda gracias_por_todo \
        gracias_por_la_rápida gracias_de_nuevo útil* bonit* hermos* precioso preciosa preciosos \
        preciosas fiable* confiable* impecable* sin_problemas sin_ningún_problema volveré_a_comprar \
        repetiré volveré_a_pedir felicitaciones felicidades enhorabuena impresion* gran_servicio \
        calidad_precio cariños* paciente* placer alegr* disfrut* alivio justo_lo_que \
        exactamente_lo_que cracks crack detalle_tan qué_detalle bonito_gesto a_todos_mis_amigos \
        hablaré_de_ustedes hablaré_bien sin_contratiempos vale_cada delicios* rico rica suave \
        resistente cortés* me_ayudaron pulgar",
    superb: "excelente* perfect* genial geniales fantástic* maravill* increíble* estupend* magnífic* extraordinari* excepcional* \
        encanta encantan encantó amo adoro espectacular* fabulos* inmejorable* sensacional* brillante* súper super superó_mis_expectativas \
        los_mejores el_mejor la_mejor lo_mejor cinco_estrellas 5_estrellas de_maravilla de_diez buenísim* contentísim* \
        amabilísim* fenomenal* chévere bárbaro",
    courtesy: "gracias",
    nothing: "atentamente muy_atentamente buenos_días buenas_tardes buenas_noches buen_día a_lo_mejor \
        lo_mejor_posible lo_más_rápido más_rápido_posible no_gracias más_tarde qué_tal mejor_hora \
        por_las_buenas mala_suerte no_obstante cuanto_antes más_bien o_mejor",
    expected: "llegad* llegó llega llegar recib* recibí entreg* respond* respuesta* contest* funcion* sirve devuel* devolv* devuelto \
        reembols* solucion* resuel* entrar acceder abrir conectar cargar ayuda* atiend* atend* aparece enciende envi* \
        aceptable* normal seri* import* entiend* carga llam* dan hacen_caso",
    not: "no nunca jamás nadie nada ninguno ninguna ningún sin tampoco ni apenas",
    not_after: "nada nadie nunca",
    very: "muy tan realmente súper super demasiado totalmente absolutamente completamente extremadamente increíblemente \
        bastante mucho muchísimo especialmente sumamente de_verdad siempre constantemente",
    slightly: "poco algo ligeramente relativamente casi",
    but: "pero sin_embargo aunque no_obstante en_cambio",
    please: "por_favor podrían podría pueden quisiera antemano porfa me_gustaría puede",
};
