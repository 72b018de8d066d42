/** The texts of nightly files, right and wrong. */

/** The example of the documentation. */
export const EXAMPLE = `// Every night at 20:40 UTC.
{
  "version": 1,
  "account": "48210",
  "suppress": [{ "file": "optouts/all.csv", "maxAge": "26h" }],
  "defaults": { "column": "email", "maxAge": "26h", "maxRemoved": 0.05 },
  "segments": [
    { "id": "738406688413290496", "name": "CRM Users 2025", "operation": "update", "file": "exports/crm-*.csv" },
    /* the app's own */
    { "id": "738406688413290511", "name": "App Users", "operation": "add", "file": "exports/app.csv" },
  ],
}
`;

/** A file with these entries, and what else it has. */
export function nightly(segments: string, more = '"suppress": []'): string {
  return `{ "version": 1, "account": "48210", ${more}, "segments": [${segments}] }`;
}

/** An entry of segment 5, with what else it has. */
export const entry = (more: string): string => nightly(`{ "id": "5", ${more} }`);

/** An operation and a file. */
export const OK = '"operation": "add", "file": "a.csv"';
/** Of each text, one problem. */
export const WRONG: Readonly<
  Record<string, readonly [text: string, marked: string, message: RegExp]>
> = {
  'an ID that is a number': [
    nightly(`{ "id": 738406688413290496, ${OK} }`),
    '738406688413290496',
    /^“id” must be an ID: digits, as a string \(IDs are too large for a number\)\./,
  ],
  'an ID that is none': [nightly(`{ "id": "x5", ${OK} }`), '"x5"', /^“id” must be an ID/],
  'an account that is a number': [
    nightly(`{ "id": "5", ${OK} }`).replace('"48210"', '48210'),
    '48210',
    /^“account” must be an ID: digits, as a string/,
  ],
  'a second account': [
    entry(`${OK}, "account": "7"`),
    '"account"',
    /^A nightly file is for one account: write “account” once, at its top\.$/,
  ],
  'several accounts': [
    entry(OK).replace('"48210"', '["48210", "7"]'),
    '["48210", "7"]',
    /^“account” must be an ID/,
  ],
  'another version': [
    entry(OK).replace('1,', '2,'),
    '2',
    /^“version” must be 1\. For another one, update this tool\. Given: 2\.$/,
  ],
  'a version as text': [entry(OK).replace('1,', '"1",'), '"1"', /^“version” must be 1/],
  'another operation': [
    entry('"operation": "sync", "file": "a.csv"'),
    '"sync"',
    /^“operation” must be one of: add, remove, update, replace\. Given: “sync”\.$/,
  ],
  'a default operation': [
    nightly(`{ "id": "5", ${OK} }`, '"suppress": [], "defaults": { "operation": "add" }'),
    '"operation"',
    /^“operation” can’t be a default\.$/,
  ],
  'a default file': [
    nightly(`{ "id": "5", ${OK} }`, '"suppress": [], "defaults": { "file": "a.csv" }'),
    '"file"',
    /^“file” can’t be a default\.$/,
  ],
  'defaults that are none': [
    nightly(`{ "id": "5", ${OK} }`, '"suppress": [], "defaults": []'),
    '[]',
    /^This must be an object, in braces\.$/,
  ],
  'what is allowed once': [
    entry(`${OK}, "allow": ["cut-off"]`),
    '"allow"',
    /^“allow” is for one upload, by a person: every night, it would allow everything\.$/,
  ],
  'a key that isn’t known': [
    entry(`${OK}, "collumn": "a"`),
    '"collumn"',
    /^“collumn” isn’t known\. Did you mean “column”\?$/,
  ],
  'a key of a command': [entry(`${OK}, "segmentId": "7"`), '"segmentId"', /Did you mean “id”\?$/],
  'a key in other letters': [entry(`${OK}, "MAXAGE": "7d"`), '"MAXAGE"', /mean “maxAge”\?$/],
  'a key like no other': [
    entry(`${OK}, "colour": "red"`),
    '"colour"',
    /^“colour” isn’t known\. It can be: id, name, operation, file, maxAge, keep, formats, /,
  ],
  'an old name': [
    entry('"operation": "remove", "file": "a.csv", "forms": "all"'),
    '"forms"',
    /mean “formats”\?$/,
  ],
  'a key twice': [
    entry(`${OK}, "hash": "md5",\n "hash": "none"`),
    '"hash"',
    /^“hash” is in line 1 already\. Delete one of them\.$/,
  ],
  'a segment twice': [
    nightly(`{ "id": "5", ${OK} },\n { "id": "6", ${OK} },\n { "id": "5", ${OK} }`),
    '"5"',
    /^Segment 5 has an entry in line 1 already\. All its files go into one: “file” can be an array\.$/,
  ],
  'an entry that is none': [nightly(`{ "id": "5", ${OK} }, "7"`), '"7"', /in braces\.$/],
  'a name that is none': [entry(`${OK}, "name": ""`), '""', /^“name” must be a string\./],
  'a choice of another operation': [
    entry(`${OK}, "maxRemoved": 0.1`),
    '"maxRemoved"',
    /^“maxRemoved” isn’t for the operation “add”, only for: update\.$/,
  ],
  'lists for a Remove': [
    entry('"operation": "remove", "file": "a.csv", "suppress": ["b.csv"]'),
    '"suppress"',
    /^“suppress” isn’t for the operation “remove”, only for: add, update, replace\.$/,
  ],
  'a file kept of an Add': [
    entry(`${OK}, "keep": true`),
    '"keep"',
    /^“keep” isn’t for the operation “add”, only for: update, replace\.$/,
  ],
  'several files kept as one': [
    entry('"operation": "update", "file": ["a.csv", "b.csv"], "keep": true'),
    '"keep"',
    /^“keep” is for one file/,
  ],
  'a choice that is too large': [
    entry('"operation": "update", "file": "a.csv", "maxRemoved": 5'),
    '5',
    /^“maxRemoved” must be a number from 0 to 1\. Given: 5\.$/,
  ],
  'a default that is no choice': [
    nightly(`{ "id": "5", ${OK} }`, '"suppress": [], "defaults": { "header": "yes" }'),
    '"yes"',
    /^“header” must be true or false\. Given: “yes”\.$/,
  ],
  'one column and several': [
    entry(`${OK}, "column": "a", "columns": ["b"]`),
    '["b"]',
    /^“column” and “columns” are both given, but differ\. Leave out “column”\.$/,
  ],
  'an age that is none': [
    entry(`${OK}, "maxAge": "1 day"`),
    '"1 day"',
    /^“maxAge” must be a number of minutes, hours or days: 90m, 26h or 7d\./,
  ],
  'no file': [
    entry('"operation": "add", "file": ""'),
    '""',
    /^“file” must be a path, or an array of paths\./,
  ],
  'no files': [entry('"operation": "add", "file": []'), '[]', /^“file” must be a path/],
  'a file that is a number': [entry('"operation": "add", "file": 5'), '5', /^“file” must be/],
  'a * without an age': [
    entry('"operation": "add", "file": "crm-*.csv"'),
    '"crm-*.csv"',
    /^“every” is missing: how often a new one of these files comes, such as “day”\.$/,
  ],
  'two *': [
    entry('"operation": "add", "file": "crm-*-*.csv", "maxAge": "26h"'),
    '"crm-*-*.csv"',
    /^One \* is enough, in the name of the file/,
  ],
  'a * in a folder': [
    entry('"operation": "add", "file": "*/crm.csv", "maxAge": "26h"'),
    '"*/crm.csv"',
    /^One \* is enough, in the name of the file/,
  ],
  'one file twice': [
    entry('"operation": "add", "file": ["a.csv", "x/../a.csv"]'),
    '"x/../a.csv"',
    /^a\.csv is there twice\. Delete one of them\.$/,
  ],
  'a suppression list as a file': [
    nightly(`{ "id": "5", ${OK} }`, '"suppress": ["./a.csv"]'),
    '"a.csv"',
    /^This is a suppression list: no one in it is sent\. Choose another file\.$/,
  ],
  'a suppression list that is none': [
    entry(OK).replace('"suppress": []', '"suppress": [{ "path": "a.csv" }]'),
    '{ "path": "a.csv" }',
    /^A suppression list is a path, PATH#COLUMN, or an object/,
  ],
  'a suppression list with a wrong age': [
    entry(OK).replace('"suppress": []', '"suppress": [{ "file": "b.csv", "maxAge": 26 }]'),
    '{ "file": "b.csv", "maxAge": 26 }',
    /^A suppression list is/,
  ],
  'lists within lists': [
    entry(OK).replace('"suppress": []', '"suppress": [["b.csv"]]'),
    '["b.csv"]',
    /^A suppression list is/,
  ],
  'no JSON': [entry(OK).replace(', "file"', ' "file"'), '"file"', /^This isn’t JSON\./],
  'what is cut off': [entry(OK).slice(0, -1), ']', /^This isn’t JSON\./],
  'JSON that is no object': ['[1]', '[1]', /^This must be an object, in braces\.$/],
};
