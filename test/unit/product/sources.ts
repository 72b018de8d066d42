/**
 * The product on disk: its manifest and texts, and its sources as syntax trees. For the checks in
 * this folder.
 */
import fs from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { root } from '../../host/root';

interface MenuEntry {
  command?: string;
  submenu?: string;
  when?: string;
  group?: string;
}

interface View {
  id: string;
  name: string;
  icon?: string;
  when?: string;
  visibility?: string;
}

interface Setting {
  scope?: string;
  default?: unknown;
}

export interface Manifest {
  main: string;
  version: string;
  icon: string;
  engines: { vscode: string };
  devDependencies: Record<string, string>;
  activationEvents: string[];
  enabledApiProposals?: string[];
  capabilities: { untrustedWorkspaces: { restrictedConfigurations: string[] } };
  contributes: {
    commands: { command: string; title: string; category?: string; enablement?: string }[];
    jsonValidation: { fileMatch: string; url: string }[];
    languages: { id: string }[];
    menus: Record<string, MenuEntry[]>;
    keybindings: { command: string; args?: unknown; when?: string }[];
    configuration: { properties: Record<string, Setting> };
    views: Record<string, View[]>;
    viewsContainers: Record<string, { id: string }[]>;
    viewsWelcome: { view: string; contents: string; when?: string }[];
    submenus?: { id: string }[];
    taskDefinitions: {
      type: string;
      properties: Record<string, { enum?: string[] }>;
    }[];
    walkthroughs?: {
      steps: { id: string; completionEvents?: string[]; media?: unknown; description: string }[];
    }[];
    [other: string]: unknown;
  };
}

export const readJson = <T>(file: string): T =>
  JSON.parse(fs.readFileSync(path.join(root, file), 'utf8')) as T;
export const manifest = (): Manifest => readJson('package.json');
export const exists = (file: string): boolean => fs.existsSync(path.join(root, file));

/**
 * Every source of the product as a tree, by path relative to the root. `leftOut` names folders of
 * src to skip.
 */
export function sources(...leftOut: string[]): Map<string, ts.SourceFile> {
  const files = fs
    .readdirSync(path.join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .map((file) => path.posix.join('src', file.split(path.sep).join('/')))
    .filter(
      (file) =>
        file.endsWith('.ts') &&
        !file.endsWith('.d.ts') &&
        !leftOut.some((folder) => file.startsWith(`src/${folder}/`)),
    )
    .sort();
  return new Map(files.map((file) => [file, treeOf(file)]));
}

/** What was read before, by every check of the process. */
const trees = new Map<string, ts.SourceFile>();

function treeOf(file: string): ts.SourceFile {
  const text = (): string => fs.readFileSync(path.join(root, file), 'utf8');
  const tree = trees.get(file) ?? ts.createSourceFile(file, text(), ts.ScriptTarget.Latest, true);
  trees.set(file, tree);
  return tree;
}

/** Every node of a tree, parents before children. */
export function nodes(node: ts.Node, found: ts.Node[] = []): ts.Node[] {
  found.push(node);
  node.forEachChild((child) => void nodes(child, found));
  return found;
}

/** `path:line`, to name a position in a message. */
export function placeOf(node: ts.Node): string {
  const file = node.getSourceFile();
  return `${file.fileName}:${file.getLineAndCharacterOfPosition(node.getStart()).line + 1}`;
}

/**
 * The possible texts of an expression, as far as its file shows: literals, templates and constants
 * of literals, and parameters of a local function through its callers. Undefined if unknown.
 */
export function textsOf(expression: ts.Expression): string[] | undefined {
  if (ts.isStringLiteralLike(expression)) return [expression.text];
  if (ts.isTemplateExpression(expression)) {
    return expression.templateSpans.reduce<string[] | undefined>(
      (done, { expression: part, literal }) => {
        const texts = textsOf(part);
        return (
          done && texts && done.flatMap((start) => texts.map((text) => start + text + literal.text))
        );
      },
      [expression.head.text],
    );
  }
  if (!ts.isIdentifier(expression)) return undefined;
  const name = expression.text;
  for (let at: ts.Node = expression; at; at = at.parent) {
    if (ts.isArrowFunction(at) || ts.isFunctionDeclaration(at)) {
      const index = at.parameters.findIndex((parameter) => parameter.name.getText() === name);
      if (index >= 0) return argumentsOf(at, index);
    }
  }
  const constant = nodes(expression.getSourceFile()).find(
    (node) => ts.isVariableDeclaration(node) && node.name.getText() === name,
  );
  return constant && ts.isVariableDeclaration(constant) && constant.initializer
    ? textsOf(constant.initializer)
    : undefined;
}

function argumentsOf(
  callee: ts.ArrowFunction | ts.FunctionDeclaration,
  index: number,
): string[] | undefined {
  const name = ts.isFunctionDeclaration(callee)
    ? callee.name?.text
    : ts.isVariableDeclaration(callee.parent)
      ? callee.parent.name.getText()
      : undefined;
  const calls = nodes(callee.getSourceFile())
    .filter((node) => ts.isCallExpression(node))
    .filter(({ expression }) => expression.getText() === name);
  const texts = calls.map((call) => call.arguments[index] && textsOf(call.arguments[index]));
  return calls.length > 0 && texts.every((found) => found !== undefined) ? texts.flat() : undefined;
}
