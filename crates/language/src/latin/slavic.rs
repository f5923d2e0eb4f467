//! Slavic languages in Latin letters.

use crate::profile::Profile;

pub(super) const SLAVIC: &[Profile] = &[
    Profile {
        code: "pl",
        letters: "ąćęłńóśźż",
        words: "i w na z do nie się jest są był była było być że to ten ta te ja ty on ona my wy oni mnie mi mój \
            moja moje mojego moją pan pani państwo co gdzie kiedy dlaczego kto jak jaki jaka który czy mogę \
            może można proszę chcę chciałbym chciałabym muszę mam ma masz mają od po przed bez dla przez o u \
            za ze we ale lub oraz jeszcze już nadal wciąż zawsze nigdy tylko bardzo też teraz dziękuję \
            dzięki dzień dobry witam cześć pozdrawiam niestety tak potrzebuję dostałem dostałam otrzymałem \
            otrzymałam zamówienie zamówienia zamówiłem zamówiłam dostawa dostawy dostarczono przesyłka \
            przesyłki paczka paczki wysłać wysyłacie wysłano wysłaliście zwrot zwrotu zwrócić pieniądze \
            pieniędzy czekam pomoc działa zepsuty zepsuł zmienić anulować konto hasło adres faktura fakturę \
            faktury cena kupić kupiłem kupiłam towar rozmiar zły brakuje klient klienta obsługa nic nikt \
            ktoś coś dni tydzień tygodnie tygodni miesiąc dziś wczoraj jutro temu ponieważ jeśli gdy dwa \
            razy wszystko dobrze pytanie odpowiedź odpowiedzi problem przyszła przyszło dotarła kod rabat \
            rabatowy kupon karta uszkodzony uszkodzona zapomniałem zapomniałam otwarte otwieracie zamknięte \
            sklep numer telefon kolor wizyta rezerwacja pokój stolik lot bilet umowa subskrypcja reklamacja \
            zadowolony jakość niebieski czerwony czarny biały mały duży ludzie czas rok lat życie powiedział \
            zrobić robi przyjdzie iść myślę znaleźć między każdy inny podczas przeciw jego jej naprawdę \
            pewny możliwe dostępny darmowy pomocy jutra godzinie której ile tu tam więc byli -ość -ości \
            -anie -enie -ować -łem -łam -liśmy -ego -emu -ych -cie",
    },
    Profile {
        code: "cs",
        letters: "áčďéěíňóřšťúůýž",
        words: "a v na s z do ne se je jsou byl byla bylo být že to ten ta já ty on ona my vy oni mě mi můj moje \
            mého moji vaše váš co kde kdy proč kdo jak jaký jaká který která zda mohu můžu může můžete \
            prosím chci chtěl chtěla bych musím mám má máte mají od po před bez pro přes o u za ze ve ale \
            nebo ještě už stále pořád vždy nikdy jen velmi moc také teď děkuji díky dobrý den ahoj zdravím \
            pozdravem bohužel ano potřebuji dostal dostala obdržel objednávka objednávku objednávky objednal \
            objednala doručení doručena dodání zásilka zásilku zásilky balík balíček poslat posíláte poslali \
            vrácení vrátit peníze čekám pomoc funguje nefunguje rozbitý rozbil změnit zrušit účet heslo \
            adresa adresu faktura fakturu cena koupit koupil koupila zboží velikost špatný špatnou chybí \
            zákazník nic nikdo někdo něco dny dní týden týdny měsíc dnes včera zítra protože pokud když dva \
            dvakrát všechno dobře otázka odpověď problém přišla přišel nepřišla jsem jste jsme není nejde \
            dorazil kód sleva slevový kupón karta poškozený poškozené zapomněl zapomněla otevřeno otevíráte \
            zavřeno obchod číslo telefon barva termín rezervace pokoj stůl let lístek smlouva předplatné \
            reklamace spokojený kvalita modrý červený černý bílý malý velký lidé čas rok život řekl udělat \
            dělá přijde jít myslím najít mezi každý jiný během proti jeho její opravdu možná jistý možné \
            dostupný zdarma kolik tady tam tedy byli které této mohl kam sem kvůli -ost -ení -ání -ovat -ého \
            -ému -ých -ště -ách",
    },
    Profile {
        code: "sk",
        letters: "áäčďéíĺľňóôŕšťúýž",
        words: "a v na s z do ne sa je sú bol bola bolo byť že to ten tá ja ty on ona my vy oni ma mi môj moja \
            moje môjho vaša váš čo kde kedy prečo kto ako aký aká ktorý ktorá či môžem môže môžete prosím \
            chcem chcel chcela by musím mám má máte majú od po pred bez pre cez o u za zo vo ale alebo ešte \
            už stále vždy nikdy len veľmi tiež teraz ďakujem vďaka dobrý deň ahoj zdravím pozdravom žiaľ áno \
            potrebujem dostal dostala som ste sme objednávka objednávku objednávky objednal objednala \
            doručenie doručená doručenia dodanie zásielka zásielku balík balíček poslať posielate poslali \
            vrátenie vrátiť peniaze čakám pomoc funguje nefunguje pokazený pokazil zmeniť zrušiť účet heslo \
            adresa adresu faktúra faktúru cena kúpiť kúpil kúpila tovar veľkosť zlý chýba zákazník nič nikto \
            niekto niečo dni dní týždeň týždne mesiac dnes včera zajtra pretože ak keď dva dvakrát všetko \
            dobre otázka odpoveď problém prišla prišiel neprišla nie nejde dorazil kód zľava zľavový kupón \
            karta poškodený poškodené zabudol zabudla otvorené otvárate zatvorené obchod číslo telefón farba \
            termín rezervácia izba stôl let lístok zmluva predplatné reklamácia spokojný kvalita modrý \
            červený čierny biely malý veľký ľudia čas rok rokov život povedal urobiť robí príde ísť myslím \
            nájsť medzi každý iný počas proti jeho jej naozaj možno istý možné dostupný zadarmo koľko tu tam \
            teda boli ktoré tejto mohol kam sem kvôli bude budú -osť -enie -anie -ovať -ého -ému -ých -ách",
    },
    Profile {
        code: "hr",
        letters: "čćđšž",
        words: "i u na s sa od do ne se je su bio bila bilo biti da to taj ta ja ti on ona mi vi oni me mene \
            meni moj moja moje mog moju vaš vaša što šta gdje gde kada zašto tko ko kako koji koja koje li \
            mogu može možete molim želim htio htjela hteo moram imam ima imate po prije bez za preko o iz uz \
            ali ili još uvijek uvek već nikad samo vrlo jako također sada sad hvala dobar dan bok pozdrav \
            nažalost trebam dobio dobila nisam nije narudžba narudžbu narudžbe naručio naručila dostava \
            dostave dostavu isporuka pošiljka paket poslati poslali šaljete povrat vratiti novac čekam pomoć \
            radi pokvaren promijeniti promeniti otkazati račun lozinka adresa adresu cijena cena kupiti \
            kupio kupila proizvod veličina pogrešan pogrešnu nedostaje ništa nitko niko netko nešto dana \
            tjedan tjedna nedelje mjesec danas jučer juče sutra jer ako kad dva puta sve dobro pitanje \
            odgovor problem stigla stigao stiglo nakon jednog sam ste smo kod popust kupon kartica oštećen \
            zaboravio zaboravila otvoreno otvarate zatvoreno trgovina broj telefon boja termin rezervacija \
            soba stol let karta ugovor pretplata žalba zadovoljan kvaliteta plava crvena crna bijela mali \
            velik ljudi vrijeme godina život rekao napraviti stiže doći ići mislim naći između svaki drugi \
            tijekom protiv njegov njezin stvarno možda siguran moguće dostupan besplatno pomoći koliko sati \
            ovdje tamo dakle bili ove mogao -ost -nje -anje -ijeti -ovati -oga -ije",
    },
    Profile {
        code: "sl",
        letters: "čšž",
        words: "in v na s z od do ne se je so bil bila bilo biti da to ta jaz ti on ona mi vi oni me mene meni \
            moj moja moje mojega vaš kaj kje kdaj zakaj kdo kako kateri ali lahko prosim želim rad rada \
            moram imam ima imate po pred brez za čez o iz pri ampak še vedno že nikoli samo zelo tudi zdaj \
            hvala dober dan pozdravljeni žal dobil dobila nisem ni naročilo naročila naročil dostava dostave \
            pošiljka paket poslati pošljete vračilo vrniti denar čakam pomoč deluje pokvarjen spremeniti \
            preklicati račun geslo naslov cena kupiti kupil izdelek velikost napačen manjka nič nihče dni \
            teden tedna mesec danes včeraj jutri ker če ko dva dvakrat vse dobro vprašanje odgovor prispelo \
            sem ste smo koda popust kartica poškodovan pozabil pozabila odprto zaprto trgovina številka \
            telefon barva termin soba miza let pogodba pritožba zadovoljen kakovost moder rdeč črn bel \
            majhen velik ljudje čas leto življenje rekel narediti pride priti iti mislim najti med vsak drug \
            proti njegov res morda možno brezplačno koliko tukaj tam torej bili ki tega -ost -nje -anje",
    },
];
