//! Finnic, Turkic, Baltic, Malayic and further languages.

use crate::profile::Profile;

pub(super) const FURTHER: &[Profile] = &[
    Profile {
        code: "fi",
        letters: "äöå",
        words: "ja on ei en ole olen olet oli ovat että se tämä tuo mikä mitä missä milloin miksi kuka miten \
            kuinka minä minun minulle minulta sinä te teidän teiltä me meidän hän he mun voi voin voitte \
            voiko voisitteko haluan haluaisin pitää täytyy saada saanut sain olisi jos kun tai mutta myös \
            vain vielä vieläkään enää aina nyt jo koskaan edelleen liian hyvin paljon kiitos hei moi terve \
            ystävällisin terveisin anteeksi kyllä tarvitsen tilaus tilaukseni tilauksen tilasin tilattu \
            toimitus toimitusta toimitettu lähetys lähettää lähettäkää lähetetty paketti pakettini hyvitys \
            palautus palauttaa rahat rahani odotan odottaa apua toimi toimii rikki muuttaa vaihtaa perua \
            peruuttaa tili tilini salasana osoite osoitetta lasku laskun kuitti hinta ostaa ostin tuote koko \
            väärä väärän puuttuu asiakas asiakaspalvelu jotain mitään kukaan päivä päivää viikko viikkoa \
            kuukausi tänään eilen huomenna sitten koska kaksi kertaa kaikki hyvä huono kysymys vastaus \
            vastausta ongelma tullut saapunut koodi alennus alennuskoodi kortti vaurioitunut vioittunut \
            unohdin unohtunut auki avaatte aukeaa kiinni kauppa myymälä numero puhelin väri aika varaus \
            huone pöytä lento lippu sopimus valitus tyytyväinen laatu sininen punainen musta valkoinen pieni \
            suuri ihmiset vuosi elämä sanoi tehdä teen tulee tulla mennä löytää välillä jokainen muu häntä \
            todella ehkä varma mahdollista saatavilla ilmainen iloinen avusta salasanani monta täällä siellä \
            -ssa -ssä -sta -stä -lla -llä -lle -ksi -nut -nyt -mme -tte -isi -aan -ään",
    },
    Profile {
        code: "et",
        letters: "äöõüšž",
        words: "ja on ei ole olen oli see et mis kus millal miks kes kuidas mina minu mulle ma sa te teie me \
            meie tema ta võin saab saate kas tahan soovin pean saanud kui või aga ka ainult veel ikka juba \
            nüüd kunagi väga palju aitäh tere palun vabandust jah tellimus tellimuse tellisin tarne saadetis \
            saata pakk pakki raha tagasi ootan ootama abi tööta töötab katki muuta tühistada konto parool \
            aadress arve hind ostsin toode suurus vale puudub midagi keegi päev päeva nädal nädalat kuu täna \
            eile homme sest kaks korda kõik hea küsimus vastus vastust kood soodustus kaart kahjustatud \
            unustasin avatud suletud pood number telefon värv aeg tuba laud lend pilet leping kaebus \
            kvaliteet sinine punane must valge väike suur inimesed aasta elu ütles teha tuleb minna leida \
            vahel iga muu tõesti võib kindel tasuta siin seal parooli -sse -st -ga -le -nud -mine",
    },
    Profile {
        code: "hu",
        letters: "áéíóöőúüű",
        words: "a az egy és vagy de nem is van vannak volt lesz én te ő mi ti ők ez azt ezt hogy mert ha mit hol \
            mikor miért ki hogyan melyik tudom tudok tudnám tudnák lehet kell szeretném szeretnék akarok meg \
            még már mindig soha csak nagyon most után előtt nélkül kérem kérek köszönöm köszi szia jó napot \
            üdvözlettel sajnos igen kaptam kaptunk megkaptam rendelés rendelésem rendelésemet rendeltem \
            szállítás szállítási csomag csomagom csomagot küldeni küldjék küldtek elküldeni visszatérítés \
            visszaküldeni vissza pénz pénzt pénzemet várok várom segítség működik rossz elromlott \
            megváltoztatni módosítani lemondani törölni fiók fiókom jelszó cím címet számla számlát ár \
            vásároltam termék méret hiányzik ügyfélszolgálat semmi semmit senki valaki valami nap hét hete \
            hónap ma tegnap holnap óta két kétszer minden jól kérdés kérdésem válasz választ válaszra \
            probléma megérkezett érkezett vagyok sem kód kedvezmény kupon kártya sérült elfelejtettem \
            elfelejtett nyitva nyitnak zárva bolt üzlet szám telefon szín időpont foglalás szoba asztal \
            repülő jegy szerződés előfizetés panasz elégedett minőség kék piros fekete fehér kicsi nagy \
            emberek idő év évek élet mondta csinálni jön jönni menni gondolom találni között más közben \
            ellen neki tényleg talán biztos lehetséges elérhető ingyenes segítséget jelszavam jelszavamat \
            itt ott tehát voltak azért -ban -ben -nak -nek -val -vel -ról -ről -tól -től -hoz -hez -ság -ség \
            -ás -és -tam -tem -om -em",
    },
    Profile {
        code: "tr",
        letters: "çğıöşüâ",
        words: "ve veya ama değil bir bu şu o ben sen biz siz onlar benim bana beni sizin size bizim ne nerede \
            nereye zaman neden niçin kim nasıl hangi mı mi mu mü mısınız misiniz musunuz istiyorum istiyoruz \
            lazım gerek var yok oldu olarak olan için ile göre kadar sonra önce hala hâlâ henüz daha artık \
            hep hiç sadece çok da de şimdi teşekkürler teşekkür ederim merhaba selam iyi günler lütfen rica \
            maalesef evet hayır sipariş siparişim siparişimi siparişiniz verdim teslimat teslim kargo kargom \
            kargoya gönderim gönderin gönder gönderir gönderildi gönderdiniz paket paketim iade para paramı \
            paramın geri aldım alamadım bekliyorum yardım çalışmıyor çalışıyor bozuk bozuldu değiştirmek \
            iptal etmek hesap hesabım hesabıma şifre şifremi adres adresi fatura faturayı fiyat satın ürün \
            ürünü beden numara yanlış eksik müşteri hizmetleri şey kimse gün gündür hafta haftadır ay bugün \
            dün yarın çünkü eğer iki kere kez her kötü soru sorum cevap sorun geldi gelmedi ulaşmadı kod \
            indirim kupon kart hasarlı unuttum açık açıyorsunuz kapalı mağaza dükkan telefon renk randevu \
            rezervasyon oda masa uçuş bilet sözleşme abonelik şikayet memnun kalite mavi kırmızı siyah beyaz \
            küçük büyük insanlar yıl hayat dedi yapmak gelir gelecek gitmek bence bulmak arasında başka \
            karşı ona gerçekten belki emin mümkün mevcut ücretsiz mutlu yardımınız saat kaçta burada orada \
            nedir kaç -iyor -ıyor -uyor -üyor -mek -mak -ler -lar -dir -dır -miş -mış -dan -den -nin -nın \
            -yor -yorum -sınız -siniz",
    },
    Profile {
        code: "az",
        letters: "çəğıöşü",
        words: "və amma deyil bir bu o mən sən biz siz mənim mənə sizin nə harada hara niyə kim necə hansı istəyirəm \
            lazım var yoxdur üçün ilə qədər sonra əvvəl hələ artıq heç yalnız çox da indi təşəkkür edirəm salam \
            zəhmət olmasa bəli xeyr sifariş sifarişim çatdırılma bağlama pul geri gözləyirəm kömək işləmir \
            dəyişmək ləğv hesab şifrə ünvan qiymət aldım gün həftə ay bugün dünən sabah iki dəfə hər yaxşı sual \
            cavab gəlmədi",
    },
    Profile {
        code: "lv",
        letters: "āčēģīķļņšūž",
        words: "un ir nav vai bet es tu jūs mēs viņš mans mana mani man manu tas šis kas kur kad kāpēc kā varu \
            var varat gribu vēlos vajag ar bez no uz par pēc pirms vēl joprojām jau nekad vienmēr tikai ļoti \
            arī tagad paldies labdien sveiki lūdzu atvainojiet jā nē pasūtījums pasūtījumu piegāde piegādes \
            sūtījums paka nosūtīt naudu nauda atpakaļ saņēmu saņemt gaidu palīdzība strādā mainīt atcelt \
            konts parole adrese adresi rēķins rēķinu cena nopirku prece izmērs nepareizs trūkst nekas \
            neviens dienas nedēļas mēnesis šodien vakar rīt divas reizes viss labi jautājums atbilde atbildi \
            kods atlaide karte bojāts aizmirsu atvērts slēgts veikals numurs telefons krāsa laiks istaba \
            galds biļete līgums kvalitāte zils sarkans melns balts mazs liels cilvēki gads dzīve teica darīt \
            pienāks nākt iet domāju atrast starp katrs cits tiešām varbūt bezmaksas cik šeit tur paroli bija \
            kuri -šana -ības",
    },
    Profile {
        code: "lt",
        letters: "ąčęėįšųūž",
        words: "ir yra nėra ar bet aš tu jūs mes jis mano man mane tai šis kas kur kada kodėl kaip galiu gali \
            galite noriu norėčiau reikia su be iš į apie po prieš dar vis jau niekada visada tik labai taip \
            dabar ačiū labas sveiki diena prašau atsiprašau ne užsakymas užsakymo užsakymą pristatymas \
            pristatymo siunta siuntinys siųsti pinigai pinigus atgal gavau gauti laukiu pagalba veikia \
            pakeisti atšaukti paskyra slaptažodis adresas adresą sąskaita sąskaitą kaina pirkau prekė dydis \
            trūksta niekas nieko dienos savaitės savaites mėnuo šiandien vakar rytoj du kartus viskas gerai \
            klausimas atsakymas atsakymo kodas nuolaida kortelė pažeistas pamiršau atidaryta uždaryta \
            parduotuvė numeris telefonas spalva laikas kambarys stalas bilietas sutartis kokybė mėlyna \
            raudona juoda balta mažas didelis žmonės metai gyvenimas pasakė daryti atvyks ateiti eiti manau \
            rasti tarp kiekvienas kitas tikrai galbūt nemokamai kiek čia ten slaptažodį buvo kurie -imas \
            -imo -ti -us -as -iai",
    },
    Profile {
        code: "id",
        letters: "",
        words: "dan atau tapi tetapi tidak bukan adalah ini itu yang saya aku kamu anda kami kita mereka dia apa \
            apakah mana dimana kapan kenapa mengapa siapa bagaimana bisa bisakah dapat mau ingin perlu harus \
            sudah belum telah akan sedang masih lagi di ke dari untuk dengan tanpa pada oleh setelah sebelum \
            sangat juga hanya sekarang tolong mohon terima kasih halo selamat pagi siang malam maaf ya \
            pesanan pesan memesan pesanannya kirim dikirim kirimkan mengirim pengiriman paket paketnya \
            barang barangnya pengembalian dana kembali uang uangnya menerima diterima menunggu bantu bantuan \
            berfungsi rusak ubah mengubah ganti batal batalkan membatalkan akun sandi alamat faktur harga \
            beli membeli produk ukuran salah kurang pelanggan sesuatu seseorang hari minggu bulan kemarin \
            besok karena jika kalau dua kali semua baik buruk pertanyaan jawaban masalah sampai tiba nomor \
            gak nggak kok dong banget kode diskon kupon kartu cacat lupa buka tutup toko telepon warna \
            janji pemesanan kamar meja penerbangan tiket kontrak langganan keluhan puas kualitas biru merah \
            hitam putih kecil besar orang waktu tahun hidup kata membuat datang pergi pikir menemukan antara \
            setiap lain selama melawan benar mungkin pasti tersedia gratis senang bantuannya atas jam berapa \
            sini sana jadi adanya ialah negara bahwa -nya -kan",
    },
    Profile {
        code: "ms",
        letters: "",
        words: "dan atau tetapi tidak bukan adalah ini itu yang saya awak anda kami kita mereka apa mana bila \
            kenapa mengapa siapa bagaimana boleh bolehkah mahu nak perlu sudah belum telah akan sedang masih \
            lagi di ke dari untuk dengan tanpa pada oleh selepas sebelum sangat juga hanya sekarang tolong \
            sila terima kasih hai selamat maaf ya pesanan tempahan hantar dihantar penghantaran bungkusan \
            barang pemulangan wang balik menunggu bantuan berfungsi rosak tukar batal batalkan akaun laluan \
            alamat invois harga beli saiz salah pelanggan hari minggu bulan semalam esok kerana jika dua \
            kali semua baik soalan jawapan masalah sampai tak kod diskaun kad lupa kedai nombor telefon \
            warna jualan bilik meja tiket kontrak aduan puas kualiti biru merah hitam putih kecil besar \
            orang masa tahun buat datang pergi fikir antara setiap lain semasa mungkin pasti percuma gembira \
            pukul berapa sini sana jadi ialah sebuah baharu syarikat majlis pelajar menteri sekolah terletak \
            bahawa iaitu -nya -kan",
    },
    Profile {
        code: "tl",
        letters: "ñ",
        words: "ang ng mga sa at o pero hindi ay ako ikaw ka kayo siya kami tayo sila ko mo niyo namin aking iyong \
            ito iyan yung ano saan nasaan kailan bakit sino paano pwede puwede gusto kailangan may wala para \
            kung bago pa rin na lang lamang din ngayon salamat po kumusta pakiusap oo opo ho naman ba natin \
            natanggap dumating pera naghihintay tulong gumagana palitan araw linggo buwan kahapon bukas \
            dalawang lahat mabuti tanong sagot",
    },
    Profile {
        code: "vi",
        letters: "àáâãèéêìíòóôõùúýăđĩũơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ",
        words: "và hoặc nhưng không là của tôi bạn mình chúng anh chị em họ này đó gì đâu khi nào tại sao ai thế \
            làm có thể muốn cần phải đã chưa đang sẽ vẫn được bị cho với từ đến trong ở về sau trước rất \
            cũng chỉ bây giờ xin chào cảm ơn vui lòng giúp đơn hàng đặt giao nhận gửi hoàn tiền trả lại hủy \
            đổi địa tài khoản mật khẩu hóa giá mua sản phẩm cỡ sai thiếu khách ngày tuần tháng hôm nay qua \
            mai vì nếu hai lần tất cả tốt câu hỏi lời vấn đề rồi nhé ạ nhiều mã giảm thẻ hư quên mở cửa đóng \
            số điện thoại màu hẹn phòng bàn chuyến bay vé hợp đồng khiếu nại hài chất lượng xanh đỏ đen \
            trắng nhỏ lớn người thời gian năm sống nói đi nghĩ tìm giữa mỗi khác thật chắc miễn phí đỡ mấy \
            đây",
    },
    Profile {
        code: "sw",
        letters: "",
        words: "na au lakini si ni mimi wewe yeye sisi nyinyi wao yangu wangu langu changu yako yetu hii hiyo hilo \
            nini wapi lini kwa nani vipi naweza unaweza nataka nahitaji ya wa la katika bila kuhusu baada \
            kabla bado tayari kamwe daima tu sana pia sasa asante habari jambo tafadhali samahani ndiyo hapana \
            agizo mzigo kifurushi pesa nasubiri msaada kazi badilisha akaunti anwani bei nilinunua siku wiki \
            mwezi leo jana kesho mbili yote vizuri swali jibu sijapokea",
    },
    Profile {
        code: "eu",
        letters: "ñ",
        words: "eta da ez dira naiz zara gara nire zure gure hau hori zer non noiz zergatik nor nola dut duzu du \
            nahi behar bai kaixo eskerrik asko mesedez agur egun on eskaera eskaria bidalketa paketea dirua \
            oraindik orain beti inoiz oso ere aste hilabete gaur atzo bihar bi dena ongi galdera erantzuna \
            ondo iritsi jaso zain -aren -ekin -rako -tzen -tako",
    },
    Profile {
        code: "cy",
        letters: "âêîôûŵŷ",
        words: "y yr a ac neu ond nid ddim mae oes yn wedi i fi ti chi ni nhw fy eich hwn hon beth ble pryd pam pwy \
            sut gallaf allwch eisiau rhaid gyda heb o ar am gan cyn dal eto bob byth iawn hefyd nawr diolch \
            helo bore da os gwelwch dda archeb parsel arian aros cymorth gweithio newid canslo cyfrif \
            cyfeiriad pris heddiw ddoe yfory dwy popeth cwestiwn ateb nghyfrif",
    },
    Profile {
        code: "sq",
        letters: "ëç",
        words: "dhe ose por nuk është janë ishte unë ti ju ne ai ajo im ime imja juaj ky kjo çfarë ku kur pse kush si \
            mund dua duhet kam ka keni në nga për me pa mbi pas para ende akoma tashmë kurrë gjithmonë vetëm \
            shumë edhe tani faleminderit përshëndetje mirëdita ju lutem po jo porosia porosi dërgesa pako \
            paratë prit pres ndihmë punon ndryshoj anuloj llogaria fjalëkalimi adresa fatura çmimi bleva \
            javë ditë muaj sot dje nesër dy herë gjithçka mirë pyetje përgjigje",
    },
];
