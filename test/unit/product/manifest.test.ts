import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { DEFAULT_API } from '../../../src/api/baseUrl';
import { namesIn } from '../../../src/app/uploads/choices/choiceTable';
import { argumentsOf, requestFrom } from '../../../src/app/uploads/choices/request';
import { FOCUSED_ROW, FOCUSED_UPLOAD } from '../../../src/ui/base/focusedRow';
import { TASK_TYPE } from '../../../src/ui/base/names';
import { root } from '../../host/root';
import { exists, manifest, nodes, placeOf, readJson, sources, textsOf } from './sources';

const PREFIX = 'criteoAudiences.';
const ACCOUNTS = 'criteoAudiences.accounts';
/** Context keys of the editor itself. */
const EDITORS_OWN =
  /^(view|viewItem|focusedView|listFocus|inputFocus|editorFocus|listMultiSelection|resource\w*|explorerResourceIsFolder|isInDiffEditor|isWorkspaceTrusted|workspaceFolderCount|activeViewlet|activeEditor|editorLangId|isWeb|virtualWorkspace)$/;

const { contributes, ...rest } = manifest();
const nls = readJson<Record<string, string>>('package.nls.json');
const trees = sources('webview', 'sandbox');
const contributed = contributes.commands.map(({ command }) => command);
const difference = (a: Iterable<string>, b: Iterable<string>): string[] => {
  const others = new Set(b);
  return [...new Set(a)].filter((item) => !others.has(item)).sort();
};

/** Registers what `isJobDefinition` recognizes. */
const JOB_COMMANDS = 'src/ui/uploads/commands/jobCommands.ts';

function isAdded(node: ts.Node): node is ts.CallExpression {
  return ts.isCallExpression(node) && /(^|\.)add$/.test(node.expression.getText());
}

/** Whether a definition is one of a command on uploads, which has a name instead of an ID. */
function isJobDefinition(definition: ts.ObjectLiteralExpression): boolean {
  return definition.properties.some((property) => property.name?.getText() === 'noneText');
}

function hasPrompt(definition: ts.ObjectLiteralExpression): boolean {
  return definition.properties.some((property) => property.name?.getText() === 'prompt');
}

/** What a definition has as ID. */
function idIn(definition: ts.ObjectLiteralExpression, key: string): ts.Expression | undefined {
  for (const property of definition.properties) {
    if (property.name?.getText() !== key) continue;
    if (ts.isPropertyAssignment(property)) return property.initializer;
    if (ts.isShorthandPropertyAssignment(property)) return property.name;
  }
  return undefined;
}

/** Functions that return a definition, by name. */
const builders = new Map(
  [...trees.values()].flatMap((tree) =>
    nodes(tree)
      .filter((node) => ts.isFunctionDeclaration(node))
      .filter((node) => /^\w*Command(Definition)?</.test(node.type?.getText() ?? ''))
      .map((node) => [node.name?.text ?? '', node] as const),
  ),
);

function isBuilder({ expression }: ts.CallExpression): boolean {
  return builders.has(expression.getText());
}

/** The ID of the definition that a call returns: it is passed, or the function has it. */
function idOfBuilt(call: ts.CallExpression): ts.Expression | undefined {
  const [first] = call.arguments;
  if (first && ts.isStringLiteralLike(first)) return first;
  if (first && ts.isObjectLiteralExpression(first)) return idIn(first, 'id');
  const builder = builders.get(call.expression.getText());
  const definition =
    builder &&
    nodes(builder)
      .filter((node) => ts.isObjectLiteralExpression(node))
      .find((node) => hasPrompt(node) && idIn(node, 'id'));
  return definition && idIn(definition, 'id');
}

function addTo(
  ids: Map<string, string>,
  file: string,
  node: ts.Node,
  texts: readonly string[] | undefined,
): void {
  assert.ok(texts && texts.length > 0, `${placeOf(node)}: the command's ID can't be read`);
  for (const text of texts) {
    assert.ok(!ids.has(text), `${text} is defined twice: ${ids.get(text)} and ${file}`);
    ids.set(text, file);
  }
}

/**
 * IDs of commands that the sources define, by file. An ID that can't be read is a failure: it would
 * escape the test.
 */
function defined(): Map<string, string> {
  const ids = new Map<string, string>();
  for (const [file, tree] of trees) {
    for (const node of nodes(tree)) {
      // A definition is recognized by its properties, whatever the registry is called there.
      if (!isAdded(node) || file === JOB_COMMANDS) continue;
      const [argument] = node.arguments;
      if (argument && ts.isCallExpression(argument) && isBuilder(argument)) {
        const value = idOfBuilt(argument);
        addTo(ids, file, node, value && textsOf(value));
        continue;
      }
      const definition = argument;
      if (!definition || !ts.isObjectLiteralExpression(definition)) continue;
      const isJob = isJobDefinition(definition);
      if (!isJob && !hasPrompt(definition)) continue;
      const value = idIn(definition, isJob ? 'name' : 'id');
      const texts = value && textsOf(value)?.map((text) => (isJob ? PREFIX + text : text));
      addTo(ids, file, node, texts);
    }
  }
  return ids;
}

/** Every `when` of the manifest, with its position. */
function conditions(): [string, string][] {
  const found: [string, string][] = [];
  const walk = (value: unknown, at: string): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [key, item] of Object.entries(value)) {
      if ((key === 'when' || key === 'enablement') && typeof item === 'string')
        found.push([`${at}.${key}`, item]);
      else walk(item, `${at}.${key}`);
    }
  };
  walk(contributes, 'contributes');
  return found;
}

describe('the manifest: commands', () => {
  const ids = defined();

  it('contributes exactly the commands that the sources define', () => {
    assert.ok(ids.size > 30, `${ids.size} found`);
    assert.deepEqual(difference(ids.keys(), contributed), [], 'defined, but not contributed');
    assert.deepEqual(difference(contributed, ids.keys()), [], 'contributed, but not defined');
    assert.equal(new Set(contributed).size, contributed.length, 'a command is contributed once');
  });

  it('has all of them registered at startup, wherever they are defined', () => {
    const calls = [...trees].flatMap(([, tree]) =>
      nodes(tree).filter(
        (node): node is ts.CallExpression | ts.NewExpression =>
          ts.isCallExpression(node) || ts.isNewExpression(node),
      ),
    );
    const only = (name: RegExp): ts.CallExpression | ts.NewExpression => {
      const [found, ...others] = calls.filter(({ expression }) => name.test(expression.getText()));
      assert.ok(found && others.length === 0, `${name}: ${others.map(placeOf).join(', ')}`);
      return found;
    };
    // Registered in one place, from the IDs it is passed.
    const registering = only(/\bregister(TextEditor)?Command$/);
    assert.equal(registering.getSourceFile().fileName, 'src/ui/base/command.ts');
    let loop: ts.Node = registering;
    while (!ts.isForOfStatement(loop)) loop = loop.parent;
    assert.ok(ts.isConstructorDeclaration(loop.parent.parent));
    assert.equal(loop.expression.getText(), 'ids');
    assert.equal(loop.parent.parent.parameters[0]?.name.getText(), 'ids');
    assert.equal(
      loop.initializer.getText().replace(/^const /, ''),
      registering.arguments?.[0]?.getText(),
    );
    // Those are the manifest's.
    const made = only(/^Commands$/);
    assert.equal(made.getSourceFile().fileName, 'src/extension.ts');
    assert.match(
      made.arguments?.[0]?.getText() ?? '',
      /^contributes\.commands\.map\(\(\{ command \}\) => command\)$/,
    );
    assert.match(
      made.getSourceFile().text,
      /const \{[^}]*\bcontributes\b[^}]*\} = context\.extension\.packageJSON\b/,
    );
  });

  it('has each defined by a function that is called, so that it exists when it is run', () => {
    const called = new Set(
      [...trees.values()].flatMap((tree) =>
        nodes(tree)
          .filter((node) => ts.isCallExpression(node) || ts.isNewExpression(node))
          .flatMap(({ expression }) => /(\w+)$/.exec(expression.getText())?.[1] ?? []),
      ),
    );
    for (const file of new Set(ids.values())) {
      const tree = trees.get(file) ?? assert.fail(file);
      for (const node of nodes(tree)) {
        if (!isAdded(node)) continue;
        const [definition] = node.arguments;
        if (!definition || !ts.isObjectLiteralExpression(definition)) continue;
        let owner: ts.Node = node;
        while (!ts.isFunctionDeclaration(owner) && !ts.isConstructorDeclaration(owner))
          owner = owner.parent ?? assert.fail(`${placeOf(node)}: in no function`);
        const { name: named } = ts.isConstructorDeclaration(owner) ? owner.parent : owner;
        const name = named?.getText() ?? '';
        assert.ok(called.has(name), `${file}: ${name} is never called`);
      }
    }
    // A lazily loaded part is passed to the code that registers it.
    const parts = [...trees.values()].flatMap((tree) =>
      nodes(tree).filter(
        (node) => ts.isCallExpression(node) && /\.addLazy$/.test(node.expression.getText()),
      ),
    );
    assert.ok(parts.length >= 4);
  });

  it('gives each a title and the one category, by key', () => {
    for (const { command, title, category } of contributes.commands) {
      assert.ok(command.startsWith(PREFIX), command);
      assert.equal(title, `%command.${command.slice(PREFIX.length)}%`);
      assert.equal(category, '%category%', command);
    }
  });

  it('lists each palette entry once, with a condition', () => {
    const entries = contributes.menus.commandPalette ?? [];
    assert.equal(new Set(entries.map(({ command }) => command)).size, entries.length);
    for (const { command, when } of entries)
      assert.ok(when, `${command}: an entry without a condition has no effect`);
  });

  it('names only existing commands in menus, keybindings, welcome texts and walkthroughs', () => {
    const submenus = (contributes.submenus ?? []).map(({ id }) => id);
    for (const [menu, entries] of Object.entries(contributes.menus)) {
      for (const { command, submenu } of entries) {
        if (submenu !== undefined) assert.ok(submenus.includes(submenu), `${menu}: ${submenu}`);
        else assert.ok(command && contributed.includes(command), `${menu}: ${command}`);
      }
    }
    for (const { command } of contributes.keybindings)
      assert.ok(contributed.includes(command), command);
    const links = [JSON.stringify(contributes), ...Object.values(nls)].flatMap((text) => [
      ...text.matchAll(/(?:command|onCommand):(criteoAudiences\.\w+)/g),
    ]);
    assert.ok(links.length > 5);
    for (const [, command = ''] of links)
      assert.ok(contributed.includes(command), `a link to ${command}`);
  });

  it('completes each step of the walkthrough by its task, also one done before its page is opened', () => {
    const steps = contributes.walkthroughs?.flatMap((walkthrough) => walkthrough.steps) ?? [];
    // What holds when the editor first reads the steps completes none: it has to come true later.
    const later = ['', ' && criteoAudiences.walkthrough', ' && activeEditor != gettingStartedPage'];
    const wanted: Record<string, string[]> = {
      signIn: ['did.signIn'],
      segment: ['did.openSegment', 'did.createSegment'],
      upload: ['did.upload'],
      problems: ['problems && view.workbench.panel.markers.view.visible'],
    };
    assert.deepEqual(
      steps.map(({ id }) => id),
      Object.keys(wanted),
    );
    for (const { id, completionEvents } of steps) {
      const events = wanted[id].flatMap((task) => later.map((more) => PREFIX + task + more));
      assert.deepEqual(
        completionEvents?.sort(),
        events.map((event) => `onContext:${event}`).sort(),
      );
    }
  });

  it('binds each key to its command by name, and passes the focused row to commands for rows', () => {
    const { keybindings } = contributes;
    const aboutRows = keybindings.filter(({ when = '' }) => /\blistFocus\b/.test(when));
    assert.ok(aboutRows.length > 4);
    const views: Record<string, string> = {
      segments: FOCUSED_ROW,
      uploads: FOCUSED_UPLOAD,
    };
    for (const { command, args, when = '' } of keybindings) {
      const [, view = ''] = /^focusedView == criteoAudiences\.(\w+)\b/.exec(when) ?? [];
      // Without it a command gets the selection, which may be another row.
      assert.equal(
        args,
        aboutRows.some((key) => key.command === command) ? views[view] : undefined,
        command,
      );
      if (args !== undefined)
        assert.equal(
          // What it needs besides is the palette's condition: see palette.test.ts.
          when.replace(/ && !criteoAudiences\.none\.deletable$/, ''),
          `focusedView == criteoAudiences.${view} && listFocus && !inputFocus`,
          command,
        );
    }
  });

  it('offers an upload for the same files in the editor as in the Explorer', () => {
    const offered = (menu: string, command: string, file: string): boolean =>
      (contributes.menus[menu] ?? []).some(
        (entry) =>
          entry.command === command &&
          [...(entry.when ?? '').matchAll(/resourceFilename =~ \/(.*?)\/i/g)].some(([, pattern]) =>
            new RegExp(pattern, 'i').test(file),
          ),
      );
    for (const command of ['uploadCsv', 'checkCsv', 'removePeople'].map((name) => PREFIX + name)) {
      for (const file of ['a.csv', 'a.TSV', 'a.csv.gz', 'a.txt', 'a.json']) {
        const wanted = offered('criteoAudiences.file', command, file);
        assert.equal(wanted, file !== 'a.json', `${command} ${file}`);
        for (const menu of ['editor/title', 'editor/title/context'])
          assert.equal(offered(menu, command, file), wanted, `${menu}: ${command} ${file}`);
      }
    }
  });

  it('has one entry in the Explorer: a submenu with the upload, the check and the removal', () => {
    const [entry, ...others] = contributes.menus['explorer/context'] ?? [];
    assert.deepEqual(others, []);
    assert.equal(entry?.submenu, `${PREFIX}file`);
    const inside = contributes.menus[`${PREFIX}file`] ?? [];
    assert.deepEqual(
      inside.map(({ command }) => command),
      [`${PREFIX}uploadCsv`, `${PREFIX}checkCsv`, `${PREFIX}removePeople`],
    );
    // Without a visible entry, the submenu must not be there either.
    for (const { command, when = '' } of inside)
      assert.ok(when.startsWith(entry?.when ?? assert.fail()), `${command}: ${when}`);
  });

  it('has every inline action of a row in its context menu too, for keyboard users', () => {
    const entries = contributes.menus['view/item/context'] ?? [];
    const missing = entries.filter(
      ({ group, command, when }) =>
        /^inline/.test(group ?? '') &&
        !entries.some(
          (other) =>
            !/^inline/.test(other.group ?? '') &&
            other.command === command &&
            // The menu may be there for other rows, too.
            (other.when ?? '').split(' || ').includes(when ?? ''),
        ),
    );
    assert.ok(entries.some(({ group }) => /^inline/.test(group ?? '')));
    assert.deepEqual(missing, []);
  });

  it('has no source that names a command that doesn’t exist', () => {
    const called = [...trees.values()].flatMap((tree) =>
      nodes(tree)
        .filter((node) => ts.isStringLiteral(node))
        .filter((node) => {
          const { parent } = node;
          if (ts.isPropertyAssignment(parent)) return parent.name.getText() === 'command';
          return (
            ts.isCallExpression(parent) &&
            /executeCommand$/.test(parent.expression.getText()) &&
            parent.arguments[0] === node
          );
        }),
    );
    const own = called.filter(
      ({ text }) => text.startsWith(PREFIX) && !/\.(focus|open)$/.test(text),
    );
    assert.ok(own.length > 10);
    for (const node of own)
      assert.ok(contributed.includes(node.text), `${placeOf(node)}: ${node.text}`);
  });

  it('knows every context key of its conditions', () => {
    const keys = trees.get('src/ui/base/contextKeys.ts');
    assert.ok(keys);
    const set = new Set(
      nodes(keys)
        .filter(ts.isPropertySignature)
        .map(({ name }) => (ts.isStringLiteral(name) ? name.text : assert.fail(name.getText()))),
    );
    assert.ok(set.size >= 2);
    const setting = [...trees]
      .filter(([file]) => !file.endsWith('/contextKeys.ts'))
      .flatMap(([, tree]) => nodes(tree).filter(ts.isCallExpression));
    const first = setting
      .filter(({ expression }) => expression.getText() === 'setContext')
      .map((call) => call.arguments[0]);
    for (const key of set) {
      // By name, or as a template with the beginning of the name: `criteoAudiences.did.${step}`.
      const isSet = first.some(
        (argument) =>
          argument &&
          (ts.isStringLiteral(argument)
            ? argument.text === key
            : ts.isTemplateExpression(argument) && key.startsWith(argument.head.text)),
      );
      assert.ok(isSet, `${key} is declared, but never set`);
    }
    const past = setting.find(
      (call) =>
        /executeCommand$/.test(call.expression.getText()) &&
        /^'setContext'$/.test(call.arguments[0]?.getText() ?? ''),
    );
    assert.equal(past && placeOf(past), undefined, 'set without the list of context keys');
    const used = new Set<string>();
    for (const [at, when] of conditions()) {
      // Without patterns, strings and the right-hand sides of comparisons, only key names remain.
      const named =
        when
          .replace(/=~ \/(\\.|[^/\\])+\/\w*/g, '')
          .replace(/[=!]=\s*('[^']*'|[\w.:-]+)/g, '')
          .replace(/\bin\b|\bnot\b|\btrue\b|\bfalse\b/g, '')
          .match(/[A-Za-z][\w.]*/g) ?? [];
      for (const key of named) {
        if (EDITORS_OWN.test(key)) continue;
        assert.ok(
          set.has(key) || key.startsWith('config.criteoAudiences.'),
          `${at}: ${key} is never set`,
        );
        used.add(key);
      }
    }
    for (const [event] of JSON.stringify(contributes).matchAll(/"onContext:[^"]*"/g))
      for (const [key] of event.matchAll(/criteoAudiences[\w.]+/g)) {
        assert.ok(set.has(key), `${event}: ${key} is never set`);
        used.add(key);
      }
    assert.deepEqual(difference(set, used), [], 'set, but no condition uses it');
    // Every state in a condition is one that the view can have.
    const rows = fs.readFileSync(path.join(root, 'src/app/lists/viewLoad.ts'), 'utf8');
    const states = new Set(
      conditions().flatMap(([, when]) =>
        [...when.matchAll(/criteoAudiences\.state [=!]= (\w+)/g)].map(([, state = '']) => state),
      ),
    );
    assert.ok(states.size > 4);
    for (const state of states)
      assert.match(rows, new RegExp(`'${state}'`), `no view is ever ${state}`);
  });
});

describe('the manifest: texts', () => {
  it('uses every key in package.nls.json, and no missing one', () => {
    const used = [...JSON.stringify(manifest()).matchAll(/"%([\w.-]+)%"/g)].map(
      ([, key = '']) => key,
    );
    assert.ok(used.length > 50);
    assert.deepEqual(difference(used, Object.keys(nls)), [], 'used, but missing');
    assert.deepEqual(difference(Object.keys(nls), used), [], 'present, but not used');
    for (const [key, text] of Object.entries(nls))
      assert.ok(typeof text === 'string' && text.trim() !== '', key);
  });

  it('has no text for people outside of it', () => {
    const bare: string[] = [];
    const walk = (value: unknown, at: string): void => {
      if (typeof value !== 'object' || value === null) return;
      for (const [key, item] of Object.entries(value)) {
        const forPeople =
          /^(title|description|markdownDescription|contents|name|contextualTitle|category|patternErrorMessage|accessibilityHelpContent|displayName|userDescription|altText)$/.test(
            key,
          );
        if (typeof item === 'string' && forPeople && !/^%[\w.-]+%$/.test(item))
          bare.push(`${at}.${key}: ${item}`);
        walk(item, `${at}.${key}`);
      }
    };
    const { languageModelTools, ...others } = contributes;
    walk(others, 'contributes');
    // A tool's `name` is an identifier; texts for models stay English.
    for (const tool of Array.isArray(languageModelTools) ? languageModelTools : []) {
      const { displayName, userDescription } = tool as Record<string, unknown>;
      walk({ displayName, userDescription }, 'languageModelTools');
    }
    assert.deepEqual(bare, []);
  });
});

describe('the manifest: tasks', () => {
  it('have a file, and the arguments of an upload with the values that it takes', () => {
    const [{ type, properties }, ...others] = contributes.taskDefinitions;
    assert.deepEqual([type, others], [TASK_TYPE, []]);
    const keys = namesIn('task')
      .flatMap(argumentsOf)
      .map((key) => (key === 'segmentId' ? 'segment' : key));
    assert.deepEqual(Object.keys(properties).sort(), ['file', ...keys].sort());
    const choices = Object.entries(properties).filter(([, { enum: values }]) => values);
    assert.ok(choices.length > 3);
    for (const [key, { enum: values = [] }] of choices)
      for (const value of values) requestFrom({ [key]: value });
  });
});

describe('the manifest: settings', () => {
  const properties = contributes.configuration.properties;
  const short = Object.keys(properties).map((key) => key.slice(PREFIX.length));

  /** Keys that the settings reader reads, with their literal default, if any. */
  function read(): Map<string, string | undefined> {
    const tree = trees.get('src/ui/base/settings.ts');
    assert.ok(tree);
    const keys = new Map<string, string | undefined>();
    for (const node of nodes(tree)) {
      if (
        !ts.isCallExpression(node) ||
        !/^read(Text|List|Integer|Everywhere)?$/.test(node.expression.getText())
      )
        continue;
      const [key, fallback] = node.arguments;
      // Inside the helpers, the key is their parameter.
      if (!key || !ts.isStringLiteral(key)) continue;
      const or = node.parent;
      const text =
        ts.isBinaryExpression(or) && /^(\|\||\?\?)$/.test(or.operatorToken.getText())
          ? or.right.getText()
          : node.expression.getText() === 'readInteger'
            ? fallback?.getText()
            : undefined;
      const constant = /^DEFAULT_API\.(url|version)$/.exec(text ?? '')?.[1] as
        | keyof typeof DEFAULT_API
        | undefined;
      keys.set(
        key.text,
        constant ? DEFAULT_API[constant] : text?.replaceAll('_', '').replace(/^'(.*)'$/, '$1'),
      );
    }
    return keys;
  }

  it('are exactly those that the sources read', () => {
    assert.deepEqual(difference(read().keys(), short), [], 'read, but not in the manifest');
    assert.deepEqual(difference(short, read().keys()), [], 'in the manifest, but never read');
  });

  it('have the same defaults as the sources', () => {
    const fallbacks = [...read()].filter(([, fallback]) => fallback !== undefined);
    assert.deepEqual(fallbacks.map(([key]) => key).sort(), [
      'apiUrl',
      'apiVersion',
      'upload.chunkSize',
      'upload.concurrency',
    ]);
    for (const [key, fallback] of fallbacks)
      assert.equal(String(properties[PREFIX + key]?.default), fallback, key);
    assert.equal(
      properties[`${PREFIX}upload.chunkSize`]?.default,
      50_000,
      'guide: Identifier List Size Limit',
    );
    for (const [key, setting] of Object.entries(properties))
      assert.ok('default' in setting, `${key} has a default`);
  });

  it('are read in one place only', () => {
    const calls = [...trees]
      .flatMap(([, tree]) => nodes(tree).filter(ts.isCallExpression))
      .filter(({ expression }) => /\bgetConfiguration$/.test(expression.getText()));
    // Writing a setting is not reading it.
    const reading = calls.filter(
      ({ parent }) => !(ts.isPropertyAccessExpression(parent) && parent.name.text === 'update'),
    );
    const files = [...new Set(reading.map((call) => call.getSourceFile().fileName))];
    assert.deepEqual(files, ['src/ui/base/settings.ts']);
  });

  it('make the address machine-scoped, and are all restricted in an untrusted workspace', () => {
    assert.equal(properties[`${PREFIX}apiUrl`]?.scope, 'machine');
    for (const [key, { scope }] of Object.entries(properties)) {
      if (key !== ACCOUNTS) assert.match(scope ?? '', /^(machine|window|resource)$/, key);
    }
    const restricted = rest.capabilities.untrustedWorkspaces.restrictedConfigurations;
    assert.deepEqual(
      difference(
        Object.keys(properties).filter((key) => properties[key]?.scope !== 'machine'),
        restricted,
      ),
      [ACCOUNTS],
      'a hostile folder could set it',
    );
    assert.deepEqual(
      difference(restricted, Object.keys(properties)),
      [],
      'restricted, but not a setting',
    );
  });

  it('let a workspace write accounts, but read nothing of it except a protection', () => {
    // Wherever it is trusted or not: so it is neither machine-scoped nor restricted.
    assert.equal(properties[ACCOUNTS]?.scope, 'machine-overridable');
    const tree = trees.get('src/ui/base/settings.ts') ?? assert.fail();
    const readers = nodes(tree).filter(
      (node) => ts.isCallExpression(node) && node.arguments[0]?.getText() === "'accounts'",
    );
    const calls = readers.map((node) =>
      ts.isCallExpression(node) ? node.expression.getText().split('.').at(-1) : '',
    );
    assert.deepEqual(calls.sort(), ['inspect', 'inspect', 'readList', 'readList', 'update']);
    const text = (name: string): string =>
      nodes(tree)
        .find((node) => ts.isFunctionDeclaration(node) && node.name?.text === name)
        ?.getText() ?? assert.fail(name);
    assert.match(text('readList'), /\.inspect\(key\)\?\.globalValue;/);
    assert.doesNotMatch(text('readList'), /\.get\(|workspace\w*Value/);
  });
});

describe('the manifest: views, files, engine', () => {
  const views = Object.values(contributes.views).flat();

  it('has a provider for each view, and welcome texts and conditions only for existing views', () => {
    const ids = views.map(({ id }) => id);
    const text = [...trees.values()].map((tree) => tree.text).join('\n');
    for (const id of ids) {
      // Of its own, or by what such views share.
      const name = `'${id.replace('.', '\\.')}'`;
      const created = new RegExp(
        `createTreeView(<[^(]*>)?\\((${name}|VIEW_ID)|extends ListTree<[^{]*\\{[^]*?\\bsuper\\(\\s*${name}`,
      );
      assert.match(text, created, `the view ${id} is never created`);
      assert.ok(text.includes(`'${id}'`), id);
    }
    const containers = Object.values(contributes.viewsContainers)
      .flat()
      .map(({ id }) => id);
    assert.deepEqual(difference(Object.keys(contributes.views), containers), []);
    for (const { view } of contributes.viewsWelcome) assert.ok(ids.includes(view), view);
    assert.deepEqual(
      views.map(({ id, visibility }) => [id, visibility]),
      [
        ['criteoAudiences.segments', undefined],
        ['criteoAudiences.uploads', 'collapsed'],
      ],
    );
    for (const [at, when] of conditions()) {
      for (const [, id = ''] of when.matchAll(/\b(?:view|focusedView) == ([\w.]+)/g))
        assert.ok(ids.includes(id), `${at}: ${id}`);
    }
  });

  it('restores each kind of panel, and activates the extension for it', () => {
    const kinds = fs
      .readdirSync(path.join(root, 'src/webview'), { withFileTypes: true })
      .filter(
        (item) => item.isDirectory() && exists(`src/webview/${item.name}/${item.name}Page.ts`),
      );
    assert.ok(kinds.length >= 2);
    assert.deepEqual(
      rest.activationEvents.filter((event) => event.startsWith('onWebviewPanel:')).sort(),
      kinds.map(({ name }) => `onWebviewPanel:${PREFIX}${name}`).sort(),
    );
  });

  it('is loaded for the languages of data files alone: the editor has texts of its own in others', () => {
    const own = contributes.languages.map(({ id }) => id);
    assert.deepEqual(own, ['csv', 'tsv']);
    assert.deepEqual(
      rest.activationEvents.filter((event) => event.startsWith('onLanguage')),
      // The editor adds such an event by itself only for a language with a configuration.
      [...own, 'dynamic csv'].map((id) => `onLanguage:${id}`),
    );
  });

  it('names only files that exist and are packaged', () => {
    const files = [
      ...JSON.stringify({ contributes, icon: rest.icon }).matchAll(/"((?:\.\/)?media\/[^"]+)"/g),
    ].map(([, file = '']) => file);
    assert.ok(files.length > 2);
    for (const file of files) assert.ok(exists(file), file);
    const inSources = [...trees.values()].flatMap((tree) =>
      [...tree.text.matchAll(/'(media\/[\w./-]+\.\w+)'/g)].map(([, file = '']) => file),
    );
    for (const file of inSources) assert.ok(exists(file), file);
  });

  it('has a picture for each step of the walkthrough, 160 KB in all at most', () => {
    const steps = contributes.walkthroughs?.flatMap((walkthrough) => walkthrough.steps);
    assert.ok(steps && steps.length > 0);
    assert.deepEqual(
      steps.map(({ media }) => (media as { image?: string }).image),
      steps.map(({ id }) => `media/walkthrough/${id}.png`),
    );
    const folder = path.join(root, 'media/walkthrough');
    const files = fs.readdirSync(folder);
    assert.deepEqual([...files].sort(), steps.map(({ id }) => `${id}.png`).sort());
    const sizes = files.map((file) => fs.statSync(path.join(folder, file)).size);
    assert.ok(
      sizes.every((size) => size > 5_000),
      'a picture, not a placeholder',
    );
    const bytes = sizes.reduce((sum, size) => sum + size, 0);
    assert.ok(bytes <= 160_000, `${bytes} bytes`);
  });

  it('runs in VS Code 1.100, compiles against that version and uses no proposed API', () => {
    const [, major, minor] =
      /^\^(\d+)\.(\d+)\.\d+$/.exec(rest.engines.vscode) ?? assert.fail(rest.engines.vscode);
    assert.ok(Number(major) === 1 && Number(minor) <= 100, rest.engines.vscode);
    assert.equal(rest.enabledApiProposals, undefined);
    assert.equal(
      rest.devDependencies['@types/vscode'],
      rest.engines.vscode.slice(1),
      'pinned, so that an update adds no newer API',
    );
    assert.equal(
      readJson<{ version: string }>('node_modules/@types/vscode/package.json').version,
      rest.engines.vscode.slice(1),
    );
  });
});
