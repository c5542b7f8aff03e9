import { type Language, toLanguage } from './language.ts';
import { type Plan, sayOnly } from './plan.ts';

type Close = 'numbers' | 'dates' | 'tasks' | 'code' | 'pages' | 'files' | 'texts';

/** Beginnings of words that speak of an ability, in all languages; the first ability with the most of them counts. */
const STEMS: Readonly<Record<Close, string>> = {
  numbers:
    'calculat comput percent sum number convert kilomet mile celsius berechn rechn zahl prozent umrechn summe calcul pourcent nombre convertir porcent número suma calcol percentual somma numero converti soma número reken getal procent omreken',
  dates:
    'date today tomorrow yesterday weekday calendar clock hour timezone birthday datum heute morgen gestern kalender uhrzeit wochentag geburtstag aujourd demain hier heure calendrier fecha hoy mañana ayer hora calendario oggi domani ieri ora hoje amanhã ontem horas vandaag gisteren tijd',
  tasks:
    'task remind todo reminder appointment schedule deadline meeting aufgabe erinner termin besprechung tâche rappel rappelle rendez tarea recuérd recordatorio cita compito ricorda promemoria appuntamento tarefa lembr compromisso taak herinner afspraak',
  code: 'code script python javascript program function algorithm programm funktion skript programme fonction código programa función codice programma funzione função functie',
  pages:
    'website webpage url article link internet news google wikipedia webseite artikel nachrichten suche site actualité recherche página artículo noticia busca pagina articolo notizie cerca artigo notícia nieuws zoek',
  files:
    'file document pdf upload attachment datei dokument anhang fichier pièce archivo documento adjunto allegato arquivo anexo bestand bijlage',
  texts:
    'text word letter sentence sort count translate json base64 hash wort wörter buchstabe satz zähl übersetz mot lettre phrase traduire traduis palabra letra frase traduce parola lettera traduci palavra traduz woord letter zin vertaal',
};

const CLOSE = Object.entries(STEMS).map(([close, stems]) => [close as Close, stems.split(' ')] as const);

/** What it understands is English, so that the examples are. */
const EXAMPLES: Readonly<Record<Close, string>> = {
  numbers: 'what is 15% of 80',
  dates: 'how many days until Christmas',
  tasks: 'remind me to call Ana on Friday',
  code: 'run this: print(2**64)',
  pages: 'summarise https://example.com',
  files: 'what do my files say about holidays',
  texts: 'count the words in: to be or not to be',
};

type Words = {
  sentence: string;
  connect: string;
  close(name: string, example: string): string;
  names: Readonly<Record<Close, string>>;
};

const CONNECT = '`OPENAI_API_KEY`, `FALLBACK_PROVIDERS`';

const WORDS: Readonly<Record<Language, Words>> = {
  en: {
    sentence: 'No language model is configured, and without one I cannot answer this.',
    connect: `To connect one, set ${CONNECT}, or start Ollama, LM Studio or llama.cpp on this machine.`,
    close: (name, example) => `What comes close: ${name}, for example “${example}”.`,
    names: {
      numbers: 'calculating',
      dates: 'dates and times',
      tasks: 'tasks and reminders',
      code: 'running code',
      pages: 'reading web pages',
      files: 'searching your files',
      texts: 'working on texts',
    },
  },
  de: {
    sentence: 'Es ist kein Sprachmodell eingerichtet, und ohne eines kann ich das nicht beantworten.',
    connect: `Eines verbinden: ${CONNECT} setzen, oder Ollama, LM Studio oder llama.cpp auf diesem Rechner starten.`,
    close: (name, example) => `Was dem nahekommt: ${name}, zum Beispiel „${example}“.`,
    names: {
      numbers: 'Rechnen',
      dates: 'Datum und Uhrzeit',
      tasks: 'Aufgaben und Erinnerungen',
      code: 'Code ausführen',
      pages: 'Webseiten lesen',
      files: 'in deinen Dateien suchen',
      texts: 'Texte bearbeiten',
    },
  },
  fr: {
    sentence: "Aucun modèle de langage n'est configuré, et sans lui je ne peux pas répondre à cette question.",
    connect: `Pour en connecter un : définir ${CONNECT}, ou démarrer Ollama, LM Studio ou llama.cpp sur cette machine.`,
    close: (name, example) => `Ce qui s'en rapproche : ${name}, par exemple « ${example} ».`,
    names: {
      numbers: 'le calcul',
      dates: 'les dates et les heures',
      tasks: 'les tâches et les rappels',
      code: 'exécuter du code',
      pages: 'lire des pages web',
      files: 'chercher dans vos fichiers',
      texts: 'traiter des textes',
    },
  },
  es: {
    sentence: 'No hay ningún modelo de lenguaje configurado, y sin él no puedo responder a esto.',
    connect: `Para conectar uno: definir ${CONNECT}, o iniciar Ollama, LM Studio o llama.cpp en este equipo.`,
    close: (name, example) => `Lo que más se acerca: ${name}, por ejemplo «${example}».`,
    names: {
      numbers: 'calcular',
      dates: 'fechas y horas',
      tasks: 'tareas y recordatorios',
      code: 'ejecutar código',
      pages: 'leer páginas web',
      files: 'buscar en tus archivos',
      texts: 'trabajar con textos',
    },
  },
  it: {
    sentence: 'Nessun modello linguistico è configurato, e senza non posso rispondere a questa domanda.',
    connect: `Per collegarne uno: impostare ${CONNECT}, oppure avviare Ollama, LM Studio o llama.cpp su questo computer.`,
    close: (name, example) => `Ciò che si avvicina: ${name}, per esempio «${example}».`,
    names: {
      numbers: 'calcolare',
      dates: 'date e orari',
      tasks: 'compiti e promemoria',
      code: 'eseguire codice',
      pages: 'leggere pagine web',
      files: 'cercare nei tuoi file',
      texts: 'lavorare su testi',
    },
  },
  pt: {
    sentence: 'Nenhum modelo de linguagem está configurado, e sem ele não posso responder a isto.',
    connect: `Para conectar um: definir ${CONNECT}, ou iniciar Ollama, LM Studio ou llama.cpp nesta máquina.`,
    close: (name, example) => `O que mais se aproxima: ${name}, por exemplo “${example}”.`,
    names: {
      numbers: 'calcular',
      dates: 'datas e horas',
      tasks: 'tarefas e lembretes',
      code: 'executar código',
      pages: 'ler páginas web',
      files: 'procurar nos seus ficheiros',
      texts: 'trabalhar com textos',
    },
  },
  nl: {
    sentence: 'Er is geen taalmodel ingesteld, en zonder kan ik dit niet beantwoorden.',
    connect: `Er een verbinden: stel ${CONNECT} in, of start Ollama, LM Studio of llama.cpp op deze machine.`,
    close: (name, example) => `Wat in de buurt komt: ${name}, bijvoorbeeld “${example}”.`,
    names: {
      numbers: 'rekenen',
      dates: 'datum en tijd',
      tasks: 'taken en herinneringen',
      code: 'code uitvoeren',
      pages: "webpagina's lezen",
      files: 'zoeken in je bestanden',
      texts: 'teksten bewerken',
    },
  },
};

const MAX_CHARS = 400;

/** The ability whose words the question uses most; `null` when it uses none. */
function toClose(text: string): Close | null {
  const asked = [
    ...text
      .slice(0, MAX_CHARS)
      .toLowerCase()
      .normalize('NFC')
      .matchAll(/[\p{L}\d]{3,}/gu),
  ].map(([word]) => word);
  let best: Close | null = null;
  let most = 0;
  for (const [close, stems] of CLOSE) {
    const count = asked.filter((word) => stems.some((stem) => (stem.length < 5 ? word === stem : word.startsWith(stem)))).length;
    if (count > most) [best, most] = [close, count];
  }
  return best;
}

/** For what needs a language model where none is connected: one honest sentence, what comes close, and how to connect one. */
export function toNoAnswer(text: string): Plan {
  const { sentence, connect, close, names } = WORDS[toLanguage(text)];
  const nearest = toClose(text);
  const hint = nearest === null ? '' : ` ${close(names[nearest], EXAMPLES[nearest])}`;
  return sayOnly('unknown', `${sentence}${hint}\n\n${connect}`);
}
