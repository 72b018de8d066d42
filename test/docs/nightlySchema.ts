import { ENTRY_CHOICES } from '../../src/app/nightly/file/nightlyFile';
import { argumentsOf } from '../../src/app/uploads/choices/request';
import { readJson } from '../unit/product/sources';

/** A JSON schema, as far as that of nightly files uses it. */
export interface Schema {
  $schema?: string;
  $ref?: string;
  title?: string;
  type?: string | string[];
  description?: string;
  patternErrorMessage?: string;
  const?: unknown;
  enum?: unknown[];
  pattern?: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  minItems?: number;
  anyOf?: Schema[];
  not?: Schema;
  items?: Schema;
  required?: string[];
  properties?: Record<string, Schema>;
  additionalProperties?: boolean;
  definitions?: Record<string, Schema>;
  /** Of the editor alone, as are the next ones. */
  allowTrailingCommas?: boolean;
  allowComments?: boolean;
  errorMessage?: string;
  doNotSuggest?: boolean;
  defaultSnippets?: { label: string; description?: string; body: unknown }[];
}

/** The schemas of nightly files, by the language of their texts. */
export const SCHEMAS = {
  en: 'media/nightly.schema.json',
  fr: 'media/nightly.schema.fr.json',
} as const;
type Language = keyof typeof SCHEMAS;

/** What isn't a choice of a task. */
const TEXTS = {
  version: { en: 'The version of this format: 1.', fr: 'La version de ce format : 1.' },
  account: {
    en: 'The account ID, in quotes. A file is for one account.',
    fr: 'L’ID du compte, entre guillemets. Un fichier est pour un compte.',
  },
  suppress: {
    en: 'The suppression lists: CSV files of people who are never sent. Each is a path, path#column, or an object with file, column and maxAge. [] if there are none.',
    fr: 'Les listes d’exclusion : des fichiers CSV de personnes qui ne sont jamais envoyées. Chacune est un chemin, chemin#colonne ou un objet avec file, column et maxAge. [] s’il n’y en a pas.',
  },
  ownSuppress: {
    en: 'Suppression lists for this segment, beside those of the file.',
    fr: 'Des listes d’exclusion pour ce segment, en plus de celles du fichier.',
  },
  listMaxAge: {
    en: 'How old the list may be: 90m, 26h or 7d. Above it, nothing is sent.',
    fr: 'L’âge que la liste peut avoir : 90m, 26h ou 7d. Au-delà, rien n’est envoyé.',
  },
  defaults: {
    en: 'What holds for each segment that doesn’t say otherwise, where it means something for the operation.',
    fr: 'Ce qui vaut pour chaque segment qui ne dit rien d’autre, là où cela a un sens pour l’opération.',
  },
  segments: {
    en: 'An entry for each segment: which file goes to it, and how.',
    fr: 'Une entrée pour chaque segment : quel fichier y va, et comment.',
  },
  id: {
    en: 'The segment ID, in quotes: as a number, it would lose digits.',
    fr: 'L’ID du segment, entre guillemets : en nombre, il perdrait des chiffres.',
  },
  name: {
    en: 'The name of the segment, for people. If the segment has another one, a note says so.',
    fr: 'Le nom du segment, pour les personnes. Si le segment en a un autre, une note le dit.',
  },
  file: {
    en: 'The path of the CSV file, relative to this file. One * in its name is a date or a number: the newest file is sent. Several files are the parts of one export.',
    fr: 'Le chemin du fichier CSV, à partir de ce fichier. Un * dans son nom est une date ou un numéro : le fichier le plus récent est envoyé. Plusieurs fichiers sont les parties d’un export.',
  },
  maxAge: {
    en: 'How old the file may be: 90m, 26h or 7d, by the date in its name (a day ends at 24:00 UTC), else by when it was changed. Above it, nothing is sent. With *, this or every is required.',
    fr: 'L’âge que le fichier peut avoir : 90m, 26h ou 7d, selon la date dans son nom (un jour finit à 24:00 UTC), sinon selon sa modification. Au-delà, rien n’est envoyé. Avec *, ceci ou every est obligatoire.',
  },
  keep: {
    en: 'For update and replace: true if the next export has the same name. The file is then kept in the state folder, and the next update compares with it.',
    fr: 'Pour update et replace : true si le prochain export a le même nom. Le fichier est alors conservé dans le dossier d’état, et la prochaine mise à jour s’y compare.',
  },
  wrongId: {
    en: 'This must be an ID: digits, in quotes.',
    fr: 'Ce doit être un ID : des chiffres, entre guillemets.',
  },
  wrongAge: {
    en: 'This must be a number of minutes, hours or days: 90m, 26h or 7d.',
    fr: 'Ce doit être un nombre de minutes, d’heures ou de jours : 90m, 26h ou 7d.',
  },
  wrongVersion: {
    en: 'The version must be 1. For another one, update this extension.',
    fr: 'La version doit être 1. Pour une autre, mettez cette extension à jour.',
  },
  allow: {
    en: '“allow” is for one upload, by a person: every night, it would allow everything.',
    fr: '« allow » est pour un envoi, par une personne : chaque nuit, tout serait permis.',
  },
  newSegment: { en: 'A segment', fr: 'Un segment' },
} as const;

interface Manifest {
  contributes: { taskDefinitions: [{ properties: Record<string, Schema> }] };
}

const { contributes } = readJson<Manifest>('package.json');
const [{ properties: OF_TASKS }] = contributes.taskDefinitions;

/** A column has a name, which the schema of a task doesn't say. */
const CHOICES: Record<string, Schema> = {
  ...OF_TASKS,
  column: { ...OF_TASKS.column, minLength: 1 },
  columns: { ...OF_TASKS.columns, items: { ...OF_TASKS.columns.items, minLength: 1 } },
};

const PATH = { type: 'string', minLength: 1 };

/** The JSON schema of nightly files. A test compares what it says with what is read. */
export function nightlySchema(language: Language): Schema {
  const nls = readJson<Record<string, string>>(
    language === 'en' ? 'package.nls.json' : `package.nls.${language}.json`,
  );
  const words = (name: keyof typeof TEXTS): string =>
    TEXTS[name][language].replace(/ (?=[:;!?»])|(?<=«) /g, language === 'fr' ? '\u00A0' : ' ');
  const text = (name: keyof typeof TEXTS): Schema => ({ description: words(name) });
  const id: Schema = { type: 'string', pattern: '^\\d{1,20}$', errorMessage: words('wrongId') };
  const age: Schema = {
    type: 'string',
    pattern: '^[1-9]\\d{0,5}[mhd]$',
    errorMessage: words('wrongAge'),
  };
  const allow: Schema = { not: {}, errorMessage: words('allow'), doNotSuggest: true };
  const list: Schema = {
    anyOf: [
      PATH,
      {
        type: 'object',
        required: ['file'],
        additionalProperties: false,
        properties: {
          file: PATH,
          column: CHOICES.column,
          columns: CHOICES.columns,
          maxAge: { ...age, ...text('listMaxAge') },
        },
      },
    ],
  };
  const ref = { $ref: '#/definitions/list' };
  const lists: Schema = { anyOf: [ref, { type: 'array', items: ref }] };
  const keys = ENTRY_CHOICES.filter((name) => name !== 'suppress').flatMap(argumentsOf);
  const choices: Record<string, Schema> = {
    maxAge: { ...age, ...text('maxAge') },
    keep: { type: 'boolean', ...text('keep') },
    ...Object.fromEntries(keys.map((key) => [key, CHOICES[key]])),
  };
  const schema: Schema = {
    $schema: 'http://json-schema.org/draft-07/schema#',
    allowComments: true,
    allowTrailingCommas: true,
    type: 'object',
    required: ['version', 'account', 'suppress', 'segments'],
    additionalProperties: false,
    properties: {
      $schema: { type: 'string' },
      version: { const: 1, errorMessage: words('wrongVersion'), ...text('version') },
      account: { ...id, ...text('account') },
      suppress: { ...lists, ...text('suppress') },
      allow,
      defaults: {
        type: 'object',
        additionalProperties: false,
        properties: Object.fromEntries(
          Object.keys(choices).map((key) => [key, { $ref: `#/definitions/${key}` }]),
        ),
        ...text('defaults'),
      },
      segments: {
        type: 'array',
        minItems: 1,
        items: { $ref: '#/definitions/entry' },
        ...text('segments'),
      },
    },
    definitions: {
      list,
      entry: {
        type: 'object',
        required: ['id', 'operation', 'file'],
        additionalProperties: false,
        properties: {
          id: { ...id, ...text('id') },
          name: { type: 'string', pattern: '\\S', maxLength: 300, ...text('name') },
          operation: CHOICES.operation,
          file: {
            anyOf: [
              {
                type: 'string',
                pattern: '\\S',
                // The editor’s own says the pattern.
                patternErrorMessage: text('file').description,
              },
              { type: 'array', minItems: 1, items: { type: 'string', pattern: '\\S' } },
            ],
            ...text('file'),
          },
          ...Object.fromEntries(
            Object.keys(choices).map((key) => [key, { $ref: `#/definitions/${key}` }]),
          ),
          suppress: { ...lists, ...text('ownSuppress') },
          allow,
        },
        defaultSnippets: [
          {
            label: words('newSegment'),
            body: {
              id: '$1',
              name: '$2',
              operation: '${3|add,update,remove,replace|}',
              file: '$4',
            },
          },
        ],
      },
      ...choices,
    },
  };
  const texts = JSON.stringify(schema).replace(/"%([\w.]+)%"/g, (_, key: string) =>
    JSON.stringify(nls[key]),
  );
  return JSON.parse(texts) as Schema;
}
