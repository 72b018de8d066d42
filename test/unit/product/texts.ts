/**
 * The texts for people, as the sources contain them. As a script it lists what a translation lacks:
 *
 *   node out/test/unit/product/texts.js [LANGUAGE]     all texts, or those that
 * l10n/bundle.l10n.LANGUAGE.json lacks
 */
import ts from 'typescript';
import { exists, nodes, placeOf, readJson, sources } from './sources';

/** A text in the sources, its position, and the number of its values. */
export interface Text {
  key: string;
  place: string;
  values: number;
}

/** The sandbox is for developers and speaks English only. */
const NOT_FOR_PEOPLE = ['sandbox'];

/** Names of properties whose values are shown to people. */
const SEEN =
  /^(title|placeHolder|placeholder|prompt|label|detail|tooltip|openLabel|saveLabel|validationMessage|ariaLabel|accessibilityInformation)$/;
/** Functions whose arguments are shown to people: the index of the first such argument. */
const SHOWING: Record<string, number> = {
  showInformationMessage: 0,
  showWarningMessage: 0,
  showErrorMessage: 0,
  setStatusBarMessage: 0,
  Failure: 1,
  badArgument: 1,
  appendMarkdown: 0,
  // Of the command line.
  description: 0,
  argument: 1,
  option: 1,
  Option: 1,
  version: 2,
  helpOption: 1,
  helpCommand: 1,
  note: 0,
};
/** Those of which only the first such argument is shown. */
const SHOWING_ONE = /^(Failure|badArgument|argument|option|Option|note)$/;

/** Names that are the same in every language: of formats, of the vendor, of this extension. */
const NAMES =
  /^(JSON|CSV|SHA-?256|MD5|E\.164|Criteo( [A-Z]\w*)*|UTC|CSV, TSV|\.\w+|criteoAudiences[.\w]*|https?:\S*)$/;

/** A number and what it counts, in the plural: `{0} people`, `{1} suppressed people`. */
const COUNTED =
  /\{\d+\} (?:(?!of |in |to |from |and |or |with )[\p{Ll}-]+ )?(?:accounts|audiences|columns|entries|fields|files|identifiers|items|lists|people|records|removals|requests|rows|segments|sizes|uploads)\b/u;
/** Of these, there are always several. */
const SEVERAL = new Set([
  'Account {0} has {1} audiences named {2}: {3}. Pass the ID of one.',
  'Account {0} has {1} segments named {2}: {3}. Pass the ID of one, or its retailer as “{4}”.',
  'Compare {0} segments',
  'Created {0} with {1} rows, {2} of them invalid.',
  'Fields in {0} columns',
  'The identifiers of a row are sent in one request: with {0} columns, the chunk size must be at least {0}. Given: {1}.',
  '{0} was stopped: the list is too long to read at once ({1} items read). Narrow it, for example to one retailer.',
  '{0} already exists. It has {1} rows, {2} of them invalid.',
  '{0} columns are checked: {1}. Select a header again to leave it out.',
  '{0} columns are named {1}. Use the number of the one you mean, counted from 0: {2}.',
  '{0} columns are sent: {1}. Select a header again to leave it out.',
  '{0} of {1} uploads finished',
  '{0}, {1} of {2} files',
]);

/** Whether a node is in one of the two texts of `plural`. */
function isInPlural(node: ts.Node): boolean {
  for (let at = node; !ts.isStatement(at) && !ts.isFunctionLike(at); at = at.parent)
    if (ts.isPropertyAssignment(at) && /^(one|other)$/.test(at.name.getText())) return true;
  return false;
}

/** Whether a text contains words (symbols, numbers and placeholders are not words). */
const hasWords = (text: string): boolean => /\p{L}{2,}/u.test(text) && !NAMES.test(text.trim());

/** The local names of `t` in a file. */
function importsT(tree: ts.SourceFile): Set<string> {
  const names = new Set<string>();
  for (const statement of tree.statements) {
    if (
      !ts.isImportDeclaration(statement) ||
      !/'@vscode\/l10n'/.test(statement.moduleSpecifier.getText())
    )
      continue;
    const bindings = statement.importClause?.namedBindings;
    if (bindings && ts.isNamespaceImport(bindings)) names.add(`${bindings.name.text}.t`);
    if (bindings && ts.isNamedImports(bindings)) {
      for (const { propertyName, name } of bindings.elements)
        if ((propertyName ?? name).text === 't') names.add(name.text);
    }
  }
  return names;
}

/** Every text of the sources, and the mistakes in how texts are built there. */
export function readTexts(trees = sources(...NOT_FOR_PEOPLE)): {
  texts: Text[];
  complaints: string[];
} {
  const texts: Text[] = [];
  const complaints: string[] = [];
  for (const tree of trees.values()) {
    const names = importsT(tree);
    const isT = (node: ts.Node | undefined): boolean =>
      node !== undefined && ts.isCallExpression(node) && names.has(node.expression.getText());
    for (const node of nodes(tree)) {
      const complain = (what: string): void =>
        void complaints.push(`${placeOf(node)}: ${what}: ${node.getText().slice(0, 90)}`);
      if (ts.isCallExpression(node)) {
        if (isT(node)) readText(node, texts, complain);
        else if (/\bl10n\.t$/.test(node.expression.getText()))
          complain('only @vscode/l10n provides the texts of the core and the panels');
      }
      if (ts.isCallExpression(node) || ts.isNewExpression(node)) {
        const name = node.expression.getText().split('.').pop() ?? '';
        const first = Object.hasOwn(SHOWING, name) ? SHOWING[name] : undefined;
        if (first !== undefined) {
          const shown = (node.arguments ?? []).slice(
            first,
            SHOWING_ONE.test(name) ? first + 1 : undefined,
          );
          if (shown.some(isBare)) complain('a text that can’t be translated is shown to people');
        }
      }
      if (
        ts.isPropertyAssignment(node) &&
        SEEN.test(node.name.getText()) &&
        isBare(node.initializer)
      )
        complain('a text that can’t be translated is shown to people');
      if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken) {
        const { left, right } = node;
        if (
          ts.isPropertyAccessExpression(left) &&
          /^(title|placeholder|prompt|tooltip|text|label|message|textContent|ariaLabel)$/.test(
            left.name.text,
          ) &&
          isBare(right)
        )
          complain('a text that can’t be translated is shown to people');
      }
      if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken) {
        if (
          (isT(node.left) || isT(node.right)) &&
          !(isT(node.left) && ts.isNumericLiteral(node.right))
        )
          complain('a sentence concatenated from pieces');
      }
      if (ts.isTemplateExpression(node)) {
        const tagged = ts.isTaggedTemplateExpression(node.parent)
          ? node.parent.tag.getText()
          : undefined;
        const quasis = [node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)];
        if (/^(html|svg)$/.test(tagged ?? '')) readMarkup(quasis, complain);
        else if (
          node.templateSpans.some(({ expression }) => isT(expression)) &&
          quasis.some(hasWords)
        )
          complain('a sentence concatenated from pieces');
      }
      if (
        ts.isTaggedTemplateExpression(node) &&
        ts.isNoSubstitutionTemplateLiteral(node.template) &&
        /^(html|svg)$/.test(node.tag.getText())
      )
        readMarkup([node.template.text], complain);
    }
  }
  return { texts, complaints };
}

/** Words in a literal, also as one of the branches of `a ? b : c` and `a ?? b`. */
function isBare(node: ts.Node): boolean {
  if (ts.isStringLiteralLike(node)) return hasWords(node.text);
  if (ts.isTemplateExpression(node))
    return [node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)].some(
      hasWords,
    );
  if (ts.isConditionalExpression(node)) return isBare(node.whenTrue) || isBare(node.whenFalse);
  if (ts.isParenthesizedExpression(node)) return isBare(node.expression);
  if (ts.isBinaryExpression(node))
    return (
      [
        ts.SyntaxKind.QuestionQuestionToken,
        ts.SyntaxKind.BarBarToken,
        ts.SyntaxKind.PlusToken,
      ].includes(node.operatorToken.kind) &&
      (isBare(node.left) || isBare(node.right))
    );
  return false;
}

function readText(node: ts.CallExpression, texts: Text[], complain: (what: string) => void): void {
  const [first, ...values] = node.arguments;
  if (!first || !ts.isStringLiteralLike(first))
    return complain('the text is not a literal, so it can’t be extracted for translation');
  const key = first.text;
  texts.push({ key, place: placeOf(node), values: values.length });
  if (COUNTED.test(key) && !SEVERAL.has(key) && !isInPlural(node))
    complain('“1 people” is possible: a text for 1, and one for more, see `plural`');
  if (
    !values.some(ts.isSpreadElement) &&
    (values.length !== placeholders(key).length ||
      placeholders(key).some((number, index) => number !== index))
  ) {
    complain(`${values.length} values for the placeholders ${JSON.stringify(placeholders(key))}`);
  }
}

/** Text between tags, and in the attributes that screen readers read. */
function readMarkup(quasis: readonly string[], complain: (what: string) => void): void {
  const markup = quasis.join('\u0000');
  const attributes = [
    ...markup.matchAll(/\b(?:aria-label|aria-description|title|alt|placeholder)="([^"]*)"/g),
  ].map(([, text = '']) => text);
  const between = markup
    .replace(/<style[\s\S]*?<\/style>/g, '')
    .replace(/<!--[\s\S]*?-->/g, '')
    .replace(/<[^>]*>/g, '\u0000')
    .replace(/&\w+;/g, ' ');
  // An attribute may only contain a `>` inside an interpolated value, which is a placeholder here.
  if ([...attributes, ...between.split('\u0000')].some(hasWords))
    complain('words in markup that can’t be translated');
}

/** The numbers of a text's placeholders, sorted and unique. */
export function placeholders(text: string): number[] {
  return [...new Set([...text.matchAll(/\{(\d+)\}/g)].map(([, number]) => Number(number)))].sort(
    (a, b) => a - b,
  );
}

/** The problems of a translation of `keys`; empty if it is complete. */
export function checkTranslation(
  keys: Iterable<string>,
  translation: Readonly<Record<string, unknown>>,
): string[] {
  const wanted = new Set(keys);
  const wrong: string[] = [];
  for (const key of wanted) if (!Object.hasOwn(translation, key)) wrong.push(`missing: ${key}`);
  for (const [key, text] of Object.entries(translation)) {
    if (!wanted.has(key)) wrong.push(`stale: ${key}`);
    else if (typeof text !== 'string' || text.trim() === '') wrong.push(`empty: ${key}`);
    else if (placeholders(text).join() !== placeholders(key).join())
      wrong.push(`other placeholders: ${key}`);
  }
  return wrong;
}

/**
 * The same for package.nls: its keys are names, so links and commands are compared with the English
 * text.
 */
export function checkNls(
  english: Readonly<Record<string, string>>,
  translation: Readonly<Record<string, unknown>>,
): string[] {
  const links = (text: string): string =>
    [...text.matchAll(/\]\(([^)]*)\)/g)].map(([, link]) => link).join(' ');
  const code = (text: string): string =>
    [...text.matchAll(/`[^`]*`/g)].map(String).sort().join(' ');
  const wrong = checkTranslation(Object.keys(english), translation);
  for (const [key, text] of Object.entries(english)) {
    const translated = translation[key];
    if (typeof translated !== 'string') continue;
    if (links(text) !== links(translated)) wrong.push(`other links: ${key}`);
    if (code(text) !== code(translated)) wrong.push(`other code: ${key}`);
  }
  return wrong;
}

if (require.main === module) {
  const language = process.argv[2];
  const file = `l10n/bundle.l10n.${language}.json`;
  const there = language && exists(file) ? readJson<Record<string, string>>(file) : {};
  const lacking = [...new Set(readTexts().texts.map(({ key }) => key))].filter(
    (key) => !Object.hasOwn(there, key),
  );
  console.log(JSON.stringify(Object.fromEntries(lacking.map((key) => [key, key])), undefined, 2));
}
