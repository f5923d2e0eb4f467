//! Romance languages.

use crate::profile::Profile;

pub(super) const ROMANCE: &[Profile] = &[
    Profile {
        code: "fr",
        letters: "àâæçéèêëîïôœùûüÿ",
        words: "le la les un une des du de et ou mais ne pas plus est sont était suis êtes être été je j'ai \
            j'attends il elle nous vous ils elles on moi mon ma mes notre nos votre vos ce cet cette ces \
            c'est ça que qui quoi quand où pourquoi comment quel quelle quels peux puis pouvez peut pourriez \
            voudrais veux dois faut ai as avez avons ont avait à au aux en dans sur pour avec sans par chez \
            depuis après avant encore toujours déjà jamais très trop aussi maintenant merci bonjour bonsoir \
            salut cordialement désolé svp s'il plaît oui non rien personne quelqu'un commande commandé \
            commander livraison livré livrez colis envoi envoyer envoyé remboursement remboursé rembourser \
            retour retourner reçu recevoir attends attendre aide fonctionne marche cassé changer annuler \
            compte passe adresse facture prix acheter acheté article taille mauvais mauvaise manque suivi \
            client service jour jours semaine semaines mois aujourd'hui hier demain parce si tout tous toute \
            bien fait faire d'un d'une l'adresse qu'il n'est n'ai n'a problème question réponse numéro code \
            promo bon réduction carte abîmé oublié ouvert ouvre ouvrez fermé magasin boutique téléphone \
            couleur rendez réservation chambre table vol billet contrat abonnement réclamation satisfait \
            qualité bleu rouge noir blanc petit grand gens temps an ans année vie monde dit prendre venir \
            aller vais va vont pense trouver trouvé entre chaque autre autres pendant contre jusqu'à lui \
            vraiment sûr possible disponible stock gratuit heureux ici là beaucoup peu même donc car dont \
            leur leurs étaient sera serait heure nouveau nouvelle dernière première -tion -ment -ement \
            -aient -eux -euse",
    },
    Profile {
        code: "es",
        letters: "áéíñóúü",
        words: "el la los las gran ciudad país un una unos del de y o pero no ni es son era soy está están estoy estaba ser sido \
            yo tú usted ustedes él ella nosotros me te se nos le les mi mis su sus tu nuestro este esta esto \
            ese esa eso estos qué que quien quién cuando cuándo dónde donde por porqué cómo como cuál puedo \
            pueden puede podrían podría quiero quisiera necesito tengo tiene tienen hay he han ha había a al \
            en para con sin sobre desde hasta después antes todavía aún ya nunca siempre muy también ahora \
            gracias hola buenos buenas días tardes saludos favor lo sí nada nadie alguien pedido pedidos \
            pedí envío envíos enviar enviado enviaron entrega entregar entregado paquete reembolso \
            devolución devolver dinero recibir recibido recibí esperando espero ayuda funciona roto rota \
            cambiar cancelar cuenta contraseña dirección factura precio comprar compré artículo talla \
            equivocado equivocada falta seguimiento cliente servicio día semana semanas mes hoy ayer mañana \
            hace porque si más mucho muchas muchos todo todos uno dos bien mal problema pregunta respuesta \
            llegado llegó llegar sigo hacen hacer veces código descuento cupón tarjeta dañado olvidé \
            olvidado abierto abren abre cerrado tienda número teléfono color cita reserva habitación mesa \
            vuelo billete contrato suscripción queja reclamo satisfecho calidad azul rojo negro blanco \
            pequeño grande gente tiempo año años vida mundo dijo hecho venir voy va vamos van creo encontrar \
            encontré entre cada otro otra otros durante contra realmente quizás seguro posible disponible \
            gratis feliz aquí allí poco mismo entonces pues cual ellos eran será sería hora nuevo nueva \
            última primera come menos lugar casa -ción -ciones -mente -ando -iendo -aron -ieron -idad",
    },
    Profile {
        code: "it",
        letters: "àèéìîòóù",
        words: "il lo la i gli le un uno una di del dello della dei degli delle e o ma non è sono era sei siete \
            essere stato stata stati io tu lui lei noi voi loro mi ti ci vi si me mio mia miei mie suo sua \
            vostro vostra nostro questo questa questi quello quella che chi cosa quando dove dov'è perché \
            come quale quali posso potete può potrei potreste vorrei voglio devo bisogno ho hai ha abbiamo \
            avete hanno avevo a al allo alla ai alle in nel nella nei su sul sulla per con senza da dal \
            dalla dopo prima ancora già mai sempre molto anche adesso ora grazie buongiorno buonasera salve \
            ciao saluti scusi favore sì niente nulla nessuno qualcuno ordine ordini ordinato consegna \
            consegnato consegnare spedizione spedito spedite spedire pacco rimborso rimborsare reso \
            restituire soldi ricevere ricevuto aspettando aspetto aspettare aiuto funziona rotto rotta \
            cambiare annullare conto account password indirizzo fattura prezzo comprare comprato articolo \
            taglia sbagliato sbagliata manca cliente servizio giorno giorni settimana settimane mese oggi \
            ieri domani fa perchè se più tutto tutti due bene problema domanda risposta arrivato arrivata \
            mandarmi mandare volte sto stiamo l'ordine l'indirizzo un'altra codice sconto buono carta \
            danneggiato dimenticato aperto apre aprite chiuso negozio numero telefono colore appuntamento \
            prenotazione camera tavolo volo biglietto contratto abbonamento reclamo soddisfatto qualità blu \
            rosso nero bianco piccolo grande gente tempo anno anni vita mondo detto fare fatto venire andare \
            vado va vanno penso trovare trovato tra fra ogni altro altra altri durante contro davvero forse \
            sicuro possibile disponibile gratis felice qui lì poco stesso quindi allora cui erano sarà \
            sarebbe nuovo nuova ultima nell'ultimo un'ora città paese -zione -zioni -mente -ando -endo -ato \
            -ità -issimo -issima",
    },
    Profile {
        code: "pt",
        letters: "áàâãçéêíóôõú",
        words: "o a os as um uma uns do da dos das de e ou mas não nem é são era sou está estão estou estava ser \
            sido eu você vocês tu ele ela nós me te se nos lhe meu minha meus minhas seu sua seus vosso \
            nosso nossa este esta isto esse essa isso que quem quando onde por porque porquê como qual quais \
            posso podem pode poderia poderiam quero queria gostaria preciso tenho tem têm há tinha ao aos à \
            em no na nas num numa para pra com sem sobre desde até depois antes ainda já nunca sempre muito \
            também agora obrigado obrigada olá oi bom boa dia tarde noite favor cumprimentos sim nada \
            ninguém alguém pedido pedidos encomenda encomendei envio enviar enviado enviaram entrega \
            entregar entregue entregam pacote reembolso devolução devolver dinheiro receber recebi recebido \
            espera esperando ajuda funciona quebrado partido quebrou mudar trocar cancelar conta senha passe \
            endereço morada fatura nota preço comprar comprei artigo produto tamanho errado errada falta \
            cliente serviço atendimento semana semanas mês hoje ontem amanhã faz mais todo todos tudo dois \
            duas bem mal problema pergunta resposta chegou chegar vezes continuo fui foi foram vou código \
            desconto cupom vale cartão danificado esqueci esquecido aberto abrem abre fechado loja número \
            telefone cor marcação reserva quarto mesa voo bilhete contrato subscrição reclamação satisfeito \
            qualidade azul vermelho preto branco pequeno grande gente tempo ano anos vida mundo disse fazer \
            feito vir vai vamos vão acho encontrar encontrei entre cada outro outra outros durante contra \
            realmente talvez certeza possível disponível grátis feliz aqui ali pouco mesmo então pois eles \
            eram será seria hora horas novo nova última primeira menos lugar casa -ção -ções -mente -ando \
            -endo -aram -eiro -ão -inho",
    },
    Profile {
        code: "ro",
        letters: "ăâîșțşţ",
        words: "și si sau dar nu este e sunt era fost fi eu tu el ea noi voi ei îmi mă mi ați te se ne vă meu \
            mea mele mei dumneavoastră acest această asta ce unde când de cine cum care pot puteți puteti \
            poate vreau doresc aș trebuie am ai are avem aveți au la in în pe pentru cu fără despre din după \
            înainte încă inca deja niciodată mereu doar foarte acum mulțumesc multumesc bună buna ziua salut \
            rog scuze da nimic nimeni cineva ceva comanda comandă comenzi comandat livrare livrarea livrat \
            livrați pachet pachetul coletul trimite trimis trimiteți trimiteti rambursare retur returna \
            banii bani primit primi aștept astept ajutor funcționează merge stricat schimb schimba anula \
            cont contul parola adresa adresă factura factură preț cumpărat produs produsul mărime mărimea \
            greșit greșită lipsește client zi zile săptămâni săptămână lună azi ieri mâine că dacă doi două \
            ori tot toate bine întrebare răspuns problemă problema ajuns sa să cod reducere cupon card \
            deteriorat uitat deschis deschideți închis magazin număr telefon culoare programare rezervare \
            cameră masă zbor bilet contract reclamație mulțumit calitate albastru roșu negru alb mic mare \
            oameni timp an ani viață spus face făcut vine cred găsi găsit între fiecare alt altă timpul \
            împotriva lui lor într sigur posibil disponibil gratuit fericit aici acolo deci erau va ora nou \
            nouă ultima prima -ție -ția -are -ului -elor -ilor -ește -ează -ăm -ați",
    },
    Profile {
        code: "ca",
        letters: "àçèéíïòóúü",
        words: "el la els les un una del dels de i o però no és són era soc està estan estic jo tu vostè ell \
            ella nosaltres em et es ens meu meva teva seva aquest aquesta això què qui quan on per perquè \
            com quin puc poden pot podria vull voldria necessito tinc té tenen hi ha he han al a en amb \
            sense sobre des fins després abans encara ja mai sempre molt també ara gràcies hola bon dia bona \
            tarda salutacions sisplau si us plau res ningú comanda comandes enviament enviar entrega paquet \
            reemborsament devolució retornar diners rebre rebut esperant ajuda funciona trencat canviar \
            cancel·lar compte contrasenya adreça factura preu comprar talla client servei setmana mes avui \
            ahir demà més tot dues vegades resposta arribat codi descompte targeta oblidat obert tancat \
            botiga número telèfon color cita reserva habitació taula vol bitllet contracte subscripció \
            queixa satisfet qualitat blau vermell negre blanc petit gran gent temps any anys vida món dir \
            fer fet venir anar vaig crec trobar entre cada altre altra durant contra realment segur possible \
            disponible gratis aquí allà poc mateix doncs eren serà hora nou arribarà -ció -ment -ant",
    },
    Profile {
        code: "gl",
        letters: "áéíñóúü",
        words: "o a os as un unha do da dos das e ou pero non é son era estou está eu ti vostede el ela nós meu \
            miña seu súa este isto que quen cando onde por porque como cal podo poden quero teño ten hai ao \
            á en no na para con sen sobre desde ata despois antes aínda xa nunca sempre moito tamén agora \
            grazas ola bos días boa tarde nada ninguén pedido envío entrega paquete diñeiro recibir recibín \
            agardando axuda funciona enderezo factura prezo semana hoxe onte mañá máis todo dúas veces \
            chegou resposta -ción -mente",
    },
];
