/** What the packages may contain, and what is wrong with them. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { brokenLinks } from '../docs/links';
import { pages } from '../docs/pages';
import { root } from '../host/root';
import { readZip } from '../host/zip';

/** A package: its size in bytes, and its files by their paths, as in a checkout. */
export interface Package {
  name: string;
  bytes: number;
  files: ReadonlyMap<string, string>;
}

export interface Rules {
  /** Bytes that the package has, at most. */
  limit: number;
  needed: readonly string[];
  allowed: RegExp;
  /** What people read. */
  texts: readonly string[];
  /** Whether the places that show a text have nothing else of the package: relative links lead nowhere. */
  isAlone(text: string): boolean;
}

const MB = 1_000_000;
const LICENSE = /^(MIT|ISC|0BSD|BSD-[23]-Clause|Apache-2\.0)$/;

export const EXTENSION: Rules = {
  limit: 2 * MB,
  needed: [
    ...['package.json', 'package.nls.json', 'README.md', 'CHANGELOG.md', 'LICENSE.txt'],
    ...['dist/extension.js', 'dist/worker.js', 'dist/sandbox.js', 'media/icon.png'],
    ...['l10n/bundle.l10n.fr.json', 'media/third-party-licenses.md'],
  ],
  allowed:
    /^(extension\.vsixmanifest|\[Content_Types\]\.xml|package(\.nls(\.[\w-]+)?)?\.json|README\.md|CHANGELOG\.md|LICENSE\.txt|l10n\/bundle\.l10n\.[\w-]+\.json|dist\/((parts|webview)\/)?[\w.-]+\.(js|css|ttf)|media\/(docs\/)?[\w-]+\.md|media\/[\w-]+\.svg|media\/[\w-]+\.schema(\.fr)?\.json|media\/icon\.png|media\/walkthrough\/\w+\.png)$/,
  texts: ['README.md', 'CHANGELOG.md', ...pages()],
  isAlone: (text) => text === 'README.md' || text === 'CHANGELOG.md',
};

export const TERMINAL: Rules = {
  limit: 2 * MB,
  needed: [
    ...['package.json', 'README.md', 'LICENSE', 'third-party-licenses.md'],
    ...['dist/cli.js', 'dist/worker.js', 'dist/sandbox.js', 'l10n/bundle.l10n.fr.json'],
  ],
  allowed:
    /^(package\.json|README\.md|LICENSE|third-party-licenses\.md|docs\/[\w-]+\.md|l10n\/bundle\.l10n\.[\w-]+\.json|dist\/(parts\/)?[\w-]+\.js)$/,
  texts: ['README.md', ...pages().map((page) => page.replace('media/', ''))],
  isAlone: () => false,
};

/** A `.vsix`. */
export function readExtension(file: string): Package {
  const files = readZip(file).map(({ name, content }): [string, string] => [
    name
      .replace(/^extension\//, '')
      .replace(/^(readme|changelog)(?=\.md$)/, (text) => text.toUpperCase()),
    content().toString(),
  ]);
  return { name: path.basename(file), bytes: fs.statSync(file).size, files: new Map(files) };
}

/** A tarball of npm. */
export function readTerminal(file: string): Package {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'criteo-audiences-tarball-'));
  try {
    execFileSync('tar', ['-xzf', file, '--strip-components=1', '-C', folder]);
    const files = fs
      .readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }): [string, string] => {
        const unpacked = path.join(parentPath, name);
        const own = path.relative(folder, unpacked).split(path.sep).join('/');
        return [own, fs.readFileSync(unpacked, 'utf8')];
      });
    return { name: path.basename(file), bytes: fs.statSync(file).size, files: new Map(files) };
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

/** What is wrong with a package. */
export function problemsOf({ name, bytes, files }: Package, rules: Rules): string[] {
  const broken = rules.texts.flatMap((text) =>
    brokenLinks([text], (file) =>
      file === text || !rules.isAlone(text) ? files.get(file) : undefined,
    ),
  );
  return [
    ...(bytes < rules.limit ? [] : [`has ${bytes} bytes; the limit is ${rules.limit}`]),
    ...rules.needed.filter((file) => !files.has(file)).map((file) => `lacks ${file}`),
    ...[...files.keys()]
      .filter((file) => !rules.allowed.test(file))
      .map((file) => `has ${file}, which isn’t on the list of what it may have`),
    ...[...files]
      .filter(([file, text]) => file.endsWith('.js') && text.includes('sourceMappingURL='))
      .map(([file]) => `has ${file}, which isn’t made for release`),
    ...broken.map((link) => `has a link that leads nowhere: ${link}`),
  ].map((problem) => `${name} ${problem}`);
}

/** Of esbuild's metafiles: what went into a build. */
export type Metafiles = readonly { inputs: Record<string, unknown> }[];

/**
 * What is wrong with the licenses of a build: one that doesn't let us bundle its package, and a text
 * that doesn't list exactly what is bundled.
 * @param listed the text that has all licenses
 */
export function licenseProblems(listed: string, metafiles: Metafiles): string[] {
  const bundled = new Set(
    metafiles
      .flatMap(({ inputs }) => Object.keys(inputs))
      .flatMap((input) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1] ?? []),
  );
  const sections = listed.split(/^## /m).slice(1);
  const titles = sections.map((section) => section.split('\n', 1)[0]);
  const packages = [...bundled].map((folder) => {
    const file = path.resolve(root, folder, 'package.json');
    const {
      name,
      version,
      license = 'no license',
    } = JSON.parse(fs.readFileSync(file, 'utf8')) as Record<'name' | 'version' | 'license', string>;
    return { license, title: `${name} ${version} (${license})` };
  });
  const wanted = packages.map(({ title }) => title);
  return [
    ...packages
      .filter(({ license }) => !LICENSE.test(license))
      .map(({ title }) => `${title} may not be bundled`),
    ...wanted.filter((title) => !titles.includes(title)).map((title) => `${title} isn’t listed`),
    ...titles
      .filter((title) => !wanted.includes(title))
      .map((title) => `${title} is listed, but isn’t bundled`),
    ...sections
      .filter((section) => !/copyright/i.test(section))
      .map((section) => `${section.split('\n', 1)[0]} has no copyright`),
  ];
}

/**
 * What is wrong with the versions: of the manifest, of both packages, and of the changelog's first
 * heading.
 */
export function versionProblems(
  version: string,
  changelog: string,
  packages: readonly Package[],
): string[] {
  const heading = /^## (.*)$/m.exec(changelog)?.[1] ?? 'none';
  const isNamed = heading === version || heading.startsWith(`${version} (`);
  return [
    ...(isNamed ? [] : [`The first heading of CHANGELOG.md is “${heading}”, not “${version}”.`]),
    ...packages.flatMap(({ name, files }) => {
      const manifest = JSON.parse(files.get('package.json') ?? '{}') as { version?: string };
      return manifest.version === version ? [] : [`${name} has the version ${manifest.version}`];
    }),
  ];
}

/** Says of each package in which the name of a build isn't, as in `0.2.0 (1a2b3c4)`. */
export function buildProblems(build: string, packages: readonly Package[]): string[] {
  return packages
    .filter(({ files }) => ![...files.values()].some((text) => text.includes(build)))
    .map(({ name }) => `${name} isn’t from ${build}`);
}

/** Checksums as `sha256sum` writes and checks them (`sha256sum --check`), by the names of the files. */
export function checksums(files: readonly string[]): string {
  return files
    .map((file) => {
      const hash = createHash('sha256').update(fs.readFileSync(file)).digest('hex');
      return `${hash}  ${path.basename(file)}\n`;
    })
    .join('');
}
