import fs from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { root } from '../../host/root';
import type { GalleryTheme } from './themes';

/** Red, green, blue from 0 to 255, and alpha from 0 to 1. */
type Color = readonly [red: number, green: number, blue: number, alpha: number];

interface Rule {
  file: string;
  selector: string;
  /** Values by property, of which the last counts. */
  values: ReadonlyMap<string, string>;
}

/** The rules of the pages' style sheets. */
export const RULES: readonly Rule[] = rulesOf(path.join(root, 'src', 'webview'));

const EDITOR = 'var(--vscode-editor-background)';
const FOREGROUND = 'var(--vscode-foreground)';
const ROW = 'var(--vscode-list-hoverBackground)';
const MENU = 'var(--vscode-menu-background, var(--vscode-editorWidget-background))';
const CARD = 'var(--vscode-editorHoverWidget-background, var(--vscode-editorWidget-background))';
const PRESSED = 'var(--vscode-list-inactiveSelectionBackground, transparent)';
const HEADER = 'color-mix(in srgb, var(--send) 22%, transparent)';
const COLUMN = 'color-mix(in srgb, var(--send) 9%, transparent)';
const BUTTON = 'var(--vscode-button-background)';
const BUTTON_HOVER = 'var(--vscode-button-hoverBackground, var(--vscode-button-background))';
const SECONDARY = 'var(--vscode-button-secondaryBackground, transparent)';
const SECONDARY_HOVER = 'var(--vscode-button-secondaryHoverBackground, transparent)';

interface Pairs {
  /** The color of a text, as in the style sheets. */
  color: string;
  /** What it is drawn on. */
  on: readonly string[];
  /** Whether that is so in a theme; default in each. */
  where?: (theme: GalleryTheme) => boolean;
}

const isLight = ({ bodyClass }: GalleryTheme): boolean => bodyClass === 'vscode-light';

/** Every color of texts on everything that it is drawn on. */
const PAIRS: readonly Pairs[] = [
  {
    color: FOREGROUND,
    on: [EDITOR, ROW, COLUMN, HEADER, PRESSED],
  },
  { color: 'var(--vscode-settings-headerForeground, var(--vscode-foreground))', on: [EDITOR] },
  { color: 'var(--muted)', on: [EDITOR, ROW, COLUMN] },
  { color: 'var(--vscode-descriptionForeground)', on: [EDITOR] },
  { color: 'var(--chart-muted)', on: [EDITOR, CARD] },
  // On white the color of errors is too pale. In a row under the pointer, both are below 4.5.
  {
    color: 'var(--vscode-errorForeground)',
    on: [EDITOR],
    where: (theme) => !isLight(theme),
  },
  { color: 'var(--vscode-charts-red)', on: [EDITOR], where: isLight },
  { color: 'var(--vscode-textLink-foreground)', on: [EDITOR, ROW, CARD] },
  { color: 'var(--vscode-badge-foreground)', on: ['var(--vscode-badge-background)'] },
  {
    color: 'var(--vscode-input-foreground)',
    on: ['var(--vscode-input-background)'],
  },
  {
    color: 'var(--vscode-dropdown-foreground)',
    on: ['var(--vscode-dropdown-background)'],
  },
  {
    color: 'var(--vscode-button-foreground)',
    on: [BUTTON, BUTTON_HOVER, 'var(--vscode-button-hoverBackground)'],
  },
  {
    color: 'var(--vscode-button-secondaryForeground)',
    on: [
      'var(--vscode-button-secondaryBackground)',
      'var(--vscode-button-secondaryHoverBackground)',
    ],
  },
  {
    color: 'var(--vscode-button-secondaryForeground, var(--vscode-foreground))',
    on: [SECONDARY, SECONDARY_HOVER],
  },
  { color: 'var(--vscode-menu-foreground, var(--vscode-foreground))', on: [MENU] },
  {
    color: 'var(--vscode-editorHoverWidget-foreground, var(--vscode-foreground))',
    on: [CARD],
  },
];

/** Colors of icons and cells, each of which has a shape of its own. */
export const SIGNS: readonly string[] = ['good', 'warn', 'unsure', 'bad', 'send', 'quiet'].map(
  (name) => `var(--${name})`,
);

/** Colors of bars, swatches and controls: there is no text on them. */
export const FILLS: readonly string[] = [
  FOREGROUND,
  'var(--send)',
  'var(--quiet)',
  'var(--good)',
  'var(--vscode-checkbox-background)',
];

/** What a theme draws texts with, and on. */
export function pairsOf(theme: GalleryTheme): (readonly [color: string, on: string])[] {
  return PAIRS.filter(({ where }) => where?.(theme) ?? true).flatMap(({ color, on }) =>
    on.map((one) => [color, one] as const),
  );
}

/** Contrast as WCAG counts it, of a text on a background in a theme. */
export function contrast(color: string, on: string, { variables }: GalleryTheme): number {
  const [text, behind] = drawn(color, on, variables).map(luminance) as [number, number];
  return (Math.max(text, behind) + 0.05) / (Math.min(text, behind) + 0.05);
}

/** The colors of a text and of what is behind it, as they reach the eye. */
function drawn(
  color: string,
  on: string,
  variables: Readonly<Record<string, string>>,
): [text: Color, behind: Color] {
  const behind = over(resolve(on, variables), resolve(EDITOR, variables));
  return [over(resolve(color, variables), behind), behind];
}

/**
 * Returns each pair of colors in what is shown that isn’t one of `PAIRS`, with a text that has it. For
 * that, each variable of the theme gets a color of its own for a moment.
 */
export async function unknownPairs(page: Page, theme: GalleryTheme): Promise<string[]> {
  const colors = Object.entries(theme.variables).filter(([, value]) => value.startsWith('#'));
  const marked = Object.fromEntries(
    colors.map(([name], at) => [
      name,
      `#${(((at + 1) * 0x9e3779) & 0xffffff).toString(16).padStart(6, '0')}`,
    ]),
  );
  const known = new Set(
    pairsOf(theme).map(([color, on]) => drawn(color, on, marked).map(textOf).join(' on ')),
  );
  const names = new Map(
    Object.keys(marked).map((name) => [textOf(resolve(`var(--vscode-${name})`, marked)), name]),
  );
  const shown = await page.evaluate<[text: string, color: string, behind: string[]][]>(
    `(${READ_TEXTS})(${JSON.stringify(Object.entries(marked))})`,
  );
  const unknown = shown.flatMap(([text, color, behind]) => {
    const ground = behind.map(computed).reduceRight((below, one) => over(one, below));
    const pair = [over(computed(color), ground), ground].map(textOf);
    if (known.has(pair.join(' on '))) return [];
    return [`${pair.map((one) => names.get(one) ?? one).join(' on ')}: ${text}`];
  });
  return [...new Set(unknown)];
}

const textOf = (color: Color): string => color.slice(0, 3).map(Math.round).join(' ');

/** A color as the browser computes it: `rgb(1, 2, 3)` or `color(srgb 0.1 0.2 0.3 / 0.4)`. */
function computed(text: string): Color {
  const [red = 0, green = 0, blue = 0, alpha = 1] = (text.match(/[\d.]+(?:e-\d+)?/g) ?? []).map(
    Number,
  );
  const most = text.startsWith('color') ? 255 : 1;
  return [red * most, green * most, blue * most, alpha];
}

function over([red, green, blue, alpha]: Color, behind: Color): Color {
  const mixed = [red, green, blue].map(
    (part, at) => part * alpha + (behind[at] ?? 0) * (1 - alpha),
  );
  return [...mixed, 1] as unknown as Color;
}

function luminance([...color]: Color): number {
  const [red, green, blue] = color.map((part) => {
    const share = part / 255;
    return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** The color that a value of the style sheets has with a theme's variables. */
function resolve(value: string, variables: Readonly<Record<string, string>>): Color {
  const [, name, fallback] = /^var\(--([\w-]+)(?:, (.+))?\)$/.exec(value) ?? [];
  if (name !== undefined) {
    const set = name.startsWith('vscode-')
      ? variables[name.slice('vscode-'.length)]
      : OWN.get(name);
    // Without any, the property is as if it weren’t there: nothing is behind a text.
    return resolve(set ?? fallback ?? 'transparent', variables);
  }
  const [, mixed, percent] = /^color-mix\(in srgb, (.+) (\d+)%, transparent\)$/.exec(value) ?? [];
  if (mixed !== undefined) {
    const [red, green, blue, alpha] = resolve(mixed, variables);
    return [red, green, blue, (alpha * Number(percent)) / 100];
  }
  if (value === 'transparent') return [0, 0, 0, 0];
  const parts = /^#(?:[\da-f]{2}){3,4}$/.test(value) ? value.match(/[\da-f]{2}/g) : undefined;
  if (!parts) throw new Error(`${value} is no color`);
  const [red = 0, green = 0, blue = 0, alpha = 255] = parts.map((part) => parseInt(part, 16));
  return [red, green, blue, alpha / 255];
}

/** The pages' own variables that are the same everywhere. */
const OWN = new Map(
  RULES.flatMap(({ values }) =>
    [...values].flatMap(([name, value]): [string, string][] =>
      name.startsWith('--') ? [[name.slice(2), value]] : [],
    ),
  ),
);

function rulesOf(folder: string): Rule[] {
  return fs
    .readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.css'))
    .flatMap((file) => {
      const css = fs.readFileSync(path.join(folder, file), 'utf8').replace(/\/\*.*?\*\//gs, '');
      return [...css.matchAll(/([^{};]+)\{([^{}]*)\}/g)].map(([, selector = '', body = '']) => ({
        file,
        selector: plain(selector),
        values: new Map(
          body
            .split(';')
            .map((line) => plain(line).split(/: (.*)/s) as [string, string])
            .filter(([name]) => name),
        ),
      }));
    });
}

/** On one line, as oxfmt writes what fits. */
function plain(text: string): string {
  return text.replace(/\s+/g, ' ').replaceAll('( ', '(').replaceAll(' )', ')').trim();
}

/** In the page: each text that is shown, with its color and the backgrounds behind it. */
const READ_TEXTS = `(variables) => {
  const { style } = document.documentElement;
  const before = style.cssText;
  for (const [name, value] of variables) style.setProperty('--vscode-' + name, value);
  const texts = [];
  for (const element of document.body.querySelectorAll(':not(script, [type=checkbox], [type=radio])')) {
    const text = element.matches('input, select, textarea')
      ? element.value
      : [...element.childNodes].map(({ nodeType, data }) => (nodeType === 3 ? data : '')).join('').trim();
    if (!text || !element.checkVisibility({ visibilityProperty: true })) continue;
    // What is disabled is pale on purpose.
    if (element.closest('[aria-disabled=true], :disabled')) continue;
    const behind = [];
    for (let at = element; at; at = at.parentElement) {
      const background = getComputedStyle(at).backgroundColor;
      if (background !== 'rgba(0, 0, 0, 0)') behind.push(background);
      if (background.startsWith('rgb(')) break;
    }
    const { color, fill } = getComputedStyle(element);
    texts.push([text, element instanceof SVGElement ? fill : color, behind]);
  }
  style.cssText = before;
  return texts;
}`;
