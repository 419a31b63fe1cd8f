const list = (words: string): ReadonlySet<string> => new Set(words.split(' '))

/** Words that announce a phone number. */
export const callWords = list(
  'phone phones ph mob texting call calls calling called caller callback dial dialing tel telephone mobile mobiles cell cellphone ' +
    'cellular fax faxes sms whatsapp reach reached reachable contact answering ring hotline landline viber voicemail ' +
    'telefon telefone telefono tel\u00e9fono telefoon telef\u00f3n telefonszám tlf tfno t\u00e9l\u00e9phone t\u00e9l handy mobil m\u00f3vil mobiel ' +
    'mobilnummer festnetz anruf anrufe anrufen ruf rufe rufen r\u00fcckruf rufnummer durchwahl erreichen erreichbar ' +
    'appel appeler appelez appelle portable joindre rappeler rappelez ll\u00e1mame ll\u00e1meme llamar llama llame marcar ' +
    'celular cellulare chiama chiamami chiamare chiamate telem\u00f3vel ligue ligar liga bel bellen zadzwo\u0144 dzwo\u0144 kom\u00f3rka ' +
    '\u0442\u0435\u043b \u0442\u0435\u043b\u0435\u0444\u043e\u043d \u0442\u0435\u043b\u0435\u0444\u043e\u043d\u0443 \u043f\u043e\u0437\u0432\u043e\u043d\u0438 \u043f\u043e\u0437\u0432\u043e\u043d\u0438\u0442\u0435 \u0437\u0432\u043e\u043d\u0438 \u0437\u0432\u043e\u043d\u0438\u0442\u0435 \u0437\u0432\u043e\u043d\u0438\u0442\u044c \u043c\u043e\u0431 \u043c\u043e\u0431\u0438\u043b\u044c\u043d\u044b\u0439 \u0645\u0648\u0628\u0627\u064a\u0644 \u0647\u0627\u062a\u0641 \u0627\u062a\u0635\u0644',
)

/** First five letters of words that do so too: telefonnummer, phonenumber, mobiltelefon. */
export const callStems = list('telef phone mobil handy \u0442\u0435\u043b\u0435\u0444')

/** Words that announce a number of a thing or of a file. */
export const codeWords = list(
  'order orders invoice invoices ticket tickets case cases reference ref tracking parcel shipment sku isbn issn ean upc ' +
    'gtin article articles item items part parts serial model version build release booking reservation confirmation transaction ' +
    'account customer member membership policy contract license licence passport id code codes otp room page line flight ' +
    'error pnr amount total price sum population vat tax batch lot po ' +
    'bestellung auftrag rechnung sendung vorgang artikel vertrag kunde ' +
    'commande facture r\u00e9f\u00e9rence colis suivi pedido factura referencia ordine fattura riferimento encomenda fatura ' +
    'bestelling factuur zam\u00f3wienie zam\u00f3wienia faktura faktury ordre \u0437\u0430\u043a\u0430\u0437 \u0437\u0430\u043a\u0430\u0437\u0430 \u0441\u0447\u0451\u0442 \u0441\u0447\u0435\u0442',
)

/** First five letters of compounds: Bestellnummer, Auftragsnummer, ordernummer. */
export const codeStems = list('beste auftr rechn kunde sendu vorga artik vertr order fatur ticke')

/** What comes after either kind of word, or after a possessive: `my number`. */
export const numberWords = list(
  'number numbers num no nr nummer num\u00e9ro n\u00famero numero numer numaras\u0131 \u043d\u043e\u043c\u0435\u0440',
)

export const possessives = list(
  'my his her our your their meine deine seine ihre unsere mon son votre ton notre mi su tu mio suo tuo meu seu mijn zijn mitt mit m\u00f3j \u043c\u043e\u0439',
)
