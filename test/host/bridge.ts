/**
 * A way into the extension host of a test window, to bring about what a test begins from and to read
 * what came of it. An extension of ours (`bridge/extension.ts`) is its other end.
 */
import { once } from 'node:events';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import type { Page } from 'playwright-core';
import type * as vscode from 'vscode';
import { waitUntil } from '../support/waitUntil';
import type { Request, Tools } from './bridge/extension';

/** A row as the product gives it to the editor. */
export interface ProvidedRow {
  label: string;
  description: string;
  /** What it tells screen readers instead of its label; empty if nothing. */
  aria: string;
  /** Markdown or text; empty where it is only made once it is to be shown. */
  tooltip: string;
  contextValue: string;
  /** The name of a codicon; empty for none. */
  icon: string;
  /** Undefined for a leaf. */
  expanded: boolean | undefined;
  /** Those below it, down to the depth that was asked for. */
  children: ProvidedRow[];
}

export interface Problem {
  /** Start and end; lines and characters are counted from 0. */
  range: readonly [Position, Position];
  severity: 'error' | 'warning' | 'information' | 'hint';
  message: string;
  source: string;
  code: string;
}

export interface Position {
  line: number;
  character: number;
}

/** The milliseconds that an extension host may take to start: a machine under load needs many. */
const STARTS = 60_000;

export class Bridge {
  private readonly socket: string;

  /** `workspace`: the folder that the window shows. */
  constructor(page: Page, workspace: string) {
    this.socket = path.join(path.dirname(workspace), 'bridge');
    // A reload starts another extension host, and the one before lives on for a while.
    page.on('request', (request) => {
      if (request.isNavigationRequest() && request.frame() === page.mainFrame())
        fs.rmSync(this.socket, { force: true });
    });
  }

  /**
   * Runs a function in the extension host, as an extension beside the product, and resolves with its
   * result as JSON has it. Only its text gets there: it uses nothing from around it, and is written
   * as an arrow function. Throws what it throws, with its message.
   */
  async evaluate<Arg, Result>(
    run: (api: typeof vscode, arg: Arg, tools: Tools) => Result | PromiseLike<Result>,
    arg?: Arg,
  ): Promise<Result> {
    const connection = await this.connect();
    connection.end(JSON.stringify({ code: run.toString(), arg } satisfies Request));
    const answer = await text(connection);
    if (answer === '') throw new Error('The extension host ended before it answered.');
    const { value, error } = JSON.parse(answer) as { value: Result; error?: string };
    if (error !== undefined) throw new Error(error);
    return value;
  }

  /** Runs a command, and resolves once it has ended: with its result, if that can be JSON. */
  async run(command: string, ...args: readonly unknown[]): Promise<unknown> {
    return this.evaluate(
      async ({ commands }, { command, args }) => {
        const result = await commands.executeCommand<unknown>(command, ...args);
        try {
          JSON.stringify(result);
          return result;
        } catch {
          return undefined;
        }
      },
      { command, args },
    );
  }

  /**
   * All rows of a view of the product (`criteoAudiences.segments`), whatever of them is in sight.
   * `depth`: 2 also has the rows below them, and so on. Not in 1.100, which may start the product first.
   */
  async rows(view: string, depth = 1): Promise<ProvidedRow[]> {
    return this.evaluate(
      async (api, { view, depth }, { product, providers }) => {
        await product();
        const provider = providers.get(view);
        if (!provider) throw new Error(`No view ${view}.`);
        const textOf = (value: string | { value: string } | undefined): string =>
          typeof value === 'object' ? value.value : (value ?? '');
        const below = async (element: unknown, depth: number): Promise<ProvidedRow[]> => {
          const rows: ProvidedRow[] = [];
          for (const child of (await provider.getChildren(element)) ?? []) {
            const item = await provider.getTreeItem(child);
            const { label, description, iconPath, collapsibleState = 0 } = item;
            rows.push({
              label: typeof label === 'object' ? label.label : (label ?? ''),
              description: typeof description === 'string' ? description : '',
              aria: item.accessibilityInformation?.label ?? '',
              tooltip: textOf(item.tooltip),
              contextValue: item.contextValue ?? '',
              icon: iconPath instanceof api.ThemeIcon ? iconPath.id : '',
              expanded: collapsibleState === 0 ? undefined : collapsibleState === 2,
              children: depth > 1 && collapsibleState > 0 ? await below(child, depth - 1) : [],
            });
          }
          return rows;
        };
        return below(undefined, depth);
      },
      { view, depth },
    );
  }

  /** The problems of all files, by their paths relative to the workspace folder. */
  async problems(): Promise<Record<string, Problem[]>> {
    return this.evaluate(({ languages, workspace }) =>
      Object.fromEntries(
        languages
          .getDiagnostics()
          .filter(([, problems]) => problems.length > 0)
          .map(([uri, problems]): [string, Problem[]] => [
            workspace.asRelativePath(uri),
            problems.map(({ range: { start, end }, severity, message, source, code }) => ({
              range: [
                { line: start.line, character: start.character },
                { line: end.line, character: end.character },
              ],
              severity: (['error', 'warning', 'information', 'hint'] as const)[severity],
              message,
              source: source ?? '',
              code: String(typeof code === 'object' ? code.value : (code ?? '')),
            })),
          ]),
      ),
    );
  }

  /** Resolves once the product says that nothing is pending. */
  async settled(): Promise<void> {
    await this.evaluate(async (_api, _arg, { product }) => {
      const { settled } = await product();
      if (typeof settled !== 'function') throw new Error('The product exports no settled().');
      await settled();
    });
  }

  private async connect(): Promise<net.Socket> {
    let connection: net.Socket | undefined;
    const connects = async (): Promise<boolean> => {
      connection = net.connect({ path: this.socket, allowHalfOpen: true });
      // None is there yet, or its host has ended.
      return once(connection, 'connect').then(
        () => true,
        () => false,
      );
    };
    await waitUntil('the bridge is there', connects, STARTS);
    return connection!;
  }
}

/**
 * Puts the bridge's extension into the folder of a server's extensions. The copy of the product there
 * depends on it, so that it is always the first to start: it has to see the product's views come.
 */
export function installBridge(extensionsDir: string): void {
  const name = 'tests.bridge-1.0.0';
  const folder = path.join(extensionsDir, name);
  fs.cpSync(path.join(__dirname, 'bridge'), folder, { recursive: true });
  fs.writeFileSync(path.join(folder, 'package.json'), JSON.stringify(MANIFEST));
  const list = path.join(extensionsDir, 'extensions.json');
  const listed = JSON.parse(fs.readFileSync(list, 'utf8')) as { relativeLocation: string }[];
  for (const { relativeLocation } of listed) {
    const file = path.join(extensionsDir, relativeLocation, 'package.json');
    const manifest = JSON.parse(fs.readFileSync(file, 'utf8')) as object;
    fs.writeFileSync(
      file,
      JSON.stringify({ ...manifest, extensionDependencies: ['tests.bridge'] }),
    );
  }
  const extension = {
    identifier: { id: 'tests.bridge' },
    version: MANIFEST.version,
    location: { $mid: 1, path: folder, scheme: 'file' },
    relativeLocation: name,
  };
  fs.writeFileSync(list, JSON.stringify([...listed, extension]));
}

const MANIFEST = {
  name: 'bridge',
  displayName: 'Bridge of the tests',
  publisher: 'tests',
  version: '1.0.0',
  engines: { vscode: '^1.100.0' },
  main: './extension.js',
  extensionKind: ['workspace'],
  // In whatever folder.
  activationEvents: ['*'],
  capabilities: { untrustedWorkspaces: { supported: true } },
};
