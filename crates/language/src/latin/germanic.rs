//! Germanic languages.

use crate::profile::Profile;

pub(super) const GERMANIC: &[Profile] = &[
    Profile {
        code: "en",
        letters: "",
        words: "the be being did does done must may might shall see seen tell told call called put keep upon few both most many next often enough almost well even ever thing things way better best a an and or but not is are was were be been am i i'm i've it it's you your my me we our us \
            they their this that these those there here what where when why who how which do does did don't \
            didn't doesn't can can't could couldn't will won't would should have has had haven't hasn't to \
            of in on at for from with without about by into out up off over after before again still yet \
            just only very too also now never always please thanks thank hello hi dear sorry yes no need \
            want get got give send sent order ordered orders delivery delivered shipping shipped ship \
            package parcel refund return returned receive received waiting wait help working work works \
            broken change cancel cancelled account password address invoice money charged price buy bought \
            item items size wrong wrongly missing track tracking customer service anyone someone something \
            anything nothing day days week weeks month today yesterday tomorrow ago since that's there's let \
            know see any some all more because if so than then them he she his her one two twice first last \
            new old good bad great much many problem question answer reply email call app website \
            login code discount voucher card damaged forgot forgotten log open closed store shop number \
            phone colour color appointment booking book room table flight ticket contract subscription \
            complaint satisfied quality blue red black white small large people time year years life world \
            said make made take come go going went think look looking found find left right under between \
            such ours each every own same other another while during against until nor him lot really maybe \
            sure possible available stock free charge happy love -ing -tion -ness -ould",
    },
    Profile {
        code: "de",
        letters: "äöüß",
        words: "der die das den dem des ein eine einen einem einer eines und oder aber nicht kein keine ist sind \
            war waren bin bist sein wird werden wurde wurden ich du er sie es wir ihr mich mir uns euch \
            ihnen mein meine meinen meiner meinem ihre ihren ihrem unser dieser diese dieses was wo wann \
            warum wieso wer wie welche können kann könnte könnten möchte muss müssen soll haben habe hat \
            hatte zu von in im auf an am für mit ohne über bei aus nach vor noch nochmal schon immer nur \
            sehr auch jetzt nie bitte danke vielen hallo guten tag morgen gruß grüße leider ja nein brauche \
            bekommen erhalten schicken geschickt bestellung bestellt bestellnummer lieferung geliefert \
            liefern liefert paket sendung versand rückerstattung zurück geld zurückgeben umtauschen warte \
            warten hilfe funktioniert kaputt ändern stornieren kündigen konto passwort adresse rechnung \
            preis kaufen gekauft artikel größe falsch falsche falschen fehlt kunde kundenservice etwas \
            nichts niemand tage woche wochen monat heute gestern seit weil wenn dass als zum zur vom beim \
            gibt geht gar euer eure mal doch ob frage antwort problem angekommen anmelden code gutschein \
            gutscheincode rabatt karte beschädigt vergessen geöffnet geschlossen laden geschäft nummer \
            telefon farbe termin buchung zimmer tisch flug vertrag abo beschwerde zufrieden qualität blau \
            rot schwarz weiß klein groß leute zeit jahr jahre leben gesagt machen macht gemacht komme kommen \
            kommt gehen denke finden gefunden links zwischen jeder andere während gegen bis ihm wirklich \
            vielleicht sicher möglich verfügbar vorrätig kostenlos glücklich ihn also dann hier dort hin her \
            alles viel viele gerne ganz gegangen bleibt einmal neue neuen ersten letzte letzten -ung -ungen \
            -keit -heit -lich -schaft -iert -chen",
    },
    Profile {
        code: "nl",
        letters: "äëïéèêöüóá",
        words: "de het een en of maar niet geen is zijn was waren ben bent wordt worden werd ik jij je u hij zij \
            ze wij we jullie mij me ons mijn jouw uw onze dit dat deze die wat waar wanneer waarom wie hoe \
            welke kan kunnen kunt zou zouden wil graag moet moeten heb heeft hebben had te van in op aan \
            voor met zonder over bij uit naar na nog nogmaals steeds al altijd alleen heel erg ook nu nooit \
            alstublieft aub bedankt dank hallo goedemorgen goedemiddag dag groet groeten helaas ja nee nodig \
            krijgen gekregen ontvangen sturen gestuurd stuur bestelling besteld bestellen levering geleverd \
            leveren bezorging bezorgd pakket pakje verzending verzonden terugbetaling terug geld retour \
            retourneren ruilen wacht wachten hulp werkt kapot wijzigen veranderen annuleren opzeggen \
            rekening account wachtwoord adres factuur prijs kopen gekocht artikel maat verkeerd verkeerde \
            ontbreekt klant klantenservice iets niets niks niemand iemand dagen week weken maand vandaag \
            gisteren morgen sinds omdat als dan er daar hier om door zo keer twee veel meer goed vraag \
            antwoord probleem aangekomen blijft gaat ging bestelnummer code korting kortingscode bon kaart \
            beschadigd vergeten open opent gesloten winkel nummer telefoon kleur afspraak boeking \
            reservering kamer tafel vlucht ticket contract klacht tevreden kwaliteit blauw rood zwart wit \
            klein groot mensen tijd jaar jaren leven gezegd maken maakt gemaakt kom komt komen gaan denk \
            vinden gevonden tussen elke andere tijdens tegen tot hem haar echt misschien zeker mogelijk \
            beschikbaar voorraad gratis blij doet doen nieuwe laatste eerste alles hoeveel laat stad grote \
            -heid -ing -lijk -tje -eren -isch",
    },
    Profile {
        code: "sv",
        letters: "åäöé",
        words: "och att det den en ett är var som på av för med till i om inte jag du han hon vi ni de mig dig \
            oss er min mitt mina din ditt era ert vår detta denna vad när varför vem hur vilken kan kunde \
            skulle vill måste har hade få fått fick ska från efter innan utan över under här där nu aldrig \
            alltid fortfarande redan bara mycket också tack hej snälla tyvärr ja nej behöver beställning \
            beställt beställde leverans levererat levererad skickar skicka skickat paket paketet \
            återbetalning retur retunera returnera pengar pengarna väntar vänta hjälp fungerar trasig sönder \
            ändra byta avbeställa avsluta konto lösenord adress faktura kvitto pris köpa köpt köpte vara \
            varan storlek fel saknas kund kundtjänst något inget ingenting ingen någon dag dagar vecka \
            veckor månad idag igår imorgon sedan eftersom eller men två gånger mer allt bra dålig fråga svar \
            problem kommit blev blir gick ordernummer hos kod rabatt rabattkod kort skadad skadat glömt \
            öppet öppnar stängt butik nummer telefon färg bokning bord rum flyg biljett avtal klagomål nöjd \
            kvalitet blå röd svart vit liten stor folk tid år liv sagt göra gör gjort kommer komma gå tror \
            hitta hittade mellan varje andra mot tills honom henne verkligen kanske säker möjligt \
            tillgänglig gratis glad hjälpen nya sista första bli många hela -ning -ningen -het -ande -arna \
            -erna",
    },
    Profile {
        code: "da",
        letters: "æøåé",
        words: "og at det den en et er var som på af for med til i om ikke jeg du han hun vi de mig dig os jer \
            min mit mine din dit jeres vores dette denne hvad hvor hvornår hvorfor hvem hvordan hvilken kan \
            kunne skulle vil gerne må har havde få fået fik skal fra efter før uden over under her der nu \
            aldrig altid stadig allerede kun meget også tak hej venligst desværre ja nej behøver brug \
            bestilling bestilt bestilte ordre levering leveret sender sende sendt pakke pakken refusion \
            retur returnere penge pengene tilbage venter vente hjælp virker stykker ødelagt ændre bytte \
            annullere opsige opsiger konto adgangskode adresse faktura kvittering pris købe købt købte vare \
            varen størrelse forkert forkerte mangler kunde kundeservice noget intet ingen nogen dag dage uge \
            uger måned går morgen siden fordi eller men hvis to gange mere alt godt dårlig spørgsmål svar \
            problem kommet blev bliver gik hos nogle kode rabat rabatkode kort beskadiget glemt åbent åbner \
            lukket butik nummer telefon farve tid bord værelse fly billet aftale abonnement klage tilfreds \
            kvalitet blå rød sort hvid lille stor folk år liv sagt gøre gør gjort kommer komme gå tror finde \
            fundet mellem hver andre mod indtil ham hende virkelig måske sikker muligt gratis glad hjælpen \
            nye sidste første mange hele -else -elsen -hed -ende -erne -ning",
    },
    Profile {
        code: "no",
        letters: "æøåé",
        words: "og at det den en et er var som på av for med til i om ikke jeg du han hun vi dere de meg deg oss \
            min mitt mine din ditt deres vår dette denne hva hvor når hvorfor hvem hvordan hvilken kan kunne \
            skulle vil gjerne må har hadde få fått fikk skal fra etter før uten over under her der nå aldri \
            alltid fortsatt fremdeles enda ennå allerede bare veldig også takk hei vennligst dessverre ja \
            nei trenger bestilling bestillingen bestilt bestilte ordre levering levert sender sende sendt \
            pakke pakken refusjon retur returnere penger pengene tilbake venter vente hjelp fungerer virker \
            ødelagt røk endre bytte avbestille avslutte avslutter konto passord adresse faktura kvittering \
            pris kjøpe kjøpt kjøpte vare varen størrelse feil mangler kunde kundeservice noe ingenting ingen \
            noen dag dager uke uker måned går morgen siden fordi eller men hvis to ganger mer alt bra dårlig \
            spørsmål svar problem kommet ble blir gikk hos kode rabatt rabattkode kort skadet glemt åpent \
            åpner stengt butikk nummer telefon farge time bord rom fly billett avtale abonnement klage \
            fornøyd kvalitet blå rød svart hvit liten stor folk tid år liv sagt gjøre gjør gjort kommer \
            komme gå tror finne funnet mellom hver andre mot inntil ham henne virkelig kanskje sikker mulig \
            gratis glad hjelpen nye siste første mange hele gjennom kjørt tusen -else -elsen -het -ende -ene \
            -ning -sjon",
    },
    Profile {
        code: "af",
        letters: "ëêôûïé",
        words: "die 'n en of maar nie geen is was ek jy u hy sy ons julle my jou hierdie daardie dit wat waar \
            wanneer hoekom wie hoe kan sou wil graag moet het te van in op aan vir met sonder oor by uit na \
            nog steeds al altyd net baie ook nou nooit asseblief dankie hallo goeie dag groete ja nee kry \
            gekry ontvang stuur bestelling bestel aflewering pakkie terugbetaling terug geld wag hulp werk \
            gebreek verander kanselleer rekening wagwoord adres faktuur prys koop gekoop grootte verkeerde \
            kliënt iets niks niemand dae week weke maand vandag gister môre omdat as twee keer alles goed \
            vraag antwoord probleem aangekom",
    },
    Profile {
        code: "is",
        letters: "áðéíóúýþæö",
        words: "og að það er var sem á af fyrir með til í um ekki ég þú hann hún við þið þeir mig þig mín mitt \
            minn mínar hvað hvar hvenær hvers hver hvernig get getur geta vil þarf hef hefur fá fengið frá \
            eftir án hér þar nú aldrei alltaf enn ennþá bara mjög líka takk halló hæ vinsamlegast já nei \
            pöntun pöntunin sending pakki pakkinn endurgreiðsla peninga bíð bíða hjálp virkar bilað breyta \
            hætta reikning lykilorð heimilisfang verð keypti vara stærð rangt vantar ekkert enginn dagar \
            viku vikur mánuð dag gær morgun tvisvar allt gott spurning svar komið kóði afsláttur kort \
            gleymdi opið lokað búð númer sími litur herbergi borð flug miði gæði blár rauður svartur hvítur \
            lítill stór fólk tími ár líf sagði gera kemur koma fara finna milli annar kannski ókeypis",
    },
];
